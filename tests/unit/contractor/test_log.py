"""Template and reading of the inspection log."""

from __future__ import annotations

import zipfile

import pytest

from satisfaction.contractor import SHEETS, read_inspection_log, write_template
from satisfaction.errors import ContractError, UsageError
from satisfaction.synthesis.inspection_log import example_log


def test_the_template_has_a_sheet_each_with_lists_and_notes(tmp_path):
    path = write_template(tmp_path / "log.xlsx")
    with zipfile.ZipFile(path) as book:
        names = book.read("xl/workbook.xml").decode()
        first = book.read("xl/worksheets/sheet1.xml").decode()
        comments = book.read("xl/comments1.xml").decode()
    assert all(f'name="{sheet}"' in names for sheet in (*SHEETS, "lists"))
    assert 'type="list"' in first
    assert 'type="date"' in first
    assert "1: announced; 2: unannounced" in comments


def test_equal_templates_are_equal_files(tmp_path):
    first, second = (write_template(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_a_template_never_replaces_a_log_unasked(tmp_path):
    path = write_template(tmp_path / "log.xlsx")
    with pytest.raises(UsageError, match="there already"):
        write_template(path)
    assert write_template(path, replace=True) == path


def test_an_empty_template_is_told_to_be_empty(tmp_path):
    with pytest.raises(UsageError, match="no sheet of an inspection log with a row"):
        read_inspection_log(write_template(tmp_path / "log.xlsx"))


def test_a_workbook_reads_as_the_tables_do(tmp_path):
    example = example_log()
    log = read_inspection_log(example.write(tmp_path / "log.xlsx"))
    assert {name: len(log[name]) for name in SHEETS} == {
        name: len(example.sheets[name]) for name in SHEETS
    }
    assert log.absent == ()


def test_every_fault_of_every_sheet_is_told_at_once_without_a_value():
    sheets = {name: frame.copy() for name, frame in example_log().sheets.items()}
    sheets["visit"].loc[0, "VISITED"] = "secret-day"
    sheets["finding"].loc[1, "SEVERITY"] = "secret-code"
    sheets["monitoring"].loc[3, "COMPLETED"] = "-7777"
    with pytest.raises(ContractError) as told:
        read_inspection_log(sheets)
    text = str(told.value)
    assert "3 fault(s)" in text
    assert all(f"sheet '{name}'" in text for name in ("visit", "finding", "monitoring"))
    assert not any(value in text for value in ("secret", "7777"))


def test_a_sheet_that_the_log_does_not_have_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="visit"):
        read_inspection_log({"vist": example_log().sheets["visit"]})
