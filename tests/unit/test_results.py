from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from satisfaction.results import Caveat, Provenance, Result, SourceFile, readable

if TYPE_CHECKING:
    from pathlib import Path

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1}", "http://x"]


def _result(table: pd.DataFrame, *, caveat: str = "small base") -> Result:
    return Result(
        table=table,
        provenance=Provenance(
            survey="s",
            period="2007/08 Q3",
            method="=1+1",
            sources=(SourceFile(name="=a.csv", sha256="ab", rows=3),),
        ),
        caveats=(Caveat(code="small", text=caveat),),
    )


def _sheet(path: Path, name: str) -> list[list[object]]:
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)
    return [list(row) for row in sheet.to_python()]


def test_text_like_a_formula_reaches_the_workbook_as_text(tmp_path: Path) -> None:
    path = _result(pd.DataFrame({"=1+1": FORMULAS})).to_excel(tmp_path / "a.xlsx")
    assert _sheet(path, "table") == [["=1+1"], *([text] for text in FORMULAS)]
    assert "<f>" not in _raw(path)


def test_formulas_in_provenance_and_caveats_are_text_too(tmp_path: Path) -> None:
    result = _result(pd.DataFrame({"a": [1]}), caveat="=1+1")
    path = result.to_excel(tmp_path / "a.xlsx")
    assert ["method", "=1+1"] in _sheet(path, "provenance")
    assert ["source =a.csv", "3 rows, sha256 ab"] in _sheet(path, "provenance")
    assert ["small", "=1+1"] in _sheet(path, "caveats")
    assert "<f>" not in _raw(path)


def test_numbers_reach_the_workbook_unrounded(tmp_path: Path) -> None:
    path = _result(pd.DataFrame({"estimate": [1 / 3]})).to_excel(tmp_path / "a.xlsx")
    assert _sheet(path, "table")[1] == [pytest.approx(1 / 3, rel=1e-14)]


def test_the_notebook_view_escapes_every_text() -> None:
    hostile = "<script>alert(1)</script>"
    frame = pd.DataFrame({hostile: [hostile]})
    result = Result(
        table=frame,
        provenance=Provenance(survey=hostile, period=hostile, method=hostile),
        caveats=(Caveat(code=hostile, text=hostile),),
    )
    shown = result._repr_html_()
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 5  # heading, cell, title, method, caveat


def test_the_text_view_has_the_period_and_the_caveats() -> None:
    text = str(_result(pd.DataFrame({"estimate": [0.12345]})))
    assert text.startswith("Result 2007/08 Q3\n")
    assert "0.123" in text
    assert "0.12345" not in text
    assert text.endswith("Note: small base")


def test_a_readable_table_rounds_and_leaves_the_result_as_it_was() -> None:
    table = pd.DataFrame({"a": [0.12345], "empty": [None], "n": [3]})
    shown = readable(table)
    assert list(shown) == ["a", "n"]
    assert shown["a"].tolist() == [0.123]
    assert table["a"].tolist() == [0.12345]


def _raw(path: Path) -> str:
    from zipfile import ZipFile

    with ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/" in name]
        return "".join(archive.read(name).decode("utf-8") for name in sheets)


def test_equal_results_give_equal_workbooks(tmp_path):
    result = Result(
        table=pd.DataFrame({"a": [1]}),
        provenance=Provenance(survey="s", period="", method="m"),
    )
    first, second = (result.to_excel(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()
