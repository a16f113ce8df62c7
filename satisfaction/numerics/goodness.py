"""Test whether a distribution of the sample agrees with known shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtrc, fdtrc

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GoodnessOfFit:
    """Pearson's test of counts against shares, with measures of how far they are apart.

    Attributes
    ----------
    chi_square, df, p_value : float, int, float
        Pearson's statistic, levels minus one, and its p-value.
    pearson_residuals, adjusted_residuals : (k,) float arrays
        ``(O - E) / sqrt(E)`` and ``(O - E) / sqrt(E (1 - share))``.
    cohen_w, cramers_v : float
        Effect sizes ``sqrt(chi_square / n)`` and ``sqrt(chi_square / n / df)``.
    dissimilarity : float
        Share of the sample that would have to change level: half the sum of absolute differences.
    """

    chi_square: float
    df: int
    p_value: float
    pearson_residuals: FloatArray
    adjusted_residuals: FloatArray
    cohen_w: float
    cramers_v: float
    dissimilarity: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RaoScottGoodness:
    """Pearson's statistic of estimated shares, corrected for the design to the second order.

    Attributes
    ----------
    chi_square : float
        Uncorrected statistic on ``n``.
    scale, df : float
        Satterthwaite: under agreement ``chi_square / scale`` is about chi-square on ``df``.
    p_value : float
        From that chi-square distribution, as R has it.
    f_statistic, df_denominator, p_value_f : float
        ``chi_square / (scale df)`` against F on ``df`` and ``df * df_design``, which also allows
        for the variance being estimated: the more careful of the two.
    """

    chi_square: float
    scale: float
    df: float
    p_value: float
    f_statistic: float
    df_denominator: float
    p_value_f: float


def goodness_of_fit(counts: npt.ArrayLike, *, expected_shares: FloatArray) -> GoodnessOfFit:
    r"""Test counts against shares as if they were a simple random sample.

    :math:`X^2 = \sum_k (O_k - n \pi_k)^2 / (n \pi_k)`.

    Parameters
    ----------
    counts : (k,) array
        Respondents at each level.
    expected_shares : (k,) float array
        Shares of the levels, above zero; scaled to sum to one.

    Returns
    -------
    GoodnessOfFit
        Test, residuals, effect sizes.

    Raises
    ------
    EstimationError
        If there are fewer than two levels, no counts, or a share that is not above zero.

    Notes
    -----
    Cohen (1988) for w. R: ``chisq.test(counts, p = shares)``.

    Examples
    --------
    >>> import numpy as np
    >>> fit = goodness_of_fit(np.array([60, 40]), expected_shares=np.array([0.5, 0.5]))
    >>> round(fit.chi_square, 10), fit.df, round(fit.cohen_w, 10), round(fit.dissimilarity, 10)
    (4.0, 1, 0.2, 0.1)
    """
    observed = np.asarray(counts, dtype=np.float64)
    shares = _shares(expected_shares, len(observed))
    total = float(observed.sum())
    if not total > 0:
        raise EstimationError("All counts are zero; there is no distribution to test.")
    gap = observed - total * shares
    pearson = gap / np.sqrt(total * shares)
    statistic, df = float((pearson**2).sum()), len(shares) - 1
    return GoodnessOfFit(
        chi_square=statistic,
        df=df,
        p_value=float(chdtrc(df, statistic)),
        pearson_residuals=pearson,
        adjusted_residuals=pearson / np.sqrt(1 - shares),
        cohen_w=float(np.sqrt(statistic / total)),
        cramers_v=float(np.sqrt(statistic / total / df)),
        dissimilarity=float(np.abs(gap).sum() / total / 2),
    )


def rao_scott_goodness(
    shares: FloatArray,
    covariance: FloatArray,
    *,
    expected_shares: FloatArray,
    n: float,
    df_design: float,
) -> RaoScottGoodness:
    r"""Test design-weighted shares against known ones.

    :math:`X^2 = n \sum_k (\hat p_k - \pi_k)^2 / \pi_k`. Its distribution under agreement is that of
    :math:`\sum \lambda_k \chi^2_1`, with :math:`\lambda` the eigenvalues of the covariance of
    :math:`\sqrt n (\hat p_k - \pi_k) / \sqrt{\pi_k}`; Satterthwaite's approximation has scale
    :math:`\sum \lambda^2 / \sum \lambda` and :math:`(\sum \lambda)^2 / \sum \lambda^2` degrees of
    freedom.

    Parameters
    ----------
    shares : (k,) float array
        Weighted shares of the levels.
    covariance : (k, k) float array
        Their design-based covariance.
    expected_shares : (k,) float array
        Known shares, above zero; scaled to sum to one.
    n : float
        Base that the statistic is quoted on: respondents here, the weight total in R. It cancels
        from the p-values.
    df_design : float
        Degrees of freedom of the design.

    Returns
    -------
    RaoScottGoodness
        Statistic, its correction and both p-values.

    Raises
    ------
    EstimationError
        If the shares have no variance, or a known share is not above zero.

    Notes
    -----
    Rao and Scott (1981), second-order correction. R: ``survey::svygofchisq``, with ``n`` the weight
    total; equal to 1e-10 where the design fixes that total, as stratified designs do.

    Examples
    --------
    >>> import numpy as np
    >>> spread = 0.25 / 100 * np.array([[1.0, -1.0], [-1.0, 1.0]])
    >>> fit = rao_scott_goodness(
    ...     np.array([0.6, 0.4]),
    ...     spread,
    ...     expected_shares=np.array([0.5, 0.5]),
    ...     n=100,
    ...     df_design=99,
    ... )
    >>> round(fit.chi_square, 10), round(fit.scale, 10), round(fit.df, 10)
    (4.0, 1.0, 1.0)
    """
    shares = np.asarray(shares, dtype=np.float64)
    known = _shares(expected_shares, len(shares))
    statistic = float(n * ((shares - known) ** 2 / known).sum())
    roots = np.sqrt(known)
    joint = n * np.asarray(covariance, dtype=np.float64) / np.outer(roots, roots)
    first, second = float(np.trace(joint)), float((joint**2).sum())
    if not first > 0:
        raise EstimationError("The shares have no variance; their agreement cannot be tested.")
    scale, df = second / first, first**2 / second
    return RaoScottGoodness(
        chi_square=statistic,
        scale=scale,
        df=df,
        p_value=float(chdtrc(df, statistic / scale)),
        f_statistic=statistic / first,
        df_denominator=df * df_design,
        p_value_f=float(fdtrc(df, df * df_design, statistic / first)),
    )


def _shares(expected: FloatArray, levels: int) -> FloatArray:
    shares = np.asarray(expected, dtype=np.float64)
    if len(shares) != levels or levels < 2:  # noqa: PLR2004 - a distribution has two levels
        raise EstimationError(
            f"There are {levels} levels and {len(shares)} known shares; expected as many of one as "
            "of the other, and at least two."
        )
    if not (shares > 0).all():
        raise EstimationError(
            f"{int((~(shares > 0)).sum())} known shares are zero or missing, first level "
            f"{int(np.flatnonzero(~(shares > 0))[0])}. Merge that level or leave it out."
        )
    scaled: FloatArray = shares / shares.sum()
    return scaled
