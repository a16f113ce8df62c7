"""The same records give the same counts in every engine, whatever stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from math import inf, nan
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from satisfaction.definitions.library import load_table
from satisfaction.intake.engines import open_engine
from satisfaction.intake.profiles.exclusion_counts import count_exclusions
from satisfaction.intake.profiles.records import victim_profile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from satisfaction.tables.exclusions import ExclusionCounts
    from satisfaction.tables.profile import Profile

SURVEY, PERIOD = "user-satisfaction-2007", "2007/08 Q3"
# Whatever cannot be read counts as unknown: nothing is refused, so that all of it is compared.
_AGREED = load_table("crime-records")
_ONCE = _AGREED.fields["crime"].model_copy(update={"unique": True})
CONTRACT = _AGREED.model_copy(
    update={"refuse_above": 1.0, "fields": {**_AGREED.fields, "crime": _ONCE}}
)
SPACES = ["", " ", "\t", "\xa0", "\u2003", "\u3000", "\x0b", "\x1c", "\x85", "\u200b", "\ufeff"]
DAYS = ["2007-07-08", "2007-07-09", "2007-11-19", "2007-11-20", "2007-10-01", "2008-02-29"]
ODD_DAYS = ["2007-02-29", "2007-13-01", "01/10/2007", "2007-10-1", "2007-10-01 00:00:00", "now"]
ODD_DAYS += ["2007-10-01T12:00:00", "20071001", "\u0662007-10-01", "3007-10-01", "0000-00-00"]
AGES = ["0", "15", "16", "24", "34", "74", "75", "120"]
ODD_AGES = ["121", "-1", "007", "34.0", "34.5", "3e1", "+34", "1_0", "\u0663", "x", "NaN", "nan"]
ODD_AGES += ["inf", "9" * 9, "9" * 19, "9" * 40, "0x10", "NULL", "null", "None", "'; --", "\\", "%"]
CODES = {"UG": "12345", "GENDER": "FMUX", "EXCLUDED": ["", "AGE", "DV", "NOTEL"]}
CODES |= {"EXCLUDED2": ["", "AGE", "LANG"], "SDE": ["W1", "B1", "NS", "M1"], "EXCL_BY": ["", "a"]}
ODD_CODES = ["f", "dv", "Dv", "w1", "W 1", "W\xa01", "\uff26", "\u0130", "\xdf", "e\u0301", "\xe9"]
ODD_CODES += ["1.0", "01", "1e0"]
AREAS = ["Harrow", "harrow", "HARROW", "Caf\xe9  Row", "Cafe\u0301 Row", "O'Hara; --", "a,b", '"q"']

Cell = st.SearchStrategy[str | None]


def cells(usual: Any, odd: list[str]) -> Cell:
    """Draw cells: mostly usual, with spaces about them, odd ones, or nothing."""
    words = st.one_of(st.sampled_from(list(usual)), st.sampled_from(odd))
    spaced = st.builds("".join, st.tuples(st.sampled_from(SPACES), words, st.sampled_from(SPACES)))
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
    return st.one_of(st.none(), st.sampled_from(SPACES), st.sampled_from(list(usual)), spaced, text)


USUAL = {"CRIMEREF": "C1", "REPORTED": "2007-10-01", "UG": "1", "BOCU": "Harrow", "AGE": "34"}
USUAL |= {"GENDER": "F", "SDE": "W1", "EXCLUDED": "", "EXCLUDED2": "", "EXCL_BY": "", "EXCL_ON": ""}
CELLS = {
    "CRIMEREF": cells(["C1", "C2", "c1", "C1 ", "C\xa01"], ["C-1"]),
    "REPORTED": cells(DAYS, ODD_DAYS),
    "BOCU": cells(AREAS, ODD_CODES),
    "AGE": cells(AGES, ODD_AGES),
    "EXCL_ON": cells(DAYS, ODD_DAYS),
    **{name: cells(codes, ODD_CODES) for name, codes in CODES.items()},
}
CHANGE = st.sampled_from(list(CELLS)).flatmap(lambda name: st.tuples(st.just(name), CELLS[name]))
ROW = st.lists(CHANGE, max_size=3).map(lambda changes: {**USUAL, **dict(changes)})
ROWS = st.lists(ROW, min_size=10, max_size=20)


def drawn(rows: st.SearchStrategy[list[Any]], examples: int) -> list[Any]:
    """Return the rows of many examples as those of one table: a query in Spark takes a second."""
    gathered: list[Any] = []

    @settings(max_examples=examples, deadline=None, derandomize=True, database=None)
    @given(rows)
    def gather(example: list[Any]) -> None:
        gathered.extend(example)

    gather()
    return gathered


@dataclass(frozen=True, kw_only=True)
class Engines:
    """The engines of one test."""

    postgres: Any
    spark: Any
    folder: Path

    def counts(
        self, table: pa.Table, types: Mapping[str, str] | None = None
    ) -> dict[str, tuple[Profile, ExclusionCounts]]:
        """Return profile and counts of exclusions of the same records in every engine."""
        file = self.folder / "records.parquet"
        pq.write_table(table, file)
        name = self.postgres.load(_python_cells(table), "records", types)
        sources = {
            "pandas": table.to_pandas(),
            "DuckDB": duckdb.connect().from_arrow(table),
            "Parquet": file,
            "Spark": self.spark.tables([file]),
        }
        counted = {engine: _count(source) for engine, source in sources.items()}
        with open_engine(self.postgres.url) as engine:
            return counted | {"PostgreSQL": _count(engine.tables([name]))}


@pytest.fixture
def engines(postgres: Any, spark: Any, tmp_path: Path) -> Engines:
    return Engines(postgres=postgres, spark=spark, folder=tmp_path)


def _python_cells(table: pa.Table) -> pd.DataFrame:
    cells = {name: pd.Series(table[name].to_pylist(), dtype="object") for name in USUAL}
    return pd.DataFrame(cells)


def _count(source: Any) -> tuple[Profile, ExclusionCounts]:
    options = {"period": PERIOD, "contract": CONTRACT}
    return victim_profile(source, SURVEY, **options), count_exclusions(source, SURVEY, **options)


def say_the_same(counted: Mapping[str, tuple[Profile, ExclusionCounts]]) -> None:
    """Compare every table and every caveat."""
    first_profile, first_audit = counted["pandas"]
    for engine, (profile, audit) in counted.items():
        assert_frame_equal(profile.table, first_profile.table, obj=engine)
        assert [c.text for c in profile.caveats] == [c.text for c in first_profile.caveats], engine
        for name in ("levels", "ages", "approvals"):
            one, other = getattr(audit, name), getattr(first_audit, name)
            assert_frame_equal(one, other, obj=f"{name} of {engine}")
        assert [c.text for c in audit.caveats] == [c.text for c in first_audit.caveats], engine


def texts(rows: list[dict[str, str | None]]) -> pa.Table:
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in USUAL})


def test_whatever_stands_in_the_texts_is_counted_alike(engines: Engines) -> None:
    rows = drawn(ROWS, 100)
    assert len(rows) > 1000
    say_the_same(engines.counts(texts(rows)))


EDGES = [date(2007, 7, 8), date(2007, 7, 9), date(2007, 11, 19), date(2007, 11, 20)]
SURE_DAY = st.sampled_from([*EDGES, date(2007, 10, 1), date(2007, 9, 30), date(2008, 2, 29)])
TIME = st.sampled_from([time(0), time(0, 30), time(12), time(23, 30), time(23, 59, 59, 999_999)])
SURE_MOMENT = st.builds(datetime.combine, SURE_DAY, TIME)
DAY, MOMENT = st.none() | SURE_DAY, st.none() | SURE_MOMENT
INSTANT = st.none() | SURE_MOMENT.map(lambda moment: moment.replace(tzinfo=UTC))
FRACTION = st.none() | st.sampled_from([0.0, -0.0, 15.0, 16.0, 34.5, 75.0, 121.0, 1e7, nan, inf])
DECIMAL = st.none() | st.sampled_from([Decimal("15.0"), Decimal("34.0"), Decimal("34.5")])
TYPED = {
    "days and whole numbers": {
        "REPORTED": (DAY, pa.date32(), "date"),
        "EXCL_ON": (DAY, pa.date32(), "date"),
        "AGE": (st.none() | st.integers(-1, 130), pa.int16(), "smallint"),
        "UG": (st.none() | st.integers(0, 7), pa.int64(), "bigint"),
    },
    "moments and fractions": {
        "REPORTED": (MOMENT, pa.timestamp("us"), "timestamp"),
        "EXCL_ON": (MOMENT, pa.timestamp("us"), "timestamp"),
        "AGE": (FRACTION, pa.float64(), "double precision"),
        "UG": (st.none() | st.sampled_from([1.0, 2.0, 2.5]), pa.float32(), "real"),
    },
    "moments with a zone and decimals": {
        "REPORTED": (INSTANT, pa.timestamp("us", "UTC"), "timestamptz"),
        "EXCL_ON": (INSTANT, pa.timestamp("us", "UTC"), "timestamptz"),
        "AGE": (DECIMAL, pa.decimal128(5, 1), "numeric(5, 1)"),
        "UG": (st.sampled_from(["1", "2"]), pa.string(), "char(5)"),
        "GENDER": (st.none() | st.booleans(), pa.bool_(), "boolean"),
    },
}


@pytest.mark.parametrize("kind", list(TYPED))
def test_typed_columns_are_counted_alike(engines: Engines, kind: str) -> None:
    kinds = TYPED[kind]
    typed = st.fixed_dictionaries({name: cell for name, (cell, _, _) in kinds.items()})
    rows = drawn(st.lists(st.tuples(ROW, typed), min_size=5, max_size=10), 60)
    whole = [{**row, **cells} for row, cells in rows]
    table = pa.table(
        {
            name: pa.array([row[name] for row in whole], kinds.get(name, ("", pa.string()))[1])
            for name in USUAL
        }
    )
    say_the_same(engines.counts(table, {name: sql for name, (_, _, sql) in kinds.items()}))
