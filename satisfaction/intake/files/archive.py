"""Whether a workbook may be opened: it is no bomb, and what is in it that the reader cannot see."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from satisfaction.errors import DataRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXPANDED_LIMIT = 1 << 30
_RATIO_LIMIT = 200
_SMALL = 50 << 20
_CELL_LIMIT = 200_000_000
_CHUNK = 1 << 22
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
_ERROR_CELL = re.compile(rb'<c [^>]*?t="e"')
_DIMENSION_WITHIN = 4096


def check_archive(data: bytes, *, file: str) -> int:
    """Refuse a damaged or absurdly large workbook; return how many cells hold an Excel error.

    The sizes that the zip archive declares are looked at before anything is expanded: 0.35 MB can
    grow to more than 1 GB in memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            fault = _size_fault(archive, len(data))
            errors = 0 if fault else sum(_errors_in_sheets(archive))
            fault = fault or _extent_fault(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        fault, errors = "the workbook is damaged or cut short. Ask for it again.", 0
    if fault:
        raise DataRefusedError(f"{file}: {fault}")
    return errors


def _size_fault(archive: zipfile.ZipFile, size: int) -> str:
    expanded = sum(entry.file_size for entry in archive.infolist())
    if expanded > _EXPANDED_LIMIT:
        return f"the workbook expands to {expanded / 1e9:.1f} GB; more than 1 GB is refused."
    if expanded > _SMALL and expanded > _RATIO_LIMIT * size:
        return (
            f"the workbook expands to {expanded // size} times its size, which no genuine one "
            f"does; more than {_RATIO_LIMIT} times is refused."
        )
    return ""


def _extent_fault(archive: zipfile.ZipFile) -> str:
    """Name a sheet whose extent alone would fill the memory, as a stray cell in the last corner."""
    for name in _sheets(archive):
        with archive.open(name) as stream:
            extent = _DIMENSION.search(stream.read(_DIMENSION_WITHIN))
        if extent and _column_number(extent[1]) * int(extent[2]) > _CELL_LIMIT:
            return (
                f"a sheet reaches to cell {extent[1].decode()}{extent[2].decode()}, far too large. "
                "Delete the stray cells below and to the right of the table."
            )
    return ""


def _errors_in_sheets(archive: zipfile.ZipFile) -> Iterator[int]:
    for name in _sheets(archive):
        with archive.open(name) as stream:
            unfinished = b""
            while chunk := stream.read(_CHUNK):
                # A tag that the end of the chunk cuts is looked at with the next one.
                block = unfinished + chunk
                end = block.rfind(b">") + 1
                unfinished = block[end:]
                yield len(_ERROR_CELL.findall(block, 0, end))


def _sheets(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if _SHEET.fullmatch(name)]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
