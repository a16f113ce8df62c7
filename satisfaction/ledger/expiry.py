"""Remove what is past its retention date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from satisfaction.definitions.fields import Date
from satisfaction.errors import UsageError
from satisfaction.ledger.entries import entries, survey_of
from satisfaction.ledger.references import interview_field, personal_fields
from satisfaction.ledger.removal import Removal, sweep_and_search, take_out
from satisfaction.ledger.standing import accepted_parts, engine, note_last, quoted, standing_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.ledger.catalogue import Catalogue
    from satisfaction.ledger.entries import Entry

_DAY = "interviewed_on"


def expire(catalogue: Catalogue, before: date, *, reason: str) -> Removal:
    """Remove every row of an interview made before a day, in whichever version it came.

    A row goes if its own date is before the day, or if the row that stands for its interview is;
    without a readable date, if the last interview of its delivery is.
    """
    if not reason.strip():
        raise UsageError("Removing rows needs a reason, such as the retention rule it follows.")
    why = f"{reason.strip()}; interviews before {before.isoformat()}"
    with catalogue.writing() as connection:
        due = _Due(connection, catalogue.files, before)
        removed = take_out(connection, catalogue, due.stays, event="expire", reason=why)
    proof = sweep_and_search(catalogue, due.all_references)
    return Removal(
        event="expire",
        reason=why,
        accepted=removed.accepted,
        rejected=removed.rejected,
        proof=proof,
        overdue=_overdue(catalogue, before),
        undated=due.undated,
    )


class _Due:
    """Which rows are past their date."""

    def __init__(self, connection: sqlite3.Connection, files: Path, before: date) -> None:
        self._before = before
        found = entries(connection)
        self._surveys = {e.definition: survey_of(connection, e.definition) for e in found}
        self.undated = tuple(e.number for e in found if not self._is_dated(e))
        self._references = {
            survey: _due_references(
                connection, [e for e in found if e.survey == survey and self._is_dated(e)], files,
                before,
            )
            for survey in {entry.survey for entry in found}
        }  # fmt: skip

    @property
    def all_references(self) -> set[str]:
        """Every interview that must be gone afterwards."""
        return {ref for found in self._references.values() for ref in found.to_pylist()}

    def stays(self, entry: Entry, kind: str, batch: pa.RecordBatch) -> pa.Array:
        """Return the rows of a block that are not due."""
        if not self._is_dated(entry):
            return pa.array([True] * batch.num_rows, pa.bool_())
        survey = self._surveys[entry.definition]
        days = _days(batch, kind, survey)
        due = np.array(days < pd.Timestamp(self._before), dtype=np.bool_)
        if entry.interviewed_to and entry.interviewed_to < self._before:
            due |= days.isna().to_numpy()
        field = interview_field(survey)
        column = field if kind == "accepted" else personal_fields(survey).get(field, "")
        named = batch.column_names
        if column in named:
            due |= pc.is_in(batch[column], value_set=self._references[entry.survey]).to_numpy(
                zero_copy_only=False
            )
        return pa.array(~due)

    def _is_dated(self, entry: Entry) -> bool:
        return _DAY in self._surveys[entry.definition].fields


def _days(batch: pa.RecordBatch, kind: str, survey: Survey) -> pd.Series:
    """Return the interview dates of a block; those of rejected rows as far as they are dates."""
    if kind == "accepted":
        return pd.Series(batch[_DAY].to_pandas())
    field = survey.fields[_DAY]
    if not isinstance(field, Date) or field.column not in batch.column_names:
        return pd.Series([pd.NaT] * batch.num_rows, dtype="datetime64[us]")
    text = pd.Series(batch[field.column].to_pandas(), dtype="str").str.strip()
    return pd.to_datetime(text, format=field.format, errors="coerce")


def _due_references(
    connection: sqlite3.Connection, found: list[Entry], files: Path, before: date
) -> pa.Array:
    """Return the interviews whose standing row is past its date."""
    due: set[str] = set()
    parts = accepted_parts(connection, found, files)
    with engine(files) as rows:
        note_last(rows, parts)
        for entry, part in zip(found, parts, strict=True):
            if part.interview:
                values: Mapping[str, object] = {"before": before, "last": entry.interviewed_to}
                where = f"coalesce(part.{quoted(_DAY)}, $last::TIMESTAMP) < $before"
                table = standing_rows(rows, part, where, values)
                due.update(table.column(part.interview).to_pylist())
    return pa.array(sorted(due - {""}), pa.string())


def _overdue(catalogue: Catalogue, before: date) -> int:
    """Count again, from the files as they lie now, the rows that should be gone."""
    count = 0
    with catalogue.reading() as connection, engine(catalogue.files) as rows:
        for entry in entries(connection):
            if _DAY in survey_of(connection, entry.definition).fields:
                file = accepted_parts(connection, [entry], catalogue.files)[0].parquet
                query = f"SELECT count(*) FROM read_parquet($f) WHERE {_DAY} < $before"  # noqa: S608 - a fixed name
                row = rows.execute(query, {"f": file, "before": before}).fetchone()
                count += int(row[0]) if row else 0
    return count
