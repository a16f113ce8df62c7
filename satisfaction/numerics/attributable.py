"""Say what share of an outcome is associated with each driver being rated low."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray
    from satisfaction.numerics.logit import LogitFit

Columns = int | Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AttributableShares:
    """Attributable share, penalty and reach of each driver, linearised.

    Attributes
    ----------
    shares, penalties, reach : (j,) float arrays
        Share of the outcome; average marginal effect of low, as a difference of probabilities;
        weighted share rated low.
    scores, penalty_scores, reach_scores : (n, j) float arrays
        Their weighted linearised variables: ``covariance(scores, design)`` is the joint covariance.
        Columns of different kinds may be put side by side.
    """

    shares: FloatArray
    scores: FloatArray
    penalties: FloatArray
    penalty_scores: FloatArray
    reach: FloatArray
    reach_scores: FloatArray


def attributable_shares(
    fit: LogitFit,
    x: FloatArray,
    y: FloatArray,
    *,
    weights: FloatArray,
    low_columns: Sequence[Columns],
    other_columns: Sequence[Sequence[int]] | None = None,
) -> AttributableShares:
    r"""Estimate each driver's attributable share, penalty and reach from a weighted logit.

    Share: :math:`A_j = \sum_i w_i [p_i - p_i(\mathrm{low}_j := 0)] / \sum_i w_i y_i`, all else as
    it is. Penalty: :math:`\sum_i w_i [p_i(\mathrm{low}_j := 1) - p_i(\mathrm{low}_j := 0)] / \sum_i
    w_i` over everybody, with the driver's other dummies at 0 in both. Reach: weighted share with
    any low dummy of the driver at 1.

    Parameters
    ----------
    fit : LogitFit
        Fit of the outcome on ``x``, with an intercept.
    x : (n, k) float array
        Columns of the model; the low ones are 0 or 1.
    y : (n,) float array
        Outcome, 0 or 1.
    weights : (n,) float array
        Weights.
    low_columns : sequence of int or of sequences of int
        Position of each driver's low dummy. Several positions (merged items) are set together, to 0
        as to 1.
    other_columns : sequence of sequences of int, optional
        Positions of each driver's other dummies (top, not asked), for the penalty.

    Returns
    -------
    AttributableShares
        Estimates with their scores. Shares of different drivers overlap and are not to be added.

    Raises
    ------
    EstimationError
        If a position is outside ``x``, the two lists differ in length, or the outcome never occurs.

    Notes
    -----
    Bruzzi et al. (1985), Greenland and Drescher (1993); linearised through the coefficients,
    :math:`\partial\hat\beta / \partial w_i = I^{-1} x_i (y_i - p_i)`, as Binder (1983).

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.logit import fit_logit
    >>> low = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 1.0])
    >>> y = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 1.0])
    >>> x, w = np.column_stack([np.ones(6), low]), np.ones(6)
    >>> found = attributable_shares(fit_logit(y, x, weights=w), x, y, weights=w, low_columns=[1])
    >>> found.shares.round(6).tolist(), found.penalties.round(6).tolist()
    ([0.25], [0.25])
    """
    lows = [_positions(columns) for columns in low_columns]
    others = [[] for _ in lows] if other_columns is None else [list(part) for part in other_columns]
    _check(x, y, weights, lows, others)
    influence = _coefficient_influence(fit, x, y)
    shares = [_share(fit, x, y, weights=weights, low=low, influence=influence) for low in lows]
    penalties = [
        _penalty(fit, x, weights=weights, low=low, other=other, influence=influence)
        for low, other in zip(lows, others, strict=True)
    ]
    reach = [_weighted_mean(_rated_low(x, low), weights) for low in lows]
    return AttributableShares(
        shares=_values(shares),
        scores=_stack(shares, len(y)),
        penalties=_values(penalties),
        penalty_scores=_stack(penalties, len(y)),
        reach=_values(reach),
        reach_scores=_stack(reach, len(y)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Linearised:
    """One estimate with its weighted linearised variable."""

    value: float
    scores: FloatArray


def _share(
    fit: LogitFit,
    x: FloatArray,
    y: FloatArray,
    *,
    weights: FloatArray,
    low: list[int],
    influence: FloatArray,
) -> _Linearised:
    """Attributable share: a ratio whose numerator also moves with the coefficients."""
    without = expit(x @ fit.coefficients - x[:, low] @ fit.coefficients[low])
    avoided = fit.fitted - without
    gradient = x.T @ (weights * _slope(fit.fitted)) - _gradient(
        x, weights * _slope(without), zero=low, one=[]
    )
    total = float(weights @ y)
    value = float(weights @ avoided) / total
    scores = weights * (avoided + influence @ gradient - value * y) / total
    return _Linearised(value=value, scores=scores)


def _penalty(
    fit: LogitFit,
    x: FloatArray,
    *,
    weights: FloatArray,
    low: list[int],
    other: list[int],
    influence: FloatArray,
) -> _Linearised:
    """Average marginal effect of low over everybody."""
    own = low + other
    base = x @ fit.coefficients - x[:, own] @ fit.coefficients[own]
    without = expit(base)
    within = expit(base + fit.coefficients[low].sum())
    gradient = _gradient(x, weights * _slope(within), zero=other, one=low) - _gradient(
        x, weights * _slope(without), zero=own, one=[]
    )
    effect = _weighted_mean(within - without, weights)
    scores = effect.scores + weights * (influence @ gradient) / weights.sum()
    return _Linearised(value=effect.value, scores=scores)


def _gradient(x: FloatArray, slopes: FloatArray, *, zero: list[int], one: list[int]) -> FloatArray:
    """Sum slope times model row, with some columns set to 0 and some to 1."""
    gradient: FloatArray = x.T @ slopes
    gradient[zero] = 0.0
    gradient[one] = slopes.sum()
    return gradient


def _coefficient_influence(fit: LogitFit, x: FloatArray, y: FloatArray) -> FloatArray:
    """Differentiate the coefficients by each weight."""
    influence: FloatArray = (x * (y - fit.fitted)[:, None]) @ fit.inverse_information
    return influence


def _weighted_mean(values: FloatArray, weights: FloatArray) -> _Linearised:
    total = float(weights.sum())
    value = float(weights @ values) / total
    return _Linearised(value=value, scores=weights * (values - value) / total)


def _slope(probability: FloatArray) -> FloatArray:
    return probability * (1 - probability)


def _rated_low(x: FloatArray, low: list[int]) -> FloatArray:
    return np.asarray(x[:, low].max(axis=1) > 0, dtype=np.float64)


def _positions(columns: Columns) -> list[int]:
    return list(columns) if isinstance(columns, Sequence) else [int(columns)]


def _values(parts: list[_Linearised]) -> FloatArray:
    return np.array([part.value for part in parts], dtype=np.float64)


def _stack(parts: list[_Linearised], rows: int) -> FloatArray:
    return np.column_stack([part.scores for part in parts]) if parts else np.zeros((rows, 0))


def _check(
    x: FloatArray,
    y: FloatArray,
    weights: FloatArray,
    lows: list[list[int]],
    others: list[list[int]],
) -> None:
    if len(lows) != len(others):
        raise EstimationError(
            f"There are low columns for {len(lows)} drivers and other columns for {len(others)}; "
            "expected as many of one as of the other."
        )
    outside = {at for part in (*lows, *others) for at in part if not 0 <= at < x.shape[1]}
    if outside or not all(lows):
        raise EstimationError(
            f"Columns {sorted(outside)} are not in the model, which has {x.shape[1]}; every driver "
            "needs at least one low column of it."
        )
    if not float(weights @ y) > 0:
        raise EstimationError("Nobody has the outcome; it has no shares to attribute.")
