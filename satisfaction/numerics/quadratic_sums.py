"""Tail probabilities of weighted sums of chi-squares, by saddlepoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import fdtrc, ndtr

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray

_NEAR_MEAN = 1e-4


def f_sum_tail(statistic: float, weights: FloatArray, df: float) -> float:
    r"""Give the upper tail of :math:`\sum_k a_k \chi^2_1` with its scale estimated on ``df``.

    :math:`P\bigl(\sum_k a_k \chi^2_{1,k} - (x / \nu) \chi^2_\nu > 0\bigr)` by the saddlepoint
    approximation of Kuonen (1999); near the mean, where that breaks down, Satterthwaite's F.

    Parameters
    ----------
    statistic : float
        The value :math:`x`.
    weights : (k,) float array
        The weights :math:`a`, not negative.
    df : float
        Degrees of freedom :math:`\nu` of the variance estimate.

    Returns
    -------
    float
        Probability.

    Notes
    -----
    R: ``survey::pFsum(method = "saddlepoint")``, which rounds ``df`` down.

    Examples
    --------
    >>> import numpy as np
    >>> round(f_sum_tail(7.0, np.ones(2), 1e6), 3)
    0.031
    """
    whole = np.floor(df)
    if not statistic > 0:
        return 1.0
    lambdas = np.append(weights, -statistic / df)
    multiples = np.append(np.ones(len(weights)), whole)
    found = _saddlepoint(lambdas / lambdas.max(), multiples)
    if np.isfinite(found):
        return found
    mean = weights.mean()
    spread = (weights**2).mean() / mean**2
    freedom = len(weights) / spread
    return float(fdtrc(freedom, df, statistic / freedom / (mean * spread)))


def _saddlepoint(lambdas: FloatArray, multiples: FloatArray) -> float:
    """Return P(sum of multiples of lambda chi-square > 0); NaN next to the mean."""

    def slope(zeta: float) -> float:
        return float((multiples * lambdas / (1 - 2 * zeta * lambdas)).sum())

    negative, positive = lambdas[lambdas < 0], lambdas[lambdas > 0]
    lower, upper = (1 / (2 * negative)).max() * 0.99999, (1 / (2 * positive)).min() * 0.99999
    if slope(lower) >= 0 or slope(upper) <= 0:
        return np.nan
    zeta = float(brentq(slope, lower, upper, xtol=1e-14))
    if abs(zeta) < _NEAR_MEAN:
        return np.nan
    cumulant = -float((multiples * np.log(1 - 2 * zeta * lambdas)).sum()) / 2
    curvature = 2 * float((multiples * lambdas**2 / (1 - 2 * zeta * lambdas) ** 2).sum())
    w = np.sign(zeta) * np.sqrt(-2 * cumulant)
    v = zeta * np.sqrt(curvature)
    return float(ndtr(-(w + np.log(v / w) / w)))
