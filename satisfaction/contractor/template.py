"""An empty workbook of the inspection log: a sheet each, with drop-down lists and notes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from satisfaction.contractor.log import SHEETS, contract_of
from satisfaction.definitions.fields import Category, Count, Date
from satisfaction.definitions.library import load_table
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from satisfaction.definitions.fields import Field

_ROWS = 2_000
_FIRST_DAY, _LAST_DAY = datetime(1990, 1, 1), datetime(2100, 12, 31)  # noqa: DTZ001 - Excel has no zones
_WIDTH, _TEXT_WIDTH = 14, 34
_LONGEST_TITLE, _LONGEST_NOTE = 32, 255


def write_template(path: str | Path, *, replace: bool = False) -> Path:
    """Write the workbook; equal versions of the package write equal files.

    The columns are those of the contracts ``schemas/tables/inspection_*.yaml``. Codes are in
    drop-down lists, what each stands for in the sheet ``lists``; dates and counts are checked as
    they are typed; every column has a note.

    Parameters
    ----------
    path : str or pathlib.Path
    replace : bool
        Write over a file that is there.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UsageError
        If the file is there, which may hold a log.
    """
    target = Path(path)
    if target.exists() and not replace:
        raise UsageError(
            f"'{target.name}' is there already and may hold a log. Choose another name."
        )
    book = xlsxwriter.Workbook(str(target))
    # A workbook holds the time it was made; a fixed one makes equal templates equal files.
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#e4edf6", "border": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({"num_format": "@"}),
        "plain": book.add_format({"num_format": "0"}),
    }
    codes = [_write_sheet(book, name, styles) for name in SHEETS]
    _write_lists(book, [row for part in codes for row in part], styles)
    book.close()
    return target


def _write_sheet(
    book: xlsxwriter.Workbook, name: str, styles: dict[str, object]
) -> list[tuple[str, str, str, str]]:
    """Write one sheet; return its codes with what they stand for."""
    contract = load_table(contract_of(name))
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    codes = []
    for place, field in enumerate(contract.fields.values()):
        sheet.write_string(0, place, field.column, styles["head"])
        sheet.write_comment(0, place, _note(field), {"x_scale": 2})
        width = _TEXT_WIDTH if field.kind == "text" else _WIDTH
        sheet.set_column(place, place, width, styles[_style(field)])
        rule = _validation(field)
        if rule:
            sheet.data_validation(1, place, _ROWS, place, rule)
        if isinstance(field, Category):
            codes += [(name, field.column, c, label) for c, label in field.levels.items()]
    return codes


def _style(field: Field) -> str:
    match field:
        case Date():
            return "day"
        case Count():
            return "plain"
        case _:
            return "text"


def _note(field: Field) -> str:
    """Return what the column holds, what may stand in it, and whether it may be blank."""
    parts = [f"{field.text}."]
    match field:
        case Date():
            parts.append("A day, as 2008-01-31.")
        case Count():
            parts.append(f"A whole number, {field.range[0]:,} to {field.range[1]:,}.")
        case Category() if field.levels:
            parts.append("; ".join(f"{c}: {label}" for c, label in field.levels.items()) + ".")
        case _:
            pass
    parts.append("May be blank." if field.may_be_blank else "Needed.")
    return " ".join(parts)


def _validation(field: Field) -> dict[str, object]:
    """Return what Excel lets through; a blank always passes and is told on reading."""
    told = {
        "error_title": field.column[:_LONGEST_TITLE],
        "error_message": _note(field)[:_LONGEST_NOTE],
    }
    match field:
        case Date():
            span = {"minimum": _FIRST_DAY, "maximum": _LAST_DAY}
            return {"validate": "date", "criteria": "between", **span, **told}
        case Count():
            low, high = field.range
            span_of = {"minimum": low, "maximum": high}
            return {"validate": "integer", "criteria": "between", **span_of, **told}
        case Category() if field.levels:
            return {"validate": "list", "source": list(field.levels), **told}
        case _:
            return {}


def _write_lists(
    book: xlsxwriter.Workbook, codes: list[tuple[str, str, str, str]], styles: dict[str, object]
) -> None:
    sheet = book.add_worksheet("lists")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 3, _TEXT_WIDTH)
    for place, heading in enumerate(("sheet", "column", "code", "stands for")):
        sheet.write_string(0, place, heading, styles["head"])
    for row, cells in enumerate(codes, start=1):
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell)
