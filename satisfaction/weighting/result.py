"""Weighted returns with the record of how their weights were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result

if TYPE_CHECKING:
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
    margin_error : float
        Largest relative miss of any margin.
    converged : bool
    """

    respondents: int
    design_effect: float
    effective_base: float
    smallest: float
    largest: float
    rounds: int
    margin_error: float
    converged: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighted(Result):
    """Returns with weights.

    Attributes
    ----------
    table : pandas.DataFrame
        The weighting record, one row a level of a margin: ``margin``, ``level``, ``target`` and
        ``base_share``, ``share`` (0-1, before and after), ``respondents``, ``policy`` (how unknowns
        were treated).
    returns : Returns
        Carries ``base_weight`` and ``weight``.
    diagnostics : WeightDiagnostics
    """

    returns: Returns
    diagnostics: WeightDiagnostics
