"""Two intervals for proportions that R offers beside the usual ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import xlogy

from satisfaction.numerics.binomial import Interval
from satisfaction.numerics.intervals import effective_base
from satisfaction.numerics.quantiles import broadcast, t_quantile

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray

_BISECTIONS = 60


def arcsine_interval(
    p: npt.ArrayLike, se: npt.ArrayLike, df: npt.ArrayLike, confidence: float = 0.95
) -> Interval:
    r"""Give intervals symmetric on the arcsine scale.

    :math:`\sin^2\bigl(\arcsin\sqrt p \pm t_{df}\, se / (2 \sqrt{p (1 - p)})\bigr)`.

    Parameters
    ----------
    p, se : array-like
        Proportions strictly between 0 and 1 and their standard errors.
    df : array-like
        Degrees of freedom.
    confidence : float
        Confidence level.

    Returns
    -------
    Interval
        Limits, cut off at 0 and 1; NaN at the edges and where ``df`` is below 1.

    Notes
    -----
    R: ``survey::svyciprop(method = "asin")``, which folds back limits beyond 0 and 1.

    Examples
    --------
    >>> arcsine_interval(0.5, 0.05, 99).upper.round(4).tolist()
    0.5986
    """
    p, se, df = broadcast(p, se, df)
    inner = np.where((p > 0) & (p < 1), p, np.nan)
    centre = np.arcsin(np.sqrt(inner))
    reach = t_quantile(df, confidence) * se / (2 * np.sqrt(inner * (1 - inner)))
    return Interval(
        lower=np.sin(np.maximum(centre - reach, 0.0)) ** 2,
        upper=np.sin(np.minimum(centre + reach, np.pi / 2)) ** 2,
    )


def likelihood_interval(
    p: npt.ArrayLike, se: npt.ArrayLike, df: npt.ArrayLike, confidence: float = 0.95
) -> Interval:
    r"""Give likelihood-ratio intervals on the effective base.

    Limits are where :math:`2 m \bigl[p \log\frac{p}{\pi} + (1 - p) \log\frac{1 - p}{1 - \pi}\bigr]
    = t_{df}^2`, with :math:`m = p (1 - p) / se^2`.

    Parameters
    ----------
    p, se : array-like
        Proportions strictly between 0 and 1 and their standard errors.
    df : array-like
        Degrees of freedom.
    confidence : float
        Confidence level.

    Returns
    -------
    Interval
        Limits within (0, 1); NaN at the edges and where ``df`` is below 1.

    Notes
    -----
    Rao and Scott (1984). R: ``survey::svyciprop(method = "likelihood")``, which interpolates a
    profile and so agrees only to about that interpolation.

    Examples
    --------
    >>> likelihood_interval(0.5, 0.05, 99).upper.round(4).tolist()
    0.5982
    """
    p, se, df = broadcast(p, se, df)
    inner = np.where((p > 0) & (p < 1), p, np.nan)
    cutoff = t_quantile(df, confidence) ** 2 / (2 * effective_base(inner, se))
    return Interval(
        lower=_solve(inner, cutoff, np.zeros(inner.shape)),
        upper=_solve(inner, cutoff, np.ones(inner.shape)),
    )


def _solve(p: FloatArray, cutoff: FloatArray, outer: FloatArray) -> FloatArray:
    """Bisect between the proportion and an edge; NaN stays NaN."""
    near, far = p, np.where(np.isnan(p), np.nan, outer)
    for _ in range(_BISECTIONS):
        middle = (near + far) / 2
        with np.errstate(divide="ignore"):
            distance = xlogy(p, p / middle) + xlogy(1 - p, (1 - p) / (1 - middle))
        inside = distance < cutoff
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    return np.where(np.isnan(cutoff), np.nan, (near + far) / 2)
