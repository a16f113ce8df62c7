"""What the columns of an undescribed delivery look like, without copying what anybody wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.guesses import DraftColumn
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.guesses import Looks
    from satisfaction.intake.files import TextTable

# A code list is short, and its codes are; anything longer may be somebody's words.
_MOST_CODES = 12
_LONGEST_CODE = 3
_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")
_PATTERNS: tuple[tuple[Looks, re.Pattern[str]], ...] = (
    ("whole number", re.compile(r"-?[0-9]{1,9}(\.0+)?")),
    ("decimal", re.compile(r"-?[0-9]{1,9}[.,][0-9]+")),
    ("date", re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}( [0-9:]+)?")),
)


def observe_columns(path: Path) -> tuple[DraftColumn, ...]:
    """Return what each column of ``path`` looks like.

    Codes come from value labels, or from short lists of short codes; a value that could be a
    respondent's own words or number is never returned.
    """
    table = read_text_table(path)
    return tuple(_observe(table, str(name)) for name in table.frame.columns)


def _observe(table: TextTable, name: str) -> DraftColumn:
    values = table.frame[name].str.strip()
    distinct = values[values != ""].drop_duplicates()
    labels = dict(table.value_labels.get(name, {}))
    looks = "code" if labels or _is_code_list(distinct, len(values)) else _looks(distinct)
    found = {code: _own_label(code) for code in sorted(distinct)} if looks == "code" else {}
    return DraftColumn(
        name=name,
        label=table.column_labels.get(name, ""),
        codes={**found, **labels} if looks == "code" else {},
        distinct=len(distinct),
        looks=looks,
        date_formats=_formats_that_read(distinct) if looks == "date" else (),
    )


def _own_label(code: str) -> str:
    """Return a code that is a word as its own label; a number says nothing of what it means."""
    return "" if _NUMBER.fullmatch(code) else code


def _formats_that_read(distinct: pd.Series) -> tuple[str, ...]:
    """Return the usual ways of writing a day that read every value."""
    days = distinct.str.split(" ").str[0]
    read = (pd.to_datetime(days, format=form, errors="coerce").notna().all() for form in _FORMATS)
    return tuple(form for form, reads in zip(_FORMATS, read, strict=True) if reads)


def _is_code_list(distinct: pd.Series, rows: int) -> bool:
    """Whether few short values are shared by many rows."""
    few = 0 < len(distinct) <= min(_MOST_CODES, max(rows // 2, 1))
    return few and bool((distinct.str.len() <= _LONGEST_CODE).all())


def _looks(distinct: pd.Series) -> Looks:
    for looks, pattern in _PATTERNS:
        if len(distinct) and distinct.str.fullmatch(pattern.pattern).all():
            return looks
    return "text"
