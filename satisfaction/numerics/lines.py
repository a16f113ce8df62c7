"""A line through estimates that vary together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray

_FEWEST_POINTS = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """Intercept and slope with their covariance.

    Attributes
    ----------
    coefficients : (2,) float array
        Intercept and slope.
    covariance : (2, 2) float array
        Of the estimates' own error alone.
    excess : float
        Chi-square of the residuals over its degrees of freedom: above 1 where the points vary more
        about the line than their covariance explains.
    """

    coefficients: FloatArray
    covariance: FloatArray
    excess: float


def fit_line(y: FloatArray, covariance: FloatArray, x: FloatArray) -> Line:
    r"""Fit :math:`y = a + b x` by generalised least squares.

    Parameters
    ----------
    y, x : (p,) float arrays
        Estimates and where they stand.
    covariance : (p, p) float array
        Joint covariance of the estimates.

    Returns
    -------
    Line
        :math:`(X' V^{-1} X)^{-1} X' V^{-1} y`, its covariance, and
        :math:`r' V^{-1} r / (p - 2)`.

    Raises
    ------
    EstimationError
        If there are fewer than three points, or the covariance is singular.

    Notes
    -----
    Aitken (1936). R: ``nlme::gls`` with a fixed covariance.

    Examples
    --------
    >>> import numpy as np
    >>> line = fit_line(np.array([1.0, 2.0, 3.0]), np.eye(3), np.array([0.0, 1.0, 2.0]))
    >>> line.coefficients.round(12).tolist(), round(line.excess, 12)
    ([1.0, 1.0], 0.0)
    """
    if len(y) < _FEWEST_POINTS:
        raise EstimationError(f"A line needs at least three estimates; there are {len(y)}.")
    columns = np.column_stack([np.ones(len(x)), x])
    try:
        root = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        root = None
    if root is None:
        raise EstimationError(
            "The estimates determine one another, so no line can be fitted through them. Use "
            "periods that do not share all their interviews."
        )
    scaled, target = np.linalg.solve(root, columns), np.linalg.solve(root, y)
    inverse = np.linalg.inv(scaled.T @ scaled)
    coefficients: FloatArray = inverse @ (scaled.T @ target)
    residuals = target - scaled @ coefficients
    return Line(
        coefficients=coefficients,
        covariance=inverse,
        excess=float(residuals @ residuals) / (len(y) - 2),
    )
