"""Sums by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray


def sum_by(groups: IntArray, values: FloatArray, n_groups: int) -> FloatArray:
    """Sum one column by group.

    Parameters
    ----------
    groups : (n,) int array
        Group of each row, from 0.
    values : (n,) float array
    n_groups : int

    Returns
    -------
    (n_groups,) float array

    Examples
    --------
    >>> import numpy as np
    >>> sum_by(np.array([1, 0, 1]), np.array([1.0, 2.0, 4.0]), 3).tolist()
    [2.0, 5.0, 0.0]
    """
    return np.asarray(np.bincount(groups, weights=values, minlength=n_groups), dtype=np.float64)


def sum_groups(values: FloatArray, groups: IntArray, n_groups: int) -> FloatArray:
    """Sum rows by group.

    Parameters
    ----------
    values : (n, k) float array
    groups : (n,) int array
        Group of each row, from 0.
    n_groups : int

    Returns
    -------
    (n_groups, k) float array

    Notes
    -----
    A sparse indicator matrix times the values.

    Examples
    --------
    >>> import numpy as np
    >>> sum_groups(np.array([[1.0], [2.0], [4.0]]), np.array([1, 0, 1]), 2).tolist()
    [[2.0], [5.0]]
    """
    rows = len(groups)
    indicator = sparse.csr_array((np.ones(rows), (groups, np.arange(rows))), shape=(n_groups, rows))
    return np.asarray(indicator @ values, dtype=np.float64)
