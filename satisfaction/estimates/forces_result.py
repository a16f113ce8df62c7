"""The own figure among those of similar forces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result, readable

if TYPE_CHECKING:
    import pandas as pd


_HEADING = "Both levels of the own gap"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ForcesComparison(Result):
    """Own figure, those of similar forces, and the mean of the group.

    Attributes
    ----------
    table : pandas.DataFrame
        First the own force, then each force in the order given, last the mean of the group:
        ``level`` (name of the force), ``role`` (``own``, ``force``, ``mean``), ``period``,
        ``base``, ``estimate``, ``standard_error``, ``lower``, ``upper``, ``error_from``
        (``design``, ``published error``, ``interval``, ``margin``, ``base``),
        ``difference`` (own minus this
        one), ``difference_standard_error``, ``difference_lower``, ``difference_upper``,
        ``p_value``, ``q_value``. Proportions: 0.052 is 5.2 points.
    own : str
        Name of the own force.
    statistic : str
        What is compared, such as ``satisfied`` or ``gap``.
    includes_self : bool
        Whether the own force is one of those that the mean is of.
    confidence : float
        Level of the intervals.
    published_confidence : float
        Level that the published intervals were taken to have.
    levels : pandas.DataFrame
        Of a gap, the own force's two levels, without which it is not read: ``level``, ``estimate``,
        ``lower``, ``upper``, ``base``. Empty for a share, which is its own level.
    """

    own: str
    statistic: str
    includes_self: bool
    confidence: float
    published_confidence: float
    levels: pd.DataFrame

    def __str__(self) -> str:
        lines = [Result.__str__(self)]
        if len(self.levels):
            lines += [_HEADING, readable(self.levels).to_string(index=False)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        told = readable(self.levels).to_html(index=False, border=0, escape=True)
        extra = f"<p>{_HEADING}:</p>{told}" if len(self.levels) else ""
        return f"{Result._repr_html_(self)}{extra}"
