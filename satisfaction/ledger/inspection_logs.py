"""Versions of the contractor's inspection log: each kept as it was, and what each changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from satisfaction.contractor.log import SHEETS, contract_of
from satisfaction.definitions.checks import Unique
from satisfaction.definitions.fields import Category, Date, Reference
from satisfaction.definitions.library import load_table
from satisfaction.ledger.accounting import now, record
from satisfaction.ledger.loading import check_key, keep_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from satisfaction.contractor import InspectionLog
    from satisfaction.definitions.fields import Field
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.ledger.catalogue import Catalogue

    Sheet = list[dict[str, str]]
    Body = Mapping[str, Sheet]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogVersion:
    """One version of the log.

    Attributes
    ----------
    number : int
    ref : str
        Twelve hexadecimal characters of its content.
    recorded_at : str
        For people; the order goes by the number.
    rows : mapping of str to int
        Rows by sheet.
    """

    number: int
    ref: str
    recorded_at: str
    rows: Mapping[str, int]

    def to_dict(self) -> dict[str, object]:
        """Return the version as plain values."""
        return {
            "number": self.number,
            "ref": self.ref,
            "recorded_at": self.recorded_at,
            "rows": dict(self.rows),
        }

    def __str__(self) -> str:
        counts = ", ".join(f"{sheet} {rows}" for sheet, rows in self.rows.items() if rows)
        return f"Version {self.number} ({self.ref}), {self.recorded_at}: {counts}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogChange:
    """Rows of one sheet that differ between two versions.

    Attributes
    ----------
    sheet : str
    kind : {"added", "changed", "taken out"}
        A row is known from one version to the next by what its contract says is unique.
    rows : int
    names : tuple of str
        What the rows are known by: numbers, weeks and sites; empty where that is a person.
    """

    sheet: str
    kind: str
    rows: int
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f": {', '.join(self.names)}" if self.names else ""
        return f"{self.sheet}, {self.rows} {self.kind}{named}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReceipt:
    """What keeping a log gave; ``is_new`` is False where it is as the last version was."""

    version: LogVersion
    is_new: bool
    changes: tuple[LogChange, ...] = ()

    @property
    def needs_attention(self) -> bool:
        """Whether a row that was once in the log is not any more."""
        return any(change.kind == "taken out" for change in self.changes)

    def to_dict(self) -> dict[str, object]:
        """Return the receipt as plain values."""
        changes = [
            {"sheet": c.sheet, "kind": c.kind, "rows": c.rows, "names": list(c.names)}
            for c in self.changes
        ]
        return {"is_new": self.is_new, "version": self.version.to_dict(), "changes": changes}

    def __str__(self) -> str:
        if not self.is_new:
            return f"As the last version, nothing changed.\n{self.version}"
        return "\n".join([f"Kept. {self.version}", *(f"  {change}" for change in self.changes)])


def keep_log(catalogue: Catalogue, log: InspectionLog, key: PseudonymKey) -> LogReceipt:
    """Add a version, unless the log is as it was."""
    body = {sheet: _plain(log[sheet]) for sheet in SHEETS}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    with catalogue.writing() as connection:
        check_key(connection, key)
        keep_key(connection, key)
        last = log_versions(connection)[-1:]
        before = _body(connection, last[0].number) if last else {}
        changes = tuple(_changes(before, body))
        if last and not changes:
            return LogReceipt(version=last[0], is_new=False)
        connection.execute(
            "INSERT INTO inspection_log (sha256, recorded_at, body) VALUES (?, ?, ?)",
            (sha256(text.encode()).hexdigest(), now(), text),
        )
        version = log_versions(connection)[-1]
        told = "; ".join(map(str, changes)) if last else "first version"
        record(connection, "inspection log", None, sum(version.rows.values()), told)
    return LogReceipt(version=version, is_new=True, changes=changes if last else ())


def log_versions(connection: sqlite3.Connection) -> tuple[LogVersion, ...]:
    """Return every version, oldest first."""
    rows = connection.execute(
        "SELECT number, sha256, recorded_at, body FROM inspection_log ORDER BY number"
    )
    return tuple(
        LogVersion(
            number=number,
            ref=mark[:12],
            recorded_at=at,
            rows={sheet: len(content) for sheet, content in json.loads(body).items()},
        )
        for number, mark, at, body in rows.fetchall()
    )


def log_faults(connection: sqlite3.Connection) -> list[str]:
    """Return a sentence for each version whose content is not what its checksum says."""
    rows = connection.execute("SELECT number, sha256, body FROM inspection_log").fetchall()
    return [
        f"Version {number} of the inspection log is not what was kept."
        for number, mark, body in rows
        if sha256(body.encode()).hexdigest() != mark
    ]


def _body(connection: sqlite3.Connection, number: int) -> Body:
    row = connection.execute("SELECT body FROM inspection_log WHERE number = ?", (number,))
    found: Body = json.loads(row.fetchone()[0])
    return found


def _plain(frame: pd.DataFrame) -> Sheet:
    """Return rows as text, without the place in the file, in an order that is theirs."""
    kept = frame.drop(columns=["file", "row"], errors="ignore")
    texts = kept.astype("str").where(kept.notna(), "")
    return sorted(
        ({str(k): str(v) for k, v in row.items()} for row in texts.to_dict("records")),
        key=lambda row: sorted(row.items()),
    )


def _changes(before: Body, now_: Body) -> list[LogChange]:
    return [
        change
        for sheet in SHEETS
        for change in _of_sheet(sheet, before.get(sheet, []), now_[sheet])
    ]


def _of_sheet(sheet: str, was: Sheet, is_now: Sheet) -> list[LogChange]:
    keys = _key_of(sheet)
    old, new = ({tuple(row[k] for k in keys): row for row in rows} for rows in (was, is_now))
    kinds = {
        "added": [key for key in new if key not in old],
        "changed": [key for key in new if key in old and new[key] != old[key]],
        "taken out": [key for key in old if key not in new],
    }
    return [
        LogChange(sheet=sheet, kind=kind, rows=len(found), names=_names(sheet, keys, found))
        for kind, found in kinds.items()
        if found
    ]


def _key_of(sheet: str) -> tuple[str, ...]:
    """Return the fields that no two rows of a sheet share, as its contract has them."""
    checks = load_table(contract_of(sheet)).checks
    return tuple(next(check.fields for check in checks if isinstance(check, Unique)))


def _names(sheet: str, keys: Sequence[str], rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Name rows by their number, day, site or batch; never by a person or in somebody's words."""
    fields = load_table(contract_of(sheet)).fields
    told = [place for place, key in enumerate(keys) if _may_be_told(fields[key])]
    return tuple(sorted({" ".join(row[place] for place in told) for row in rows})) if told else ()


def _may_be_told(field: Field) -> bool:
    return (isinstance(field, Reference) and not field.pseudonym) or isinstance(
        field, (Category, Date)
    )
