"""The periods that returns hold: months, quarters, financial years, rolling twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError
from satisfaction.periods import financial_year, month_of, parse_period, quarter_of

if TYPE_CHECKING:
    from datetime import date

    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

Every = Literal["month", "quarter", "financial year", "rolling 12 months"]

_MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A period with how many of its months hold interviews."""

    period: Period
    months_held: int
    months: int

    @property
    def is_complete(self) -> bool:
        """Whether every month of the period holds interviews."""
        return self.months_held == self.months

    @property
    def held(self) -> str:
        """How many of its months hold interviews, in words."""
        return f"{self.months_held} of {self.months} months"


def windows(returns: Returns, every: Every) -> tuple[Window, ...]:
    """Return the periods with interviews in them, in order.

    Rolling twelve months end with each quarter in which there are interviews, the last with the
    last month that has any. The first is the first that begins no earlier than the interviews do;
    where none does, there is the last one alone. One that lacks a month within is given all the
    same, and is not complete.

    Raises
    ------
    UsageError
        If there is no such division.
    ColumnNotFoundError
        If the returns have no date of interview.
    EstimationError
        If no interview has a date.
    """
    if every not in get_args(Every):
        raise UsageError(f"There is no '{every}'. Choose one of: {', '.join(get_args(Every))}.")
    months = _months(returns)
    if every == "month":
        periods = months
    elif every == "quarter":
        periods = list(dict.fromkeys(quarter_of(month.start) for month in months))
    elif every == "financial year":
        names = dict.fromkeys(financial_year(month.start) for month in months)
        periods = [parse_period(name) for name in names]
    else:
        periods = _rolling(months)
    held = {month.start for month in months}
    return tuple(_window(period, held) for period in periods)


def window_of(returns: Returns, period: Period) -> Window:
    """Return ``period`` with how many of its months hold interviews."""
    return _window(period, {month.start for month in _months(returns)})


def _months(returns: Returns) -> list[Period]:
    if "interviewed_on" not in returns.frame:
        raise ColumnNotFoundError(
            "The survey has no field 'interviewed_on', so its interviews cannot be told apart by "
            "period. Add the date of interview to the definition."
        )
    days = returns.frame["interviewed_on"].drop_duplicates().dropna()
    if days.empty:
        raise EstimationError("No interview has a date. Check the returns.")
    starts = days.dt.to_period("M").drop_duplicates().sort_values()
    return [month_of(start.start_time.date()) for start in starts]


def _rolling(months: list[Period]) -> list[Period]:
    last = months[-1].end
    ends = dict.fromkeys(min(quarter_of(month.start).end, last) for month in months)
    found = [month_of(end).rolling_year for end in ends]
    # A month without interviews is no reason to hide the year; a year before the first month is.
    reached = [year for year in found if year.start >= months[0].start]
    return reached or found[-1:]


def _window(period: Period, held: set[date]) -> Window:
    months = _months_of(period)
    return Window(
        period=period,
        months_held=sum(month in held for month in months),
        months=len(months),
    )


def _months_of(period: Period) -> list[date]:
    first, found = period.start, []
    while first <= period.end:
        found.append(first)
        first = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return found
