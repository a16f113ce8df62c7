"""Tests of several coefficients or estimates at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtrc, fdtrc

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray

_SINGULAR_BELOW = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignTest:
    """A test statistic with its reference distribution.

    Attributes
    ----------
    statistic : float
        F statistic; a chi-square statistic where ``df_denominator`` is infinite.
    df, df_denominator : float
        Degrees of freedom.
    p_value : float
        Upper tail; NaN where the test does not exist.
    """

    statistic: float
    df: float
    df_denominator: float
    p_value: float


def wald_test(
    estimates: FloatArray, covariance: FloatArray, *, df: float, null: FloatArray | float = 0.0
) -> DesignTest:
    r"""Test that several estimates are all equal to given values, by default zero.

    :math:`W = (\hat\beta - \beta_0)^\top V^{-1} (\hat\beta - \beta_0)`, referred as :math:`W / k`
    to F on :math:`k` and ``df``, or as :math:`W` to chi-square where ``df`` is infinite.

    Parameters
    ----------
    estimates : (k,) float array
        Estimates or coefficients.
    covariance : (k, k) float array
        Their design-based covariance.
    df : float
        Degrees of freedom of the denominator: those of the design less those of the model.
    null : (k,) float array or float
        Values under the hypothesis.

    Returns
    -------
    DesignTest

    Raises
    ------
    EstimationError
        If the estimates are linearly dependent, so that fewer than k values can be tested, or no
        degrees of freedom are left.

    Notes
    -----
    R: ``survey::regTermTest(method = "Wald")``.

    Examples
    --------
    >>> import numpy as np
    >>> test = wald_test(np.array([2.0, 0.0]), np.eye(2), df=np.inf)
    >>> test.statistic, test.df, round(test.p_value, 6)
    (4.0, 2.0, 0.135335)
    """
    gap = np.asarray(estimates, dtype=np.float64) - null
    if not df > 0:
        raise EstimationError(
            f"There are {df:g} degrees of freedom left for the test; it needs at least one."
        )
    statistic = quadratic_form(gap, np.asarray(covariance, dtype=np.float64))
    k = float(len(gap))
    if np.isinf(df):
        return chi_square_test(statistic, k)
    return f_test(statistic / k, k, df)


def quadratic_form(gap: FloatArray, covariance: FloatArray) -> float:
    r"""Return :math:`g^\top V^{-1} g`.

    Parameters
    ----------
    gap : (k,) float array
    covariance : (k, k) float array

    Returns
    -------
    float

    Raises
    ------
    EstimationError
        If the covariance is singular.

    Examples
    --------
    >>> import numpy as np
    >>> quadratic_form(np.array([2.0]), np.array([[4.0]]))
    1.0
    """
    spread = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    scale = np.where(spread > 0, spread, 1.0)
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    if not (spread > 0).all() or values[0] < _SINGULAR_BELOW:
        raise EstimationError(
            f"The covariance of the {len(gap)} estimates has rank "
            f"{int((values > _SINGULAR_BELOW).sum())}; they cannot be tested together. Leave out "
            "those that follow from the others."
        )
    return float((((gap / scale) @ vectors) ** 2 / values).sum())


def f_test(statistic: float, df: float, df_denominator: float) -> DesignTest:
    """Refer a statistic to F.

    Parameters
    ----------
    statistic, df, df_denominator : float

    Returns
    -------
    DesignTest

    Examples
    --------
    >>> round(f_test(4.0, 1.0, 1e9).p_value, 4)
    0.0455
    """
    usable = df_denominator > 0
    return DesignTest(
        statistic=statistic,
        df=df,
        df_denominator=df_denominator,
        p_value=float(fdtrc(df, df_denominator, statistic)) if usable else np.nan,
    )


def chi_square_test(statistic: float, df: float) -> DesignTest:
    """Refer a statistic to chi-square.

    Parameters
    ----------
    statistic, df : float

    Returns
    -------
    DesignTest

    Examples
    --------
    >>> round(chi_square_test(4.0, 1.0).p_value, 4)
    0.0455
    """
    return DesignTest(
        statistic=statistic,
        df=df,
        df_denominator=np.inf,
        p_value=float(chdtrc(df, statistic)),
    )
