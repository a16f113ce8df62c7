"""Symmetric matrices swept many at a time, stored by their upper halves.

The entries of column ``j`` down to the diagonal lie together, and the columns in order: the last
column of all matrices is the last part of the array.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.numerics.arrays import FloatArray

# What is left of a column's variance when others already say it, up to rounding.
_COLLINEAR_BELOW = 1e-12


def pack(matrices: FloatArray) -> FloatArray:
    """Store symmetric matrices by their upper halves.

    Parameters
    ----------
    matrices : (m, m, b) float array

    Returns
    -------
    (m (m + 1) / 2, 1, b) float array

    Examples
    --------
    >>> import numpy as np
    >>> pack(np.array([[1.0, 2.0], [2.0, 3.0]])[:, :, None])[:, 0, 0].tolist()
    [1.0, 2.0, 3.0]
    """
    column, row = np.tril_indices(len(matrices))
    packed: FloatArray = matrices[row, column][:, None, :].copy()
    return packed


def sweep_last(packed: FloatArray) -> FloatArray:
    """Partial the last column out of the others; a collinear one changes nothing.

    Parameters
    ----------
    packed : (m (m + 1) / 2, s, b) float array

    Returns
    -------
    (m (m - 1) / 2, s, b) float array

    Examples
    --------
    >>> import numpy as np
    >>> sweep_last(pack(np.array([[1.0, 0.6], [0.6, 1.0]])[:, :, None]))[:, 0, 0].round(6).tolist()
    [0.64]
    """
    size = _size(packed)
    swept = np.empty((len(packed) - size, *packed.shape[1:]))
    _sweep_into(swept, packed, size)
    return swept


def residual_tree(packed: FloatArray, widths: Sequence[int]) -> FloatArray:
    """Give the first entry of the matrices with every subset of players swept out.

    Parameters
    ----------
    packed : (m (m + 1) / 2, 1, b) float array
        The players' columns from the last to the first, after one that is kept.
    widths : sequence of int
        Columns of each player, the first player's the last of the matrix.

    Returns
    -------
    (2^p, b) float array
        Player j is swept where bit j of the index is 1.

    Examples
    --------
    >>> import numpy as np
    >>> packed = pack(np.array([[1.0, 0.6], [0.6, 1.0]])[:, :, None])
    >>> residual_tree(packed, [1])[:, 0].round(6).tolist()
    [1.0, 0.64]
    """
    for width in widths:
        size = _size(packed)
        kept = (size - width) * (size - width + 1) // 2
        subsets = packed.shape[1]
        branches = np.empty((kept, 2 * subsets, packed.shape[2]))
        branches[:, :subsets] = packed[:kept]
        for left in range(size, size - width + 1, -1):
            packed = sweep_last(packed[: left * (left + 1) // 2])
        _sweep_into(branches[:, subsets:], packed, size - width + 1)
        packed = branches
    residual: FloatArray = packed[0]
    return residual


def _sweep_into(swept: FloatArray, packed: FloatArray, size: int) -> None:
    """Write the matrices without their last column, which is partialled out, into ``swept``."""
    last = packed[len(packed) - size :]
    pivot = last[-1]
    inverse = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=pivot > _COLLINEAR_BELOW)
    for column in range(size - 1):
        part = slice(column * (column + 1) // 2, (column + 1) * (column + 2) // 2)
        np.multiply(last[: column + 1], last[column] * inverse, out=swept[part])
        np.subtract(packed[part], swept[part], out=swept[part])


def _size(packed: FloatArray) -> int:
    return int(np.sqrt(2 * len(packed) + 0.25) - 0.5 + 1e-9)
