"""The own figure among those of similar forces."""

from __future__ import annotations

from dataclasses import dataclass

from satisfaction.results import Result


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
    """

    own: str
    statistic: str
    includes_self: bool
    confidence: float
    published_confidence: float
