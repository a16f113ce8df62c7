from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


SPSS_LABELS: dict[str, dict[Any, str]] = {
    "Q19": {1.0: "satisfied", 9.0: "refused"},
    "INTNO": {"NA": "none"},
}
STATA_LABELS: dict[str, dict[Any, str]] = {"Q19": {1: "satisfied", "a": "refused"}}


@pytest.fixture
def spss(tmp_path: Path) -> Path:
    path = tmp_path / "returns.sav"
    frame = pd.DataFrame(
        {
            "INTNO": ["007", "NA", ""],
            "Q19": [1.0, 9.0, np.nan],
            "AGE": [44.0, 998.0, 20.5],
            "DAY": [dt.date(2025, 4, 3), None, dt.date(1999, 12, 31)],
            "AT": [dt.datetime(2025, 4, 3, 10), dt.datetime(2025, 4, 3), None],  # noqa: DTZ001
        }
    )
    pyreadstat.write_sav(
        frame,
        path,
        column_labels={"Q19": "Overall"},
        variable_value_labels=SPSS_LABELS,
        missing_ranges={"Q19": [9.0, 8.0], "AGE": [{"lo": 997.0, "hi": 999.0}], "INTNO": ["NA"]},
    )
    return path


def test_spss_codes_stay_codes_and_system_missing_is_blank(spss: Path) -> None:
    frame = read_text_table(spss).frame
    assert frame["INTNO"].tolist() == ["007", "NA", ""]
    assert frame["Q19"].tolist() == ["1", "9", ""]
    assert frame["AGE"].tolist() == ["44", "998", "20.5"]


def test_spss_dates_are_iso(spss: Path) -> None:
    frame = read_text_table(spss).frame
    assert frame["DAY"].tolist() == ["2025-04-03", "", "1999-12-31"]
    assert frame["AT"].tolist() == ["2025-04-03 10:00:00", "2025-04-03", ""]


def test_spss_labels_and_user_missing_codes_are_kept_beside_the_codes(spss: Path) -> None:
    table = read_text_table(spss)
    assert table.value_labels == {
        "Q19": {"1": "satisfied", "9": "refused", "8": "user-missing"},
        "AGE": {"998": "user-missing"},
        "INTNO": {"NA": "none"},
    }
    assert table.column_labels == {"Q19": "Overall"}
    assert "User-missing codes of 3 column(s) were kept as codes." in table.notes


def test_spss_source_is_described(spss: Path) -> None:
    source = read_text_table(spss).source
    assert (source.format, source.encoding, source.first_row) == ("sav", "UTF-8", 1)


def test_an_spss_file_without_rows_is_refused(tmp_path: Path) -> None:
    pyreadstat.write_sav(pd.DataFrame({"a": pd.Series(dtype=float)}), tmp_path / "empty.sav")
    with pytest.raises(DataRefusedError, match="there are no rows"):
        read_text_table(tmp_path / "empty.sav")


def test_truncated_spss_files_are_refused(
    spss: Path, write_bytes: Callable[[bytes, str], Path]
) -> None:
    data = spss.read_bytes()
    for size in range(4, len(data), max(1, len(data) // 40)):
        with pytest.raises(DataRefusedError, match="SPSS file is damaged, cut short"):
            read_text_table(write_bytes(data[:size], "cut.sav"))


@pytest.fixture
def stata(tmp_path: Path) -> Path:
    path = tmp_path / "returns.dta"
    frame = pd.DataFrame(
        {"Q19": [1.0, "a", np.nan], "name": ["x", "a", ""], "n": np.array([1, 2, 3])}
    )
    pyreadstat.write_dta(
        frame,
        path,
        column_labels={"Q19": "Overall"},
        variable_value_labels=STATA_LABELS,
        missing_user_values={"Q19": ["a"]},
    )
    return path


def test_stata_missing_codes_stay_codes(stata: Path) -> None:
    frame = read_text_table(stata).frame
    assert frame["Q19"].tolist() == ["1", ".a", ""]
    assert frame["name"].tolist() == ["x", "a", ""]
    assert frame["n"].tolist() == ["1", "2", "3"]


def test_stata_labels_are_kept(stata: Path) -> None:
    table = read_text_table(stata)
    assert table.value_labels == {"Q19": {"1": "satisfied", ".a": "refused"}}
    assert table.column_labels["Q19"] == "Overall"


def test_stata_floats_of_32_bits_have_short_digits(tmp_path: Path) -> None:
    path = tmp_path / "floats.dta"
    pd.DataFrame({"w": np.array([0.1, 2.0], dtype="float32")}).to_stata(path, write_index=False)
    assert read_text_table(path).frame["w"].tolist() == ["0.1", "2"]


def test_truncated_stata_files_are_refused(
    stata: Path, write_bytes: Callable[[bytes, str], Path]
) -> None:
    data = stata.read_bytes()
    for size in range(12, len(data) - 2, max(1, len(data) // 40)):
        with pytest.raises(DataRefusedError):
            read_text_table(write_bytes(data[:size], "cut.dta"))
