from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = ["INTNO", "Q19"]


def test_text_stays_text_and_numbers_get_one_form(write_sheets: Callable[..., Path]) -> None:
    cells = ["007", "NA", 3, 3.5, 1e15, 1e16, True, "3.0", 0.1, 123456789012345]
    table = read_text_table(write_sheets(Data=[["a"], *([cell] for cell in cells)]))
    expected = [
        "007",
        "NA",
        "3",
        "3.5",
        "1000000000000000",
        "1e+16",
        "true",
        "3.0",
        "0.1",
        "123456789012345",
    ]
    assert table.frame["a"].tolist() == expected


def test_dates_are_iso_with_the_time_only_where_it_is_not_midnight(tmp_path: Path) -> None:
    path = tmp_path / "dates.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, ["day", "moment", "clock"])
        sheet.write_datetime(1, 0, dt.datetime(2025, 4, 3), day)  # noqa: DTZ001
        sheet.write_datetime(1, 1, dt.datetime(2025, 4, 3, 10, 30), moment)  # noqa: DTZ001
        sheet.write_datetime(1, 2, dt.time(9, 5), clock)
        sheet.write_datetime(2, 1, dt.datetime(2025, 4, 3), moment)  # noqa: DTZ001
    frame = read_text_table(path).frame
    assert frame.to_dict("list") == {
        "day": ["2025-04-03", ""],
        "moment": ["2025-04-03 10:30:00", "2025-04-03"],
        "clock": ["09:05:00", ""],
    }


def test_row_numbers_count_the_blank_rows_above(tmp_path: Path) -> None:
    path = tmp_path / "low.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(3, 2, HEADER)
        sheet.write_row(4, 2, ["1", "2"])
    assert read_text_table(path).source.first_row == 5


def test_the_only_sheet_with_content_is_read_and_noted(write_sheets: Callable[..., Path]) -> None:
    table = read_text_table(write_sheets(Notes=[], Data=[HEADER, ["1", "2"]], More=[]))
    assert table.source.sheet == "Data"
    assert "Sheet 'Data' of 3 read." in table.notes


def test_the_named_sheet_is_read(write_sheets: Callable[..., Path]) -> None:
    path = write_sheets(One=[HEADER, ["1", "2"]], Two=[HEADER, ["3", "4"]])
    assert read_text_table(path, sheet="Two").frame["INTNO"].tolist() == ["3"]


def test_the_sheet_with_most_expected_columns_is_read(write_sheets: Callable[..., Path]) -> None:
    path = write_sheets(Codes=[["INTNO", "label"], ["1", "x"]], Data=[HEADER, ["3", "4"]])
    table = read_text_table(path, expected_columns=["INTNO", "Q19"])
    assert table.source.sheet == "Data"


@pytest.mark.parametrize("expected", [[], ["INTNO"], ["other"]])
def test_sheets_that_cannot_be_told_apart_are_listed(
    write_sheets: Callable[..., Path], expected: list[str]
) -> None:
    path = write_sheets(One=[HEADER, ["1", "2"]], Two=[HEADER, ["3", "4"]])
    with pytest.raises(DataRefusedError, match=r"2 sheets have content \('One', 'Two'\)"):
        read_text_table(path, expected_columns=expected)


def test_an_unknown_sheet_is_refused_with_the_nearest(write_sheets: Callable[..., Path]) -> None:
    path = write_sheets(Returns=[HEADER, ["1", "2"]])
    with pytest.raises(DataRefusedError, match=r"no sheet 'returns'\. Did you mean 'Returns'"):
        read_text_table(path, sheet="returns")


def test_a_sheet_of_a_text_file_is_wrong_usage(write_text: Callable[..., Path]) -> None:
    with pytest.raises(UsageError, match=r"only \.xlsx workbooks have sheets"):
        read_text_table(write_text("a,b\n1,2\n"), sheet="Data")


@pytest.mark.parametrize(
    ("sheets", "match"),
    [({"A": [], "B": []}, "every sheet"), ({"A": [HEADER]}, "there are no rows")],
)
def test_empty_workbooks_are_refused(
    write_sheets: Callable[..., Path], sheets: dict[str, list[list[str]]], match: str
) -> None:
    with pytest.raises(DataRefusedError, match=match):
        read_text_table(write_sheets(**sheets))


def test_excel_errors_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "errors.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["1", "2"])
        sheet.write_formula(2, 0, "=NA()", None, "#N/A")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    table = read_text_table(path)
    assert any("2 cell(s) with an Excel error" in note for note in table.notes)


def test_a_password_protected_workbook_says_so(
    write_bytes: Callable[[bytes, str], Path],
) -> None:
    data = OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    with pytest.raises(DataRefusedError, match="protected with a password"):
        read_text_table(write_bytes(data, "returns.xlsx"))


def test_an_old_workbook_under_a_new_name_says_so(
    write_bytes: Callable[[bytes, str], Path],
) -> None:
    with pytest.raises(DataRefusedError, match=r"old \.xls workbook under another name"):
        read_text_table(write_bytes(OLE + bytes(1000), "returns.xlsx"))


def test_an_old_workbook_is_refused_by_its_extension(
    write_bytes: Callable[[bytes, str], Path],
) -> None:
    with pytest.raises(DataRefusedError, match=r"old \.xls format"):
        read_text_table(write_bytes(OLE + bytes(1000), "returns.xls"))


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_truncated_workbook_is_refused(
    write_sheets: Callable[..., Path], write_bytes: Callable[[bytes, str], Path], kept: float
) -> None:
    data = write_sheets(Data=[HEADER, ["1", "2"]]).read_bytes()
    with pytest.raises(DataRefusedError, match="damaged or cut short"):
        read_text_table(write_bytes(data[: int(len(data) * kept)], "cut.xlsx"))


def test_a_zip_archive_that_is_no_workbook_is_refused(
    write_bytes: Callable[[bytes, str], Path],
) -> None:
    with pytest.raises(DataRefusedError, match="the workbook is damaged"):
        read_text_table(write_bytes(_zip({"a.txt": b"hello"}), "returns.xlsx"))


def test_a_workbook_that_expands_absurdly_is_refused_before_it_is_opened(
    write_bytes: Callable[[bytes, str], Path],
) -> None:
    data = _zip({"xl/worksheets/sheet1.xml": bytes(60 << 20)})
    with pytest.raises(DataRefusedError, match="times its size"):
        read_text_table(write_bytes(data, "bomb.xlsx"))


def test_a_workbook_that_declares_more_than_a_gigabyte_is_refused(
    write_bytes: Callable[[bytes, str], Path],
) -> None:
    data = bytearray(_zip({"xl/worksheets/sheet1.xml": b"x"}))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (2_000_000_000).to_bytes(4, "little")
    with pytest.raises(DataRefusedError, match=r"expands to 2\.0 GB"):
        read_text_table(write_bytes(bytes(data), "large.xlsx"))


def test_a_stray_cell_in_the_last_corner_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_string("XFD1048576", "x")
    with pytest.raises(DataRefusedError, match="reaches to cell XFD1048576"):
        read_text_table(path)


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
