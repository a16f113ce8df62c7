"""Weighted correlation matrices, for one set of weights or for many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.weighted_products import weighted_products

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray

_ROUNDING = 1e-12


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
    # Sums of squares of large numbers would lose the digits that matter; indicators have none.
    is_indicator = np.isin(joined, (0.0, 1.0)).all(axis=0)
    joined = joined - np.where(is_indicator, 0.0, joined.mean(axis=0))
    many = columns.reshape(len(columns), -1)
    cross = _cross_products(joined, many)
    spread = np.einsum("iib->ib", cross)
    # What rounding leaves of a column without variance is none, and may be below zero.
    least = _ROUNDING * np.einsum("ij,ib->jb", joined**2, many)
    scale = np.divide(1.0, np.sqrt(np.maximum(spread, 0.0)), out=np.zeros_like(spread),
                      where=spread > least)  # fmt: skip
    found: FloatArray = cross * scale[:, None] * scale[None]
    return found if columns.ndim > 1 else found[:, :, 0]


def _cross_products(joined: FloatArray, weights: FloatArray) -> FloatArray:
    """Give weighted sums of products about the weighted means, (m, m, b)."""
    sums = joined.T @ weights
    about: FloatArray = sums[:, None] * sums[None] / weights.sum(axis=0)
    return weighted_products(joined, weights) - about
