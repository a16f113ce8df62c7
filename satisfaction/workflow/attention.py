"""What of a quarter needs somebody's attention, in sentences."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from satisfaction.periods import parse_period
from satisfaction.representativeness.cascade_result import NO_STEP

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from satisfaction.contractor import ContractorReview
    from satisfaction.estimates import ControlChart
    from satisfaction.exclusions import ExclusionAudit
    from satisfaction.focus_groups import FocusGroups
    from satisfaction.improvement import ActionPlan
    from satisfaction.intake.delivery import DeliveryReport
    from satisfaction.representativeness import Cascade, ProfileCheck
    from satisfaction.weighting import Weighted
    from satisfaction.workflow.results import QuarterResults

# A quarter with less than this part of the usual number of interviews is no quarter of fieldwork.
_THIN = 0.05


def needs_attention(report: DeliveryReport, results: QuarterResults) -> tuple[str, ...]:
    """Return one sentence for each thing to look into; none when all is well."""
    found = [
        *_outside(results.check),
        *_lost(results.sample.cascade),
        *_excluded(results.sample.exclusions),
        *_below_target(results),
        *_signal(results.control),
        *_short_groups(results.focus_groups),
        *_overdue(results.actions),
        *_inspections(results.contractor),
    ]
    return (*delivery_attention(report, results), *found, *_weights(results.weighted))


def _short_groups(groups: FocusGroups | None) -> list[str]:
    """Return what of the focus groups could not be had."""
    if groups is None or not groups.needs_attention:
        return []
    return [f"Focus groups: {text}" for text in groups.shortfalls["text"]]


def _inspections(review: ContractorReview | None) -> list[str]:
    """Return how much of the contractor's oversight is overdue or below the floor, by topic."""
    if review is None or not review.needs_attention:
        return []
    urgent = review.table[review.table["status"].isin(("overdue", "below the floor"))]
    counts = (urgent["topic"] + " " + urgent["status"]).value_counts(sort=False)
    said = ", ".join(f"{name}: {n}" for name, n in counts.items())
    return [f"The contractor: {said}."] if said else []


def _overdue(plan: ActionPlan | None) -> list[str]:
    """Return what the improvement plan calls for."""
    return [] if plan is None or not plan.needs_attention else list(plan.findings)


def delivery_attention(report: DeliveryReport, results: QuarterResults) -> tuple[str, ...]:
    """Return what the delivery itself calls for; the pack finds the rest in its figures."""
    span = _span(results.interviews)
    return (
        *_rejected(report, span),
        *_flagged(report, span),
        *_later(results),
        *_stray(results.interviews),
    )


def _span(interviews: Mapping[str, int]) -> str:
    """Say which quarters the deliveries hold."""
    quarters = list(interviews)
    if not quarters:
        return ""
    return f" of {quarters[0]}" + (f" to {quarters[-1]}" if len(quarters) > 1 else "")


def _later(results: QuarterResults) -> list[str]:
    """Report interviews dated after the quarter: a date of the future, or of the wrong delivery."""
    if results.period is None:
        return []
    after = {
        quarter: count
        for quarter, count in results.interviews.items()
        if parse_period(quarter).start > results.period.end
    }
    if not after:
        return []
    sentence = (
        f"{sum(after.values()):,} interviews are dated after {results.period}, in "
        f"{', '.join(after)}; none of these figures counts them."
    )
    return [sentence]


def _stray(interviews: Mapping[str, int]) -> list[str]:
    """Report quarters with hardly an interview: where a spreadsheet puts exchanged dates."""
    usual = median(interviews.values()) if interviews else 0
    thin = {quarter: n for quarter, n in interviews.items() if n < _THIN * usual}
    if not thin:
        return []
    said = ", ".join(f"{quarter} {count:,}" for quarter, count in thin.items())
    sentence = (
        f"Hardly any interviews are dated in some quarters ({said}), where {usual:,.0f} are usual. "
        "Has a spreadsheet exchanged day and month?"
    )
    return [sentence]


def _rejected(report: DeliveryReport, span: str) -> list[str]:
    if not report.rejected:
        return []
    sentence = (
        f"{report.rejected:,} of {report.rows_in:,} rows{span} were rejected; the reasons are in "
        "rejects.csv, for the contractor to correct."
    )
    return [sentence]


def _flagged(report: DeliveryReport, span: str) -> list[str]:
    outside = report.flagged_by.get("outside_window", 0)
    if not outside:
        return []
    sentence = (
        f"{outside:,} of {report.accepted:,} interviews{span} were made outside the agreed window "
        "after the report."
    )
    return [sentence]


def _outside(check: ProfileCheck | None) -> list[str]:
    if check is None:
        return []
    rows = check.table[check.table["verdict"] == "outside"]
    return [_outside_sentence(row) for _, row in rows.iterrows()]


def _outside_sentence(row: pd.Series) -> str:
    side = "over-represented" if row["direction"] == "over" else "under-represented"
    return (
        f"{row['period']}: {row['dimension']} {row['level']} is {side}: "
        f"{row['sample_share']:.1%} of the sample against {row['profile_share']:.1%} of victims, "
        "of those whose level is known."
    )


def _lost(cascade: Cascade | None) -> list[str]:
    """Name the step at which each level beyond tolerance loses most."""
    if cascade is None:
        return []
    rows = cascade.summary
    rows = rows[rows["beyond_tolerance"] & (rows["cost"] < 0)]
    return [
        f"{row['dimension'].replace('_', ' ')} {row['level']} loses most at {row['costs_at']}: "
        f"{row['cost'] * 100:+.1f} points."
        for _, row in rows.iterrows()
        if row["costs_at"] != NO_STEP
    ]


def _excluded(audit: ExclusionAudit | None) -> list[str]:
    return [audit.finding] if audit is not None and audit.needs_attention else []


def _signal(control: ControlChart | None) -> list[str]:
    if control is None or not control.needs_attention:
        return []
    row = control.table[control.table["flag"] != "hidden"].iloc[-1]
    return [f"{row['period']} stands out {row['direction']} on the control chart: {row['signal']}."]


def _below_target(results: QuarterResults) -> list[str]:
    headline = results.survey.headline
    if headline is None or headline.target is None:
        return []
    table = results.headline.table
    row = table[table["statistic"] == headline.share].iloc[0]
    if not row["upper"] < headline.target:
        return []
    return [
        (
            f"{row['estimate']:.1%} {headline.share} ({row['lower']:.1%} to {row['upper']:.1%}) is "
            f"below the target of {headline.target:.1%}."
        )
    ]


def _weights(weighted: Weighted | None) -> list[str]:
    if weighted is None:
        return []
    aside = weighted.table[weighted.table["policy"].str.startswith("set aside")]
    return [
        f"Nobody of {row['margin']} '{row['level']}' was interviewed, so the weights cannot "
        "reach it."
        for _, row in aside.iterrows()
    ]
