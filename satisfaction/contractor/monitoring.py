"""Monitoring against the floor by week, back-checks, and how many interviewers were reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.contractor.matters import BELOW, LOOK, Matter
from satisfaction.numerics.binomial import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from satisfaction.contractor.log import InspectionLog
    from satisfaction.contractor.settings import ContractorSettings

_IN_FIELD = "in-field telephone"
_CHECKS = ("live_monitored", "audio_reviewed", "back_checked")
_COUNTS = (
    "completed", "validated", "needed", "shortfall", "back_checked", "back_checks_failed",
)  # fmt: skip


def weekly_monitoring(log: InspectionLog, settings: ContractorSettings) -> pd.DataFrame:
    """Return one row a week and site, with the share validated, its floor and the shortfall.

    ``validated`` counts live monitoring, recordings and back-checks together: an interview checked
    in two ways is counted twice, which the log cannot tell apart.
    """
    sheet = log["monitoring"].sort_values(["week", "site"], kind="stable")
    floor = np.where(
        sheet["setting"].astype("str") == _IN_FIELD,
        settings.share_in_field_centre,
        settings.share_validated,
    )
    counts = {name: sheet[name].astype(float) for name in (*_CHECKS, "completed")}
    validated = sum((counts[name] for name in _CHECKS), start=pd.Series(0.0, sheet.index))
    completed = counts["completed"]
    # The floor binds over weeks too; of one week it is the whole number that meets it.
    needed = np.ceil(completed * floor - 1e-9)
    return pd.DataFrame(
        {
            "week": sheet["week"],
            "site": sheet["site"].astype("str"),
            "completed": completed,
            "validated": validated,
            "share": validated / completed.where(completed > 0),
            "floor": floor,
            "needed": needed,
            "shortfall": np.maximum(needed - validated, 0.0),
            "back_checked": counts["back_checked"],
            "back_checks_failed": sheet["back_checks_failed"].astype(float),
            "interviewers_active": sheet["interviewers_active"].astype(float),
            "interviewers_reviewed": sheet["interviewers_reviewed"].astype(float),
        }
    ).reset_index(drop=True)


def monitoring_by_site(weekly: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return one row a site, and one of all together, with the failure rate of back-checks."""
    parts = [(site, weekly[weekly["site"] == site]) for site in sorted(weekly["site"].unique())]
    rows = [_site(name, part, confidence) for name, part in [*parts, ("all sites", weekly)]]
    return pd.DataFrame(rows)


def monitoring_matters(
    sites: pd.DataFrame, settings: ContractorSettings
) -> Iterator[Matter | None]:
    """Yield sites below the floor over the period, and back-checks that fail too often."""
    for row in sites[sites["site"] != "all sites"].to_dict("records"):
        if row["shortfall"] > 0:
            yield Matter(
                topic="monitoring", subject=str(row["site"]), status=BELOW,
                text=f"{row['share']:.1%} of {row['completed']:,.0f} interviews validated, "
                f"{row['needed']:,.0f} needed, {row['shortfall']:,.0f} short; below the floor in "
                f"{row['weeks_below']} of {row['weeks']} weeks",
            )  # fmt: skip
        if row["fail_lower"] > settings.failed_back_checks:
            yield Matter(
                topic="back-checks", subject=str(row["site"]), status=LOOK,
                text=f"{row['back_checks_failed']:.0f} of {row['back_checked']:.0f} back-checks "
                f"failed ({row['fail_lower']:.1%} to {row['fail_upper']:.1%})",
            )  # fmt: skip


def _site(name: str, part: pd.DataFrame, confidence: float) -> dict[str, object]:
    totals = {column: float(part[column].sum()) for column in _COUNTS}
    exact = float((part["completed"] * part["floor"]).sum())
    totals["needed"] = float(np.ceil(exact - 1e-9))
    totals["shortfall"] = max(totals["needed"] - totals["validated"], 0.0)
    checked, failed = totals["back_checked"], totals["back_checks_failed"]
    rate = failed / checked if checked else float("nan")
    ends = wilson_interval(np.array([rate]), np.array([checked]), confidence=confidence)
    return {
        "site": name,
        "weeks": len(part),
        "weeks_below": int((part["shortfall"] > 0).sum()),
        **totals,
        "share": totals["validated"] / totals["completed"] if totals["completed"] else np.nan,
        "fail_rate": rate,
        "fail_lower": float(np.ravel(ends.lower)[0]),
        "fail_upper": float(np.ravel(ends.upper)[0]),
    }
