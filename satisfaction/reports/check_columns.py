"""What each column of a check's tables is called, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.labels import category_label
from satisfaction.reports.tabulation import Heading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.reports.tabulation import Form

FORMS: Mapping[str, tuple[str, Form]] = {
    "period": ("Period", "words"),
    "dimension": ("Dimension", "words"),
    "level": ("Level", "words"),
    "user_group": ("User group", "words"),
    "basis": ("Respondents", "words"),
    "profile_source": ("Victims described by", "words"),
    "sample_source": ("Respondents described by", "words"),
    "kind": ("What lasts", "words"),
    "direction": ("Direction", "words"),
    "since": ("Since", "words"),
    "until": ("Until", "words"),
    "verdict": ("Verdict", "words"),
    "quarters": ("Quarters", "count"),
    "victims": ("Victims", "count"),
    "respondents": ("Respondents", "count"),
    "base_to_settle": ("Interviews that would settle it", "count"),
    "profile_share": ("Profile", "share"),
    "sample_share": ("Sample, design-weighted", "share"),
    "unweighted_share": ("Sample, unweighted", "share"),
    "profile_unknown": ("Victims unknown", "share"),
    "sample_unknown": ("Respondents unknown", "share"),
    "profile_drift": ("Victims unknown, change", "points"),
    "sample_drift": ("Respondents unknown, change", "points"),
    "difference": ("Difference, points", "points"),
    "pooled_difference": ("Mean difference, points", "points"),
    "lower": ("Interval, from", "points"),
    "upper": ("to", "points"),
    "tolerance_lower": ("Tolerance, from", "points"),
    "tolerance_upper": ("to", "points"),
    "power_share": ("True share supposed", "share"),
    "power": ("Chance to find it", "share"),
    "detectable": ("Found with 80%, points", "points"),
    "step": ("Step", "words"),
    "stage": ("Stage", "words"),
    "values": ("Described by", "words"),
    "weight": ("Weight", "words"),
    "stands_out": ("Beyond chance", "words"),
    "costs_at": ("Loses most at", "words"),
    "part": ("Part", "words"),
    "variable": ("Variable", "words"),
    "population": ("Of", "words"),
    "reason": ("How traced", "words"),
    "recorded": ("On the record", "words"),
    "self_defined": ("Said at interview", "words"),
    "count_before": ("Before", "count"),
    "count_after": ("After", "count"),
    "issued": ("Issued", "count"),
    "responded": ("Responded", "count"),
    "interviews": ("Interviews", "count"),
    "both_known": ("Known on both sides", "count"),
    "share": ("Share", "share"),
    "share_before": ("Share before", "share"),
    "share_after": ("Share after", "share"),
    "share_first": ("Share recorded", "share"),
    "share_last": ("Share at the end", "share"),
    "unknown_after": ("Unknown after", "share"),
    "retention_unweighted": ("Kept, unweighted", "share"),
    "of_recorded": ("Of all recorded", "share"),
    "rate": ("Rate", "share"),
    "agreement": ("Agree", "share"),
    "recorded_unknown": ("Unknown on the record", "share"),
    "told_unknown": ("Not said", "share"),
    "recorded_share": ("Share recorded", "share"),
    "told_share": ("Share as said", "share"),
    "cost": ("Lost there, points", "points"),
}
# Statistics that are neither shares nor points: written with three decimals.
STATISTICS: Mapping[str, str] = {
    "chi_square": "Chi-square",
    "df": "df",
    "p_value": "p",
    "cohen_w": "Cohen's w",
    "cramers_v": "Cramér's V",
    "dissimilarity": "Dissimilarity",
    "rao_scott_chi_square": "Chi-square",
    "rao_scott_f": "F",
    "rao_scott_df": "df",
    "rao_scott_df_denominator": "df below",
    "rao_scott_p_value": "p",
    "mean_design_effect": "Design effect",
    "weighted_cohen_w": "Cohen's w",
    "weighted_cramers_v": "Cramér's V",
    "weighted_dissimilarity": "Dissimilarity",
    "power_effect": "Design effect",
    "pearson_residual": "Pearson residual",
    "adjusted_residual": "Adjusted residual",
    "design_residual": "Design-based residual",
    "retention_ratio": "Kept over all kept, weighted",
    "ratio_lower": "Interval, from",
    "ratio_upper": "to",
    "p_adjusted": "p, adjusted",
    "kappa": "Kappa",
    "mean": "Mean propensity",
    "r": "R",
    "r_se": "R, error",
    "r_lower": "Interval, from",
    "r_upper": "to",
    "cv": "CV",
    "cv_se": "CV, error",
    "unconditional": "Unconditional",
    "unconditional_se": "Error",
    "conditional": "Conditional",
}


def named_headings(columns: str) -> tuple[Heading, ...]:
    """Return the headings of ``columns``, their names parted by spaces."""
    return tuple(map(_heading, columns.split()))


def _heading(column: str) -> Heading:
    if column in STATISTICS:
        return Heading(column=column, label=STATISTICS[column], form="plain")
    label, form = FORMS.get(column, (category_label(column), "plain"))
    return Heading(column=column, label=label, form=form)
