"""XLSX workbooks: one sheet, one header row, text kept as text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NoReturn

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from satisfaction.errors import DataRefusedError, did_you_mean, name_list
from satisfaction.intake.files.archive import check_archive
from satisfaction.intake.files.cells import text_of_cell
from satisfaction.intake.files.header import (
    HEADER_DEPTH,
    header_below,
    header_hits,
    refuse_header_below,
)
from satisfaction.intake.files.rendering import render_values
from satisfaction.intake.files.text_table import Contents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from python_calamine import CalamineSheet

    from satisfaction.intake.files.text_table import RawFile


def read_workbook(raw: RawFile, *, sheet: str | None, expected: Sequence[str]) -> Contents:
    """Read one sheet: the named one, the only one with content, or the one that fits best."""
    errors = check_archive(raw.data, file=raw.name)
    sheets = _open_sheets(raw)
    chosen = _choose(sheets, sheet, expected, raw.name)
    rows = chosen.to_python()
    if not rows or chosen.start is None:
        raise DataRefusedError(f"{raw.name}: sheet '{chosen.name}' is empty.")
    header = [text_of_cell(cell) for cell in rows[0]]
    first = chosen.start[0] + 1
    _check_header_is_first(rows, expected, first, raw.name)
    _check_filled(header, chosen, raw.name)
    cells = zip(*rows[1:], strict=True) if len(rows) > 1 else [()] * len(header)
    return Contents(
        names=tuple(header),
        columns=tuple(render_values(column) for column in cells),
        first_row=first + 1,
        sheet=chosen.name,
        notes=(f"Sheet '{chosen.name}' of {len(sheets)} read.", *_error_note(errors)),
    )


def _open_sheets(raw: RawFile) -> list[CalamineSheet]:
    """Return the worksheets of the workbook; chart sheets are none."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw.data))
        return [
            book.get_sheet_by_name(about.name)
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet
        ]
    except CalamineError:
        # The reason may hold text of a cell, so it is not passed on.
        pass
    raise DataRefusedError(f"{raw.name}: the workbook is damaged. Ask for it again.")


def _choose(
    sheets: Sequence[CalamineSheet], wanted: str | None, expected: Sequence[str], file: str
) -> CalamineSheet:
    if wanted is not None:
        return _named(sheets, wanted, file)
    filled = [sheet for sheet in sheets if sheet.height]
    if not filled:
        raise DataRefusedError(f"{file}: every sheet of the workbook is empty.")
    if len(filled) == 1:
        return filled[0]
    fits = [_fit(sheet, expected) for sheet in filled]
    if max(fits) and fits.count(max(fits)) == 1:
        return filled[fits.index(max(fits))]
    raise DataRefusedError(
        f"{file}: {len(filled)} sheets have content ({name_list(s.name for s in filled)}), and "
        "their headers do not tell which one holds the returns. Name the sheet to read."
    )


def _named(sheets: Sequence[CalamineSheet], wanted: str, file: str) -> CalamineSheet:
    for sheet in sheets:
        if sheet.name == wanted:
            return sheet
    names = [sheet.name for sheet in sheets]
    raise DataRefusedError(
        f"{file}: there is no sheet '{wanted}'.{did_you_mean(wanted, names)} "
        f"The workbook has: {name_list(names)}."
    )


def _fit(sheet: CalamineSheet, expected: Sequence[str]) -> int:
    """Return most expected names in one of the first rows, so that a title above does not hide."""
    return max(header_hits(row, expected) for row in _head(sheet.to_python(nrows=HEADER_DEPTH)))


def _head(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    return [[text_of_cell(cell) for cell in row] for row in rows[:HEADER_DEPTH]]


def _check_header_is_first(
    rows: Sequence[Sequence[object]], expected: Sequence[str], first: int, file: str
) -> None:
    below = header_below(_head(rows), expected)
    if below is not None:
        raise refuse_header_below(first + below, first=first, file=file)


def _check_filled(header: Sequence[str], sheet: CalamineSheet, file: str) -> None:
    """Refuse a header with blank cells, and say so if merged cells are the reason."""
    row, left = sheet.start or (0, 0)
    blank = [left + place for place, name in enumerate(header) if not name.strip()]
    if not blank:
        return
    merged = [area for area in sheet.merged_cell_ranges or () if area[0][0] <= row <= area[1][0]]
    if merged:
        _refuse_merged(row + 1, merged, file)
    columns = ", ".join(_letters(place) for place in blank[:5])
    raise DataRefusedError(
        f"{file}: {len(blank)} of {len(header)} columns have no name in the header, row "
        f"{row + 1} of sheet '{sheet.name}': column {columns}"
        f"{f' and {len(blank) - 5} more' if len(blank) > 5 else ''}. "  # noqa: PLR2004
        "Every column needs a name; delete those that hold nothing."
    )


def _refuse_merged(
    row: int, merged: Sequence[tuple[tuple[int, int], tuple[int, int]]], file: str
) -> NoReturn:
    (top, left), (bottom, right) = merged[0]
    area = f"{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"
    raise DataRefusedError(
        f"{file}: row {row} holds merged cells ({area}), so there are two header rows or a title "
        "above the header. Keep one row that names each column, and delete the other."
    )


def _letters(place: int) -> str:
    """Return the letters of a column, counted from 0, as Excel shows them."""
    letters, number = "", place + 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _error_note(errors: int) -> tuple[str, ...]:
    if not errors:
        return ()
    return (
        f"The workbook has {errors:,} cell(s) with an Excel error such as #N/A; they are blank.",
    )
