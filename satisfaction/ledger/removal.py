"""Rows that must not be kept: files are written again without them, and their absence is proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq

from satisfaction.ledger.absence import search
from satisfaction.ledger.accounting import keep_removal, record, recount
from satisfaction.ledger.entries import entries, part_names
from satisfaction.ledger.parts import rewrite, strays, sweep

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Mapping

    import pyarrow as pa

    from satisfaction.ledger.absence import Search
    from satisfaction.ledger.catalogue import Catalogue
    from satisfaction.ledger.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What was removed, and the proof.

    Attributes
    ----------
    event : {"expire", "forget"}
    reason : str
    accepted, rejected : mapping of int to int
        Number of each delivery to the rows taken out of it, where there are any.
    proof : Search
        The search of the whole folder afterwards for the references that had to go.
    overdue : int
        Rows that had to go and are still there; 0 is the proof.
    undated : tuple of int
        Deliveries whose survey has no date of interview, so that no row of them can be due.
    """

    event: str
    reason: str
    accepted: Mapping[int, int]
    rejected: Mapping[int, int]
    proof: Search
    overdue: int = 0
    undated: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        """Rows removed in all."""
        return sum(self.accepted.values()) + sum(self.rejected.values())

    @property
    def needs_attention(self) -> bool:
        """Whether anything is still there, or could not be judged."""
        return bool(self.proof.hits or self.overdue or self.undated)

    def to_dict(self) -> dict[str, object]:
        """Return the removal as plain values."""
        return {
            "event": self.event,
            "reason": self.reason,
            "rows": self.rows,
            "accepted": {str(n): rows for n, rows in self.accepted.items()},
            "rejected": {str(n): rows for n, rows in self.rejected.items()},
            "references_searched": self.proof.references,
            "files_searched": self.proof.files,
            "bytes_searched": self.proof.bytes,
            "files_with_hits": self.proof.hits,
            "overdue": self.overdue,
            "undated_deliveries": list(self.undated),
        }

    def __str__(self) -> str:
        numbers = sorted({*self.accepted, *self.rejected})
        lines = [f"{self.rows:,} rows removed ({self.reason})."]
        lines += [
            f"  delivery {n}: {self.accepted.get(n, 0):,} accepted, {self.rejected.get(n, 0):,} "
            "rejected"
            for n in numbers
        ]
        proof = self.proof
        lines.append(
            f"  proof: {proof.references:,} references searched in {proof.files:,} files "
            f"({proof.bytes:,} bytes), found in {proof.hits}; rows still due: {self.overdue:,}"
        )
        if self.undated:
            lines.append(f"  deliveries without interview dates, not judged: {self.undated}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Rows taken out of each delivery, by kind."""

    accepted: Mapping[int, int]
    rejected: Mapping[int, int]


def take_out(
    connection: sqlite3.Connection,
    catalogue: Catalogue,
    keep: Callable[[Entry, str, pa.RecordBatch], pa.Array],
    *,
    event: str,
    reason: str,
) -> Removed:
    """Write every file that has rows to remove again without them, and note it."""
    removed: dict[str, dict[int, int]] = {"accepted": {}, "rejected": {}}
    found = entries(connection)
    for entry in found:
        for kind in ("accepted", "rejected"):
            rows = _rewrite(connection, catalogue, entry, kind, keep)
            if rows:
                removed[kind][entry.number] = rows
                keep_removal(connection, entry.number, kind, rows, reason)
                record(connection, event, entry.number, rows, f"{kind}: {reason}")
    for survey in {entry.survey for entry in found}:
        recount(connection, catalogue.files, survey)
    return Removed(**removed)


def sweep_and_search(catalogue: Catalogue, references: Collection[str]) -> Search:
    """Delete the old files, which nothing names any more, and search what is left."""
    with catalogue.writing() as connection:
        names = part_names(connection)
        if strays(catalogue.files, names):
            sweep(catalogue.files, names)
    return search(catalogue.folder, references)


def _rewrite(
    connection: sqlite3.Connection,
    catalogue: Catalogue,
    entry: Entry,
    kind: str,
    keep: Callable[[Entry, str, pa.RecordBatch], pa.Array],
) -> int:
    old = entry.parts[kind]
    path = catalogue.files / old.name

    def stays(batch: pa.RecordBatch) -> pa.Array:
        return keep(entry, kind, batch)

    batches = pq.ParquetFile(path).iter_batches()
    left = sum(pc.sum(stays(batch)).as_py() or 0 for batch in batches)
    if left == old.rows:
        return 0
    part = rewrite(path, catalogue.files, stays)
    connection.execute(
        "UPDATE part SET sha256 = ?, bytes = ?, rows = ? WHERE delivery = ? AND kind = ?",
        (part.sha256, part.bytes, part.rows, entry.number, kind),
    )
    return old.rows - part.rows
