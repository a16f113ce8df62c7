"""Texts of a definition that mean a day or a name."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic import Field as ModelField

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> object:
    """Read year-month-day only: pydantic alone takes 20070401 for seconds since 1970."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise ValueError(f"{_quoted(value)} is not a day; write it as 2007-04-30")


def _day_or_blank(value: object) -> object:
    return None if value in (None, "") else _day(value)


def _quoted(value: object) -> str:
    return f"'{value[:40]}'" if isinstance(value, str) else "The value"


Day = Annotated[date, BeforeValidator(_day)]
"""A day as 2007-04-30."""

OptionalDay = Annotated[date | None, BeforeValidator(_day_or_blank)]
"""A day as 2007-04-30, or left empty."""

Name = Annotated[str, ModelField(min_length=1)]
"""A text that is not empty."""
