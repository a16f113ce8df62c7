"""Shares as normal scores of the binomial distribution, where it is too skewed for its error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, ndtr, ndtri

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray

_HALVINGS = 60
_FURTHEST = 8.0


def binomial_scores(target: float, bases: FloatArray, shares: FloatArray) -> FloatArray:
    r"""Score shares as the normal quantiles of their mid-p probabilities.

    :math:`\Phi^{-1}\{\tfrac12 P(R \le r) + \tfrac12 P(R \le r - 1)\}` with :math:`r` the hits.
    Near 0 and 1 the binomial distribution is skewed, and a share of three standard errors below is
    up to ten times as frequent as a normal value is; a score of -3 is as rare as it says.

    Parameters
    ----------
    target : float
        Share in control, between 0 and 1.
    bases : (k,) float array
        Effective bases, above 0; need not be whole.
    shares : (k,) float array

    Returns
    -------
    (k,) float array
        Standard normal where nothing has changed, but 0 at the median, which lies on no side: near
        0 and 1 a large part of all shares are the median. NaN where the share is.

    Notes
    -----
    Lancaster (1961) for the mid-p probability; R: ``qnorm(pbinom(r - 1, n, p) + dbinom(r, n, p) /
    2)``. Bases that are not whole by the incomplete beta function.

    Examples
    --------
    >>> import numpy as np
    >>> binomial_scores(0.5, np.array([10.0, 10.0]), np.array([0.5, 0.1])).round(4).tolist()
    [0.0, -2.5205]
    """
    known = np.isfinite(shares)
    hits = bases * np.where(known, shares, target)
    at, before = _below(target, bases, hits), _below(target, bases, hits - 1)
    usual = (before < 0.5) & (at > 0.5)  # noqa: PLR2004 - half
    scores = np.clip(ndtri((at + before) / 2), -_FURTHEST, _FURTHEST)
    return np.where(known, np.where(usual, 0.0, scores), np.nan)


def binomial_score_limits(target: float, bases: FloatArray, score: float) -> FloatArray:
    """Give the shares whose score is ``score``, to hold :func:`binomial_scores` against.

    Parameters
    ----------
    target : float
        Share in control.
    bases : (k,) float array
        Effective bases.
    score : float
        Such as -3 for a lower limit.

    Returns
    -------
    (k,) float array
        Shares; 0 or 1 where no share is so far from the target.

    Examples
    --------
    >>> import numpy as np
    >>> limit = binomial_score_limits(0.95, np.array([60.0]), -3.0)
    >>> binomial_scores(0.95, np.array([60.0]), limit).round(9).tolist()
    [-3.0]
    """
    wanted = float(ndtr(score))
    low, high = np.zeros(len(bases)), bases.astype(np.float64)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        reached = _below(target, bases, middle) + _below(target, bases, middle - 1) >= 2 * wanted
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    found: FloatArray = high / bases
    return found


def _below(target: float, bases: FloatArray, hits: FloatArray) -> FloatArray:
    """Probability of at most so many hits; none below zero, all from the base on."""
    # Between -1 and 0 the continued distribution rises from 0 to that of no hit.
    inside = (hits > -1) & (hits < bases)
    counted = np.where(inside, hits, 0.0)
    found = betainc(bases - counted, counted + 1, 1 - target)
    return np.where(inside, found, (hits >= bases).astype(np.float64))
