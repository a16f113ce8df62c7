"""What an engine is asked, as text for a record: no value of the records is in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from satisfaction.intake.engines import open_engine
from satisfaction.intake.profiles.compiled import compiled

if TYPE_CHECKING:
    from pathlib import Path

CANARIES = ["O'Hara, ()[]", "x) IN ('y'", "one\nline", "'; DROP", "back\\slash", "#12L", '"quoted"']
TABLE = pa.table(
    {"cell": [*CANARIES, None], "number": list(range(8)), "day": [date(2007, 10, 1)] * 8}
)


def query(native: Any, texts: list[str]) -> nw.LazyFrame[Any]:
    """Return a count that compares with texts of the records, as counts of odd cells do."""
    cell, number = nw.col("cell"), nw.col("number")
    return (
        nw.from_native(native)
        .lazy()
        .filter(nw.col("day") >= nw.lit(date(2007, 7, 9)), number.is_in([3, 1, 2]))
        .with_columns(nw.when(~cell.is_in(texts)).then(cell).alias("cell"))
        .group_by("cell")
        .agg(nw.len().alias("rows"))
    )


def is_clean(text: str, listed: int) -> None:
    """Check that the query is whole but for the values of its lists."""
    told = f"({listed} value" if "IN (" in text else f"[{listed} value"
    assert told in text
    assert "3 values" in text
    assert "2007" in text
    for canary in CANARIES:
        assert canary not in text
        assert canary.replace("'", "''") not in text


@pytest.mark.parametrize("texts", [CANARIES, CANARIES[:1], CANARIES[1:2]])
def test_sql_for_duckdb_is_whole_but_for_lists_of_values(texts: list[str]) -> None:
    relation = duckdb.connect().from_arrow(TABLE)
    is_clean(compiled(query(relation, texts)), len(texts))


def test_the_same_question_has_the_same_text_in_every_run() -> None:
    once, again = (duckdb.connect().from_arrow(TABLE) for _ in range(2))
    assert compiled(query(once, CANARIES)) == compiled(query(again, CANARIES))
    assert "GROUP BY" in compiled(query(once, CANARIES))


def test_files_are_named_without_their_folders(tmp_path: Path) -> None:
    pq.write_table(TABLE, tmp_path / "crimes of o'hara.parquet")
    connection = duckdb.connect()
    for paths in ([str(tmp_path / "*.parquet")], [str(tmp_path / "crimes of o'hara.parquet")]):
        text = compiled(query(connection.read_parquet(paths), CANARIES))
        assert ".parquet'" in text
        assert tmp_path.name not in text
        is_clean(text, len(CANARIES))


@pytest.mark.parametrize("texts", [CANARIES, CANARIES[:1]])
def test_sql_for_a_database_is_whole_but_for_lists_of_values(postgres: Any, texts: list) -> None:
    frame = TABLE.to_pandas().astype({"day": "str"})
    name = postgres.load(frame, "asked", {"number": "integer", "day": "date"})
    with open_engine(postgres.url) as engine:
        text = compiled(query(engine.tables([name])[0], texts))
    is_clean(text, len(texts))
    assert "GROUP BY" in text
    assert postgres.password not in text


@pytest.mark.parametrize("texts", [CANARIES, CANARIES[:1]])
def test_the_plan_of_spark_is_whole_but_for_lists_of_values(
    spark: Any, texts: list, tmp_path: Path
) -> None:
    pq.write_table(TABLE, tmp_path / "crimes.parquet")
    once, again = (spark.tables([tmp_path / "crimes.parquet"])[0] for _ in range(2))
    text = compiled(query(once, texts))
    is_clean(text, len(texts))
    assert "Aggregate [cell]" in text
    assert text == compiled(query(again, texts))
    assert tmp_path.name not in text
