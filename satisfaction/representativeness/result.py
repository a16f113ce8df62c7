"""The quarterly profile check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["within", "outside", "too few to tell", "profile too incomplete"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far a share may lie from the profile: the tighter of points and ratio.

    Attributes
    ----------
    points : float
        Largest difference of shares (0.03 is 3 percentage points).
    ratio_low, ratio_high : float
        Smallest and largest sample share over profile share.
    """

    points: float = 0.03
    ratio_low: float = 0.8
    ratio_high: float = 1.25


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProfileCheck(Result):
    """Sample against victim profile, level by level.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a period and level: ``period``, ``dimension``, ``level``, ``victims``,
        ``profile_share``, ``profile_share_lower`` and ``profile_share_upper`` (bounds if every
        unknown victim were in another or in this level), ``respondents``, ``unweighted_share``,
        ``sample_share`` (design-weighted), ``difference``, ``standard_error``, ``lower``,
        ``upper`` (simultaneous), ``tolerance_lower``, ``tolerance_upper``, ``verdict``,
        ``direction`` (``over``, ``under`` or empty), ``base_to_settle`` (interviews, of everyone
        or of the user group, at which the interval would decide; missing when it has, or when a
        million would not do).
    goodness : pandas.DataFrame
        One row a period and dimension: ``chi_square``, ``df``, ``p_value``, ``cohen_w``,
        ``cramers_v``, ``dissimilarity`` (unweighted; a large sample makes small differences
        significant, which is why the verdict does not use it).
    coverage : pandas.DataFrame
        Unknown share of profile and sample: ``period``, ``dimension``, ``profile_unknown``,
        ``sample_unknown``, ``profile_source``, ``sample_source``.
    within_groups : pandas.DataFrame
        The same columns as ``table`` with ``user_group``: a separate, secondary family.
    tolerance : Tolerance
    confidence : float
    critical_value : float
        Of the simultaneous intervals of the headline period.
    """

    goodness: pd.DataFrame
    coverage: pd.DataFrame
    within_groups: pd.DataFrame
    tolerance: Tolerance
    confidence: float
    critical_value: float

    @property
    def needs_attention(self) -> bool:
        """Whether any level of the table is outside its tolerance."""
        return bool((self.table["verdict"] == "outside").any())
