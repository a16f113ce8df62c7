"""Funnel limits: what an area of a given base may differ from the target by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray

_HALVINGS = 60


def binomial_limit(target: float, base: npt.ArrayLike, probability: float) -> FloatArray:
    r"""Give the interpolated binomial quantile of a share.

    With :math:`r` the smallest whole number for which :math:`P(R \le r) \ge p` and
    :math:`\alpha = \frac{P(R \le r) - p}{P(R \le r) - P(R \le r - 1)}`, the limit is
    :math:`(r - \alpha) / n`. For an effective base that is no whole number the distribution
    function is its continuation by the incomplete beta function,
    :math:`P(R \le r) = I_{1 - \theta}(n - r, r + 1)`.

    Parameters
    ----------
    target : float
        Share in control, between 0 and 1.
    base : (k,) array-like
        Effective bases, above 0.
    probability : float
        Probability of a share below the limit, such as 0.025.

    Returns
    -------
    (k,) float array
        Limits within [0, 1]; NaN where the base is.

    Notes
    -----
    Spiegelhalter (2005), appendix A.1.1.

    Examples
    --------
    >>> binomial_limit(0.5, [10, 100], 0.025).round(4).tolist()
    [0.1324, 0.3968]
    """
    sizes = np.atleast_1d(np.asarray(base, dtype=np.float64))
    known = sizes > 0
    bases = np.where(known, sizes, 1.0)
    whole = _quantile(target, bases, probability)
    at, before = (_below(target, bases, hits) for hits in (whole, whole - 1))
    share = np.clip((whole - (at - probability) / (at - before)) / bases, 0.0, 1.0)
    return np.where(known, share, np.nan)


def binomial_tail(target: float, base: FloatArray, share: FloatArray) -> FloatArray:
    """Give the probability of a share below the one found, interpolated as the limits are.

    A share is beyond :func:`binomial_limit` exactly if its probability here is.

    Parameters
    ----------
    target : float
        Share in control.
    base : (k,) float array
        Effective bases.
    share : (k,) float array
        Shares found.

    Returns
    -------
    (k,) float array
        Probabilities; NaN where base or share is.

    Examples
    --------
    >>> import numpy as np
    >>> limit = binomial_limit(0.77, [57.3], 0.025)
    >>> binomial_tail(0.77, np.array([57.3]), limit).round(10).tolist()
    [0.025]
    """
    known = np.isfinite(share) & (base > 0)
    bases, hits = np.where(known, base, 1.0), np.where(known, base * share, 0.0)
    whole = np.ceil(hits - 1e-9)
    at, before = (_below(target, bases, count) for count in (whole, whole - 1))
    return np.where(known, at - (whole - hits) * (at - before), np.nan)


def _quantile(target: float, bases: FloatArray, probability: float) -> FloatArray:
    """Smallest whole number of hits with so much probability, by bisection."""
    low, high = np.full(bases.shape, -1.0), np.ceil(bases)
    for _ in range(_HALVINGS):
        middle = np.floor((low + high) / 2)
        enough = _below(target, bases, middle) >= probability
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        if (high - low <= 1).all():
            break
    return high


def _below(target: float, bases: FloatArray, hits: FloatArray) -> FloatArray:
    """Probability of at most so many hits; none below zero, all from the base on."""
    inside = (hits >= 0) & (hits < bases)
    counted = np.where(inside, hits, 0.0)
    found = betainc(bases - counted, counted + 1, 1 - target)
    return np.where(inside, found, (hits >= 0).astype(np.float64))
