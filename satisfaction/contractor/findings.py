"""Findings: open, overdue, closed, by area and severity; and as actions of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.contractor.matters import Matter, dated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from satisfaction.contractor.log import InspectionLog
    from satisfaction.contractor.settings import ContractorSettings

_PRIORITY = {"critical": "1", "major": "1", "minor": "2", "none": "3"}
OPEN, LATE, CLOSED, CLOSED_LATE = "open", "overdue", "closed", "closed late"


def findings_table(log: InspectionLog, on: pd.Timestamp) -> pd.DataFrame:
    """Return one row a finding with its visit's date, its ``state`` on the day, ``days`` overdue.

    A finding closed after ``on`` is open on that day.
    """
    frame = log["finding"].drop(columns=["file", "row"], errors="ignore")
    visits = log["visit"].set_index("visit")["visited_on"]
    closed = frame["closed"].where(frame["closed"] <= on)
    found = pd.to_datetime(frame["visit"].map(visits.to_dict()))
    late = frame["due"] < closed.fillna(on)
    state = [
        (CLOSED_LATE if is_late else CLOSED) if pd.notna(day) else (LATE if is_late else OPEN)
        for day, is_late in zip(closed, late, strict=True)
    ]
    days = (closed.fillna(on) - frame["due"]).dt.days.astype(float)
    table = frame.assign(
        area=frame["area"].astype("str"),
        severity=frame["severity"].astype("str"),
        found_on=found,
        closed=closed,
        state=pd.Series(state, index=frame.index, dtype="str"),
        days=days,
    )
    return table[(found <= on) | found.isna()].reset_index(drop=True)


def findings_summary(findings: pd.DataFrame) -> pd.DataFrame:
    """Return one row an area and severity: ``open``, ``overdue``, ``closed``, ``closed late``."""
    states = (OPEN, LATE, CLOSED, CLOSED_LATE)
    keys = [findings["area"], findings["severity"]]
    counts = {
        state: (findings["state"] == state).groupby(keys, sort=True).sum() for state in states
    }
    return pd.DataFrame(counts).astype(int).reset_index()


def finding_matters(
    findings: pd.DataFrame, on: pd.Timestamp, settings: ContractorSettings
) -> Iterator[Matter | None]:
    """Yield findings that are open beyond their date, or soon will be."""
    for row in findings[findings["state"].isin([OPEN, LATE])].to_dict("records"):
        if pd.notna(row["due"]):
            what = f"{row['severity']} finding on {row['area']} ({row['owner'] or 'no owner'})"
            yield dated(
                "finding", str(row["finding"]), row["due"], on, text=f"{what}: action overdue",
                warn_days=settings.warn_days,
            )  # fmt: skip


def actions_of(findings: pd.DataFrame) -> pd.DataFrame:
    """Return findings under the columns of the contract ``action-plan``, as text.

    Give the table to ``satisfaction.improvement.add_actions``: it adds what is new, and a further
    version of what changed.
    """
    named = findings[findings["action"].astype("str").str.strip() != ""]
    frame = pd.DataFrame(
        {
            "ACTION": "INS-" + named["finding"].astype("str"),
            "RECOMMENDATION": named["action"].astype("str"),
            "PRIORITY": named["severity"].map(_PRIORITY).fillna("2"),
            "RESPONSIBILITY": named["owner"].astype("str"),
            "AGREED": "Y",
            "COMMENTS": named["description"].astype("str"),
            "DATE": _days(named["due"]),
            "DONE": _days(named["closed"]),
            "SOURCE": "INS",
            "DETAIL": "visit " + named["visit"].astype("str") + ", " + named["area"],
        }
    )
    return frame.astype("str").reset_index(drop=True)


def _days(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column).dt.strftime("%Y-%m-%d").fillna("")
