"""Days: the quarters of interviews, and the report dates that they imply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import UsageError
from satisfaction.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.periods import Period
    from satisfaction.synthesis.types import Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Day numbers count from the first report date.

    Attributes
    ----------
    quarters : tuple of Period
        Quarters of the interviews, oldest first.
    window : (int, int)
        First and last day after the report on which an interview is due.
    first : datetime.date
        First report date.
    """

    quarters: tuple[Period, ...]
    window: tuple[int, int]
    first: date

    @property
    def days(self) -> int:
        """Number of report dates, of all quarters together."""
        return self.reports_of(len(self.quarters) - 1)[1] + 1

    @property
    def window_days(self) -> int:
        """Number of report dates of the last quarter: about 134."""
        first, last = self.reports_of(len(self.quarters) - 1)
        return last - first + 1

    def number(self, day: date) -> int:
        """Return the day's number."""
        return (day - self.first).days

    def reports_of(self, quarter: int) -> tuple[int, int]:
        """Return first and last report date whose interviews fall in a quarter."""
        first, last = self.quarters[quarter].report_window(*self.window)
        return self.number(first), self.number(last)

    def quarter_of(self, days: Integers) -> Integers:
        """Return the quarter in which each day falls; -1 and beyond the last for other days."""
        starts = [self.number(quarter.start) for quarter in self.quarters]
        ends = [self.number(self.quarters[-1].end) + 1]
        return np.searchsorted([*starts, *ends], days, side="right") - 1

    def written(self, form: str, *, extra: int = 0) -> list[str]:
        """Return every day from the first report to ``extra`` days after the last interview."""
        count = self.number(self.quarters[-1].end) + 1 + extra
        return [(self.first + timedelta(days=day)).strftime(form) for day in range(count)]

    def months(self, days: Integers) -> tuple[list[str], Integers, Integers]:
        """Return month labels, the month of each day, and the first day of each month."""
        starts = self._month_starts()
        numbers = np.array([self.number(start) for start in starts])
        labels = [start.strftime("%Y-%m") for start in starts]
        return labels, np.searchsorted(numbers, days, side="right") - 1, numbers

    def _month_starts(self) -> list[date]:
        month, starts = self.first.replace(day=1), []
        while month <= self.quarters[-1].end + timedelta(days=120):
            starts.append(month)
            month = (month + timedelta(days=32)).replace(day=1)
        return starts


def plan_calendar(quarters: int, ending: str | Period, window: Sequence[int]) -> Calendar:
    """Return the calendar of so many quarters that end with ``ending``.

    Raises
    ------
    UsageError
        If ``ending`` is not a quarter, or there are none.
    """
    last = parse_period(ending)
    if last.kind != "quarter":
        raise UsageError(f"`ending` must be a quarter such as '2007/08 Q3', not '{ending}'.")
    if quarters < 1:
        raise UsageError(f"`quarters` must be at least 1, not {quarters}.")
    listed = [last]
    while len(listed) < quarters:
        listed.append(listed[-1].previous)
    listed.reverse()
    earliest, latest = window
    return Calendar(
        quarters=tuple(listed),
        window=(earliest, latest),
        first=listed[0].report_window(earliest, latest)[0],
    )
