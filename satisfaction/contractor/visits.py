"""Visits: are they documented, are the next ones due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.contractor.matters import INCOMPLETE, Matter, dated

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from satisfaction.contractor.log import InspectionLog
    from satisfaction.contractor.settings import ContractorSettings

_NEEDED = ("inspectors", "announced", "site")
_UNKNOWN = ("", "not known")


def visits_table(log: InspectionLog, on: pd.Timestamp) -> pd.DataFrame:
    """Return one row a visit made until ``on``, with whether it is documented.

    ``missing`` says what keeps it from being documented: a required part that is blank, or a
    finding without description, action, owner or due date.
    """
    made = log["visit"][log["visit"]["visited_on"] <= on]
    visits = made.sort_values("visited_on", kind="stable").reset_index(drop=True)
    findings = log["finding"]
    missing = [_missing(row, findings) for row in visits.to_dict("records")]
    counts = findings["visit"].value_counts()
    return pd.DataFrame(
        {
            "visit": visits["visit"],
            "visited_on": visits["visited_on"],
            "site": visits["site"].astype("str"),
            "announced": visits["announced"].astype("str"),
            "next_due": visits["next_due"],
            "findings": visits["visit"].map(counts).fillna(0).astype(int),
            "documented": pd.Series([not m for m in missing], dtype=bool),
            "missing": pd.Series(["; ".join(m) for m in missing], dtype="str"),
        }
    )


def visit_matters(
    visits: pd.DataFrame, on: pd.Timestamp, settings: ContractorSettings
) -> Iterator[Matter | None]:
    """Yield visits that are not documented, and the next visit of each site if it is due."""
    for row in visits[~visits["documented"]].to_dict("records"):
        yield Matter(
            topic="visit", subject=str(row["visit"]), status=INCOMPLETE,
            text=f"not documented: {row['missing']}",
        )  # fmt: skip
    latest = visits.groupby("site", sort=True).tail(1)
    for row in latest.to_dict("records"):
        due = row["next_due"]
        if pd.isna(due):
            due = row["visited_on"] + pd.Timedelta(days=settings.visit_every_days)
        yield dated(
            "visit", str(row["site"]), due, on, text="next visit overdue",
            warn_days=settings.warn_days,
        )  # fmt: skip


def _missing(visit: Mapping[Hashable, object], findings: pd.DataFrame) -> list[str]:
    parts = [f"no {name}" for name in _NEEDED if str(visit[name]).strip() in _UNKNOWN]
    own = findings[findings["visit"] == visit["visit"]]
    for name in ("description", "action", "owner"):
        lacking = own.loc[own[name].astype("str").str.strip() == "", "finding"]
        parts += [f"finding {finding} has no {name}" for finding in lacking]
    undated = own.loc[own["due"].isna(), "finding"]
    return [*parts, *(f"finding {finding} has no due date" for finding in undated)]
