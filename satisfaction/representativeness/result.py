"""The quarterly profile check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pandas as pd

from satisfaction.results import Result, readable

if TYPE_CHECKING:
    from satisfaction.representativeness.history import History

Verdict = Literal["within", "outside", "too few to tell", "profile too incomplete"]
Basis = Literal["as respondents said", "as recorded"]

# What fits a screen; the table has the rest.
_SHOWN = (
    "period", "dimension", "level", "respondents", "profile_share", "sample_share", "difference",
    "lower", "upper", "verdict", "direction", "base_to_settle",
)  # fmt: skip


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
        or of the user group, at which the interval would decide), ``settled_by`` (why there is or
        is no such base: ``decided`` already, ``more interviews``, ``no number of interviews`` up to
        a million, ``a fuller profile`` where unknown victims could change the verdict), ``power``
        (chance that a true share of ``power_share``, 3 points beyond the lower tolerance, is called
        outside at the present base and ``power_effect``, the design effect), ``detectable``
        (shortfall that is found with 80 %).
    goodness : pandas.DataFrame
        One row a period and dimension: ``chi_square``, ``df``, ``p_value``, ``cohen_w``,
        ``cramers_v``, ``dissimilarity`` of respondents counted one each; ``rao_scott_chi_square``,
        ``rao_scott_f``, ``rao_scott_df``, ``rao_scott_df_denominator``, ``rao_scott_p_value``,
        ``mean_design_effect``, ``weighted_cohen_w``, ``weighted_cramers_v`` and
        ``weighted_dissimilarity`` of design-weighted shares. A large sample makes small differences
        significant, which is why the verdict does not use them.
    residuals : pandas.DataFrame
        One row a period, dimension and level: ``pearson_residual``, ``adjusted_residual``
        (respondents counted one each), ``design_residual`` (design-weighted).
    coverage : pandas.DataFrame
        Unknown share of profile and sample: ``period``, ``dimension``, ``profile_unknown``,
        ``sample_unknown``, ``profile_source``, ``sample_source``.
    within_groups : pandas.DataFrame
        The same columns as ``table`` with ``user_group``: a separate, secondary family.
    tolerance : Tolerance
    confidence : float
    critical_value : float
        Of the simultaneous intervals of the headline period.
    basis : {"as respondents said", "as recorded"}
        How respondents were described for ``table``; victims are as the crime record has them.
    self_described : pandas.DataFrame
        Where ``basis`` is ``as recorded``: the same columns as ``table`` with respondents as they
        described themselves, a secondary comparison of unlike things. Otherwise empty.
    history : History or None
        This quarter beside earlier ones, if any were given.
    """

    goodness: pd.DataFrame
    coverage: pd.DataFrame
    within_groups: pd.DataFrame
    tolerance: Tolerance
    confidence: float
    critical_value: float
    residuals: pd.DataFrame = field(default_factory=pd.DataFrame)
    basis: Basis = "as respondents said"
    self_described: pd.DataFrame = field(default_factory=pd.DataFrame)
    history: History | None = None

    @property
    def needs_attention(self) -> bool:
        """Whether any level of the table is outside its tolerance."""
        return bool((self.table["verdict"] == "outside").any())

    def __str__(self) -> str:
        head = f"{type(self).__name__} {self.provenance.period}, respondents {self.basis}"
        shown = readable(self.table[[name for name in _SHOWN if name in self.table]])
        lines = [head, shown.to_string(index=False, max_rows=40)]
        return "\n".join([*lines, *(f"Note: {caveat.text}" for caveat in self.caveats)])
