"""Confidence intervals for proportions and means under a survey design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import expit

from satisfaction.errors import EstimationError
from satisfaction.numerics.binomial import Interval, clopper_pearson_interval, wilson_interval
from satisfaction.numerics.quantiles import broadcast, check_confidence, t_quantile

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray

__all__ = [
    "Interval",
    "IntervalMethod",
    "clopper_pearson_interval",
    "effective_base",
    "korn_graubard_interval",
    "logit_interval",
    "mean_interval",
    "proportion_interval",
    "wilson_interval",
]

# Rounding leaves 1 - 1e-16 and 1e-18 where the arithmetic means 1 and 0.
_EDGE = 1e-12
_NO_SPREAD = 1e-10

IntervalMethod = Literal["korn_graubard", "logit", "wilson", "mean"]


def proportion_interval(
    p: npt.ArrayLike,
    se: npt.ArrayLike,
    n: npt.ArrayLike,
    df: npt.ArrayLike,
    *,
    confidence: float,
    method: IntervalMethod,
    design_effect: npt.ArrayLike = 1.0,
    capped: bool = False,
) -> Interval:
    r"""Give intervals for proportions, with a rule for the edges.

    Where the proportion is 0 or 1 no variance can be estimated: the limit on the open side is the
    one-sided Clopper-Pearson limit on the effective base :math:`m = n / \mathrm{deff}`, so
    :math:`1 - \alpha^{1/m}` above 0 and :math:`\alpha^{1/m}` below 1. A standard error of zero
    between the edges (every stratum unanimous) takes the two-sided Clopper-Pearson limits on the
    same base. Fewer than two answers or no degrees of freedom: no interval, NaN.

    Parameters
    ----------
    p, se : array-like
        Proportions and their design-based standard errors.
    n : array-like
        Answers counted in each domain itself.
    df : array-like
        Degrees of freedom of each domain.
    confidence : float
        Confidence level, such as 0.95.
    method : {"korn_graubard", "logit", "wilson", "mean"}
        Interval between the edges. Wilson's uses the effective base ``p (1 - p) / se ** 2``.
    design_effect : array-like
        Design effect that the edge rule divides ``n`` by, such as Kish's; below 1 counts as 1.
    capped : bool
        Never let Korn-Graubard count more than ``n`` answers. A rare level whose few respondents
        have small weights has a small variance by chance, which is no information: uncapped, the
        upper limit of a share of 0.3 % misses several times too often. R does not cap.

    Returns
    -------
    Interval
        Limits within [0, 1], except for ``"mean"``, which may leave it.

    Raises
    ------
    EstimationError
        If the confidence level or the method does not exist.

    Notes
    -----
    Korn and Graubard (1998) for the default of this package. R: ``survey::svyciprop``; it has no
    rule for the edges.

    Examples
    --------
    >>> limits = proportion_interval(
    ...     [0.76, 0.0], [0.01265, 0.0], [1140, 59], [1139, 58], confidence=0.95, method="logit"
    ... )
    >>> limits.lower.round(3).tolist(), limits.upper.round(3).tolist()
    ([0.734, 0.0], [0.784, 0.05])
    """
    check_confidence(confidence)
    _check_method(method)
    p, se, n, df, design_effect = broadcast(p, se, n, df, design_effect)
    p = np.where(p < _EDGE, 0.0, np.where(p > 1 - _EDGE, 1.0, p))
    within = (p > 0) & (p < 1) & (se > _NO_SPREAD)
    base = n / np.maximum(design_effect, 1.0)
    spread = np.maximum(se, np.sqrt(p * (1 - p) / np.maximum(n, 1))) if capped else se
    limits = _between_edges(
        np.where(within, p, 0.5),
        np.where(within, spread, 0.1),
        n,
        df,
        confidence=confidence,
        method=method,
    )
    edge = _edge_limits(p, base, confidence)
    none = ~((n >= 2) & (df >= 1) & np.isfinite(p) & np.isfinite(se))  # noqa: PLR2004 - two units
    lower = np.where(none, np.nan, np.where(within, limits.lower, edge.lower))
    upper = np.where(none, np.nan, np.where(within, limits.upper, edge.upper))
    return Interval(lower=lower, upper=upper)


def korn_graubard_interval(
    p: npt.ArrayLike,
    se: npt.ArrayLike,
    n: npt.ArrayLike,
    df: npt.ArrayLike,
    confidence: float = 0.95,
) -> Interval:
    r"""Give Korn-Graubard intervals: Clopper-Pearson on the degrees-of-freedom-adjusted base.

    The effective base :math:`n^* = \frac{p(1-p)}{se^2} \bigl(t_{n-1} / t_{df}\bigr)^2` replaces the
    number of answers in the beta quantiles.

    Parameters
    ----------
    p, se : array-like
        Proportions strictly between 0 and 1 and their standard errors.
    n : array-like
        Answers counted in each domain itself, not in the whole design.
    df : array-like
        Degrees of freedom of each domain.
    confidence : float
        Confidence level.

    Returns
    -------
    Interval
        Limits; NaN where ``n`` is below 2 or ``df`` below 1.

    Notes
    -----
    Korn and Graubard (1998), not cut off at n. R: ``survey::svyciprop(method = "beta")``, which
    takes n of the whole design for a domain of a calibrated one; here it is the domain's.

    Examples
    --------
    >>> korn_graubard_interval(0.5, 0.05, 100, 99).lower.round(4).tolist()
    0.3983
    """
    p, se, n, df = broadcast(p, se, n, df)
    ratio = t_quantile(n - 1, confidence) / t_quantile(df, confidence)
    return clopper_pearson_interval(p, effective_base(p, se) * ratio**2, confidence)


def logit_interval(
    p: npt.ArrayLike, se: npt.ArrayLike, df: npt.ArrayLike, confidence: float = 0.95
) -> Interval:
    r"""Give intervals that are symmetric on the logit scale.

    :math:`\mathrm{expit}(\mathrm{logit}\, p \pm t_{df}\, se / (p (1 - p)))`: the delta method.

    Parameters
    ----------
    p, se : array-like
        Proportions strictly between 0 and 1 and their standard errors.
    df : array-like
        Degrees of freedom; infinity for the normal quantile.
    confidence : float
        Confidence level.

    Returns
    -------
    Interval
        Limits within (0, 1); NaN at the edges and where ``df`` is below 1.

    Notes
    -----
    R: ``survey::svyciprop(method = "xlogit")``.

    Examples
    --------
    >>> logit_interval(0.5, 0.05, 99).upper.round(4).tolist()
    0.5979
    """
    p, se, df = broadcast(p, se, df)
    inner = np.where((p > 0) & (p < 1), p, np.nan)
    centre = np.log(inner / (1 - inner))
    reach = t_quantile(df, confidence) * se / (inner * (1 - inner))
    return Interval(lower=expit(centre - reach), upper=expit(centre + reach))


def mean_interval(
    estimate: npt.ArrayLike, se: npt.ArrayLike, df: npt.ArrayLike, confidence: float = 0.95
) -> Interval:
    r"""Give symmetric intervals :math:`\hat\theta \pm t_{df}\, se`.

    Parameters
    ----------
    estimate, se : array-like
        Estimates and their standard errors.
    df : array-like
        Degrees of freedom; infinity for the normal quantile.
    confidence : float
        Confidence level.

    Returns
    -------
    Interval
        Limits; NaN where ``df`` is below 1.

    Notes
    -----
    R: ``confint(svymean(...), df = degf(design))``.

    Examples
    --------
    >>> import numpy as np
    >>> mean_interval(5.0, 1.0, np.inf).upper.round(2).tolist()
    6.96
    """
    estimate, se, df = broadcast(estimate, se, df)
    reach = t_quantile(df, confidence) * se
    return Interval(lower=estimate - reach, upper=estimate + reach)


def effective_base(p: npt.ArrayLike, se: npt.ArrayLike) -> FloatArray:
    r"""Give the number of independent answers that would be as precise: :math:`p(1-p)/se^2`.

    Parameters
    ----------
    p, se : array-like
        Proportions and their design-based standard errors.

    Returns
    -------
    float array
        Effective base; NaN where the standard error is zero.

    Notes
    -----
    R: ``survey::svyciprop`` uses it in its "beta" method.

    Examples
    --------
    >>> effective_base(0.5, 0.05).round(6).tolist()
    100.0
    """
    p, se = broadcast(p, se)
    variance = np.where(se > 0, se, np.nan) ** 2
    base: FloatArray = p * (1 - p) / variance
    return base


def _between_edges(
    p: FloatArray,
    se: FloatArray,
    n: FloatArray,
    df: FloatArray,
    *,
    confidence: float,
    method: IntervalMethod,
) -> Interval:
    if method == "korn_graubard":
        return korn_graubard_interval(p, se, n, df, confidence)
    if method == "logit":
        return logit_interval(p, se, df, confidence)
    if method == "wilson":
        # The variance has n - 1 where Wilson's has n; never more answers than there are.
        base = np.minimum(effective_base(p, se) * n / np.maximum(n - 1, 1), n)
        return wilson_interval(p, base, confidence)
    return mean_interval(p, se, df, confidence)


def _edge_limits(p: FloatArray, base: FloatArray, confidence: float) -> Interval:
    """One-sided exact limits at 0 and 1; two-sided ones where the strata are unanimous."""
    # 1 - alpha ** (1 / m) without the cancellation at a large base.
    reach = -np.expm1(np.log(1 - confidence) / np.maximum(base, 1.0))
    inner = clopper_pearson_interval(p, base, confidence)
    lower = np.where(p <= 0, 0.0, np.where(p >= 1, 1 - reach, inner.lower))
    upper = np.where(p <= 0, reach, np.where(p >= 1, 1.0, inner.upper))
    return Interval(lower=lower, upper=upper)


def _check_method(method: str) -> None:
    known = ("korn_graubard", "logit", "wilson", "mean")
    if method not in known:
        raise EstimationError(
            f"There is no interval method '{method}'; choose one of {', '.join(known)}."
        )
