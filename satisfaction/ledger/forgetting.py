"""Remove one person: every row of a reference and of its interviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from satisfaction.errors import UsageError
from satisfaction.intake.pseudonyms import pseudonyms_of
from satisfaction.ledger.accounting import record
from satisfaction.ledger.catalogue import setting
from satisfaction.ledger.entries import entries, survey_of
from satisfaction.ledger.loading import check_key
from satisfaction.ledger.references import interview_field, marks_of, personal_fields
from satisfaction.ledger.removal import Removal, sweep_and_search, take_out

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.ledger.catalogue import Catalogue
    from satisfaction.ledger.entries import Entry


def forget(
    catalogue: Catalogue, reference: str, *, key: PseudonymKey | None, reason: str
) -> Removal:
    """Remove every row of ``reference`` and of the interviews it stands in.

    Later deliveries with the same reference are held back: a mark is kept by which it is known
    again, and which does not give it away.
    """
    if not reference.strip() or not reason.strip():
        raise UsageError("Forgetting needs a reference and a reason.")
    with catalogue.writing() as connection:
        if key:
            check_key(connection, key)
        person = _Person(connection, catalogue.files, reference.strip(), key)
        removed = take_out(connection, catalogue, person.stays, event="forget", reason=reason)
        if key or removed.accepted or removed.rejected:
            _mark(connection, person.references)
            record(connection, "forget", None, 0, f"marked; {reason}")
    # What was typed is searched too: it must not have been kept in any form.
    proof = sweep_and_search(catalogue, {*person.references, reference.strip()})
    return Removal(
        event="forget",
        reason=reason,
        accepted=removed.accepted,
        rejected=removed.rejected,
        proof=proof,
    )


class _Person:
    """Whose rows go: a reference, its pseudonyms, and the interviews in which they stand."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        files: Path,
        reference: str,
        key: PseudonymKey | None,
    ) -> None:
        found = entries(connection)
        self._surveys = {e.definition: survey_of(connection, e.definition) for e in found}
        names = sorted({n for s in self._surveys.values() for n in personal_fields(s)})
        self._names = {
            name: {reference, *(pseudonyms_of([reference], key, name) if key else ())}
            for name in names
        }
        self._interviews = {entry.survey: set[str]() for entry in found}
        for entry in found:
            self._interviews[entry.survey].update(self._linked(entry, files))

    @property
    def references(self) -> set[str]:
        """Every reference that must be gone afterwards."""
        return set().union(*self._names.values(), *self._interviews.values())

    def stays(self, entry: Entry, kind: str, batch: pa.RecordBatch) -> pa.Array:
        """Return the rows of a block that are somebody else's."""
        found = np.zeros(batch.num_rows, dtype=np.bool_)
        interview = interview_field(self._surveys[entry.definition])
        for name, column in self._columns(entry, kind):
            wanted = set(self._names[name])
            if name == interview:
                wanted |= self._interviews[entry.survey]
            if column in batch.column_names:
                found |= _is_one_of(batch[column], wanted)
        return pa.array(~found)

    def _columns(self, entry: Entry, kind: str) -> Iterator[tuple[str, str]]:
        for name, column in personal_fields(self._surveys[entry.definition]).items():
            yield name, name if kind == "accepted" else column

    def _linked(self, entry: Entry, files: Path) -> Iterator[str]:
        """Give the interviews of the rows in which the reference stands."""
        interview = interview_field(self._surveys[entry.definition])
        for kind in ("accepted", "rejected") if interview else ():
            column = dict(self._columns(entry, kind))[interview]
            path = files / entry.parts[kind].name
            for batch in pq.ParquetFile(path).iter_batches():
                if column in batch.column_names:
                    gone = batch.filter(pc.invert(self.stays(entry, kind, batch)))
                    yield from (ref for ref in gone[column].to_pylist() if ref)


def _is_one_of(column: pa.Array, wanted: set[str]) -> np.ndarray:
    found = pc.is_in(column, value_set=pa.array(sorted(wanted), pa.string()))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _mark(connection: sqlite3.Connection, references: set[str]) -> None:
    marks = marks_of(references, setting(connection, "salt"))
    connection.executemany(
        "INSERT OR IGNORE INTO forgotten VALUES (?)", [(mark,) for mark in sorted(marks.values())]
    )
