"""The smallest difference that a comparison of known precision could have found."""

from __future__ import annotations

import math

from scipy.special import ndtri, stdtrit

from satisfaction.errors import EstimationError
from satisfaction.numerics.quantiles import check_confidence


def detectable_difference(
    standard_error: float, df: float = math.inf, *, confidence: float = 0.95, power: float = 0.8
) -> float:
    r"""Give the true difference that a two-sided test would find with the wanted power.

    :math:`(t_{1 - \alpha / 2} + t_{power}) \cdot se`: whatever made the standard error - weights,
    clusters, periods that share interviews - is in it already.

    Parameters
    ----------
    standard_error : float
        Of the difference.
    df : float
        Degrees of freedom of the test; infinite for the normal distribution.
    confidence : float
        One minus the level of the test.
    power : float
        Probability that such a difference is found.

    Returns
    -------
    float
        On the scale of the standard error.

    Raises
    ------
    EstimationError
        If the standard error is not above 0, or the degrees of freedom are not.

    Notes
    -----
    The minimum detectable effect of Bloom (1995). It describes the comparison, and is no power
    "observed" after the fact: the difference that was found plays no part in it.

    Examples
    --------
    >>> round(detectable_difference(0.02), 4)
    0.056
    """
    if not (standard_error > 0 and df > 0):
        raise EstimationError(
            f"A standard error of {standard_error:g} on {df:g} degrees of freedom cannot be used; "
            "both must be above 0."
        )
    check_confidence(power)
    upper = 1 - (1 - check_confidence(confidence)) / 2
    if math.isinf(df):
        return float((ndtri(upper) + ndtri(power)) * standard_error)
    return float((stdtrit(df, upper) + stdtrit(df, power)) * standard_error)
