"""Weighted correlation matrices, for one set of weights or for many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray

_ROWS_AT_ONCE = 2_048


def weighted_correlations(y: FloatArray, x: FloatArray, weights: FloatArray) -> FloatArray:
    r"""Correlate an outcome and columns under weights.

    Parameters
    ----------
    y : (n,) float array
        Outcome: row and column 0 of the matrix.
    x : (n, k) float array
        Columns.
    weights : (n,) or (n, b) float array
        Weights, or those of ``b`` bootstrap replicates.

    Returns
    -------
    (k + 1, k + 1) or (k + 1, k + 1, b) float array
        Correlations. A column without variance has zeros, on the diagonal too.

    Raises
    ------
    EstimationError
        If the lengths differ or anything is missing.

    Notes
    -----
    R: ``cov.wt(..., cor = TRUE)``.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0], [2.0], [3.0]])
    >>> weighted_correlations(np.array([1.0, 2.0, 3.0]), x, np.ones(3)).round(12).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    joined = np.column_stack([y, x]).astype(np.float64)
    columns = np.asarray(weights, dtype=np.float64)
    if len(columns) != len(joined) or not (
        np.isfinite(joined).all() and np.isfinite(columns).all()
    ):
        raise EstimationError(
            f"The columns have {len(joined)} rows and the weights {len(columns)}; expected as many "
            "of one as of the other, and no missing value."
        )
    # Centred first: sums of squares of large numbers would lose the digits that matter.
    joined = joined - joined.mean(axis=0)
    many = columns.reshape(len(columns), -1)
    cross = _cross_products(joined, many)
    spread = np.sqrt(np.einsum("iib->ib", cross))
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
    found: FloatArray = cross * scale[:, None] * scale[None]
    return found if columns.ndim > 1 else found[:, :, 0]


def _cross_products(joined: FloatArray, weights: FloatArray) -> FloatArray:
    """Give weighted sums of products about the weighted means, (m, m, b)."""
    size = joined.shape[1]
    above = np.triu_indices(size)
    packed = np.zeros((len(above[0]), weights.shape[1]))
    for start in range(0, len(joined), _ROWS_AT_ONCE):
        rows = joined[start : start + _ROWS_AT_ONCE]
        pairs = rows[:, above[0]] * rows[:, above[1]]
        packed += pairs.T @ weights[start : start + _ROWS_AT_ONCE]
    sums = joined.T @ weights
    packed -= sums[above[0]] * sums[above[1]] / weights.sum(axis=0)
    cross = np.empty((size, size, weights.shape[1]))
    cross[above] = packed
    cross[above[1], above[0]] = packed
    return cross
