"""Files that were made to harm, as the mutation harness found them: each is refused in words."""

from __future__ import annotations

import gzip
import io
import re
import struct
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from pathlib import Path

_SHEET = "xl/worksheets/sheet1.xml"


def parts_of_a_workbook() -> dict[str, bytes]:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, ["1", "2"])
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def write_far_cell(path: Path, corner: str) -> None:
    parts = parts_of_a_workbook()
    row = re.sub(r"\D", "", corner)
    cell = f'<row r="{row}"><c r="{corner}"><v>1</v></c></row></sheetData>'.encode()
    parts[_SHEET] = parts[_SHEET].replace(b"</sheetData>", cell)
    write_parts(path, parts)


@pytest.mark.parametrize("corner", ["XFD1048576", "ABC99999"])
def test_a_far_cell_that_the_sheet_does_not_declare_is_refused(tmp_path: Path, corner: str) -> None:
    write_far_cell(tmp_path / "far.xlsx", corner)
    with pytest.raises(DataRefusedError, match=f"reaches to cell {corner},"):
        read_text_table(tmp_path / "far.xlsx")


@pytest.mark.parametrize("place", ["A99999999999", "ZZZZZZZZ1"])
def test_a_cell_outside_of_any_sheet_does_not_end_the_program(tmp_path: Path, place: str) -> None:
    parts = parts_of_a_workbook()
    parts[_SHEET] = parts[_SHEET].replace(b'r="B2"', f'r="{place}"'.encode())
    write_parts(tmp_path / "outside.xlsx", parts)
    with pytest.raises(DataRefusedError, match="far too large"):
        read_text_table(tmp_path / "outside.xlsx")


def test_more_texts_declared_than_can_be_there_are_refused(tmp_path: Path) -> None:
    parts = parts_of_a_workbook()
    name = "xl/sharedStrings.xml"
    parts[name] = re.sub(rb'uniqueCount="\d+"', b'uniqueCount="4294967295"', parts[name])
    write_parts(tmp_path / "texts.xlsx", parts)
    with pytest.raises(DataRefusedError, match="more texts than it can hold"):
        read_text_table(tmp_path / "texts.xlsx")


def test_a_cell_some_way_below_the_table_is_a_row_of_it(tmp_path: Path) -> None:
    write_far_cell(tmp_path / "near.xlsx", "A20000")
    assert len(read_text_table(tmp_path / "near.xlsx").frame) == 19_999


def test_a_part_larger_than_it_declares_is_refused(tmp_path: Path) -> None:
    parts = parts_of_a_workbook()
    parts[_SHEET] += b" " * (2 << 20)
    path = tmp_path / "liar.xlsx"
    write_parts(path, parts)
    data = bytearray(path.read_bytes())
    true_size = len(parts[_SHEET]).to_bytes(4, "little")
    assert data.count(true_size) == 2
    path.write_bytes(data.replace(true_size, (5_000).to_bytes(4, "little")))
    with pytest.raises(DataRefusedError, match="larger than it declares"):
        read_text_table(path)


def test_a_compressed_text_that_expands_beyond_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n" + b"\n" * (60 << 20), 1))
    with pytest.raises(DataRefusedError, match="expands to more than"):
        read_text_table(path)


@pytest.fixture
def spss(tmp_path: Path) -> Path:
    path = tmp_path / "returns.sav"
    frame = pd.DataFrame({"AREA": ["A place with a long name"] * 3, "Q1": [1.0, 2.0, 1.0]})
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"Q1": {1.0: "yes"}})
    return path


def test_an_spss_string_whose_continuation_is_missing_does_not_end_the_program(spss: Path) -> None:
    data = spss.read_bytes()
    continuation = struct.pack("<ii", 2, -1)
    assert continuation in data
    spss.write_bytes(data.replace(continuation, struct.pack("<ii", 2, 0), 1))
    with pytest.raises(DataRefusedError, match="SPSS file is damaged"):
        read_text_table(spss)


@pytest.mark.parametrize("cases", [1 << 24, (1 << 31) - 1])
def test_an_spss_file_that_declares_more_rows_than_it_can_hold_is_refused(
    spss: Path, cases: int
) -> None:
    data = spss.read_bytes()
    spss.write_bytes(data[:80] + struct.pack("<i", cases) + data[84:])
    with pytest.raises(DataRefusedError, match="SPSS file is damaged"):
        read_text_table(spss)


def test_an_spss_file_that_does_not_say_how_many_rows_it_has_is_read(spss: Path) -> None:
    data = spss.read_bytes()
    spss.write_bytes(data[:80] + struct.pack("<i", -1) + data[84:])
    assert len(read_text_table(spss).frame) == 3


def test_spss_labels_of_numbers_on_a_long_string_do_not_end_the_program(spss: Path) -> None:
    data = spss.read_bytes()
    of_the_number = struct.pack("<iii", 4, 1, 4)
    assert data.count(of_the_number) == 1
    spss.write_bytes(data.replace(of_the_number, struct.pack("<iii", 4, 1, 1)))
    with pytest.raises(DataRefusedError, match="SPSS file is damaged"):
        read_text_table(spss)


def test_a_number_that_an_spss_file_declares_as_text_does_not_end_the_program(spss: Path) -> None:
    data = spss.read_bytes()
    number = struct.pack("<iiii", 2, 0, 0, 0)
    assert data.count(number) == 1
    spss.write_bytes(data.replace(number, struct.pack("<iiii", 2, 1, 0, 0)))
    with pytest.raises(DataRefusedError, match="SPSS file is damaged"):
        read_text_table(spss)


def test_an_spss_column_whose_name_is_not_in_the_declared_encoding_is_refused(spss: Path) -> None:
    spss.write_bytes(spss.read_bytes().replace(b"AREA", b"\xff" * 4))
    with pytest.raises(DataRefusedError, match="SPSS file is damaged"):
        read_text_table(spss)
