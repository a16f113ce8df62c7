"""Combine estimates linearly, with their joint covariance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contrasts:
    """Linear combinations of estimates.

    Attributes
    ----------
    estimates : (m,) float array
        The combinations.
    covariance : (m, m) float array
        Their joint covariance.
    standard_errors : (m,) float array
        Square roots of its diagonal.
    """

    estimates: FloatArray
    covariance: FloatArray
    standard_errors: FloatArray


def contrast(estimates: FloatArray, covariance: FloatArray, matrix: FloatArray) -> Contrasts:
    r"""Combine estimates linearly: differences, group against all, slopes.

    :math:`L \hat\theta` with covariance :math:`L V L^\top`.

    Parameters
    ----------
    estimates : (k,) float array
        Estimates, in the order of the covariance; other shapes are flattened.
    covariance : (k, k) float array
        Their joint covariance.
    matrix : (m, k) float array
        One combination a row; a single one may be ``(k,)``.

    Returns
    -------
    Contrasts
        An estimate that is NaN spoils only the combinations that use it.

    Notes
    -----
    R: ``survey::svycontrast``.

    Examples
    --------
    >>> import numpy as np
    >>> gap = contrast(np.array([0.6, 0.5]), np.diag([0.03, 0.01]), np.array([1.0, -1.0]))
    >>> gap.estimates.round(12).tolist(), gap.standard_errors.round(12).tolist()
    ([0.1], [0.2])
    """
    rows = np.atleast_2d(np.asarray(matrix, dtype=np.float64))
    flat = np.asarray(estimates, dtype=np.float64).ravel()
    known = np.isfinite(flat)
    combined = rows @ np.where(known, flat, 0.0)
    combined[(rows[:, ~known] != 0).any(axis=1)] = np.nan
    joint = rows @ covariance @ rows.T
    spread = np.sqrt(np.maximum(np.diag(joint), 0.0))
    return Contrasts(estimates=combined, covariance=joint, standard_errors=spread)
