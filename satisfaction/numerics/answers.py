"""Answers as columns of numbers, and the checks that every estimate of them makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray


def as_columns(values: FloatArray) -> FloatArray:
    """Return (n, q) floats; one variable may be given as ``(n,)``.

    Parameters
    ----------
    values : (n, q) or (n,) float array

    Returns
    -------
    (n, q) float array

    Examples
    --------
    >>> import numpy as np
    >>> as_columns(np.array([1, 2])).tolist()
    [[1.0], [2.0]]
    """
    columns = np.asarray(values, dtype=np.float64)
    return columns[:, None] if columns.ndim == 1 else columns


def check_rows(values: FloatArray, weights: FloatArray, domains: IntArray, n_domains: int) -> None:
    """Refuse answers, weights and domains that do not belong together.

    Parameters
    ----------
    values : (n, q) float array
    weights : (n,) float array
    domains : (n,) int array
    n_domains : int

    Raises
    ------
    EstimationError
        If the lengths differ or a domain code is too large.

    Examples
    --------
    >>> import numpy as np
    >>> check_rows(np.ones((1, 1)), np.ones(1), np.zeros(1, dtype=int), 1)
    """
    if not len(values) == len(weights) == len(domains):
        raise EstimationError(
            f"There are {len(values)} rows of answers, {len(weights)} weights and {len(domains)} "
            "domain codes; expected as many of each."
        )
    if len(domains) and domains.max() >= n_domains:
        raise EstimationError(
            f"Domain code {int(domains.max())} occurs, but there are {n_domains} domains."
        )
