"""Periods of the police financial year, April to March.

``"2007/08 Q3"`` is October to December 2007; ``"2007/08"`` is the year from April 2007;
``"2007-11"`` is a calendar month; ``"12m to 2007-12"`` is the rolling twelve months that end in
December 2007.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from satisfaction.errors import UsageError

PeriodKind = Literal["month", "quarter", "year", "rolling"]

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "rolling": 12}
_FIRST_MONTH = 4
_CALENDAR_YEAR = r"(?P<year>(?:19|20|21)[0-9]{2})"
_YEAR = rf"{_CALENDAR_YEAR}/(?P<next>[0-9]{{2}})"
_PATTERNS: dict[PeriodKind, re.Pattern[str]] = {
    "quarter": re.compile(rf"{_YEAR} Q(?P<quarter>[1-4])"),
    "year": re.compile(_YEAR),
    "month": re.compile(rf"{_CALENDAR_YEAR}-(?P<month>[0-9]{{2}})"),
    "rolling": re.compile(rf"12m to {_CALENDAR_YEAR}-(?P<month>[0-9]{{2}})"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of whole months.

    Attributes
    ----------
    kind : {"month", "quarter", "year", "rolling"}
    start, end : datetime.date
        First and last day, both inside the period.
    """

    kind: PeriodKind
    start: date
    end: date

    def __str__(self) -> str:
        if self.kind == "month":
            return f"{self.start:%Y-%m}"
        if self.kind == "rolling":
            return f"12m to {self.end:%Y-%m}"
        label = financial_year(self.start)
        return label if self.kind == "year" else f"{label} Q{_quarter_number(self.start)}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def previous(self) -> Period:
        """The period of the same kind that ends the day before this one starts."""
        if self.kind == "rolling":
            return _spanning("rolling", _months_before(self.start, 12))
        return _spanning(self.kind, _months_before(self.start, _MONTHS_IN[self.kind]))

    @property
    def rolling_year(self) -> Period:
        """The twelve months that end with this period."""
        return _spanning("rolling", _months_before(self.end.replace(day=1), 11))

    @property
    def slug(self) -> str:
        """The label as a part of a file name, for example ``2007-08-q3``."""
        return str(self).lower().replace("/", "-").replace(" ", "-")

    def report_window(self, earliest: int, latest: int) -> tuple[date, date]:
        """Return the report dates whose interviews, so many days later, fall in this period."""
        return self.start - timedelta(days=latest), self.end - timedelta(days=earliest)


def parse_period(text: str | Period) -> Period:
    """Return the period that ``text`` names.

    Parameters
    ----------
    text : str or Period
        ``"2007/08 Q3"``, ``"2007/08"``, ``"2007-11"`` or ``"12m to 2007-12"``.

    Raises
    ------
    UsageError
        If the text is none of these, or its two years do not follow each other.

    Examples
    --------
    >>> parse_period("2007/08 Q3").start
    datetime.date(2007, 10, 1)
    >>> str(parse_period("2007/08 Q3").rolling_year)
    '12m to 2007-12'
    """
    if isinstance(text, Period):
        return text
    for kind, pattern in _PATTERNS.items():
        match = pattern.fullmatch(text.strip())
        if match:
            return _from_parts(kind, match.groupdict(), text)
    raise UsageError(
        f"'{text}' is not a period. Write a quarter as '2007/08 Q3', a financial year as "
        "'2007/08', a month as '2007-11' or twelve months as '12m to 2007-12'; years from 1900 to "
        "2199."
    )


def quarter_of(day: date) -> Period:
    """Return the quarter of the police financial year in which ``day`` falls."""
    first = (day.month - 1) // 3 * 3 + 1
    return _spanning("quarter", date(day.year, first, 1))


def month_of(day: date) -> Period:
    """Return the calendar month in which ``day`` falls."""
    return _spanning("month", day.replace(day=1))


def financial_year(day: date) -> str:
    """Return the label of the police financial year of ``day``, for example ``2007/08``."""
    first = day.year if day.month >= _FIRST_MONTH else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def _from_parts(kind: PeriodKind, parts: dict[str, str], text: str) -> Period:
    year = int(parts["year"])
    if "next" in parts and int(parts["next"]) != (year + 1) % 100:
        raise UsageError(
            f"'{text}' is not a financial year: {year} is followed by {(year + 1) % 100:02d}."
        )
    if kind == "quarter":
        month = _FIRST_MONTH + 3 * (int(parts["quarter"]) - 1)
        return _spanning(kind, _month_start(year, month))
    if kind == "year":
        return _spanning(kind, date(year, _FIRST_MONTH, 1))
    last = _calendar_month(year, int(parts["month"]), text)
    return _spanning(kind, _months_before(last, 11) if kind == "rolling" else last)


def _calendar_month(year: int, month: int, text: str) -> date:
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        raise UsageError(f"'{text}' names month {month:02d}; months run from 01 to 12.")
    return date(year, month, 1)


def _spanning(kind: PeriodKind, start: date) -> Period:
    last = _month_start(start.year, start.month + _MONTHS_IN[kind] - 1)
    # Not the day before the next period: that would fail in December 9999, a date that stands for
    # "none" in many systems.
    days = monthrange(last.year, last.month)[1]
    return Period(kind=kind, start=start, end=last.replace(day=days))


def _month_start(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _months_before(start: date, months: int) -> date:
    return _month_start(start.year, start.month - months)


def _quarter_number(day: date) -> int:
    return (day.month - _FIRST_MONTH) % 12 // 3 + 1
