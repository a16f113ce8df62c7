"""One delivery in every format, encoding and delimiter that is accepted: identical returns."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import pyreadstat
import pytest

import satisfaction as sat
from satisfaction.intake.pseudonyms import PseudonymKey

if TYPE_CHECKING:
    from pathlib import Path

Desk = Any  # the class stands in conftest.py
Write = Callable[[pd.DataFrame, "Path"], None]

KEY = PseudonymKey(bytes(range(32)))
CODES = ("UG", "AGE", "SEX", "Q1", "Q2", "Q3")
DATES = ("REPORTED", "INTERVIEWED")
GRADES: dict[int | float, str] = {
    1: "Very satisfied",
    2: "Satisfied",
    3: "Dissatisfied",
    4: "Very dissatisfied",
}


@pytest.fixture
def delivery(desk: Desk) -> pd.DataFrame:
    """Return 30 rows as text: blanks, don't knows, unknown ages, a pound sign and an accent."""
    rows: pd.DataFrame = desk.rows()
    rows["WORDS"] = [f'\u00a3{n} from the caf\u00e9, "NA"' for n in range(len(rows))]
    rows.loc[3, "WORDS"] = ""
    rows.loc[[4, 9], "Q2"] = ""
    rows.loc[[5, 6], "Q1"] = "8"
    rows.loc[7, "SEX"] = "9"
    rows.loc[8, "SEX"] = ""
    rows.loc[[2, 11], "AGE"] = "999"
    rows.loc[12, "AGE"] = ""
    rows.loc[[1, 13], "MINUTES"] = ""
    return rows


def text(encoding: str = "utf-8", sep: str = ",", end: str = "\n") -> Write:
    """Write a text file."""
    return lambda rows, path: rows.to_csv(
        path, index=False, encoding=encoding, sep=sep, lineterminator=end
    )


def compressed(rows: pd.DataFrame, path: Path) -> None:
    path.write_bytes(gzip.compress(rows.to_csv(index=False).encode()))


def typed(rows: pd.DataFrame, *, whole: Literal["Int64", "float64"]) -> pd.DataFrame:
    """Return codes as numbers, dates as days, minutes as decimals and blanks as missing."""
    columns: dict[str, Any] = {name: pd.to_numeric(rows[name]).astype(whole) for name in CODES}
    columns |= {name: pd.to_datetime(rows[name], format="%d/%m/%Y") for name in DATES}
    columns["MINUTES"] = pd.to_numeric(rows["MINUTES"])
    return rows.assign(**columns)


def spss(rows: pd.DataFrame, path: Path) -> None:
    """Write an SPSS file with value labels and 8 declared as user-missing."""
    frame = typed(rows, whole="float64")
    for name in DATES:
        frame[name] = frame[name].dt.date
    pyreadstat.write_sav(
        frame.astype(dict.fromkeys(("INT", "CRIME", "WORDS"), "object")),
        path,
        variable_value_labels=dict.fromkeys(("Q1", "Q2", "Q3"), GRADES),
        missing_ranges={name: [8] for name in ("Q1", "Q2", "Q3")},
    )


def stata(rows: pd.DataFrame, path: Path) -> None:
    frame = typed(rows, whole="float64").astype(dict.fromkeys(("INT", "CRIME", "WORDS"), "object"))
    frame.to_stata(path, write_index=False, version=118, convert_dates=dict.fromkeys(DATES, "td"))


FORMATS: dict[str, tuple[str, Write]] = {
    "text with a byte-order mark": ("returns.csv", text("utf-8-sig")),
    "text in cp1252": ("returns.csv", text("cp1252")),
    "text in UTF-16": ("returns.csv", text("utf-16")),
    "text with semicolons": ("returns.csv", text(sep=";")),
    "text with tabs": ("returns.tsv", text(sep="\t")),
    "text with vertical bars": ("returns.txt", text(sep="|")),
    "text with Windows line ends": ("returns.csv", text(end="\r\n")),
    "text with semicolons in UTF-16": ("returns.csv", text("utf-16", ";", "\r\n")),
    "compressed text": ("returns.csv.gz", compressed),
    "a workbook of text": ("returns.xlsx", lambda rows, path: rows.to_excel(path, index=False)),
    "a workbook of numbers and days": (
        "returns.xlsx",
        lambda rows, path: typed(rows, whole="Int64").to_excel(path, index=False),
    ),
    "SPSS with value labels": ("returns.sav", spss),
    "Stata": ("returns.dta", stata),
    "Parquet of text": ("returns.parquet", lambda rows, path: rows.to_parquet(path, index=False)),
    "Parquet of numbers and days": (
        "returns.parquet",
        lambda rows, path: typed(rows, whole="Int64").to_parquet(path, index=False),
    ),
    "Parquet of decimals": (
        "returns.parquet",
        lambda rows, path: typed(rows, whole="float64").to_parquet(path, index=False),
    ),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_delivery_in_another_format_gives_the_same_returns(
    desk: Desk, delivery: pd.DataFrame, name: str
) -> None:
    plain = desk.folder / "plain.csv"
    text()(delivery, plain)
    file, write = FORMATS[name]
    path = desk.folder / file
    write(delivery, path)
    expected = sat.read_returns(plain, desk.survey, key=KEY)
    found = sat.read_returns(path, desk.survey, key=KEY)
    assert (found.report.accepted, found.report.rejected) == (30, 0)
    # Row numbers count the header where there is one.
    pd.testing.assert_frame_equal(
        found.returns.frame.drop(columns=["file", "row"]),
        expected.returns.frame.drop(columns=["file", "row"]),
    )


@pytest.mark.parametrize("whole", [None, "Int64", "float64"])
def test_a_data_frame_gives_the_same_returns_as_the_file_it_came_from(
    desk: Desk, delivery: pd.DataFrame, whole: Literal["Int64", "float64"] | None
) -> None:
    plain = desk.folder / "plain.csv"
    text()(delivery, plain)
    frame = delivery if whole is None else typed(delivery, whole=whole)
    expected = sat.read_returns(plain, desk.survey, key=KEY).returns.frame
    found = sat.read_returns(frame, desk.survey, key=KEY).returns.frame
    pd.testing.assert_frame_equal(
        found.drop(columns=["file", "row"]), expected.drop(columns=["file", "row"])
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_wrong_cell_is_rejected_in_every_format(
    desk: Desk, delivery: pd.DataFrame, name: str
) -> None:
    delivery.loc[20, "Q3"] = "6"
    delivery.loc[21, "AGE"] = "15"
    file, write = FORMATS[name]
    write(delivery, desk.folder / file)
    report = sat.read_returns(desk.folder / file, desk.survey, key=KEY).report
    assert report.rejected_by == {"out_of_range": 1, "not_on_scale": 1}
    assert (report.accepted, report.rejected) == (28, 2)
