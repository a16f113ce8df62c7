"""Exclusions that nobody approved, or that carry no date, or one that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from satisfaction.tables.exclusions import ExclusionCounts

COLUMNS = (
    *("no_approver", "no_date", "unreadable_date", "before_report", "too_late"),
    "undocumented",
)


def document_table(counts: ExclusionCounts) -> pd.DataFrame:
    """Return by reason how many exclusions lack approver or date; missing where no field says."""
    rows = [
        {"reason": reason, **_row(counts.approvals[counts.has(reason, masks)], counts)}
        for masks in [counts.approvals["reasons"]]
        for reason in counts.used
    ]
    return pd.DataFrame(rows, columns=["reason", "removed", *COLUMNS])


def name_reasons(references: pd.DataFrame, counts: ExclusionCounts) -> pd.DataFrame:
    """Return listed records with their reasons in words."""
    words = [
        "; ".join(reason for reason in counts.reasons if counts.has(reason, mask))
        for mask in references["reasons"]
    ]
    return references.assign(reasons=pd.Series(words, index=references.index, dtype="str"))


def _row(rows: pd.DataFrame, counts: ExclusionCounts) -> dict[str, float]:
    victims, date = rows["victims"], rows["date"]
    no_approver = rows["approver"] == "blank"
    no_date = date == "blank"
    found = {
        "no_approver": no_approver,
        "no_date": no_date,
        "unreadable_date": date == "unreadable",
        "before_report": date == "before the report",
        "too_late": date == "too late",
        "undocumented": no_approver | no_date,
    }
    told = {name: float(victims[mask].sum()) for name, mask in found.items()}
    if not counts.tells_approver:
        told["no_approver"] = np.nan
    if not counts.tells_date:
        told |= dict.fromkeys(("no_date", "unreadable_date", "before_report", "too_late"), np.nan)
    return {"removed": float(victims.sum()), **told}
