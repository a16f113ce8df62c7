"""Shares with their intervals, and the gap between two groups."""

from __future__ import annotations

from dataclasses import dataclass

from satisfaction.results import Result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimates(Result):
    """Shares of answers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a question, statistic and level: ``question``, ``measure``, ``statistic``
        (``satisfied``, ``top``, ``dissatisfied``, ``neither``, or a grade), ``group``, ``level``,
        ``period``, ``base`` (answers counted), ``not_answered`` (asked, but outside the base),
        ``effective_base``, ``estimate``, ``standard_error``, ``lower``, ``upper``, ``unweighted``
        (the same share without weights), ``design_effect``, ``df``, ``flag`` (empty, ``small base``
        or ``hidden``).
    confidence : float
        Level of the intervals.
    interval : str
        Kind of interval.
    """

    confidence: float
    interval: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gap(Result):
    """The difference between groups, never without both levels.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a statistic and pair: ``question``, ``measure``, ``statistic``, ``group``,
        ``level``, ``other_level``, ``estimate`` and ``other_estimate`` with ``lower``, ``upper``,
        ``other_lower``, ``other_upper``, ``unweighted``, ``other_unweighted`` (the same shares
        without weights), ``base``, ``other_base``, ``gap`` (first minus second),
        ``gap_standard_error``, ``gap_lower``, ``gap_upper``, ``p_value``, ``q_value`` (false
        discoveries controlled over the pairs of a statistic), ``df``, ``gap_unweighted``.
        ``other_level`` may be ``everyone`` or ``others``.
    """

    confidence: float
