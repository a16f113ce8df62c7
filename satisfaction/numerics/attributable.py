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
    """Attributable share, penalty, reward and reach of each driver, linearised.

    Attributes
    ----------
    shares, penalties, rewards, reach : (j,) float arrays
        Share of the outcome; average marginal effect of low, as a difference of probabilities; of
        top, as the fall that goes with it, NaN for a driver without a top column; weighted share
        rated low.
    scores, penalty_scores, reward_scores, reach_scores : (n, j) float arrays
        Their weighted linearised variables: ``covariance(scores, design)`` is the joint covariance.
        Columns of different kinds may be put side by side, and added or subtracted.
    """

    shares: FloatArray
    scores: FloatArray
    penalties: FloatArray
    penalty_scores: FloatArray
    rewards: FloatArray
    reward_scores: FloatArray
    reach: FloatArray
    reach_scores: FloatArray


def attributable_shares(
    fit: LogitFit,
    x: FloatArray,
    y: FloatArray,
    *,
    weights: FloatArray,
    low_columns: Sequence[Columns],
    top_columns: Sequence[Sequence[int]] | None = None,
    other_columns: Sequence[Sequence[int]] | None = None,
) -> AttributableShares:
    r"""Estimate each driver's attributable share, penalty, reward and reach from a weighted logit.

    Share: :math:`A_j = \sum_i w_i [p_i - p_i(\mathrm{low}_j := 0)] / \sum_i w_i y_i`, all else as
    it is. Penalty: :math:`\sum_i w_i [p_i(\mathrm{low}_j := 1) - p_i(\mathrm{low}_j := 0)] / \sum_i
    w_i` over everybody, with the driver's other dummies at 0 in both. Reward: the same of
    :math:`p_i(\mathrm{top}_j := 0) - p_i(\mathrm{top}_j := 1)`. Reach: weighted share with any low
    dummy of the driver at 1.

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
    top_columns : sequence of sequences of int, optional
        Positions of each driver's top dummies, for the reward.
    other_columns : sequence of sequences of int, optional
        Positions of each driver's further dummies (not asked), for the penalty and reward.

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
    tops = _listed(top_columns, len(lows))
    others = _listed(other_columns, len(lows))
    _check(x, y, weights, lows, [*tops, *others])
    model = _Fitted(fit=fit, x=x, weights=weights, influence=_coefficient_influence(fit, x, y))
    owned = [
        low + top + other for low, top, other in zip(lows, tops, others, strict=True)
    ]  # fmt: skip
    shares = [_share(model, y, low) for low in lows]
    penalties = [_effect(model, low, own) for low, own in zip(lows, owned, strict=True)]
    rewards = [_reward(model, top, own) for top, own in zip(tops, owned, strict=True)]
    reach = [_weighted_mean(_rated_low(x, low), weights) for low in lows]
    return AttributableShares(
        shares=_values(shares),
        scores=_stack(shares, len(y)),
        penalties=_values(penalties),
        penalty_scores=_stack(penalties, len(y)),
        rewards=_values(rewards),
        reward_scores=_stack(rewards, len(y)),
        reach=_values(reach),
        reach_scores=_stack(reach, len(y)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Linearised:
    """One estimate with its weighted linearised variable."""

    value: float
    scores: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fitted:
    """The model, and how its coefficients move with each weight."""

    fit: LogitFit
    x: FloatArray
    weights: FloatArray
    influence: FloatArray


def _share(model: _Fitted, y: FloatArray, low: list[int]) -> _Linearised:
    """Attributable share: a ratio whose numerator also moves with the coefficients."""
    fit, x, weights = model.fit, model.x, model.weights
    without = expit(x @ fit.coefficients - x[:, low] @ fit.coefficients[low])
    avoided = fit.fitted - without
    gradient = x.T @ (weights * _slope(fit.fitted)) - _gradient(
        x, weights * _slope(without), zero=low, one=[]
    )
    total = float(weights @ y)
    value = float(weights @ avoided) / total
    scores = weights * (avoided + model.influence @ gradient - value * y) / total
    return _Linearised(value=value, scores=scores)


def _effect(model: _Fitted, on: list[int], own: list[int]) -> _Linearised:
    """Average difference over everybody between a driver's columns ``on`` at 1 and all at 0."""
    fit, x, weights = model.fit, model.x, model.weights
    base = x @ fit.coefficients - x[:, own] @ fit.coefficients[own]
    without = expit(base)
    within = expit(base + fit.coefficients[on].sum())
    off = [column for column in own if column not in on]
    gradient = _gradient(x, weights * _slope(within), zero=off, one=on) - _gradient(
        x, weights * _slope(without), zero=own, one=[]
    )
    effect = _weighted_mean(within - without, weights)
    scores = effect.scores + weights * (model.influence @ gradient) / weights.sum()
    return _Linearised(value=effect.value, scores=scores)


def _reward(model: _Fitted, top: list[int], own: list[int]) -> _Linearised:
    if not top:
        return _Linearised(value=np.nan, scores=np.zeros(len(model.weights)))
    rise = _effect(model, top, own)
    return _Linearised(value=-rise.value, scores=-rise.scores)


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


def _listed(parts: Sequence[Sequence[int]] | None, size: int) -> list[list[int]]:
    """Give a list for each driver; the caller's own number of them where some are given."""
    listed = [[] for _ in range(size)] if parts is None else [list(part) for part in parts]
    if len(listed) != size:
        raise EstimationError(
            f"There are low columns for {size} drivers and other columns for {len(listed)}; "
            "expected as many of one as of the other."
        )
    return listed


def _check(
    x: FloatArray,
    y: FloatArray,
    weights: FloatArray,
    lows: list[list[int]],
    others: list[list[int]],
) -> None:
    outside = {at for part in (*lows, *others) for at in part if not 0 <= at < x.shape[1]}
    if outside or not all(lows):
        raise EstimationError(
            f"Columns {sorted(outside)} are not in the model, which has {x.shape[1]}; every driver "
            "needs at least one low column of it."
        )
    if not float(weights @ y) > 0:
        raise EstimationError("Nobody has the outcome; it has no shares to attribute.")
