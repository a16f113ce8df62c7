"""Weighted returns with the record of how their weights were made."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightDiagnostics:
    """What the weights cost and whether they did what they should.

    Attributes
    ----------
    respondents : int
    design_effect : float
        Kish: n times the sum of squared weights over the squared sum.
    effective_base : float
        Respondents over design effect.
    smallest, largest : float
        Weight over mean weight.
    rounds : int
        Passes of the calibration; with trimming those of every turn. The most of any period.
    margin_error : float
        Largest relative miss of any margin.
    converged : bool
        Whether the margins are met, within the limits of trimming.
    base_ratio : (float, float, float, float, float)
        Smallest, lower quartile, median, upper quartile and largest weight over base weight.
    at_bounds : int
        Respondents whose weight over base weight is at a bound of the calibration.
    trimmed : int
        Respondents whose weight is at a limit of trimming.
    weight_moved : float
        Share of all weight (0-1) that trimming took from some respondents and gave to others.
    turns : int
        How often trimming and raking took turns; 0 without trimming.
    """

    respondents: int
    design_effect: float
    effective_base: float
    smallest: float
    largest: float
    rounds: int
    margin_error: float
    converged: bool
    base_ratio: tuple[float, float, float, float, float] = (nan, nan, nan, nan, nan)
    at_bounds: int = 0
    trimmed: int = 0
    weight_moved: float = 0.0
    turns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighted(Result):
    """Returns with weights.

    Attributes
    ----------
    table : pandas.DataFrame
        The weighting record, one row a level of a margin: ``margin``, ``level``, ``target`` and
        ``base_share``, ``share`` (0-1, before and after), ``respondents``, ``policy`` (how unknowns
        were treated). Weights by period have the period first, as ``weight_period``.
    returns : Returns
        Carries ``base_weight`` and ``weight``; by period also ``weight_period``.
    diagnostics : WeightDiagnostics
    """

    returns: Returns
    diagnostics: WeightDiagnostics

    def over_periods(self) -> pd.DataFrame:
        """Return the record with each level once: the shares of all periods taken together."""
        if "weight_period" not in self.table:
            return self.table
        held = self.returns.frame.groupby("weight_period", observed=True)["weight"].sum()
        held.index = held.index.astype(str)
        totals = self.table["weight_period"].map(held).astype(float)
        shares = ["target", "base_share", "share"]
        summed = self.table.assign(**self.table[shares].mul(totals / held.sum(), axis=0))
        by = summed.groupby(["margin", "level"], sort=False)
        return by.agg(
            {"respondents": "sum", **dict.fromkeys(shares, "sum"), "policy": "first"}
        ).reset_index()
