"""A series with the slope of each stretch between series breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result, readable

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.estimates.change_result import Change


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trend(Result):
    """A share over time.

    Attributes
    ----------
    table : pandas.DataFrame
        The series: the columns of :class:`Estimates`, one row a level and period, with ``complete``
        (every month holds interviews), ``segment`` (0, 1, ...: a new one after each series break),
        ``used`` (whether the slope rests on it), ``fitted``, ``fitted_lower`` and ``fitted_upper``
        (of the line).
    slopes : pandas.DataFrame
        One row a level and segment of three periods or more: ``question``, ``measure``,
        ``statistic``, ``group``, ``level``, ``segment``, ``first``, ``last`` (periods),
        ``periods``, ``slope`` (change of the proportion a year), ``standard_error``, ``lower``,
        ``upper``, ``p_value``, ``q_value`` (over all rows), ``df``, ``excess`` (variation of the
        periods about the line over what sampling explains; above 1 it widens the interval),
        ``verdict`` (``rising``, ``falling``, ``no clear trend``, or
        ``too few periods to tell`` below five).
    latest : Change or None
        The latest period against the one before it.
    year_on_year : Change or None
        The latest period against the same one a year before.
    statistic : str
    method : {"gls", "ols", "regression"}
    confidence : float
    """

    slopes: pd.DataFrame
    latest: Change | None
    year_on_year: Change | None
    statistic: str
    method: str
    confidence: float

    def __str__(self) -> str:
        lines = [Result.__str__(self)]
        if len(self.slopes):
            lines += ["Slopes, as a proportion a year", _slopes(self).to_string(index=False)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        slopes = _slopes(self).to_html(index=False, border=0, escape=True)
        told = f"<p>Slopes, as a proportion a year:</p>{slopes}" if len(self.slopes) else ""
        return f"{Result._repr_html_(self)}{told}"


def _slopes(result: Trend) -> pd.DataFrame:
    return readable(result.slopes)
