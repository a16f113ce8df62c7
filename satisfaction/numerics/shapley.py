"""Divide R-squared among drivers: the mean gain of each over all orders of entry."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.sweeping import pack, residual_tree, sweep_last

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.numerics.arrays import FloatArray, IntArray

MOST_EXACT = 22
# Two megabytes of doubles: a batch of replicates that stays in the cache.
_NUMBERS_AT_ONCE = 262_144


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LmgShares:
    """R-squared divided among the players.

    Attributes
    ----------
    shares : (p,) or (p, b) float array
        Mean gain in R-squared over all orders; they sum to ``r_squared - r_squared_always``.
    r_squared : float or (b,) float array
        R-squared of the model with all columns.
    r_squared_always : float or (b,) float array
        R-squared of the columns that are always in.
    """

    shares: FloatArray
    r_squared: FloatArray | float
    r_squared_always: FloatArray | float


def exact_lmg(
    correlation: FloatArray,
    *,
    groups: Sequence[Sequence[int]] | None = None,
    always_in: Sequence[int] = (),
) -> LmgShares:
    r"""Divide R-squared among players by the Shapley value (LMG), over all subsets.

    :math:`\phi_j = \sum_{S \not\ni j} \frac{|S|! (p - |S| - 1)!}{p!}
    [R^2(S \cup j) - R^2(S)]`, with the columns that are always in as part of every :math:`S`.

    Parameters
    ----------
    correlation : (m, m) or (m, m, b) float array
        Weighted correlation (or covariance) matrix, as of
        :func:`satisfaction.numerics.correlations.weighted_correlations`: outcome in row 0, then the
        columns; or one for each of ``b`` bootstrap replicates.
    groups : sequence of sequences of int, optional
        Rows of each player: several columns that come and go together. By default every row that is
        not always in is a player, in order.
    always_in : sequence of int
        Rows of the columns that are in every model.

    Returns
    -------
    LmgShares
        Shares of the players, which are never negative.

    Raises
    ------
    EstimationError
        If there are no players or more than 22, a row is named twice or is none of the matrix, or
        the matrix is not square or has NaN.

    Notes
    -----
    Lindeman, Merenda and Gold (1980); Groemping (2006). R: ``relaimpo::calc.relimp(type = "lmg")``.
    A tree of sweeps: at each player the packed matrices branch into dropping and sweeping it, and
    shrink, so that all :math:`2^p` models cost a few multiply-adds each; the shares are then folded
    from the :math:`2^p` values in as many additions. A collinear column explains nothing more.

    Examples
    --------
    >>> import numpy as np
    >>> found = exact_lmg(np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.0], [0.3, 0.0, 1.0]]))
    >>> found.shares.round(6).tolist(), round(found.r_squared, 6)
    ([0.36, 0.09], 0.45)
    """
    matrix = np.asarray(correlation, dtype=np.float64)
    players = players_of(matrix, groups, always_in)
    if len(players) > MOST_EXACT:
        raise EstimationError(
            f"There are {len(players)} players; the exact division is for at most {MOST_EXACT}. "
            "Merge some, leave some out, or use sampled_lmg."
        )
    stacked = matrix[:, :, None] if matrix.ndim == 2 else matrix  # noqa: PLR2004 - one matrix
    partialled = _partialled(stacked, players, always_in)
    at_once = max(_NUMBERS_AT_ONCE >> len(players), 1)
    parts = [
        _divide(partialled[:, :, start : start + at_once], players)
        for start in range(0, stacked.shape[2], at_once)
    ]
    shares, always, full = (np.concatenate(part, axis=-1) for part in zip(*parts, strict=True))
    if matrix.ndim == stacked.ndim:
        return LmgShares(shares=shares, r_squared=full, r_squared_always=always)
    return LmgShares(
        shares=shares[:, 0], r_squared=float(full[0]), r_squared_always=float(always[0])
    )


def conditional_dominance(
    correlation: FloatArray,
    *,
    groups: Sequence[Sequence[int]] | None = None,
    always_in: Sequence[int] = (),
) -> FloatArray:
    """Give each player's mean gain in R-squared by the number of players already in.

    Parameters
    ----------
    correlation : (m, m) float array
    groups, always_in : sequences
        As for :func:`exact_lmg`.

    Returns
    -------
    (p, p) float array
        Row a player, column the number of players before it, from 0; the rows' means are the LMG
        shares.

    Raises
    ------
    EstimationError
        As :func:`exact_lmg`.

    Notes
    -----
    Azen and Budescu (2003). R: ``domir::domir``, ``Conditional_Dominance``.

    Examples
    --------
    >>> import numpy as np
    >>> conditional_dominance(np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.0], [0.3, 0.0, 1.0]])).round(
    ...     6
    ... )
    array([[0.36, 0.36],
           [0.09, 0.09]])
    """
    matrix = np.asarray(correlation, dtype=np.float64)
    players = players_of(matrix, groups, always_in)
    values = _explained(_partialled(matrix[:, :, None], players, always_in), players)[:, 0]
    count = len(players)
    sizes = _subset_sizes(count)
    of_size = np.bincount(sizes, weights=values, minlength=count + 1)
    gains = np.empty((count, count))
    ways = np.array([comb(count - 1, size) for size in range(count)], dtype=np.float64)
    for player in range(count):
        within = (np.arange(len(values)) >> player) & 1 == 1
        held = np.bincount(sizes[within], weights=values[within], minlength=count + 1)
        gains[player] = (held[1:] - (of_size - held)[:-1]) / ways
    return gains


def players_of(
    matrix: FloatArray, groups: Sequence[Sequence[int]] | None, always_in: Sequence[int]
) -> list[list[int]]:
    """Check a matrix and who plays in it; return the rows of each player.

    Parameters
    ----------
    matrix : (m, m) or (m, m, b) float array
    groups, always_in : sequences
        As for :func:`exact_lmg`.

    Returns
    -------
    list of list of int

    Raises
    ------
    EstimationError
        If a row is named twice or is none of the matrix, nobody plays, or the matrix is not square
        or has NaN.

    Examples
    --------
    >>> import numpy as np
    >>> players_of(np.eye(4), None, [3])
    [[1], [2]]
    """
    if matrix.ndim not in (2, 3) or matrix.shape[0] != matrix.shape[1]:
        raise EstimationError(
            f"The correlation matrix has shape {matrix.shape}; expected a square."
        )
    held = set(always_in)
    free = [[row] for row in range(1, len(matrix)) if row not in held]
    players = free if groups is None else [list(group) for group in groups]
    named = [*always_in, *(row for player in players for row in player)]
    outside = sorted({row for row in named if not 0 < row < len(matrix)})
    if outside or len(set(named)) < len(named) or not players or not all(players):
        raise EstimationError(
            f"Rows {outside or sorted(named)} were named for the players and always in; expected "
            f"each row from 1 to {len(matrix) - 1} at most once, and a row for every player."
        )
    if not np.isfinite(matrix).all() or not (matrix[0, 0] > 0).all():
        raise EstimationError(
            "The correlation matrix has missing values or an outcome without variance; leave out "
            "columns that do not vary."
        )
    return players


def _partialled(
    matrices: FloatArray, players: list[list[int]], always_in: Sequence[int]
) -> FloatArray:
    """Packed correlations of the outcome and the players, without what is always in."""
    columns = [row for player in reversed(players) for row in player]
    order = [0, *columns, *always_in]
    # As correlations: a collinear column is told by what is left of its own variance.
    variances = np.einsum("iib->ib", matrices)[order]
    scale = np.divide(1.0, np.sqrt(variances), out=np.zeros_like(variances), where=variances > 0)
    swept = pack(matrices[np.ix_(order, order)] * scale[:, None] * scale[None])
    for _ in always_in:
        swept = sweep_last(swept)
    return swept


def _divide(
    partialled: FloatArray, players: list[list[int]]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    explained = _explained(partialled, players)
    return _shapley(explained, len(players)), explained[0], explained[-1]


def _explained(partialled: FloatArray, players: list[list[int]]) -> FloatArray:
    """R-squared of every subset, (2^p, b): player j is bit j of the index."""
    explained: FloatArray = 1 - residual_tree(partialled, [len(player) for player in players])
    return explained


def _shapley(explained: FloatArray, players: int) -> FloatArray:
    r"""Fold the values of all subsets into shares.

    :math:`\phi_j = \sum_{S \ni j} (a_{|S|} + b_{|S|}) v(S) - \sum_S b_{|S|} v(S)`, with
    :math:`a_s = 1 / (s \binom{p}{s})` and :math:`b_s = 1 / ((p - s) \binom{p}{s})`.
    """
    sizes = _subset_sizes(players)
    ways = np.array([comb(players, size) for size in range(players + 1)], dtype=np.float64)
    entering, leaving = np.zeros(players + 1), np.zeros(players + 1)
    entering[1:] = 1 / (np.arange(1, players + 1) * ways[1:])
    leaving[:-1] = 1 / (np.arange(players, 0, -1) * ways[:-1])
    shares = np.empty((players, explained.shape[1]))
    folded = explained * (entering + leaving)[sizes][:, None]
    for player in reversed(range(players)):
        half = len(folded) // 2
        shares[player] = folded[half:].sum(axis=0)
        folded = folded[:half] + folded[half:]
    shares -= leaving[sizes] @ explained
    return shares


def _subset_sizes(players: int) -> IntArray:
    """Count the members of each subset, by the bits of its index."""
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(players):
        sizes = np.concatenate([sizes, sizes + 1])
    return sizes
