"""Which character separates the columns of a text file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files.header import (
    HEADER_DEPTH,
    header_below,
    header_hits,
    refuse_header_below,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_CANDIDATES = (",", ";", "\t", "|")
_OTHERS = (*_CANDIDATES, ":", "^", "~", "\x1f", "\x01")
_SAMPLE = 1 << 20
_RECORDS = 50
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
# A decimal comma splits every cell of a single column into two.
_TITLE_FIELDS = 3


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Layout:
    """The delimiter of a text file, None for a single column, and its header as written."""

    delimiter: str | None
    header: tuple[str, ...]

    @property
    def note(self) -> str:
        """What was found, as a sentence."""
        if self.delimiter is None:
            return "A single column, without a delimiter."
        return f"Delimiter {shown(self.delimiter)} found."


def shown(delimiter: str) -> str:
    """Return a delimiter as one reads it."""
    return "tab" if delimiter == "\t" else f"'{delimiter}'"


def find_layout(utf8: bytes, *, first: int, expected: Sequence[str], file: str) -> Layout:
    """Return the delimiter that gives most of the expected columns, else most columns.

    Parameters
    ----------
    utf8 : bytes
        The text, beginning with its first line that is not empty.
    first : int
        Number of that line in the file.
    expected : sequence of str
        Column names to look for; may be empty.
    file : str
        Name of the file, for messages.

    Raises
    ------
    DataRefusedError
        If the header certainly stands further down, or one column is certainly several.
    """
    sample = _sample(utf8)
    tables = {mark: _records(sample, mark) for mark in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda mark: _score(tables[mark], expected))
    _check_header_is_first(tables, best, expected, first=first, file=file)
    header = tuple(tables[best][0])
    if len(header) > 1:
        return Layout(delimiter=best, header=header)
    _check_single_column(tables, sample, file)
    return Layout(delimiter=None, header=header)


def _sample(utf8: bytes) -> str:
    return utf8[:_SAMPLE].decode("utf-8", errors="ignore")


def _records(sample: str, delimiter: str) -> list[list[str]]:
    """Return the first records as the delimiter cuts them; the header is always among them."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    try:
        records.extend(islice(reader, _RECORDS))
    except csv.Error:
        # A quote that is never closed; the parser of the whole file says where.
        return records or [[sample.split("\n", 1)[0]]]
    return records


def _score(records: list[list[str]], expected: Sequence[str]) -> tuple[int, int, int]:
    """Return expected names in the header, columns of the header, records of that width."""
    width = len(records[0])
    return header_hits(records[0], expected), width, sum(len(row) == width for row in records)


def _check_header_is_first(
    tables: dict[str, list[list[str]]], best: str, expected: Sequence[str], *, first: int, file: str
) -> None:
    found = header_hits(tables[best][0], expected)
    for records in [tables[best]] if found else tables.values():
        row = header_below(records[:HEADER_DEPTH], expected)
        if row is not None:
            raise refuse_header_below(first + row, first=first, file=file)


def _check_single_column(tables: dict[str, list[list[str]]], sample: str, file: str) -> None:
    lines = [line for line in sample.split("\n")[:_RECORDS] if line.strip()]
    for mark in _OTHERS:
        counts = {line.count(mark) for line in lines}
        # A quoted name may hold one comma, as may the number below it.
        least = 2 if mark in _CANDIDATES else 1
        if len(lines) > 1 and len(counts) == 1 and min(counts) >= least:
            raise DataRefusedError(
                f"{file}: wrong delimiter: only one column was found, but every line has the "
                f"character {mark!r} {counts.pop()} time(s). Columns must be separated by comma, "
                "semicolon, tab or vertical bar, and lines must not be quoted as a whole."
            )
    for mark, records in tables.items():
        widths = {len(row) for row in records[1:] if row}
        if len(widths) == 1 and max(widths) >= _TITLE_FIELDS:
            raise DataRefusedError(
                f"{file}: wrong delimiter or a title in row 1: row 1 has one column, the rows "
                f"below it have {widths.pop()} when cut at each {_NAMES[mark]}. "
                "The first row must name the columns, with the delimiter of the rows below."
            )
