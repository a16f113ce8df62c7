"""How well a score tells those with an outcome from those without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Discrimination:
    """Area under the receiver operating characteristic.

    Attributes
    ----------
    auc : float
        Weighted share of pairs, one with the outcome and one without, in which the one with it has
        the higher score; ties count half.
    scores : (n,) float array
        Weighted linearised variable: ``covariance(scores, design)`` is the variance.
    """

    auc: float
    scores: FloatArray


def discrimination(
    y: FloatArray,
    predicted: FloatArray,
    weights: FloatArray,
    *,
    groups: IntArray | None = None,
) -> Discrimination:
    """Estimate the area under the curve from weighted answers.

    Parameters
    ----------
    y : (n,) float array
        Outcome, 0 or 1.
    predicted : (n,) float array
        Score of each row.
    weights : (n,) float array
    groups : (n,) int array, optional
        Only pairs of the same group count. Give the folds of a cross-validation: predictions of
        different folds come from different models, and where a fold happens to hold more with the
        outcome its model expects fewer, so that pairs across folds make the area too small.

    Returns
    -------
    Discrimination

    Raises
    ------
    EstimationError
        If there is nobody with, or nobody without, the outcome.

    Notes
    -----
    DeLong, DeLong and Clarke-Pearson (1988), with weights: each row's part is the share of rows of
    the other kind that it stands right to. Groups: LeDell, Petersen and van der Laan (2015); the
    bias without them, Airola et al. (2011).

    Examples
    --------
    >>> import numpy as np
    >>> y, score = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.4, 0.35, 0.8])
    >>> discrimination(y, score, np.ones(4)).auc
    0.75
    """
    of = np.zeros(len(y), dtype=np.int64) if groups is None else groups
    won, met = np.zeros(len(y)), np.zeros(len(y))
    for group in np.unique(of):
        rows = np.flatnonzero(of == group)
        won[rows], met[rows] = _won(y[rows], predicted[rows], weights[rows])
    pairs = float((weights * y) @ met)
    if not pairs > 0:
        raise EstimationError(
            "Everybody or nobody has the outcome; there are no pairs to tell apart."
        )
    auc = float((weights * y) @ won) / pairs
    return Discrimination(auc=auc, scores=weights * (won - auc * met) / pairs)


def _won(
    y: FloatArray, predicted: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give the weight of the other kind that each row stands right to, and all of that kind."""
    with_it, without = weights * y, weights * (1 - y)
    values, place = np.unique(predicted, return_inverse=True)
    others_below = _below(place, without, len(values))
    below = _below(place, with_it, len(values))
    won = np.where(y > 0, others_below, with_it.sum() - below)
    return won, np.where(y > 0, without.sum(), with_it.sum())


def _below(place: IntArray, weights: FloatArray, values: int) -> FloatArray:
    """Give the weight below each row's value, half of that of the value included."""
    at_value = np.bincount(place, weights, values).astype(np.float64)
    found: FloatArray = (np.cumsum(at_value) - at_value / 2)[place]
    return found
