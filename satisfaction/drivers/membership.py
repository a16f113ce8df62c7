"""The rule by which a driver belongs to the leading set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr

from satisfaction.numerics.discovery import holm_p_values

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

FIRST_PLACES = 5
# Cuts that are not quite where a rating bites, and a mood behind all ratings, leave a driver
# without any effect a share of about a point, which a large survey would find to be above zero.
LEAST_SHARE = 0.01
LEADING_PROBABILITY = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Membership:
    """Who leads, and the tests behind it; one value a driver.

    Attributes
    ----------
    p_value, p_holm : (j,) float array
        Two-sided, of a share of ``LEAST_SHARE``; adjusted by Holm over the drivers.
    leading : (j,) bool array
        Above that after the adjustment, and among the first five with probability 0.8.
    """

    p_value: Floats
    p_holm: Floats
    leading: npt.NDArray[np.bool_]


def leading_set(
    shares: Floats, errors: Floats, df: float, *, among_first: Floats, confidence: float
) -> Membership:
    """Apply the rule to shares with their standard errors and chances of being among the first."""
    over = shares - LEAST_SHARE
    ratio = np.divide(over, errors, out=np.zeros_like(shares), where=errors > 0)
    p_value = 2 * stdtr(df, -np.abs(ratio))
    p_holm = holm_p_values(p_value)
    above = (p_holm < 1 - confidence) & (over > 0)
    leading = above & (among_first >= LEADING_PROBABILITY)
    return Membership(p_value=p_value.astype(np.float64), p_holm=p_holm, leading=leading)
