"""Confidence intervals for a proportion of a base, effective or counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, ndtri

from satisfaction.numerics.quantiles import broadcast, check_confidence

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Interval:
    """Confidence limits.

    Attributes
    ----------
    lower, upper : float arrays
        Limits, of the common shape of the input; NaN where there is no interval.
    """

    lower: FloatArray
    upper: FloatArray


def wilson_interval(
    p: npt.ArrayLike, effective_base: npt.ArrayLike, confidence: float = 0.95
) -> Interval:
    r"""Give Wilson's score intervals on an effective base.

    :math:`\bigl(p + \frac{z^2}{2m} \pm z \sqrt{\frac{p(1-p)}{m} + \frac{z^2}{4m^2}}\bigr) /
    \bigl(1 + \frac{z^2}{m}\bigr)`.

    Parameters
    ----------
    p : array-like
        Proportions, edges included.
    effective_base : array-like
        Number of independent answers that would be as precise, above 0.
    confidence : float
        Confidence level.

    Returns
    -------
    Interval
        Limits within [0, 1].

    Notes
    -----
    Wilson (1927); on the effective base as in Franco, Little, Louis and Slud (2019).
    R: ``prop.test(correct = FALSE)`` for an unweighted sample.

    Examples
    --------
    >>> wilson = wilson_interval(0.474, 995)
    >>> wilson.lower.round(3).tolist(), wilson.upper.round(3).tolist()
    (0.443, 0.505)
    """
    p, base = broadcast(p, effective_base)
    base = np.where(base > 0, base, np.nan)
    z = -ndtri((1 - check_confidence(confidence)) / 2)
    share = 1 + z**2 / base
    centre = (p + z**2 / (2 * base)) / share
    reach = z / share * np.sqrt(p * (1 - p) / base + z**2 / (4 * base**2))
    # At the edges rounding would leave -1e-17 instead of 0.
    return Interval(lower=np.maximum(centre - reach, 0.0), upper=np.minimum(centre + reach, 1.0))


def clopper_pearson_interval(
    p: npt.ArrayLike, n: npt.ArrayLike, confidence: float = 0.95
) -> Interval:
    r"""Give exact binomial intervals; the base need not be a whole number.

    With :math:`x = np`: beta quantiles :math:`B_{\alpha/2}(x, n - x + 1)` and
    :math:`B_{1-\alpha/2}(x + 1, n - x)`.

    Parameters
    ----------
    p : array-like
        Proportions, edges included.
    n : array-like
        Base or effective base, above 0.
    confidence : float
        Confidence level.

    Returns
    -------
    Interval
        Limits within [0, 1].

    Notes
    -----
    Clopper and Pearson (1934). R: ``binom.test``.

    Examples
    --------
    >>> clopper_pearson_interval(0.5, 10).lower.round(4).tolist()
    0.1871
    """
    p, n = broadcast(p, n)
    tail = (1 - check_confidence(confidence)) / 2
    usable = np.isfinite(p) & np.isfinite(n) & (n > 0)
    base = np.where(usable, n, 1.0)
    hits = np.where(usable, p, 0.5) * base
    misses = base - hits
    lower = np.where(hits > 0, betaincinv(np.maximum(hits, 1e-300), misses + 1, tail), 0.0)
    upper = np.where(misses > 0, betaincinv(hits + 1, np.maximum(misses, 1e-300), 1 - tail), 1.0)
    return Interval(lower=np.where(usable, lower, np.nan), upper=np.where(usable, upper, np.nan))
