"""The one text of a single value, for cells whose column mixes types."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

# From here on the shortest form has an exponent: more digits would be made up.
_WHOLE_LIMIT = 1e16
_MIDNIGHT = dt.time()


class UnrenderableValueError(Exception):
    """A value has no text form; the message is the name of its type, never the value."""


def text_of_cell(value: object) -> str:
    """Return the canonical text of a value; a missing one is an empty text.

    Raises
    ------
    UnrenderableValueError
        If the type has no text form, as lists and bytes.
    """
    if isinstance(value, str):
        return value
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, np.generic) and not isinstance(value, (np.datetime64, np.timedelta64)):
        value = text_of_short_float(value) if isinstance(value, np.floating) else value.item()
    # bool before int and datetime before date: each is a kind of the other.
    for kind, render in _RENDERERS:
        if isinstance(value, kind):
            return render(value)
    raise UnrenderableValueError(type(value).__name__)


def text_of_float(value: float) -> str:
    """Return ``3`` for 3.0, else the shortest digits that give the value back."""
    if np.isnan(value):
        return ""
    if value.is_integer() and abs(value) < _WHOLE_LIMIT:
        return str(int(value))
    return repr(value)


def text_of_short_float(value: np.floating) -> str:
    """Return the shortest digits of a float of any width: ``0.1`` for 32 bits of 0.1."""
    return text_of_float(float(str(value)))


def text_of_decimal(value: Decimal) -> str:
    """Return a decimal without needless zeros and without an exponent."""
    if value.is_nan():
        return ""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _text_of_bool(value: bool) -> str:  # noqa: FBT001  (it is the cell)
    return "true" if value else "false"


def _text_of_moment(value: dt.datetime) -> str:
    """Return the wall-clock time; the time of day only if it is not midnight."""
    wall = value.replace(tzinfo=None)
    return wall.date().isoformat() if wall.time() == _MIDNIGHT else wall.isoformat(sep=" ")


def _text_of_duration(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


_RENDERERS: tuple[tuple[type, Callable[..., str]], ...] = (
    (str, str),
    (bool, _text_of_bool),
    (int, str),
    (float, text_of_float),
    (Decimal, text_of_decimal),
    (dt.datetime, _text_of_moment),
    (dt.date, dt.date.isoformat),
    (dt.time, dt.time.isoformat),
    (dt.timedelta, _text_of_duration),
)
