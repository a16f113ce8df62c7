from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
import xlsxwriter

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_names_lose_the_blanks_around_them(write_text: Callable[..., Path]) -> None:
    assert list(read_text_table(write_text(" a , b\n1,2\n")).frame) == ["a", "b"]


def test_columns_without_a_name_are_refused_by_position(write_text: Callable[..., Path]) -> None:
    with pytest.raises(DataRefusedError, match=r"2 of 4 columns have no name .* position 2, 4"):
        read_text_table(write_text("a,,c, \n1,2,3,4\n"))


def test_expected_names_used_twice_are_refused_by_name(write_text: Callable[..., Path]) -> None:
    with pytest.raises(DataRefusedError, match="more than once: 'a'"):
        read_text_table(write_text("a,b,a \n1,2,3\n"), expected_columns=("a", "b"))


def test_other_names_used_twice_may_be_answers_and_are_refused_by_position(
    write_text: Callable[..., Path],
) -> None:
    with pytest.raises(DataRefusedError, match=r"more than once: position 1, 3,") as caught:
        read_text_table(write_text("Harrow,b,Harrow \n1,2,3\n"), expected_columns=("b",))
    assert "Harrow" not in str(caught.value)


def test_names_used_twice_in_a_data_frame_are_refused() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(DataRefusedError, match="more than once: position 1, 2"):
        read_text_table(frame)


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a\n\n\n"])
def test_a_header_without_rows_is_refused(write_text: Callable[..., Path], text: str) -> None:
    with pytest.raises(DataRefusedError, match="there are no rows"):
        read_text_table(write_text(text))


def test_a_file_of_blanks_is_refused(write_text: Callable[..., Path]) -> None:
    with pytest.raises(DataRefusedError, match="nothing but blanks"):
        read_text_table(write_text("\n  \n\n"))


ROWS = [["Returns of October"], [""], ["INTNO", "Q19"], ["1", "2"]]


def test_a_title_above_the_header_is_refused_in_a_text_file(
    write_text: Callable[..., Path],
) -> None:
    path = write_text("Returns of October,\n,\nINTNO,Q19\n1,2\n")
    with pytest.raises(DataRefusedError, match="header is in row 3; rows 1 to 2 above it hold"):
        read_text_table(path, expected_columns=["INTNO", "Q19", "Q20"])


def test_a_title_of_one_cell_above_the_header_is_refused(write_text: Callable[..., Path]) -> None:
    path = write_text("Returns of October\nINTNO;Q19\n1;2\n")
    with pytest.raises(DataRefusedError, match="header is in row 2; the row above holds a title"):
        read_text_table(path, expected_columns=["intno", "q19"])


def test_a_title_above_the_header_is_refused_in_a_workbook(
    write_sheets: Callable[..., Path],
) -> None:
    with pytest.raises(DataRefusedError, match="header is in row 3"):
        read_text_table(write_sheets(Data=ROWS), expected_columns=["INTNO", "Q19"])


def test_an_answer_that_equals_an_expected_name_is_no_header(
    write_text: Callable[..., Path],
) -> None:
    path = write_text("x,y,z\n1,2,3\nage,5,6\n")
    table = read_text_table(path, expected_columns=["age", "sex", "area"])
    assert len(table.frame) == 2


@pytest.mark.parametrize("second", ["Intno,The question", "INTNO,q19", " q19 ,"])
def test_a_second_header_row_is_refused(write_text: Callable[..., Path], second: str) -> None:
    with pytest.raises(DataRefusedError, match="row 2 is a second header"):
        read_text_table(write_text(f"INTNO,Q19\n{second}\n1,2\n"))


def test_fewer_than_half_repeated_names_are_answers(write_text: Callable[..., Path]) -> None:
    table = read_text_table(write_text("id,burglary,other\n1,burglary,no\n"))
    assert table.frame.loc[0, "burglary"] == "burglary"


def test_merged_header_cells_of_a_workbook_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "returns.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("B1:D1", "Satisfaction")
        sheet.write_row(0, 0, ["INTNO"])
        sheet.write_row(1, 0, ["", "Q1", "Q2", "Q3"])
        sheet.write_row(2, 0, ["1", "2", "3", "4"])
    with pytest.raises(DataRefusedError, match=r"row 1 holds merged cells \(B1:D1\)"):
        read_text_table(path)


def test_blank_header_cells_of_a_workbook_are_named_by_letter(
    write_sheets: Callable[..., Path],
) -> None:
    path = write_sheets(Data=[["INTNO", "", "Q19"], ["1", "2", "3"]])
    with pytest.raises(DataRefusedError, match="row 1 of sheet 'Data': column B"):
        read_text_table(path)
