"""Shapley shares of R-squared by sampling orders, where there are too many for all subsets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import UsageError
from satisfaction.numerics.shapley import players_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.numerics.arrays import FloatArray, IntArray

# Keeps a collinear column factorable; far below the Monte Carlo error.
_RIDGE = 1e-10
_FEWEST_ORDERS = 10
_ORDERS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampledShares:
    """R-squared divided among the players, up to a Monte Carlo error.

    Attributes
    ----------
    shares : (p,) float array
        Mean gain over the sampled orders; they sum to ``r_squared - r_squared_always``.
    errors : (p,) float array
        Monte Carlo standard errors of the shares.
    r_squared, r_squared_always : float
    orders : int
        Pairs of an order and its reverse.
    """

    shares: FloatArray
    errors: FloatArray
    r_squared: float
    r_squared_always: float
    orders: int


def sampled_lmg(
    correlation: FloatArray,
    *,
    groups: Sequence[Sequence[int]] | None = None,
    always_in: Sequence[int] = (),
    orders: int = 1_000,
    seed: int,
) -> SampledShares:
    """Divide R-squared among players by the Shapley value (LMG), over random orders.

    Every order is taken forwards and backwards, which makes gains that depend on being early or
    late cancel.

    Parameters
    ----------
    correlation : (m, m) float array
        As for :func:`satisfaction.numerics.shapley.exact_lmg`.
    groups, always_in : sequences
        As there.
    orders : int
        Pairs of an order and its reverse, at least 10.
    seed : int

    Returns
    -------
    SampledShares

    Raises
    ------
    EstimationError
        As :func:`satisfaction.numerics.shapley.exact_lmg`, but for the number of players.
    UsageError
        If there are too few orders for a standard error.

    Notes
    -----
    Castro, Gomez and Tejada (2009); Mitchell et al. (2022) for antithetic orders. Gains in an order
    are the squared last row of one Cholesky factor.

    Examples
    --------
    >>> import numpy as np
    >>> matrix = np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.0], [0.3, 0.0, 1.0]])
    >>> sampled_lmg(matrix, orders=10, seed=1).shares.round(6).tolist()
    [0.36, 0.09]
    """
    if orders < _FEWEST_ORDERS:
        raise UsageError(f"{orders} orders are too few for an error; expected {_FEWEST_ORDERS}.")
    matrix = np.asarray(correlation, dtype=np.float64)
    players = players_of(matrix, groups, always_in)
    rng = np.random.default_rng(seed)
    sampled = np.array([rng.permutation(len(players)) for _ in range(orders)])
    forwards = _gains(matrix, players, always_in, sampled)
    backwards = _gains(matrix, players, always_in, sampled[:, ::-1])
    pairs = (forwards[:, 1:] + backwards[:, 1:]) / 2
    always = float(forwards[0, 0])
    shares = pairs.mean(axis=0)
    return SampledShares(
        shares=shares,
        errors=pairs.std(axis=0, ddof=1) / np.sqrt(orders),
        r_squared=always + float(shares.sum()),
        r_squared_always=always,
        orders=orders,
    )


def _gains(
    matrix: FloatArray, players: list[list[int]], always_in: Sequence[int], orders: IntArray
) -> FloatArray:
    """Give the gain of what is always in, then of each player, in every order: (r, 1 + p)."""
    gains = np.empty((len(orders), 1 + len(players)))
    for start in range(0, len(orders), _ORDERS_AT_ONCE):
        part = orders[start : start + _ORDERS_AT_ONCE]
        rows = np.array(
            [
                [*always_in, *(row for player in order for row in players[player]), 0]
                for order in part
            ]
        )
        stacked = matrix[rows[:, :, None], rows[:, None, :]] / matrix[0, 0]
        places = np.arange(stacked.shape[1])
        stacked[:, places, places] *= 1 + _RIDGE
        squares = np.linalg.cholesky(stacked)[:, -1, :-1] ** 2
        owners = np.zeros(len(matrix), dtype=np.int64)
        for player, held in enumerate(players, start=1):
            owners[held] = player
        for player in range(1 + len(players)):
            mine = owners[rows[:, :-1]] == player
            gains[start : start + len(part), player] = (squares * mine).sum(axis=1)
    return gains
