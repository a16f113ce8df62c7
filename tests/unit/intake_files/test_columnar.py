from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOMENT = dt.datetime(2025, 4, 3, 10, 30, 5)  # noqa: DTZ001
MIDNIGHT = dt.datetime(2025, 4, 3)  # noqa: DTZ001
COLUMNS = {
    "text": (pa.array(["007", "NA", None]), ["007", "NA", ""]),
    "large whole numbers": (pa.array([2**53 + 1, -3, None]), ["9007199254740993", "-3", ""]),
    "floats": (pa.array([3.0, 0.1, None]), ["3", "0.1", ""]),
    "negative zero and nan": (pa.array([-0.0, float("nan"), 2.5]), ["0", "", "2.5"]),
    "short floats": (pa.array([0.1, 2.0, None], pa.float32()), ["0.1", "2", ""]),
    "truth values": (pa.array([True, False, None]), ["true", "false", ""]),
    "decimals": (pa.array([Decimal("3.00"), Decimal("2.50"), None]), ["3", "2.5", ""]),
    "tens": (pa.array([Decimal(100), Decimal(-20), None]), ["100", "-20", ""]),
    "days": (pa.array([MIDNIGHT.date(), None, MIDNIGHT.date()]), ["2025-04-03", "", "2025-04-03"]),
    "moments": (pa.array([MOMENT, MIDNIGHT, None]), ["2025-04-03 10:30:05", "2025-04-03", ""]),
    "fractions": (
        pa.array([MOMENT.replace(microsecond=250_000), MIDNIGHT, None]),
        ["2025-04-03 10:30:05.25", "2025-04-03", ""],
    ),
    "zoned moments": (
        pa.array([MOMENT, MIDNIGHT, None], pa.timestamp("us", "Europe/London")),
        ["2025-04-03 11:30:05", "2025-04-03 01:00:00", ""],
    ),
    "times": (pa.array([dt.time(9, 5), None, dt.time()]), ["09:05:00", "", "00:00:00"]),
    "durations": (pa.array([dt.timedelta(hours=30), None, None]), ["30:00:00", "", ""]),
    "categories": (pa.array([1.0, 2.5, None]).dictionary_encode(), ["1", "2.5", ""]),
    "nothing": (pa.nulls(3), ["", "", ""]),
}


@pytest.mark.parametrize(("values", "expected"), COLUMNS.values(), ids=COLUMNS)
def test_parquet_columns_have_one_text_form(
    tmp_path: Path, values: pa.Array, expected: list[str]
) -> None:
    path = tmp_path / "returns.parquet"
    parquet.write_table(pa.table({"a": values}), path)
    table = read_text_table(path)
    assert table.frame["a"].tolist() == expected
    assert str(table.frame["a"].dtype) == "str"


def test_data_frames_have_the_same_text_form_and_lose_their_index() -> None:
    frame = pd.DataFrame(
        {
            "mixed": ["007", 3.0, None],
            "numbers": [1.0, np.nan, 2.5],
            "objects": pd.Series([True, 5, Decimal("2.50")], dtype=object),
            "days": pd.DatetimeIndex(["2025-04-03", "2025-04-03 10:00", pd.NaT]),
            "levels": pd.Categorical([3, 1, None]),
            "nullable": pd.array([1, None, 3], dtype="Int64"),
        }
    ).set_axis([5, 7, 9])
    table = read_text_table(frame)
    assert table.frame.index.equals(pd.RangeIndex(3))
    assert table.frame.to_dict("list") == {
        "mixed": ["007", "3", ""],
        "numbers": ["1", "", "2.5"],
        "objects": ["true", "5", "2.5"],
        "days": ["2025-04-03", "2025-04-03 10:00:00", ""],
        "levels": ["3", "1", ""],
        "nullable": ["1", "", "3"],
    }


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT])
def test_every_kind_of_missing_in_an_object_column_is_blank(missing: object) -> None:
    frame = pd.DataFrame({"a": pd.Series(["x", missing, 2], dtype=object)})
    assert read_text_table(frame).frame["a"].tolist() == ["x", "", "2"]


def test_types_without_a_text_form_are_refused_by_column_and_type() -> None:
    frame = pd.DataFrame({"fine": [1], "odd": pd.Series([["a", "b"]], dtype=object)})
    with pytest.raises(DataRefusedError, match="column 'odd' holds values of type list"):
        read_text_table(frame)


def test_parquet_lists_are_refused_by_column(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"odd": [[1, 2]]}), tmp_path / "odd.parquet")
    with pytest.raises(DataRefusedError, match="column 'odd' holds values of type list"):
        read_text_table(tmp_path / "odd.parquet")


def test_names_of_several_levels_are_refused() -> None:
    frame = pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")]))
    with pytest.raises(DataRefusedError, match="2 levels"):
        read_text_table(frame)


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []})])
def test_empty_data_frames_are_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(DataRefusedError, match=r"there are no (columns|rows)"):
        read_text_table(frame)


def test_anything_else_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="not a list"):
        read_text_table(["a.csv"])  # type: ignore[arg-type]


def test_truncated_parquet_is_refused(
    tmp_path: Path, write_bytes: Callable[[bytes, str], Path]
) -> None:
    parquet.write_table(pa.table({"a": list(range(1000))}), tmp_path / "whole.parquet")
    data = (tmp_path / "whole.parquet").read_bytes()
    with pytest.raises(DataRefusedError, match="cut short: its end is missing"):
        read_text_table(write_bytes(data[: len(data) // 2], "cut.parquet"))


def test_damaged_parquet_is_refused(write_bytes: Callable[[bytes, str], Path]) -> None:
    with pytest.raises(DataRefusedError, match="Parquet file is damaged"):
        read_text_table(write_bytes(b"PAR1\x15" + bytes(200) + b"PAR1", "bad.parquet"))


def test_parquet_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    bad = pa.array([b"caf\xe9"], pa.binary()).cast(pa.string(), safe=False)
    parquet.write_table(pa.table({"a": bad}), tmp_path / "bad.parquet")
    with pytest.raises(DataRefusedError, match="Parquet file is damaged"):
        read_text_table(tmp_path / "bad.parquet")


def test_a_frame_has_the_same_fingerprint_whatever_its_types_were() -> None:
    floats = read_text_table(pd.DataFrame({"a": [1.0, None]})).source
    texts = read_text_table(pd.DataFrame({"a": ["1", ""]})).source
    other = read_text_table(pd.DataFrame({"a": ["", "1"]})).source
    assert floats == texts
    assert floats.sha256 != other.sha256
    assert floats.bytes > 0


def test_cells_cannot_trade_text_without_changing_the_fingerprint() -> None:
    one = read_text_table(pd.DataFrame({"a": ['x","y', "z"]})).source.sha256
    two = read_text_table(pd.DataFrame({"a": ["x", 'y","z']})).source.sha256
    assert one != two
