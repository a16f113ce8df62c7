"""Codes of combinations, counted up so that only those that occur have a number."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.numerics.arrays import IntArray

    _Codes = npt.NDArray[np.int64]

_COUNTED = 65_536  # codes that are counted rather than sorted, whatever the number of rows


def flat_codes(columns: Sequence[IntArray] | IntArray, sizes: Sequence[int]) -> _Codes:
    """Give each row the number of its combination among all that could be.

    Parameters
    ----------
    columns : sequence of (n,) int arrays, or (k, n) int array
        Codes from 0, of any integer type.
    sizes : sequence of int
        Number of codes of each column.

    Returns
    -------
    (n,) int array

    Examples
    --------
    >>> import numpy as np
    >>> flat_codes([np.array([1, 0]), np.array([2, 1])], [2, 3]).tolist()
    [5, 1]
    """
    # In as few bytes as the largest number takes, a size itself included: three times as fast.
    flat = columns[0].astype(np.min_scalar_type(-max(prod(sizes), *sizes, 1) - 1))
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        flat *= size
        flat += column
    return flat.astype(np.int64, copy=False)


def number_codes(codes: _Codes, n_possible: int) -> tuple[_Codes, _Codes, _Codes]:
    """Count up the codes that occur, in their order.

    Parameters
    ----------
    codes : (n,) int array
        Codes from 0.
    n_possible : int
        How many codes there could be.

    Returns
    -------
    found : (n_found,) int array
        The codes that occur.
    of_row : (n,) int array
        Place of each row's code among them; ``codes`` itself where all occur.
    counts : (n_found,) int array
        Rows of each.

    Notes
    -----
    O(rows) by counting; sorted instead where there could be far more codes than rows.

    Examples
    --------
    >>> import numpy as np
    >>> [found.tolist() for found in number_codes(np.array([4, 1, 4]), 6)]
    [[1, 4], [1, 0, 1], [1, 2]]
    """
    if n_possible > 4 * len(codes) + _COUNTED:
        found, of_row, counts = np.unique(codes, return_inverse=True, return_counts=True)
        return found, of_row, counts
    counts = np.bincount(codes, minlength=n_possible)
    is_held = counts > 0
    if is_held.all():
        return np.arange(n_possible), codes, counts
    return np.flatnonzero(is_held), (np.cumsum(is_held) - 1)[codes], counts[is_held]
