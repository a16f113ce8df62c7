"""Whether a workbook may be opened: it is no bomb, and what is in it that the reader cannot see."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.errors import DataRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXPANDED_LIMIT = 1 << 30
_RATIO_LIMIT = 200
_SMALL = 50 << 20
_CELL_LIMIT = 200_000_000
# The reader makes a cell of every place up to the furthest: 32 bytes each.
_SPARSE_LIMIT = 5_000_000
_SPARSE_RATIO = 50
_LAST_ROW, _LAST_COLUMN = 1 << 20, 1 << 14
_CHUNK = 1 << 22
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE = re.compile(rb'\sr\s*=\s*["\']([A-Za-z]+)(\d+)["\']')
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s+ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
_UNIQUE = re.compile(rb'<(?:\w+:)?sst\s[^>]*uniqueCount\s*=\s*["\'](\d+)')
_ERROR_CELL = re.compile(rb'<c [^>]*?t="e"')


_FALSE_STRINGS = "the workbook declares more texts than it can hold. Ask where it comes from."


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """What was counted in a worksheet so far."""

    errors: int = 0
    cells: int = 0
    row: int = 0
    column: int = 0
    corner: str = ""
    declared: int = 0

    def add(self, xml: bytes) -> None:
        """Count the cells of a piece of XML that begins and ends between two tags."""
        self.errors += len(_ERROR_CELL.findall(xml))
        places = _PLACE.findall(xml)
        self.cells += len(places)
        if places:
            self.row = max(self.row, *(int(row) for _, row in places))
            letters = {letters for letters, _ in places}
            self.column = max(self.column, *map(_column_number, letters))
            self.corner = f"{_letters(self.column)}{self.row}"
        for letters, row in _DIMENSION.findall(xml):
            self.declared = max(self.declared, _column_number(letters) * int(row))
            self.corner = self.corner or f"{letters.decode()}{int(row)}"

    @property
    def fault(self) -> str:
        """Why the extent alone would fill the memory, as with a stray cell in the last corner."""
        extent = self.row * self.column
        is_outside = self.row > _LAST_ROW or self.column > _LAST_COLUMN
        is_sparse = is_outside or extent > max(_SPARSE_LIMIT, _SPARSE_RATIO * self.cells)
        if extent <= _CELL_LIMIT and self.declared <= _CELL_LIMIT and not is_sparse:
            return ""
        return (
            f"a sheet reaches to cell {self.corner}, with {self.cells:,} cells in it: far too "
            "large. Delete the stray cells below and to the right of the table."
        )


def check_archive(data: bytes, *, file: str) -> int:
    """Refuse a damaged or absurdly large workbook; return how many cells hold an Excel error.

    The sizes that the zip archive declares are looked at before anything is expanded: 0.35 MB can
    grow to more than 1 GB in memory. Then every part is expanded once, a piece at a time, because a
    declared size can be a lie.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            fault, errors = _look_into(archive, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError):
        fault, errors = "the workbook is damaged or cut short. Ask for it again.", 0
    if fault:
        raise DataRefusedError(f"{file}: {fault}")
    return errors


def _look_into(archive: zipfile.ZipFile, size: int) -> tuple[str, int]:
    fault = _size_fault(sum(entry.file_size for entry in archive.infolist()), size)
    errors = 0
    for entry in () if fault else archive.infolist():
        sheet = _Sheet()
        fault = fault or _expanded_fault(archive, entry, sheet) or sheet.fault
        errors += sheet.errors
    return fault, errors


def _size_fault(expanded: int, size: int) -> str:
    if expanded > _EXPANDED_LIMIT:
        return (
            f"the workbook expands to {expanded / 1e9:.1f} GB; more than 1 GB is refused. Ask for "
            "it without the parts that are not needed."
        )
    if expanded > _SMALL and expanded > _RATIO_LIMIT * size:
        return (
            f"the workbook expands to {expanded // size} times its size, which no genuine one "
            f"does; more than {_RATIO_LIMIT} times is refused. Ask where it comes from."
        )
    return ""


def _expanded_fault(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, sheet: _Sheet) -> str:
    """Expand one part and count what is in it if it is a worksheet."""
    declared, expanded = entry.file_size, 0
    # Python stops at the declared size; the reader of workbooks does not.
    entry.file_size = _EXPANDED_LIMIT
    is_sheet = _SHEET.fullmatch(entry.filename) is not None
    strings = 0
    for block in _blocks(archive, entry):
        expanded += len(block)
        if expanded > declared:
            return "a part of the workbook is larger than it declares. Ask where it comes from."
        if is_sheet:
            sheet.add(block)
        strings = max(strings, *map(int, _UNIQUE.findall(block)), 0)
    # The reader makes room for as many strings as are declared.
    return _FALSE_STRINGS if strings > expanded else ""


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the expanded part in pieces that end behind a tag."""
    with archive.open(entry) as stream:
        unfinished = b""
        while chunk := stream.read(_CHUNK):
            # A tag that the end of the chunk cuts is looked at with the next one.
            block = unfinished + chunk
            end = block.rfind(b">") + 1 or len(block)
            unfinished = block[end:]
            yield block[:end]
        if unfinished:
            yield unfinished


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
