"""Quantiles that intervals are made of, and the checks they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri, stdtrit

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray


def t_quantile(df: FloatArray, confidence: float) -> FloatArray:
    """Give the upper two-sided quantile of Student's t.

    Parameters
    ----------
    df : float array
        Degrees of freedom; infinity for the normal quantile.
    confidence : float
        Confidence level.

    Returns
    -------
    float array
        Quantiles; NaN below one degree of freedom.

    Notes
    -----
    R: ``qt((1 + confidence) / 2, df)``.

    Examples
    --------
    >>> import numpy as np
    >>> t_quantile(np.array([10.0, np.inf]), 0.95).round(4).tolist()
    [2.2281, 1.96]
    """
    tail = (1 + check_confidence(confidence)) / 2
    finite = np.isfinite(df) & (df >= 1)
    quantile = np.where(finite, stdtrit(np.where(finite, df, 1.0), tail), ndtri(tail))
    result: FloatArray = np.where(df >= 1, quantile, np.nan)
    return result


def broadcast(*values: npt.ArrayLike) -> tuple[FloatArray, ...]:
    """Bring numbers and arrays to one shape, as floats.

    Parameters
    ----------
    *values : array-like
        Numbers or arrays that fit together.

    Returns
    -------
    tuple of float arrays
        Read-only views of the common shape.

    Examples
    --------
    >>> [part.shape for part in broadcast(0.5, [1, 2])]
    [(2,), (2,)]
    """
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))


def check_confidence(confidence: float) -> float:
    """Return the confidence level if it is one.

    Parameters
    ----------
    confidence : float
        Confidence level.

    Returns
    -------
    float
        The same.

    Raises
    ------
    EstimationError
        If it is not between 0 and 1.

    Examples
    --------
    >>> check_confidence(0.95)
    0.95
    """
    if not 0 < confidence < 1:
        raise EstimationError(
            f"The confidence level is {confidence:g}; expected a number between 0 and 1, "
            "such as 0.95."
        )
    return confidence
