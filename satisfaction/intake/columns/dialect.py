"""Cells that came typed, written as the definition would have them in a text file.

A workbook, an SPSS or a Parquet file can hold days and decimals as such. They reach us as
``2007-10-31`` and ``12.5`` whatever the definition says of text files, and cannot be mistaken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.fields import Date, Number
from satisfaction.intake.columns.dates import read_days
from satisfaction.intake.columns.references import text_column
from satisfaction.intake.columns.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.intake.contents import Contents

_ISO = "%Y-%m-%d"
_ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ][0-9:.]+)?")
_PLAIN_DECIMAL = re.compile(r"[+-]?[0-9]*\.[0-9]+([eE][+-]?[0-9]+)?")


def in_dialect(text: pd.DataFrame, contents: Contents) -> pd.DataFrame:
    """Return ``text`` with typed days and decimals as the definition's text files write them."""
    changed = {}
    for field in contents.fields.values():
        if field.column not in text:
            continue
        if isinstance(field, Date):
            words = words_of(text[field.column])
            changed[field.column] = text_column(words, days_as_written(words.words, field.format))
        elif isinstance(field, Number) and field.decimal == ",":
            words = words_of(text[field.column])
            changed[field.column] = text_column(words, _with_comma(words.words))
    return text.assign(**changed) if changed else text


def days_as_written(words: Sequence[str], written: str) -> list[str]:
    """Return typed days, such as ``2007-10-31 00:00:00``, in the format ``written``."""
    matches = [_ISO_DAY.fullmatch(word) for word in words]
    days = read_days([m[1] if m else "" for m in matches], _ISO)
    shown = days.dt.strftime(written)
    return [w if pd.isna(s) else str(s) for w, s in zip(words, shown, strict=True)]


def _with_comma(words: Sequence[str]) -> list[str]:
    return [w.replace(".", ",") if _PLAIN_DECIMAL.fullmatch(w) else w for w in words]
