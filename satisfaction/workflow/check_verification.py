"""Compute a profile check again from its record, and say what differs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.reports.check_record import FORMAT, check_content
from satisfaction.workflow.check_inputs import ROLES, CheckFiles
from satisfaction.workflow.checking import run_check
from satisfaction.workflow.config import Settings
from satisfaction.workflow.record_differences import (
    CLOSE,
    Difference,
    differing,
    read_record,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_MOST_SHOWN = 40
_ROW_NAMES = ("period", "user_group", "dimension", "level", "statistic", "other_level", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a re-run found.

    Attributes
    ----------
    checksums, cells : tuple of Difference
        Files that are not the recorded ones, and cells that came out differently.
    versions : tuple of Difference
        Programs that differ: told, and no difference of the check.
    compared : int
        Values that were compared.
    """

    checksums: tuple[Difference, ...]
    cells: tuple[Difference, ...]
    versions: tuple[Difference, ...]
    compared: int

    @property
    def is_same(self) -> bool:
        """Whether files and every value are those of the record."""
        return not self.checksums and not self.cells

    def to_dict(self) -> dict[str, object]:
        """Return the outcome as plain values, for machines."""
        return {
            "same": self.is_same,
            "compared": self.compared,
            "checksums": [str(d) for d in self.checksums],
            "cells": [str(d) for d in self.cells],
            "versions": [str(d) for d in self.versions],
        }

    def __str__(self) -> str:
        head = (
            f"The same: {self.compared:,} values computed again, none differs by more than "
            f"{CLOSE:g}."
            if self.is_same
            else f"Not the same: {len(self.checksums)} files and {len(self.cells)} of "
            f"{self.compared:,} values differ."
        )
        found = (*self.checksums, *self.cells)
        lines = [f"  {d}" for d in found[:_MOST_SHOWN]]
        if len(found) > _MOST_SHOWN:
            lines.append(f"  and {len(found) - _MOST_SHOWN:,} more: --json has all of them.")
        notes = [f"  (other version) {d}" for d in self.versions]
        return "\n".join([head, *lines, *notes])


def verify_record(
    record: Path,
    *,
    given: Mapping[str, Sequence[Path]] | None = None,
    survey: str | None = None,
    key_file: Path | None = None,
) -> Verification:
    """Compare checksums, compute everything again, and compare cell by cell.

    Parameters
    ----------
    record : Path
        ``record.json`` of a check.
    given : mapping of str to sequence of Path
        Files by role, as many as the record names and in its order; those of a role that is not
        given are looked for beside the record by their names.
    survey : str, optional
        Definition, where it is a file that is not beside the record.

    Raises
    ------
    DataRefusedError
        If the file is no record of a profile check.
    UsageError
        If a file that the record names cannot be found.
    """
    recorded = read_record(
        record, form=FORMAT, what="profile check", made_by="`satisfaction check-profile --out`"
    )
    files = _files(recorded, record, given or {}, key_file)
    run = run_check(
        files,
        survey=survey or _definition(recorded["settings"], record.parent),
        period=recorded["period"],
        settings=_asked(recorded, record),
        run_stamp=recorded["run"],
    )
    # Through JSON, so that both sides have the types that a record can hold.
    now = json.loads(json.dumps(check_content(run.document)))
    here, there = (values_of(content, row_name=_row_name) for content in (recorded, now))
    return Verification(
        checksums=tuple(_file_differences(recorded["inputs"], now["inputs"])),
        cells=tuple(differing(here, there)),
        versions=tuple(
            Difference(place=name, recorded=was, now=now["versions"].get(name, "not there"))
            for name, was in recorded["versions"].items()
            if now["versions"].get(name) != was
        ),
        compared=len(here.keys() | there.keys()),
    )


def _files(
    recorded: Mapping[str, Any],
    record: Path,
    given: Mapping[str, Sequence[Path]],
    key_file: Path | None,
) -> CheckFiles:
    named: dict[str, list[str]] = {role: [] for role in ROLES}
    for entry in recorded["inputs"]:
        named[entry["role"]].append(entry["name"])
    found = {
        role: _of_role(role, names, given.get(role, ()), record) for role, names in named.items()
    }
    return CheckFiles(**found, key_file=key_file)


def _of_role(
    role: str, names: Sequence[str], given: Sequence[Path], record: Path
) -> tuple[Path, ...]:
    """Return the files of one part: those given, or those beside the record."""
    if given and len(given) != len(names):
        raise UsageError(
            f"The record was made from {len(names)} files for --{role}, and "
            f"{len(given)} were given. Give all of them, in the order of the record."
        )
    if record.name in names and not given:
        raise UsageError(
            f"The record was made with earlier records that have names like its own. Name them, in "
            f"the same order, with --{role}."
        )
    beside = tuple(record.parent / name for name in names)
    for path, name in zip(given or beside, names, strict=True):
        if not path.is_file():
            raise UsageError(
                f"The {role} file '{name}' is not beside the record. Put it there, or name it with "
                f"--{role}."
            )
    return tuple(given) or beside


def _asked(recorded: Mapping[str, Any], record: Path) -> Settings:
    """Return the settings of the recorded check, every one of them."""
    try:
        return Settings.model_validate(recorded["settings"]["asked"])
    except ValidationError as error:
        count = error.error_count()
    raise DataRefusedError(
        f"{record.name}: {count} of the settings of the check are missing or damaged. Give the "
        "record.json as `satisfaction check-profile --out` wrote it."
    )


def _definition(settings: Mapping[str, Any], folder: Path) -> str:
    """Return the shipped name, or the file beside the record."""
    name = str(settings["survey"])
    return str(folder / name) if name.endswith((".yaml", ".yml")) else name


def _file_differences(
    recorded: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    for was, found in zip(recorded, now, strict=False):
        if was["sha256"] != found["sha256"]:
            yield Difference(
                place=f"{was['role']} file {found['name']}, checksum",
                recorded=was["sha256"],
                now=found["sha256"],
            )
    if len(recorded) != len(now):
        yield Difference(place="number of files", recorded=f"{len(recorded)}", now=f"{len(now)}")


def _row_name(row: object, number: int) -> str:
    """Return the row's number and what it is about."""
    if not isinstance(row, dict):
        return f"[{number}]"
    words = [str(row[n]) for n in ("name", *_ROW_NAMES) if isinstance(row.get(n), str) and row[n]]
    return f"[{number}: {', '.join(words)}]" if words else f"[{number}]"
