"""Cross products of columns under many sets of weights at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray


def weighted_products(x: FloatArray, weights: FloatArray) -> FloatArray:
    r"""Give :math:`\sum_i w_{ib}\, x_{ij} x_{il}` for every pair of columns and set of weights.

    Only rows in which column ``j`` is not zero take part in its products: of an indicator that few
    rows have, few are read.

    Parameters
    ----------
    x : (n, k) float array
    weights : (n, b) float array

    Returns
    -------
    (k, k, b) float array
        Symmetric in its first two axes.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 0.0], [1.0, 2.0]])
    >>> weighted_products(x, np.array([[1.0], [10.0]]))[:, :, 0].tolist()
    [[11.0, 20.0], [20.0, 40.0]]
    """
    columns = x.shape[1]
    products = np.empty((columns, columns, weights.shape[1]))
    for column in range(columns):
        rows = np.flatnonzero(x[:, column])
        own = x[rows, column:] * x[rows, column, None]
        found = own.T @ weights[rows]
        products[column, column:] = found
        products[column:, column] = found
    return products
