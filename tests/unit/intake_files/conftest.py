"""Files to read, written in few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


@pytest.fixture
def write_text(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file, by default ``returns.csv`` in UTF-8, and return its path."""

    def write(text: str, name: str = "returns.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def write_bytes(tmp_path: Path) -> Callable[[bytes, str], Path]:
    """Write bytes to a file of the given name and return its path."""

    def write(data: bytes, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def write_sheets(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook with one sheet a keyword, each a list of rows, and return its path."""

    def write(name: str = "returns.xlsx", **sheets: Sequence[Sequence[object]]) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    for place, value in enumerate(row):
                        if isinstance(value, str):
                            sheet.write_string(number, place, value)
                        else:
                            sheet.write(number, place, value)
        return path

    return write
