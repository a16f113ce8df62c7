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
    """Where the tables of one check are; None and empty where one was not given."""

    returns: Path
    profile: Path
    frame: Path | None = None
    issued: Path | None = None
    outcomes: Path | None = None
    history: tuple[Path, ...] = ()
    key_file: Path | None = None

    def by_role(self) -> Iterator[tuple[str, Path]]:
        """Yield each data file with its part in the check; never the key."""
        for field in fields(self):
            found = getattr(self, field.name)
            if found is None or field.name in _NOT_DATA:
                continue
            for path in found if isinstance(found, tuple) else (found,):
                yield field.name, path


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
