"""A file, its columns or its cells are wrong: one clear error, exit code 3, nothing written."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

REFUSED = 3

Desk = Any  # the class stands in conftest.py
Case = tuple[Callable[[Desk], Sequence[str]], tuple[str, ...]]


def workbook_with_two_headers(desk: Desk) -> list[str]:
    rows, book = desk.rows(), io.BytesIO()
    with pd.ExcelWriter(book, engine="xlsxwriter") as writer:
        rows.to_excel(writer, startrow=1, index=False)
        sheet = writer.sheets["Sheet1"]
        sheet.merge_range(0, 0, 0, 3, "The crime")
        sheet.merge_range(0, 4, 0, len(rows.columns) - 1, "The interview")
    return list(desk.validate(desk.write(book.getvalue(), "returns.xlsx")))


def workbook_with_its_header_twice(desk: Desk) -> list[str]:
    rows, book = desk.rows(), io.BytesIO()
    names = pd.DataFrame([rows.columns], columns=rows.columns)
    pd.concat([names, rows]).to_excel(book, index=False, engine="xlsxwriter")
    return list(desk.validate(desk.write(book.getvalue(), "returns.xlsx")))


def workbook_with_a_password(desk: Desk) -> list[str]:
    magic, stream = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
    data = magic + bytes(1024) + stream + bytes(1024)
    return list(desk.validate(desk.write(data, "returns.xlsx")))


def truncated_parquet(desk: Desk) -> list[str]:
    data = desk.rows().to_parquet(index=False)
    return list(desk.validate(desk.write(data[: len(data) * 2 // 3], "returns.parquet")))


def damaged_parquet(desk: Desk) -> list[str]:
    data = bytearray(desk.rows().to_parquet(index=False))
    data[-200:-20] = b"\xff" * 180
    return list(desk.validate(desk.write(bytes(data), "returns.parquet")))


def truncated_accepted(desk: Desk) -> list[str]:
    assert desk.run(*desk.validate(desk.csv(desk.rows()))).code == 0
    accepted = desk.folder / "out" / "accepted.parquet"
    accepted.write_bytes(accepted.read_bytes()[:-40])
    return ["estimate", "--returns", "out/accepted.parquet", "--survey", str(desk.survey)]


def folder_as_file(desk: Desk) -> list[str]:
    (desk.folder / "returns").mkdir()
    return list(desk.validate("returns"))


def american(date: str) -> str:
    """Write 13/09/2007 as 09/13/2007."""
    day, month, year = date.split("/")
    return f"{month}/{day}/{year}"


def iso(date: str) -> str:
    """Write 13/09/2007 as 2007-09-13."""
    return "-".join(reversed(date.split("/")))


CASES: dict[str, Case] = {
    # The file itself.
    "a file that is not there": (
        lambda desk: desk.validate("retuns.csv" if desk.csv(desk.rows()) else ""),
        ("no file 'retuns.csv'", "Did you mean 'returns.csv'?"),
    ),
    "a folder instead of a file": (folder_as_file, ("is a folder", "Name one file")),
    "an empty file": (
        lambda desk: desk.in_bytes(lambda _: b""),
        ("returns.csv", "empty", "Ask for it"),
    ),
    "a file of blank lines": (
        lambda desk: desk.in_bytes(lambda _: b"\n \n\n"),
        ("returns.csv", "nothing but blanks"),
    ),
    "a header and no rows": (
        lambda desk: desk.in_bytes(lambda data: data.split(b"\n")[0] + b"\n"),
        ("no rows", "12 column(s)", "Check"),
    ),
    "a delimiter that nobody uses": (
        lambda desk: desk.in_bytes(lambda data: data.replace(b",", b"^")),
        ("wrong delimiter", "comma, semicolon, tab or vertical bar"),
    ),
    "lines that are quoted as a whole": (
        lambda desk: desk.in_bytes(
            lambda data: b"\n".join(b'"%b"' % line for line in data.splitlines())
        ),
        ("delimiter", "quoted"),
    ),
    "a header with commas above rows with semicolons": (
        lambda desk: desk.in_bytes(lambda data: data.replace(b",", b";").replace(b";", b",", 11)),
        ("returns.csv", "12 columns", "exported again"),
    ),
    "a quote that is never closed": (
        lambda desk: desk.in_bytes(lambda data: data.replace(b"My neighbour", b'"My neighbour', 1)),
        ("returns.csv", "quote", "never closed"),
    ),
    "one file given twice": (
        lambda desk: desk.validate(desk.csv(desk.rows()), desk.csv(desk.rows(), "again.csv")),
        ("same content", "once"),
    ),
    "an extension that is not known": (
        lambda desk: desk.in_bytes(lambda data: data, "returns.ods"),
        ("'.ods'", "Accepted are", ".xlsx"),
    ),
    "a text file named as a workbook": (
        lambda desk: desk.in_bytes(lambda data: data, "returns.xlsx"),
        ("returns.xlsx", "does not begin as"),
    ),
    "a workbook with two header rows": (
        workbook_with_two_headers,
        ("header is in row 2", "Delete what stands above row 2"),
    ),
    "a workbook whose header stands twice": (
        workbook_with_its_header_twice,
        ("row 2", "second header", "Delete row 2"),
    ),
    "a workbook with a password": (workbook_with_a_password, ("password", "remove the password")),
    "a truncated Parquet file": (truncated_parquet, ("cut short", "Ask for it again")),
    "a damaged Parquet file": (damaged_parquet, ("damaged", "Ask for it again")),
    "a truncated file of accepted returns": (truncated_accepted, ("accepted.parquet", "cut short")),
    # Its columns.
    "a column that the definition does not have": (
        lambda desk: desk.spoilt(lambda rows: rows.assign(LOYALTY="1")),
        ("'LOYALTY'", "not in the definition", "other_columns: ignore"),
    ),
    "a column that would identify a person": (
        lambda desk: desk.spoilt(lambda rows: rows.assign(Surname="Quillfeather")),
        ("'Surname'", "identify a person", "delivered without"),
    ),
    "a required column that is missing": (
        lambda desk: desk.spoilt(lambda rows: rows.drop(columns="Q3")),
        ("'Q3'", "required and missing"),
    ),
    "a column that is misspelt": (
        lambda desk: desk.spoilt(lambda rows: rows.rename(columns={"REPORTED": "REPORTD"})),
        ("'REPORTED'", "Did you mean 'REPORTD'?"),
    ),
    "a column that stands twice": (
        lambda desk: desk.spoilt(lambda rows: pd.concat([rows, rows[["Q3"]]], axis="columns")),
        ("'Q3'", "more than once"),
    ),
    # Its cells: in most rows it is the format or the code list that is wrong.
    "codes of another scale": (
        lambda desk: desk.written_as("Q3", lambda code: str(int(code) + 3)),
        ("`Q3`", "cells cannot be read", "1, 2, 3, 4"),
    ),
    "labels instead of codes": (
        lambda desk: desk.written_as("UG", lambda _: "Quillfeather"),
        ("`UG`", "30 of 30", "1, 2"),
    ),
    "dates with the month first": (
        lambda desk: desk.written_as("INTERVIEWED", american),
        ("`INTERVIEWED`", "%d/%m/%Y", "%m/%d/%Y"),
    ),
    "dates in another format": (
        lambda desk: desk.written_as("REPORTED", iso),
        ("`REPORTED`", "30 of 30", "%d/%m/%Y"),
    ),
    "ages that are no numbers": (
        lambda desk: desk.written_as("AGE", lambda _: "Quillfeather"),
        ("`AGE`", "16 to 110"),
    ),
    "interviews before the report in every row": (
        lambda desk: desk.written_as("INTERVIEWED", lambda day: day.replace("2007", "2006")),
        ("None of the 30 rows passed", "interviewed_before_report"),
    ),
    "every fault at once": (
        lambda desk: desk.spoilt(lambda rows: rows.assign(Q1="7", Q2="0", AGE="old")),
        ("`Q1`", "`Q2`", "`AGE`"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_gives_one_clear_error_and_leaves_nothing_behind(desk: Desk, name: str) -> None:
    build, says = CASES[name]
    desk.refuses(build(desk), says, REFUSED)


@pytest.mark.parametrize("name", ["a file that is not there", "labels instead of codes"])
def test_a_process_of_its_own_says_the_same(desk: Desk, name: str) -> None:
    build, says = CASES[name]
    desk.refuses(build(desk), says, REFUSED, alone=True)


@pytest.mark.parametrize("name", ["labels instead of codes", "a column that is misspelt"])
def test_what_an_earlier_run_wrote_stays_as_it_was(desk: Desk, name: str) -> None:
    assert desk.run(*desk.validate(desk.csv(desk.rows()))).code == 0
    earlier = {path: data for path, data in desk.contents().items() if path.startswith("out")}
    assert len(earlier) == 4
    build, says = CASES[name]
    desk.refuses(build(desk), says, REFUSED)
    assert {path: desk.contents()[path] for path in earlier} == earlier
