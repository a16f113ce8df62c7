"""Drivers of dissatisfaction with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.drivers.quality import ModelQuality


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drivers(Result):
    """Share of dissatisfaction associated with each driver.

    Shares overlap, because one victim may rate several things poor: they are never summed.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an analysed driver, largest share first: ``driver``, ``label``, ``stage``, ``base``,
        ``low_base`` (unweighted respondents who rated it poor); then, each with ``_lower`` and
        ``_upper``, ``reach`` (weighted share who did), ``share`` (of dissatisfaction associated
        with poor ratings), ``total_share`` (the same, adjusted for earlier stages and its own
        only), ``penalty`` and ``reward`` (average difference in the probability of being
        dissatisfied that goes with a poor and with a top rating, 0-1), ``asymmetry`` (penalty less
        reward) and ``dominance`` (share of R-squared, the second opinion); ``kind``
        (``dissatisfier``, ``satisfier``, ``hybrid``, ``undetermined``);
        ``share_standard_error`` (design-based), ``share_bootstrap_error``; ``p_value``, ``p_holm``
        (of a share of no more than 1 %);
        ``rank_lower`` and ``rank_upper``, ``among_first_five`` and ``first`` (bootstrap
        probabilities); ``leading`` (above 1 % after Holm's adjustment, and among the first five
        with probability 0.8); ``dominance_leading`` (the same by dominance, above ``null_line``)
        and ``agreed`` (leading under both).
    rank_chances : pandas.DataFrame
        ``driver``, ``label``, ``rank``, ``chance``: how often each stood at each rank.
    across_scale : pandas.DataFrame
        The effect of rating a driver at or beyond each cut of its scale.
    ordinal_check : pandas.DataFrame
        A cumulative logit of the overall grade as a check, and whether proportional odds fit.
    sensitivity : pandas.DataFrame
        Shares and membership of the leading set under other cuts, controls and codings.
    flips : tuple of str
        Drivers whose membership differs in any of them.
    quality : ModelQuality or None
        How well the model tells dissatisfied respondents from others, out of fold.
    not_analysed : pandas.DataFrame
        ``driver``, ``label``, ``low_base``, ``why``.
    null_line : float
        Dominance that a driver without any effect can reach by chance.
    estimand : str
        What the share means, in one sentence.
    base, dissatisfied : int
        Respondents in the model, and those of them who are dissatisfied (unweighted).
    design_effect : float
    confidence : float
    bootstraps : int
        Replicates behind ranks and probabilities.
    """

    rank_chances: pd.DataFrame
    across_scale: pd.DataFrame
    ordinal_check: pd.DataFrame
    sensitivity: pd.DataFrame
    flips: tuple[str, ...]
    quality: ModelQuality | None
    not_analysed: pd.DataFrame
    null_line: float
    estimand: str
    base: int
    dissatisfied: int
    design_effect: float
    confidence: float
    bootstraps: int

    @property
    def leading(self) -> tuple[str, ...]:
        """Names of the leading drivers, largest share first."""
        return tuple(self.table.loc[self.table["leading"], "driver"])

    @property
    def main(self) -> str:
        """The one driver that is first with probability 0.95; empty where there is none."""
        sure = self.table[self.table["leading"] & (self.table["first"] >= _SURELY_FIRST)]
        return str(sure["driver"].iloc[0]) if len(sure) else ""


_SURELY_FIRST = 0.95
