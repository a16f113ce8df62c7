"""Whether answers and a category go together, and the odds of an answer by several categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AssociationTest(Result):
    """A two-way table with its design-based tests of independence.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an answer and level: ``question``, ``measure``, ``answer``, ``group``, ``level``,
        ``period``, ``share`` (of all counted), ``within`` (of those at the level) with
        ``lower``, ``upper``, ``base`` (respondents at the level), ``flag``.
    tests : pandas.DataFrame
        ``test`` (``Rao-Scott F``, the one to quote, first), ``statistic``, ``df``,
        ``df_denominator``, ``p_value``.
    cramers_v : float
        Size of the association, 0 to 1, from the weighted shares.
    confidence : float
        Level of the intervals.
    """

    tests: pd.DataFrame
    cramers_v: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OddsRatios(Result):
    """Odds ratios of an outcome, each with the other terms held the same.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a coefficient: ``term`` (``threshold`` and ``intercept`` among them), ``level``,
        ``reference`` (the level that it is held against), ``coefficient``, ``standard_error``,
        ``lower``, ``upper`` (of the coefficient), ``odds_ratio``, ``odds_lower``, ``odds_upper``,
        ``p_value``, ``df``.
    tests : pandas.DataFrame
        One row a term: ``term``, ``statistic`` (Wald's F), ``df``, ``df_denominator``, ``p_value``.
    outcome : str
        What the odds are of.
    model : str
        ``quasi-binomial`` or ``ordinal``.
    base : int
        Respondents fitted.
    confidence : float
        Level of the intervals.
    """

    tests: pd.DataFrame
    outcome: str
    model: str
    base: int
    confidence: float
