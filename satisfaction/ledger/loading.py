"""Keep a delivery: both files first, flushed, then the catalogue in one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import UsageError
from satisfaction.intake.pseudonyms import pseudonyms_of
from satisfaction.ledger.accounting import keep_removal, record, recount
from satisfaction.ledger.catalogue import keep_setting, setting
from satisfaction.ledger.entries import entries, part_names
from satisfaction.ledger.identity import definition_body, definition_mark
from satisfaction.ledger.parts import new_part, sweep
from satisfaction.ledger.references import marks_of, personal_fields

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.delivery import DeliveryReport
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.intake.separation import Separated
    from satisfaction.ledger.catalogue import Catalogue
    from satisfaction.ledger.entries import Entry
    from satisfaction.ledger.incoming import Incoming
    from satisfaction.ledger.parts import Part

_FORGOTTEN_BEFORE = "forgotten before it came"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a delivery.

    Attributes
    ----------
    entry : Entry
        The delivery in the ledger.
    is_new : bool
        False where the same files with the same definition were in the ledger: nothing changed.
    superseded : mapping of int to int
        Number of each earlier delivery to how many of its rows this one replaced.
    held_back : int
        Rows of references that were forgotten: they were not kept.
    """

    entry: Entry
    is_new: bool
    superseded: Mapping[int, int]
    held_back: int = 0

    def to_dict(self) -> dict[str, object]:
        """Return the receipt as plain values."""
        return {
            "is_new": self.is_new,
            "superseded": {str(number): rows for number, rows in self.superseded.items()},
            "held_back": self.held_back,
            "delivery": self.entry.to_dict(),
        }

    def __str__(self) -> str:
        if not self.is_new:
            return f"Already in the ledger, nothing changed.\n{self.entry}"
        replaced = [
            f"  replaces {rows:,} rows of delivery {number}"
            for number, rows in self.superseded.items()
        ]
        held = [f"  {self.held_back:,} rows of forgotten references were not kept"]
        return "\n".join(["Kept.", str(self.entry), *replaced, *(held if self.held_back else [])])


def receipt_of_known(connection: sqlite3.Connection, ref: str) -> Receipt | None:
    """Return the receipt of a delivery that is in the ledger, or None."""
    row = connection.execute("SELECT number FROM delivery WHERE ref = ?", (ref,)).fetchone()
    if row is None:
        return None
    entry = next(entry for entry in entries(connection) if entry.number == row[0])
    return Receipt(entry=entry, is_new=False, superseded={})


def check_key(connection: sqlite3.Connection, key: PseudonymKey) -> None:
    """Refuse another key than that of the deliveries before: no reference would join.

    Raises
    ------
    UsageError
        If the ledger's pseudonyms were made with another key.
    """
    kept = setting(connection, "key_mark")
    if kept and kept != _key_mark(key):
        raise UsageError(
            "The ledger's pseudonyms were made with another key, so that corrected interviews "
            "could not be told from new ones. Give the key file of the first load."
        )


def keep(catalogue: Catalogue, incoming: Incoming) -> Receipt:
    """Keep a delivery, or say that it is in the ledger.

    Raises
    ------
    ContractError, DataRefusedError
        If the delivery is refused while it is read; nothing was kept.
    UsageError
        If the key is not the ledger's.
    LedgerError
        If another writer does not finish in time, or the disk refuses; nothing was kept.
    """
    definition = definition_mark(incoming.survey)
    with catalogue.writing() as connection:
        check_key(connection, incoming.key)
        known = receipt_of_known(connection, incoming.ref)
        if known:
            return known
        sweep(catalogue.files, part_names(connection))
        keep_key(connection, incoming.key)
        _keep_definition(connection, definition, incoming.survey)
        held, number = _insert(connection, catalogue.files, incoming, definition)
        superseded = recount(connection, catalogue.files, incoming.survey.survey)
        entry = next(e for e in entries(connection) if e.number == number)
        record(connection, "load", entry.number, entry.rows_in, _said(entry, held))
    return Receipt(
        entry=_recorded(catalogue, number), is_new=True, superseded=superseded, held_back=held
    )


def _recorded(catalogue: Catalogue, number: int) -> Entry:
    with catalogue.reading() as connection:
        return next(entry for entry in entries(connection) if entry.number == number)


def _said(entry: Entry, held: int) -> str:
    counts = f"{entry.accepted} accepted, {entry.rejected} rejected, {held} held back"
    return f"{counts}; definition {entry.definition[:12]}"


def keep_key(connection: sqlite3.Connection, key: PseudonymKey) -> None:
    """Note which key a new ledger's pseudonyms are made with, never the key itself."""
    if not setting(connection, "key_mark"):
        keep_setting(connection, "key_mark", _key_mark(key))
        keep_setting(connection, "salt", token_hex(16))


def _key_mark(key: PseudonymKey) -> str:
    return pseudonyms_of(["which key"], key, "ledger")[0]


def _keep_definition(connection: sqlite3.Connection, definition: str, survey: Survey) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO definition VALUES (?, ?, ?)",
        (definition, survey.survey, definition_body(survey)),
    )


def _insert(
    connection: sqlite3.Connection, files: Path, incoming: Incoming, definition: str
) -> tuple[int, int]:
    """Write both files and their rows of the catalogue; return rows held back and the number."""
    marks, salt = _forgotten(connection), setting(connection, "salt")
    fields = personal_fields(incoming.survey)
    with new_part(files) as (accepted, end_accepted), new_part(files) as (rejected, end_rejected):

        def write(block: Separated) -> None:
            accepted.add(_not_forgotten(block.accepted, tuple(fields), marks, salt))
            rejected.add(
                _not_forgotten(_worded(block.rejects), tuple(fields.values()), marks, salt)
            )

        report = incoming.read(write)
        parts = {"accepted": end_accepted(), "rejected": end_rejected()}
    number = _insert_report(connection, report, incoming.ref, definition)
    came = {"accepted": report.accepted, "rejected": report.rejected}
    for kind, part in parts.items():
        _keep_part(connection, number, kind, part)
        keep_removal(connection, number, kind, came[kind] - part.rows, _FORGOTTEN_BEFORE)
    return report.rows_in - sum(part.rows for part in parts.values()), number


def _worded(rejects: pd.DataFrame) -> pd.DataFrame:
    """Return rejected rows with every column of text as text, though a block may have no row."""
    return rejects.astype({str(name): "str" for name in rejects if name != "row"})


def _insert_report(
    connection: sqlite3.Connection, report: DeliveryReport, ref: str, definition: str
) -> int:
    values = (
        ref,
        definition,
        report.rows_in,
        report.interviewed_from and report.interviewed_from.isoformat(),
        report.interviewed_to and report.interviewed_to.isoformat(),
        json.dumps(report.to_dict(), ensure_ascii=False),
    )
    number = connection.execute(
        """INSERT INTO delivery
            (ref, definition, rows_in, interviewed_from, interviewed_to, report)
            VALUES (?, ?, ?, ?, ?, ?)""",
        values,
    ).lastrowid
    connection.executemany(
        "INSERT INTO source VALUES (?, ?, ?, ?, ?)",
        [(number, n, f.name, f.sha256, f.rows) for n, f in enumerate(report.files)],
    )
    return number or 0


def _keep_part(connection: sqlite3.Connection, number: int, kind: str, part: Part) -> None:
    connection.execute(
        "INSERT INTO part VALUES (?, ?, ?, ?, ?)",
        (number, kind, part.sha256, part.bytes, part.rows),
    )


def _forgotten(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT mark FROM forgotten")}


def _not_forgotten(
    frame: pd.DataFrame, columns: Sequence[str], marks: set[str], salt: str
) -> pd.DataFrame:
    """Return the rows without a forgotten reference."""
    keep = pd.Series(data=True, index=frame.index)
    for column in columns if marks else ():
        if column in frame:
            of = marks_of(frame[column].astype("str").unique(), salt)
            keep &= ~frame[column].isin([ref for ref, mark in of.items() if mark in marks])
    return frame if keep.all() else frame[keep].reset_index(drop=True)
