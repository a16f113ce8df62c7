"""The data behind a figure: a table for readers, and a file for their spreadsheet.

Hidden rows keep their names and lose their numbers, here as in the figure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from satisfaction.charts.labels import category_label, period_words, statistic_label
from satisfaction.charts.wording import number, percent, points, sentence_case
from satisfaction.tables.spreadsheets import csv_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

Form = Literal["words", "share", "points", "size", "count", "ratio", "indicator", "plain"]

_FLAGS = ("flag", "other_flag", "flag_before", "flag_after")
# How a table writes that a number is not there.
_MISSING = ("None", "<NA>")
_DECIMALS: Mapping[Form, int] = {"ratio": 2, "indicator": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column of a data table: where it comes from, what it is called, how it is written.

    A long one holds sentences, and gets the room for them.
    """

    column: str
    label: str
    form: Form = "share"
    is_long: bool = False

    @property
    def is_number(self) -> bool:
        """Whether the column is set flush right."""
        return self.form != "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table as texts, ready to print."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]


def published(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` with the numbers of hidden rows taken out; names and verdicts stay.

    A gap or change is hidden when either of its sides is: one could be had from the other.
    """
    flags = [name for name in _FLAGS if name in table]
    if not flags:
        return table
    hidden = (table[flags] == "hidden").any(axis="columns")
    if not hidden.any():
        return table
    # Whatever is not plainly words is taken out.
    words = table.select_dtypes(include=["str", "category", "bool", "datetime"]).columns
    numbers = [str(name) for name in table.columns if name not in words]
    return table.assign(**{name: table[name].mask(hidden) for name in numbers})


def data_table(frame: pd.DataFrame, headings: tuple[Heading, ...]) -> DataTable:
    """Return the chosen columns of ``frame`` as texts."""
    present = tuple(h for h in headings if h.column in frame and _has_content(frame[h.column]))
    rows = tuple(
        tuple(_written(record[h.column], h) for h in present) for record in frame.to_dict("records")
    )
    return DataTable(headings=present, rows=rows)


def csv_text(frame: pd.DataFrame) -> str:
    """Return ``frame`` as CSV, unrounded; text that a spreadsheet would run is made harmless."""
    return csv_of(frame, line_end="\r\n")


def _has_content(column: pd.Series) -> bool:
    return bool((column.notna() & (column.astype("str") != "")).any())


def _written(value: object, heading: Heading) -> str:
    if heading.form == "words":
        return _words(value, heading.column)
    return str(value) if heading.form == "plain" else _number(value, heading.form)


def _number(value: object, form: Form) -> str:
    amount = math.nan if str(value) in _MISSING else float(str(value))
    if math.isnan(amount):
        return "–"  # noqa: RUF001 - a dash stands for no number
    match form:
        case "share":
            return percent(amount, 1)
        case "points":
            return points(amount)
        case "size":
            return number(amount * 100, 1)
        case "count":
            return f"{amount:,.0f}" if amount >= 0 else number(amount, 0)
        case _:
            return number(amount, _DECIMALS[form])


def _words(value: object, column: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    match column:
        case "question" | "dimension" | "margin" | "variable":
            return category_label(text)
        case "period" | "since" | "until":
            return period_words(text)
        case "statistic":
            return statistic_label(text)
        case "part" | "reason" | "authority":
            return sentence_case(text)
        case _:
            return text
