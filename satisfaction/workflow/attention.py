"""What of a quarter needs somebody's attention, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.intake.delivery import DeliveryReport
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.weighting import Weighted
    from satisfaction.workflow.results import QuarterResults


def needs_attention(report: DeliveryReport, results: QuarterResults) -> tuple[str, ...]:
    """Return one sentence for each thing to look into; none when all is well."""
    found = [*_outside(results.check), *_below_target(results)]
    return (*delivery_attention(report), *found, *_weights(results.weighted))


def delivery_attention(report: DeliveryReport) -> tuple[str, ...]:
    """Return what the delivery itself calls for; the pack finds the rest in its figures."""
    return (*_rejected(report), *_flagged(report))


def _rejected(report: DeliveryReport) -> list[str]:
    if not report.rejected:
        return []
    return [
        (
            f"{report.rejected:,} of {report.rows_in:,} rows were rejected; the reasons are in "
            "rejects.csv, for the contractor to correct."
        )
    ]


def _flagged(report: DeliveryReport) -> list[str]:
    outside = report.flagged_by.get("outside_window", 0)
    if not outside:
        return []
    return [
        (
            f"{outside:,} of {report.accepted:,} interviews were made outside the agreed window "
            "after the report."
        )
    ]


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
