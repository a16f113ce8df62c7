"""Any table of text comes back as it was, however it was written."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from satisfaction.intake.files import TextTable

NAMES = ("Question 1", "Question 2", "Question 3", "Question 4")
AWKWARD = (
    *("", " ", "NA", "None", "n/a", "nan", "007", "3.0", "1e5", "0,56", "=1+1", "true"),
    *('"', '""', "'", "a,b", "a;b", "a\tb", "a|b", "a\nb", "a\r\nb", "\n", "_x0041_", "<a>&b"),
)
CP1252 = "".join(
    bytes([byte]).decode("cp1252", errors="ignore") for byte in range(1, 256) if byte != 0x7F
)
ANY_TEXT = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
SHEET_TEXT = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")


def _tables(alphabet: st.SearchStrategy[str] | str, columns: int = 1) -> st.SearchStrategy:
    """Return tables of one to four columns and one to six rows of text."""
    cells = st.sampled_from(AWKWARD) | st.text(alphabet, max_size=12)
    return st.integers(columns, len(NAMES)).flatmap(
        lambda width: st.lists(
            st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6
        )
    )


def _written(rows: list[list[str]], delimiter: str, quoting: Literal[0, 1]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerows([NAMES[: len(rows[0])], *rows])
    return buffer.getvalue()


def _read(data: bytes, name: str) -> TextTable:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return read_text_table(path)


def _rows(table: TextTable) -> list[list[str]]:
    return [list(row) for row in table.frame.itertuples(index=False)]


@given(
    rows=_tables(ANY_TEXT),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
)
@settings(deadline=None, max_examples=200)
def test_a_quoted_text_file_comes_back_in_every_unicode_encoding(
    rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    text = _written(rows, delimiter, csv.QUOTE_ALL)
    table = _read(text.encode(encoding), "returns.csv")
    assert _rows(table) == rows
    assert list(table.frame) == list(NAMES[: len(rows[0])])


@given(rows=_tables(ANY_TEXT, columns=2), delimiter=st.sampled_from([",", ";", "\t", "|"]))
@settings(deadline=None, max_examples=100)
def test_a_text_file_with_few_quotes_comes_back(rows: list[list[str]], delimiter: str) -> None:
    text = _written(rows, delimiter, csv.QUOTE_MINIMAL)
    assert _rows(_read(text.encode(), "returns.csv")) == rows


@given(rows=_tables(CP1252), delimiter=st.sampled_from([",", ";", "\t", "|"]))
@settings(deadline=None, max_examples=100)
def test_a_cp1252_file_comes_back(rows: list[list[str]], delimiter: str) -> None:
    # A pound sign before a quote is never valid UTF-8, so that the file is certainly cp1252.
    rows = [*rows, ["\u00a3"] * len(rows[0])]
    text = _written(rows, delimiter, csv.QUOTE_ALL)
    table = _read(text.encode("cp1252"), "returns.csv")
    assert _rows(table) == rows
    assert table.source.encoding == "cp1252"


@given(rows=_tables(SHEET_TEXT))
@settings(deadline=None, max_examples=60)
def test_a_workbook_comes_back(rows: list[list[str]]) -> None:
    # Excel stores no empty row, so each has a number.
    numbered = [[f"row {number}", *row] for number, row in enumerate(rows)]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([["No.", *NAMES[: len(rows[0])]], *numbered]):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)
    assert _rows(_read(buffer.getvalue(), "returns.xlsx")) == numbered


@given(rows=_tables(st.characters(exclude_categories=["Cs"])))
@settings(deadline=None, max_examples=60)
def test_a_parquet_file_and_a_data_frame_come_back(rows: list[list[str]]) -> None:
    frame = pd.DataFrame(rows, columns=list(NAMES[: len(rows[0])]), dtype="str")
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    assert _rows(_read(buffer.getvalue(), "returns.parquet")) == rows
    assert _rows(read_text_table(frame)) == rows
