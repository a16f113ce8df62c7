"""Which accepted rows stand: the last delivery of an interview is the one that counts."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from satisfaction.ledger.entries import survey_of
from satisfaction.ledger.parts import SPILL
from satisfaction.ledger.references import interview_field

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from satisfaction.ledger.entries import Entry

_MEMORY = "256MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The accepted rows of one delivery.

    Attributes
    ----------
    number : int
    path : pathlib.Path
    interview : str
        Column of the interview reference; empty where the survey has none.
    """

    number: int
    path: Path
    interview: str

    @property
    def parquet(self) -> str:
        """The path as DuckDB takes it: characters of patterns stand for themselves."""
        text = self.path.resolve().as_posix()
        return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in text)


@contextmanager
def engine(files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a DuckDB in memory that spills, if at all, inside the ledger's private folder."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY,
            "temp_directory": str(files / SPILL),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    try:
        yield connection
    finally:
        connection.close()


def accepted_parts(
    catalogue: sqlite3.Connection, found: Sequence[Entry], files: Path
) -> list[Accepted]:
    """Return the accepted rows of deliveries of one survey, in the order of loading."""
    surveys = {entry.definition: survey_of(catalogue, entry.definition) for entry in found}
    return [
        Accepted(
            number=entry.number,
            path=files / entry.parts["accepted"].name,
            interview=interview_field(surveys[entry.definition]),
        )
        for entry in found
    ]


def note_last(engine: duckdb.DuckDBPyConnection, parts: Sequence[Accepted]) -> None:
    """Note the last delivery of each interview in the temporary table ``last``."""
    engine.execute("CREATE OR REPLACE TEMP TABLE last (ref VARCHAR, number BIGINT)")
    for part in parts:
        if part.interview:
            engine.execute(
                f"INSERT INTO last SELECT {quoted(part.interview)}, $number "  # noqa: S608 - names of the definition, quoted
                f"FROM read_parquet($file) WHERE {quoted(part.interview)} <> ''",
                {"number": part.number, "file": part.parquet},
            )
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE last AS "
        "SELECT ref, max(number) AS number FROM last GROUP BY ref"
    )


def count_standing(engine: duckdb.DuckDBPyConnection, part: Accepted) -> int:
    """Return how many rows of a delivery stand."""
    row = engine.execute(f"SELECT count(*) {_from(part)}", _with(part, {})).fetchone()
    return int(row[0]) if row else 0


def standing_rows(
    engine: duckdb.DuckDBPyConnection,
    part: Accepted,
    where: str,
    values: Mapping[str, object],
) -> pa.Table:
    """Return the rows of a delivery that stand and of which ``where`` is true, in file order."""
    query = f"SELECT part.* {_from(part)} AND {where} ORDER BY part.file_row_number"
    return engine.sql(query, params=_with(part, values)).to_arrow_table()


def quoted(name: str) -> str:
    """Return a column name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _from(part: Accepted) -> str:
    files = "FROM read_parquet($file, file_row_number = true) AS part"
    if not part.interview:
        return f"{files} WHERE $number = $number"
    ref = f"part.{quoted(part.interview)}"
    return (
        f"{files} LEFT JOIN last ON last.ref = {ref} WHERE coalesce(last.number, $number) = $number"
    )


def _with(part: Accepted, values: Mapping[str, object]) -> dict[str, object]:
    return {"file": part.parquet, "number": part.number, **values}
