"""The accounts of the ledger: what stands, what was removed and why, and all that was done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from satisfaction.ledger.entries import entries
from satisfaction.ledger.standing import accepted_parts, count_standing, engine, note_last

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


def recount(connection: sqlite3.Connection, files: Path, survey: str) -> dict[int, int]:
    """Count the superseded rows of each delivery again; return those that have more than before."""
    found = [entry for entry in entries(connection) if entry.survey == survey]
    parts = accepted_parts(connection, found, files)
    more = {}
    with engine(files) as rows:
        note_last(rows, parts)
        for entry, part in zip(found, parts, strict=True):
            superseded = entry.parts["accepted"].rows - count_standing(rows, part)
            if superseded > entry.superseded:
                more[entry.number] = superseded - entry.superseded
            connection.execute(
                "UPDATE delivery SET superseded = ? WHERE number = ?", (superseded, entry.number)
            )
    return more


def record(
    connection: sqlite3.Connection, event: str, delivery: int | None, rows: int, detail: str
) -> None:
    """Add to the history; its stamp is for people, the order goes by its number."""
    connection.execute(
        "INSERT INTO history (recorded_at, event, delivery, rows, detail) VALUES (?, ?, ?, ?, ?)",
        (now(), event, delivery, rows, detail),
    )


def now() -> str:
    """Return date and time for people."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def keep_removal(
    connection: sqlite3.Connection, number: int, kind: str, rows: int, reason: str
) -> None:
    """Note that rows of a delivery are not kept any more, and why; nothing for no rows."""
    if rows:
        connection.execute(
            "INSERT INTO removal (delivery, kind, rows, reason) VALUES (?, ?, ?, ?)",
            (number, kind, rows, reason),
        )
