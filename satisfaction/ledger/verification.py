"""Prove that nothing is lost: files, counts and the catalogue agree."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from satisfaction.ledger.catalogue import refuse_damage
from satisfaction.ledger.entries import entries, part_names
from satisfaction.ledger.inspection_logs import log_faults
from satisfaction.ledger.parts import checksum, strays
from satisfaction.ledger.standing import accepted_parts, count_standing, engine, note_last

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from satisfaction.ledger.catalogue import Catalogue
    from satisfaction.ledger.entries import Entry

_COUNTS = ("number", "ref", "rows_in", "accepted", "rejected", "superseded", "removed")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verification:
    """Whether the ledger holds what it says it holds.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a delivery: ``number``, ``ref``, ``rows_in``, ``accepted``, ``rejected``,
        ``superseded``, ``removed``, ``reconciles``. The counts are made again from the files.
    faults : tuple of str
        What does not agree; empty is the proof.
    notes : tuple of str
        What is no fault, and worth knowing: files left by a load that was stopped.
    files, bytes : int
        Files whose checksum was taken, and their size.
    """

    table: pd.DataFrame
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    files: int
    bytes: int

    def to_dict(self) -> dict[str, object]:
        """Return the verification as plain values."""
        return {
            "deliveries": self.table.to_dict(orient="records"),
            "faults": list(self.faults),
            "notes": list(self.notes),
            "files": self.files,
            "bytes": self.bytes,
        }

    def __str__(self) -> str:
        lines = [
            f"Delivery {r.number} ({r.ref}): {r.rows_in:,} rows in = {r.accepted:,} accepted + "
            f"{r.rejected:,} rejected + {r.superseded:,} superseded + {r.removed:,} removed: "
            f"{'agrees' if r.reconciles else 'DOES NOT AGREE'}"
            for r in self.table.itertuples()
        ]
        lines.append(f"{self.files:,} files ({self.bytes:,} bytes): checksums taken again.")
        lines += [f"Fault: {fault}" for fault in self.faults] or ["No fault."]
        return "\n".join([*lines, *(f"Note: {note}" for note in self.notes)])


def verify(catalogue: Catalogue) -> Verification:
    """Read every file again and compare it with the catalogue."""
    with catalogue.reading() as connection:
        refuse_damage(connection)
        found = entries(connection)
        faults = [fault for entry in found for fault in _file_faults(entry, catalogue.files)]
        faults += log_faults(connection)
        counted = {} if faults else _counted(connection, found, catalogue.files)
        rows = [_row(entry, counted.get(entry.number)) for entry in found]
        faults += [
            f"delivery {row['number']}: the rows in the files are not those of the catalogue"
            for row in rows
            if not row["reconciles"] and not faults
        ]
        left = strays(catalogue.files, part_names(connection))
    parts = [part for entry in found for part in entry.parts.values()]
    notes = [f"{len(left)} files without a row in the catalogue; the next load sweeps them"]
    return Verification(
        table=pd.DataFrame(rows, columns=[*_COUNTS, "reconciles"]),
        faults=tuple(faults),
        notes=(*(notes if left else []), *_open_to_others(catalogue.folder)),
        files=len(parts),
        bytes=sum(part.bytes for part in parts),
    )


def _file_faults(entry: Entry, files: Path) -> list[str]:
    faults = []
    for kind, part in entry.parts.items():
        path = files / part.name
        if not path.is_file():
            faults.append(f"delivery {entry.number}: its file of {kind} rows is missing")
        elif checksum(path) != part.sha256:
            faults.append(
                f"delivery {entry.number}: its file of {kind} rows was changed or damaged"
            )
        elif _rows_of(path) != part.rows:
            faults.append(f"delivery {entry.number}: its file of {kind} rows has other rows")
    return faults


def _rows_of(path: Path) -> int:
    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowInvalid, OSError):
        return -1


def _counted(
    connection: sqlite3.Connection, found: tuple[Entry, ...], files: Path
) -> dict[int, int]:
    """Count the rows that stand, from the files alone."""
    counts = {}
    for survey in {entry.survey for entry in found}:
        own = [entry for entry in found if entry.survey == survey]
        parts = accepted_parts(connection, own, files)
        with engine(files) as rows:
            note_last(rows, parts)
            counts.update({part.number: count_standing(rows, part) for part in parts})
    return counts


def _row(entry: Entry, standing: int | None) -> dict[str, object]:
    """Return the counts of a delivery, and whether what came in is all accounted for."""
    in_file = entry.parts["accepted"].rows
    agrees = (
        standing == entry.accepted
        and in_file - (standing or 0) == entry.superseded
        and entry.rows_in == in_file + entry.rejected + entry.removed
        and entry.rows_in == sum(file.rows for file in entry.files)
    )
    return {**{name: getattr(entry, name) for name in _COUNTS}, "reconciles": agrees}


def _open_to_others(folder: Path) -> list[str]:
    """Say which files others than their owner can read, where the system tells."""
    if os.name == "nt":
        return []
    open_ones = [p for p in (folder, *folder.rglob("*")) if p.stat().st_mode & _OTHERS]
    if not open_ones:
        return []
    return [f"{len(open_ones)} files or folders of the ledger can be read by others than the owner"]
