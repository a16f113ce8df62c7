"""Drivers of dissatisfaction with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drivers(Result):
    """Share of dissatisfaction associated with each driver.

    Shares overlap, because one victim may rate several things poor: they are never summed.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an analysed driver, largest share first: ``driver``, ``label``, ``stage``, ``base``,
        ``low_base`` (unweighted respondents who rated it poor), ``reach`` (weighted share who did),
        ``penalty`` (average difference in the probability of being dissatisfied, 0-1), ``share``
        (of dissatisfaction associated with poor ratings), each with ``_lower`` and ``_upper``,
        ``share_standard_error``, ``p_value``, ``p_holm``, ``rank_lower`` and ``rank_upper``,
        ``among_first_five`` and ``first`` (probabilities), ``leading`` (above zero after Holm's
        adjustment, and among the first five with probability 0.8).
    not_analysed : pandas.DataFrame
        ``driver``, ``label``, ``low_base``, ``why``.
    estimand : str
        What the share means, in one sentence.
    base, dissatisfied : int
        Respondents in the model, and those of them who are dissatisfied (unweighted).
    design_effect : float
    confidence : float
    """

    not_analysed: pd.DataFrame
    estimand: str
    base: int
    dissatisfied: int
    design_effect: float
    confidence: float
