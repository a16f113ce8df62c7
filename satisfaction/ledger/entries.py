"""What the catalogue says of each delivery."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from satisfaction.definitions.survey import Survey
from satisfaction.errors import UsageError
from satisfaction.ledger.parts import Part
from satisfaction.results import SourceFile

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One delivery of the ledger.

    ``rows_in`` is always ``accepted + rejected + superseded + removed``.

    Attributes
    ----------
    number : int
        Place in the order of loading; the order goes by it, never by a clock.
    ref : str
        Twelve hexadecimal characters by which commands name the delivery.
    definition : str
        Checksum of the survey definition, all of it, with which the delivery was read.
    accepted, superseded : int
        Accepted rows that stand, and those that a later delivery of the same interview replaced.
    rejected : int
    removed : int
        Rows past their retention date or forgotten, accepted or rejected once.
    report : mapping
        What reading it gave: counts and reasons, nothing from a row.
    """

    number: int
    ref: str
    survey: str
    definition: str
    files: tuple[SourceFile, ...]
    rows_in: int
    accepted: int
    rejected: int
    superseded: int
    removed: int
    interviewed_from: date | None
    interviewed_to: date | None
    recorded_at: str
    report: Mapping[str, object]
    parts: Mapping[str, Part]

    @property
    def rejected_by(self) -> dict[str, int]:
        """Reason to the rows it rejected; a row with two reasons counts under both."""
        found = self.report.get("rejected_by")
        return dict(found) if isinstance(found, dict) else {}

    def to_dict(self) -> dict[str, object]:
        """Return the entry as plain values."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return {
            **plain,
            "files": [asdict(file) for file in self.files],
            "interviewed_from": self.interviewed_from and self.interviewed_from.isoformat(),
            "interviewed_to": self.interviewed_to and self.interviewed_to.isoformat(),
            "report": dict(self.report),
        }

    def __str__(self) -> str:
        names = ", ".join(file.name for file in self.files)
        removed = f" + {self.removed:,} removed" if self.removed else ""
        counts = f"{self.accepted:,} accepted + {self.rejected:,} rejected + {self.superseded:,}"
        lines = [
            f"Delivery {self.number} ({self.ref}): {names}",
            f"  {self.rows_in:,} rows in = {counts} superseded{removed}",
            f"  survey {self.survey}, definition {self.definition[:12]}",
        ]
        if self.interviewed_from:
            lines.append(f"  interviews {self.interviewed_from} to {self.interviewed_to}")
        return "\n".join(lines)


_SHORTEST_REF = 4
_PLAIN = (
    "number",
    "ref",
    "survey",
    "definition",
    "rows_in",
    "accepted",
    "rejected",
    "superseded",
    "removed",
    "recorded_at",
)


def entries(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Return every delivery in the order of loading."""
    rows = connection.execute(
        """SELECT delivery.number, ref, survey, definition, rows_in, superseded, interviewed_from,
            interviewed_to, report,
            (SELECT coalesce(sum(rows), 0) FROM removal WHERE delivery = delivery.number),
            (SELECT min(recorded_at) FROM history
                WHERE event = 'load' AND history.delivery = delivery.number)
        FROM delivery JOIN definition ON definition.sha256 = definition ORDER BY delivery.number"""
    ).fetchall()
    return tuple(_entry(connection, row) for row in rows)


def find(found: Sequence[Entry], ref: str | int) -> Entry:
    """Return the delivery that ``ref`` names: its number, or the beginning of its reference.

    Raises
    ------
    UsageError
        If no delivery, or more than one, answers to it.
    """
    text = str(ref).strip().lower()
    named = [e for e in found if str(e.number) == text] or [
        e for e in found if len(text) >= _SHORTEST_REF and e.ref.startswith(text)
    ]
    if len(named) != 1:
        raise UsageError(
            f"{len(named)} deliveries answer to '{ref}'; the ledger has {len(found)}. Name one by "
            "its number or reference, as `satisfaction ledger list` shows them."
        )
    return named[0]


def survey_of(connection: sqlite3.Connection, definition: str) -> Survey:
    """Return a definition as it was when a delivery was read with it."""
    row = connection.execute(
        "SELECT body FROM definition WHERE sha256 = ?", (definition,)
    ).fetchone()
    return Survey.model_validate_json(row[0])


def part_names(connection: sqlite3.Connection) -> list[str]:
    """Return the names of all files that the catalogue knows."""
    return [f"{row[0]}.parquet" for row in connection.execute("SELECT sha256 FROM part")]


def _entry(connection: sqlite3.Connection, row: tuple[object, ...]) -> Entry:
    number, ref, survey, definition, rows_in, superseded, first, last, report, removed, at = row
    parts = {
        kind: Part(sha256=mark, bytes=size, rows=rows)
        for kind, mark, size, rows in connection.execute(
            "SELECT kind, sha256, bytes, rows FROM part WHERE delivery = ?", (number,)
        )
    }
    files = connection.execute(
        "SELECT name, sha256, rows FROM source WHERE delivery = ? ORDER BY position", (number,)
    )
    return Entry(
        number=int(str(number)),
        ref=str(ref)[:12],
        survey=str(survey),
        definition=str(definition),
        files=tuple(SourceFile(name=n, sha256=s, rows=r) for n, s, r in files),
        rows_in=int(str(rows_in)),
        accepted=parts["accepted"].rows - int(str(superseded)),
        rejected=parts["rejected"].rows,
        superseded=int(str(superseded)),
        removed=int(str(removed)),
        interviewed_from=date.fromisoformat(str(first)) if first else None,
        interviewed_to=date.fromisoformat(str(last)) if last else None,
        recorded_at=str(at),
        report=json.loads(str(report)),
        parts=parts,
    )
