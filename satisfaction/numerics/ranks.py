"""Confidence intervals for ranks: how far up and down a quantity may really stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranks:
    """Ranks, 1 for the largest.

    Attributes
    ----------
    lower, upper : (j,) int array
        Interval of each one's rank.
    chances : (j, j) float array
        Share of the draws in which each (row) stands at each rank (column, from 1).
    """

    lower: IntArray
    upper: IntArray
    chances: FloatArray

    def among_first(self, places: int) -> FloatArray:
        """Return the share of the draws in which each stands at one of the first ``places``."""
        found: FloatArray = self.chances[:, :places].sum(axis=1)
        return found


def rank_intervals(estimates: FloatArray, draws: FloatArray, *, confidence: float) -> Ranks:
    r"""Return intervals of ranks from draws of the estimates, by testing every difference.

    The rank of :math:`j` lies between one more than the number of those that are surely larger and
    all but those that are surely smaller, where *surely* is by the largest studentised difference
    of :math:`j` from any other. Counting ranks in the draws themselves covers too little where some
    are nearly level, so that is only used for ``chances``.

    Parameters
    ----------
    estimates : (j,) float array
    draws : (j, b) float array
        Bootstrap replicates of the estimates, or draws from their joint distribution.
    confidence : float
        Of each single interval.

    Returns
    -------
    Ranks

    Notes
    -----
    Mogstad, Romano, Shaikh and Wilhelm (2024), marginal intervals by simultaneous differences. R:
    ``csranks::csranks(simul = FALSE)``.

    Examples
    --------
    >>> import numpy as np
    >>> draws = np.array([[5.0, 6.0, 4.0], [1.0, 2.0, 0.0]]) + np.array(
    ...     [[0.1, 0.0, 0.0], [0, 0, 0]]
    ... )
    >>> found = rank_intervals(np.array([5.0, 1.0]), draws, confidence=0.95)
    >>> found.lower.tolist(), found.upper.tolist(), found.chances.tolist()
    ([1, 2], [1, 2], [[1.0, 0.0], [0.0, 1.0]])
    """
    size = len(estimates)
    lower, upper = np.ones(size, dtype=np.int64), np.full(size, size, dtype=np.int64)
    for place in range(size):
        others = np.delete(np.arange(size), place)
        ahead, errors, critical = _differences(estimates, draws, place, others, confidence)
        lower[place] += int((ahead > critical * errors).sum())
        upper[place] -= int((ahead < -critical * errors).sum())
    return Ranks(lower=lower, upper=upper, chances=_chances(draws))


def _differences(
    estimates: FloatArray, draws: FloatArray, place: int, others: IntArray, confidence: float
) -> tuple[FloatArray, FloatArray, float]:
    """Give how far the others are ahead, the standard errors, and the critical value of all."""
    ahead = estimates[others] - estimates[place]
    moved = draws[others] - draws[place] - ahead[:, None]
    errors = moved.std(axis=1, ddof=1)
    studentised = np.abs(moved) / np.where(errors > 0, errors, 1.0)[:, None]
    if not len(others):
        return ahead, errors, 0.0
    critical = float(np.quantile(studentised.max(axis=0), confidence))
    return ahead, errors, critical


def _chances(draws: FloatArray) -> FloatArray:
    size, number = draws.shape
    ranks = np.argsort(np.argsort(-draws, axis=0, kind="stable"), axis=0)
    counts = np.zeros((size, size))
    np.add.at(counts, (np.repeat(np.arange(size), number), ranks.ravel()), 1.0)
    chances: FloatArray = counts / number
    return chances
