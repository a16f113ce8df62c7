"""Partial R-indicators: which variable, and which level, the variation of propensities is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartialIndicator:
    """How much one variable adds to the variation of propensities.

    Attributes
    ----------
    unconditional, conditional : float
        Between the levels, and within cells of all other variables; bias-adjusted.
    unconditional_unadjusted, conditional_unadjusted : float
    by_level_unconditional : (levels,) float array
        Signed: below 0 the level is under-represented. Unadjusted.
    by_level_conditional : (levels,) float array
        Unadjusted, not negative.
    """

    unconditional: float
    conditional: float
    unconditional_unadjusted: float
    conditional_unadjusted: float
    by_level_unconditional: FloatArray
    by_level_conditional: FloatArray


def partial_indicator(
    values: FloatArray,
    levels: IntArray,
    others: IntArray,
    *,
    weights: FloatArray,
    bias_factor: float = 1.0,
) -> PartialIndicator:
    """Split the variation of propensities by one variable.

    Parameters
    ----------
    values : (n,) float array
        Propensities.
    levels : (n,) int array
        Level of the variable, from 0.
    others : (n,) int array
        Cell of all other variables, from 0; zeros where there is none.
    weights : (n,) float array
    bias_factor : float
        Of the R-indicator.

    Returns
    -------
    PartialIndicator

    Notes
    -----
    Schouten, Cobben and Bethlehem (2009); Shlomo, Skinner and Schouten (2012).

    Examples
    --------
    >>> half = np.array([0.2, 0.2, 0.4, 0.4])
    >>> level, other = np.array([0, 0, 1, 1]), np.zeros(4, dtype=int)
    >>> found = partial_indicator(half, level, other, weights=np.ones(4))
    >>> found.by_level_unconditional.round(4).tolist()
    [-0.0707, 0.0707]
    """
    population = weights.sum()
    mean = float(weights @ values) / population
    sizes = np.bincount(levels, weights)
    filled = np.where(sizes > 0, sizes, 1.0)
    away = np.where(sizes > 0, np.bincount(levels, weights * values) / filled - mean, 0.0)
    between = sizes * away**2 / population
    cells = np.bincount(others, weights)
    means = np.bincount(others, weights * values) / np.where(cells > 0, cells, 1.0)
    within = np.bincount(levels, weights * (values - means[others]) ** 2) / population
    return PartialIndicator(
        unconditional=float(np.sqrt(between.sum() * bias_factor)),
        conditional=float(np.sqrt(within.sum() * bias_factor)),
        unconditional_unadjusted=float(np.sqrt(between.sum())),
        conditional_unadjusted=float(np.sqrt(within.sum())),
        by_level_unconditional=np.sign(away) * np.sqrt(between),
        by_level_conditional=np.sqrt(within),
    )


def level_errors(
    responded: FloatArray, levels: IntArray, *, weights: FloatArray, alike: bool = False
) -> FloatArray:
    """Return the standard error of each level's unconditional partial indicator, (levels,).

    Those issued are taken as given and each responds or not by chance; the level's share of the
    population is taken as known. ``alike`` gives the error if all levels had the overall rate.

    Examples
    --------
    >>> level, all_ones = np.array([0, 0, 1, 1]), np.ones(4)
    >>> level_errors(np.array([0.0, 1.0, 0.0, 1.0]), level, weights=all_ones).round(4).tolist()
    [0.1768, 0.1768]
    """
    population = weights.sum()
    sizes = np.bincount(levels, weights)
    overall = float(weights @ responded / population)
    rates = np.bincount(levels, weights * responded) / np.where(sizes > 0, sizes, 1.0)
    each = overall * (1 - overall) if alike else (responded - rates[levels]) ** 2
    noise = np.bincount(levels, weights**2 * each)
    share = sizes / population
    inside = noise * (1 / np.where(sizes > 0, sizes, 1.0) - 1 / population) ** 2
    outside = (noise.sum() - noise) / population**2
    errors: FloatArray = np.sqrt(share * (inside + outside))
    return errors
