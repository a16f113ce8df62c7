"""A visit before and after: what to do there, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.contractor.findings import LATE, OPEN
from satisfaction.contractor.matters import LISTEN
from satisfaction.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from satisfaction.contractor.result import ContractorReview

_RECORDS = {
    "monitoring": "the monitoring sheets of the weeks below the floor",
    "back-checks": "the back-checks that failed, and what followed",
    "certificate": "the certificate itself",
    "vetting": "the vetting record",
    "training": "the training record",
    "appraisal": "the appraisal record",
    "security": "transfer and destruction certificates",
    "sampling": "the call records",
    "reconciliation": "the call records of the victims concerned",
    "visit": "the file of the visit",
    "listening": "recordings and feedback notes",
    "interviewer": "the call records of that day",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisitPlan:
    """What a visit is for.

    Attributes
    ----------
    listen : pandas.DataFrame
        ``interviewer``, ``why``: whom to listen to, those who stand out first.
    records : pandas.DataFrame
        ``record``, ``subject``, ``status``, ``why``.
    actions : pandas.DataFrame
        Findings that are open or overdue: ``finding``, ``area``, ``severity``, ``action``,
        ``owner``, ``due``, ``state``.
    """

    listen: pd.DataFrame
    records: pd.DataFrame
    actions: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisitAccount:
    """What a visit saw.

    Attributes
    ----------
    visit : pandas.DataFrame
        One row: the visit, and whether it is documented.
    findings : pandas.DataFrame
        Its findings with action, owner, due date and state.
    open_before : pandas.DataFrame
        Findings of earlier visits that were still open.
    """

    visit: pd.DataFrame
    findings: pd.DataFrame
    open_before: pd.DataFrame


_ACTION = ["finding", "area", "severity", "description", "action", "owner", "due", "state"]


def visit_plan(review: ContractorReview) -> VisitPlan:
    """Return the agenda that a review leads to."""
    listen = review.table[review.table["status"] == LISTEN]
    # Those who stand out first; who was never heard after them.
    never = listen["text"].str.startswith("never")
    ordered = pd.concat([listen[~never], listen[never]])
    reasons = ordered.groupby("subject", sort=False)["text"].agg("; ".join)
    others = review.table[(review.table["status"] != LISTEN) & (review.table["topic"] != "finding")]
    records = pd.DataFrame(
        {
            "record": others["topic"].map(_RECORDS).fillna("the record"),
            "subject": others["topic"] + " " + others["subject"],
            "status": others["status"],
            "why": others["text"],
        }
    )
    return VisitPlan(
        listen=reasons.rename_axis("interviewer").rename("why").reset_index(),
        records=records.reset_index(drop=True),
        actions=_open(review.findings),
    )


def visit_account(review: ContractorReview, visit: str) -> VisitAccount:
    """Return what the log says of one visit.

    Raises
    ------
    UsageError
        If the log has no such visit.
    """
    own = review.visits[review.visits["visit"] == visit]
    if own.empty:
        known = list(review.visits["visit"])
        raise UsageError(
            f"The log has no visit '{visit}'.{did_you_mean(visit, known)} It has: "
            f"{', '.join(known) or 'none'}."
        )
    findings = review.findings
    before = findings[findings["found_on"] < own["visited_on"].iloc[0]]
    return VisitAccount(
        visit=own.reset_index(drop=True),
        findings=findings.loc[findings["visit"] == visit, _ACTION].reset_index(drop=True),
        open_before=_open(before),
    )


def _open(findings: pd.DataFrame) -> pd.DataFrame:
    kept = findings[findings["state"].isin([OPEN, LATE])]
    return kept.sort_values("due", kind="stable")[_ACTION].reset_index(drop=True)
