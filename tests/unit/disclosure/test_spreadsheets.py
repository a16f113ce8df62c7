"""No export runs anything in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from satisfaction.results import Provenance, Result
from satisfaction.tables.spreadsheets import csv_of, harmless

ATTACKS = [
    '=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    " =1", "\uff1d1", "=",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["plain", "-5", "+44", "1e-3", "-12.5%", "", "a=b", "O'Neil"])
def test_plain_words_and_numbers_stay(text):
    assert harmless(text) == text


def test_neither_cells_nor_headings_of_a_file_are_formulas():
    frame = pd.DataFrame({"=evil": ATTACKS, "count": range(len(ATTACKS)), "-5": [-5.0] * 10})
    rows = list(csv.reader(io.StringIO(csv_of(frame, line_end="\r\n"), newline="")))
    assert rows[0] == ["'=evil", "count", "-5"]
    assert [row[0] for row in rows[1:]] == [f"'{text}" for text in ATTACKS]
    assert {row[2] for row in rows[1:]} == {"-5.0"}


def test_categories_are_made_harmless_too():
    frame = pd.DataFrame({"a": pd.Categorical(["=1", "x"])})
    assert csv_of(frame) == "a\n'=1\nx\n"


def test_a_workbook_holds_text_and_no_formula(tmp_path):
    from zipfile import ZipFile

    table = pd.DataFrame({"level": ["=1+1", "@x"], "base": [1, 2]})
    provenance = Provenance(survey="=2+2", period="", method="")
    path = Result(table=table, provenance=provenance).to_excel(tmp_path / "out.xlsx")
    with ZipFile(path) as book:
        sheets = [book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n]
    assert len(sheets) == 3
    assert not any("<f>" in sheet for sheet in sheets)
