"""Divide R-squared among drivers: the mean gain of each over all orders of entry."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.numerics.arrays import FloatArray, IntArray

MOST_DRIVERS = 15
_COLLINEAR_BELOW = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LmgShares:
    """R-squared divided among the drivers.

    Attributes
    ----------
    shares : (p,) float array
        Mean gain in R-squared over all orders; they sum to ``r_squared - r_squared_always``.
    r_squared : float
        R-squared of the model with all columns.
    r_squared_always : float
        R-squared of the columns that are always in.
    """

    shares: FloatArray
    r_squared: float
    r_squared_always: float


def exact_lmg(correlation: FloatArray, *, always_in: Sequence[int] = ()) -> LmgShares:
    r"""Divide R-squared among drivers by the Shapley value (LMG), over all subsets.

    :math:`\phi_j = \sum_{S \not\ni j} \frac{|S|! (p - |S| - 1)!}{p!}
    [R^2(S \cup j) - R^2(S)]`, with the columns that are always in as part of every :math:`S`.

    Parameters
    ----------
    correlation : (m, m) float array
        Weighted correlation (or covariance) matrix: outcome in row 0, then the columns.
    always_in : sequence of int
        Rows of the columns that are in every model; the other rows are the drivers, in order.

    Returns
    -------
    LmgShares
        Shares of the drivers, which are never negative.

    Raises
    ------
    EstimationError
        If there are no drivers or more than 15, or the matrix is not square or has NaN.

    Notes
    -----
    Lindeman, Merenda and Gold (1980). R: ``relaimpo::calc.relimp(type = "lmg")``. A tree of sweeps:
    at each driver the matrices branch into dropping and sweeping it, and shrink by one, so that
    all :math:`2^p` models cost a few multiply-adds each.

    Examples
    --------
    >>> import numpy as np
    >>> found = exact_lmg(np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.0], [0.3, 0.0, 1.0]]))
    >>> found.shares.round(6).tolist(), round(found.r_squared, 6)
    ([0.36, 0.09], 0.45)
    """
    matrix = np.asarray(correlation, dtype=np.float64)
    drivers = [row for row in range(1, len(matrix)) if row not in set(always_in)]
    _check(matrix, drivers, always_in)
    order = [0, *reversed(drivers), *always_in]
    swept = matrix[np.ix_(order, order)][None] / matrix[0, 0]
    for _ in always_in:
        swept = _sweep_last(swept)
    explained = 1 - _residual_tree(swept)
    return LmgShares(
        shares=_shapley(explained, len(drivers)),
        r_squared=float(explained[-1]),
        r_squared_always=float(explained[0]),
    )


def _residual_tree(swept: FloatArray) -> FloatArray:
    """Residual variance of all subsets: the last driver of the matrix is bit 0 of the index."""
    batch = swept
    while batch.shape[-1] > 1:
        batch = np.concatenate([batch[:, :-1, :-1], _sweep_last(batch)])
    residual: FloatArray = batch[:, 0, 0]
    return residual


def _sweep_last(batch: FloatArray) -> FloatArray:
    """Partial the last column out of the others; one that is collinear explains nothing more."""
    pivot = batch[:, -1, -1]
    useful = pivot > _COLLINEAR_BELOW
    inverse = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=useful)
    column = batch[:, :-1, -1]
    return batch[:, :-1, :-1] - (column[:, :, None] * column[:, None, :] * inverse[:, None, None])


def _shapley(explained: FloatArray, drivers: int) -> FloatArray:
    """Average each driver's gain over the subsets without it, weighted by their size."""
    subsets = np.arange(len(explained))
    sizes = _subset_sizes(drivers)
    shares = np.zeros(drivers)
    weight = np.array([1 / (drivers * comb(drivers - 1, size)) for size in range(drivers)])
    for driver in range(drivers):
        without = subsets[(subsets >> driver) & 1 == 0]
        gains = explained[without | (1 << driver)] - explained[without]
        shares[driver] = weight[sizes[without]] @ gains
    return shares


def _subset_sizes(drivers: int) -> IntArray:
    """Count the members of each subset, by the bits of its index."""
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(drivers):
        sizes = np.concatenate([sizes, sizes + 1])
    return sizes


def _check(matrix: FloatArray, drivers: list[int], always_in: Sequence[int]) -> None:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:  # noqa: PLR2004 - a matrix
        raise EstimationError(
            f"The correlation matrix has shape {matrix.shape}; expected a square."
        )
    outside = [row for row in always_in if not 0 < row < len(matrix)]
    if outside:
        raise EstimationError(
            f"Rows {outside} are always in but not columns of the model; "
            f"expected 1 to {len(matrix) - 1}."
        )
    if not 1 <= len(drivers) <= MOST_DRIVERS:
        raise EstimationError(
            f"There are {len(drivers)} drivers; the exact division is for 1 to {MOST_DRIVERS}. "
            "Merge drivers or leave some out."
        )
    if not np.isfinite(matrix).all() or not matrix[0, 0] > 0:
        raise EstimationError(
            "The correlation matrix has missing values or an outcome without variance; leave out "
            "columns that do not vary."
        )
