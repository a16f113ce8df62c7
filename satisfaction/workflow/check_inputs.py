"""The files of a profile check, with their checksums."""

from __future__ import annotations

from dataclasses import dataclass, fields
from hashlib import file_digest
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError
from satisfaction.reports.check_record import InputFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NOT_DATA = frozenset({"key_file"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFiles:
    """Where the tables of one check are; empty where none was given.

    Attributes
    ----------
    returns : tuple of Path
        Deliveries, or one file of accepted returns; with those of earlier quarters the rolling year
        and the quarters before are checked, too.
    profile : tuple of Path
        Profiles of the quarter, of the rolling year, of earlier quarters: each says its period.
    records : tuple of Path
        Crime records: profiles that were not given are counted from them, respondents are described
        as on them, and their exclusions are audited.
    frame, issued, outcomes : tuple of Path
        Of the quarter.
    history : tuple of Path
        Records of earlier checks.
    rules : tuple of Path
        A force's own ``rules.yaml``, at most one; the shipped one without.
    key_file : Path or None
    """

    returns: tuple[Path, ...]
    profile: tuple[Path, ...] = ()
    records: tuple[Path, ...] = ()
    frame: tuple[Path, ...] = ()
    issued: tuple[Path, ...] = ()
    outcomes: tuple[Path, ...] = ()
    history: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    key_file: Path | None = None

    def by_role(self) -> Iterator[tuple[str, Path]]:
        """Yield each data file with its part in the check; never the key."""
        for role in ROLES:
            for path in getattr(self, role):
                yield role, path


ROLES = tuple(field.name for field in fields(CheckFiles) if field.name not in _NOT_DATA)


def checksums(files: CheckFiles) -> tuple[InputFile, ...]:
    """Return name, checksum and size of every file."""
    return tuple(input_file(role, path) for role, path in files.by_role())


def input_file(role: str, path: Path) -> InputFile:
    """Return the checksum of one file, read in blocks.

    Raises
    ------
    UsageError
        If it is not there.
    """
    if not path.is_file():
        raise UsageError(f"There is no file '{path.name}' for the {role}.")
    with path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return InputFile(role=role, name=path.name, sha256=digest, bytes=path.stat().st_size)
