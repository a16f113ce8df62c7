"""Information matrices of regressions, and the columns that make them singular."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError, name_list

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray

_DEPENDENT_BELOW = 1e-10


def refuse_dependent(x: FloatArray, weights: FloatArray) -> None:
    """Refuse a model whose columns are linearly dependent.

    Parameters
    ----------
    x : (n, k) float array
        Columns.
    weights : (n,) float array
        Weights.

    Raises
    ------
    EstimationError
        If a column follows from earlier ones; their positions are named.

    Examples
    --------
    >>> import numpy as np
    >>> refuse_dependent(np.eye(2), np.ones(2))
    """
    dependent = dependent_columns(x, weights)
    if dependent.size:
        raise EstimationError(
            f"{dependent.size} of {x.shape[1]} columns are constant zero or linear combinations of "
            f"earlier ones: {name_list(dependent.tolist())} (counted from 0). Leave them out."
        )


def dependent_columns(x: FloatArray, weights: FloatArray) -> IntArray:
    """List the columns that are linear combinations of earlier ones.

    Parameters
    ----------
    x : (n, k) float array
        Columns.
    weights : (n,) float array
        Weights; rows of weight zero do not count.

    Returns
    -------
    int array
        Positions, ascending; R's ``glm`` gives these columns the coefficient ``NA``.

    Notes
    -----
    Sweeps the weighted correlation matrix of the columns one after the other; a column is dependent
    where less than 1e-10 of its sum of squares is left.

    Examples
    --------
    >>> import numpy as np
    >>> dependent_columns(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]), np.ones(2)).tolist()
    [1]
    """
    gram = x.T @ (x * weights[:, None])
    scale = np.sqrt(np.diag(gram))
    left = gram / np.outer(np.where(scale > 0, scale, 1.0), np.where(scale > 0, scale, 1.0))
    dependent = []
    for column in range(x.shape[1]):
        pivot = left[column, column]
        if pivot < _DEPENDENT_BELOW:
            dependent.append(column)
        else:
            left = left - np.outer(left[:, column], left[column]) / pivot
    return np.array(dependent, dtype=np.int64)


def invert_information(information: FloatArray) -> FloatArray:
    """Invert an information matrix on the correlation scale.

    Parameters
    ----------
    information : (k, k) float array

    Returns
    -------
    (k, k) float array

    Notes
    -----
    The pseudo-inverse serves only separated fits.

    Examples
    --------
    >>> import numpy as np
    >>> invert_information(np.diag([4.0, 0.25])).tolist()
    [[0.25, 0.0], [0.0, 4.0]]
    """
    scale = np.sqrt(np.diag(information))
    scale[scale == 0] = 1.0
    outer = np.outer(scale, scale)
    try:
        inverse = np.linalg.inv(information / outer)
    except np.linalg.LinAlgError:
        inverse = np.linalg.pinv(information / outer, hermitian=True)
    scaled: FloatArray = inverse / outer
    return scaled
