"""More variation between areas than chance explains: is it there, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import chdtrc, ndtri
from scipy.stats import beta

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray

DispersionModel = Literal["multiplicative", "additive", "none"]

_FEWEST_AREAS = 5
_GRID = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """Variation between areas, beyond that within them.

    Attributes
    ----------
    phi : float
        Ratio of the variance of the winsorised z-scores to what chance alone gives: about 1 where
        there is nothing else.
    tau : float
        Standard deviation between areas, in the units of the shares, that gives the same excess.
    p_value : float
        One-sided, that chance alone gives so large a ratio.
    areas : int
        Areas that it rests on.
    """

    phi: float
    tau: float
    p_value: float
    areas: int


def dispersion(z: FloatArray, variances: FloatArray, *, winsorised: float = 0.1) -> Dispersion:
    r"""Estimate over-dispersion from z-scores, and test it.

    The largest and the smallest share ``winsorised`` of the z-scores are pulled in to the next one,
    so that the outliers that the funnel is to show do not widen its limits;
    :math:`\hat\phi = \frac{1}{I c_I} \sum z_i^2`, where :math:`c_I` is the mean of
    :math:`\frac{1}{I} \sum z_i^2` for winsorised standard normal scores, one of them used up by a
    target that is the areas' own: without it :math:`\hat\phi` would be too small (by a third
    in large samples) and the limits too narrow.
    :math:`\hat\tau^2` is DerSimonian and Laird's on the same scores.

    Parameters
    ----------
    z : (k,) float array
        Deviations from the target in standard errors; NaN takes no part.
    variances : (k,) float array
        Variances within areas.
    winsorised : float
        Share pulled in on each side.

    Returns
    -------
    Dispersion
        One, zero and NaN where there are fewer than five areas.

    Raises
    ------
    EstimationError
        If the share to pull in is not from 0 to below one half.

    Notes
    -----
    Spiegelhalter (2005), section 4.2 and appendix; tau as in Spiegelhalter et al. (2012). The test
    refers :math:`\sum z_i^2` to a chi-square scaled to its mean and its large-sample variance under
    chance alone.

    Examples
    --------
    >>> import numpy as np
    >>> found = dispersion(2.0 * ndtri(np.arange(1, 100) / 100), np.full(99, 0.0004))
    >>> round(found.phi, 1), round(found.tau, 3), found.p_value < 0.001
    (3.8, 0.034, True)
    """
    if not 0 <= winsorised < 0.5:  # noqa: PLR2004 - both tails would meet
        raise EstimationError(
            f"The share of scores to pull in is {winsorised:g}; expected 0 to below 0.5."
        )
    known = np.isfinite(z) & np.isfinite(variances) & (variances > 0)
    scores, within = np.asarray(z)[known], np.asarray(variances)[known]
    areas = int(known.sum())
    if areas < _FEWEST_AREAS:
        return Dispersion(phi=1.0, tau=0.0, p_value=float("nan"), areas=areas)
    count = int(winsorised * areas)
    expected = _expected_square(areas, count) * (areas - 1) / areas
    square = float((winsorise(scores, count) ** 2).mean())
    phi = square / expected
    return Dispersion(
        phi=phi,
        tau=_between(phi, within),
        p_value=_p_value(square, expected, areas, count),
        areas=areas,
    )


def winsorise(values: FloatArray, count: int) -> FloatArray:
    """Pull the ``count`` smallest and the ``count`` largest values in to the next ones.

    Parameters
    ----------
    values : (k,) float array
        Values.
    count : int
        How many on each side.

    Returns
    -------
    (k,) float array
        Values in the order given.

    Examples
    --------
    >>> import numpy as np
    >>> winsorise(np.array([9.0, 1.0, 3.0, 2.0, -5.0]), 1).tolist()
    [3.0, 1.0, 3.0, 2.0, 1.0]
    """
    if not count:
        return values
    ordered = np.sort(values)
    return np.clip(values, ordered[count], ordered[-count - 1])


def _between(phi: float, within: FloatArray) -> float:
    """Give the standard deviation between areas by the method of moments; zero without excess."""
    precision = 1 / within
    total = precision.sum()
    excess = len(within) * phi - (len(within) - 1)
    variance = excess / (total - (precision**2).sum() / total)
    return float(np.sqrt(max(variance, 0.0)))


@lru_cache(maxsize=64)
def _expected_square(areas: int, count: int) -> float:
    """Mean square of winsorised standard normal scores, exactly, from their order statistics."""
    if not count:
        return 1.0
    shares = (np.arange(_GRID) + 0.5) / _GRID
    squares = ndtri(shares) ** 2
    places = np.arange(count + 1, areas - count + 1)
    weights = beta.pdf(shares[:, None], places, areas - places + 1) / _GRID
    means = squares @ weights
    return float((means.sum() + count * (means[0] + means[-1])) / areas)


def _p_value(square: float, expected: float, areas: int, count: int) -> float:
    """Refer the mean square to a chi-square with the mean and variance that chance gives it."""
    spread = _square_variance(count / areas) / areas
    scale = spread / (2 * expected)
    return float(chdtrc(expected / scale, square / scale))


def _square_variance(share: float) -> float:
    """Large-sample variance of the mean square of winsorised normal scores, times their number.

    The influence of a score is its own square, plus what it does to the two quantiles at which the
    scores are pulled in.
    """
    if not share:
        return 2.0
    cut = float(ndtri(1 - share))
    density = np.exp(-(cut**2) / 2) / np.sqrt(2 * np.pi)
    draws = ndtri((np.arange(_GRID) + 0.5) / _GRID)
    clipped = np.minimum(draws**2, cut**2)
    pull = 2 * share * cut / density * ((1 - 2 * share) - (np.abs(draws) <= cut))
    return float(np.var(clipped + pull))
