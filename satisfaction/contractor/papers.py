"""Papers with an end: certificates, vetting, training, files to be destroyed, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.contractor.matters import LOOK, OVERDUE, Matter, dated
from satisfaction.definitions.fields import Category
from satisfaction.definitions.library import load_table

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from satisfaction.contractor.log import InspectionLog
    from satisfaction.contractor.settings import ContractorSettings

# Done once; blank means not yet.
STEPS = {
    "induction_on": "induction",
    "briefing_on": "briefing on this survey",
    "distress_training_on": "training in handling distress",
    "data_protection_on": "training in data protection",
    "first_monitored_on": "first interviews monitored",
}
_UNENCRYPTED = "not encrypted"


def certificate_matters(
    log: InspectionLog, on: pd.Timestamp, settings: ContractorSettings
) -> Iterator[Matter | None]:
    """Yield certificates that have run out, of each scheme that has no later one; or not seen."""
    sheet = log["certificate"].sort_values("valid_to", kind="stable", na_position="first")
    for scheme, part in sheet.groupby("scheme", observed=True):
        last = part.iloc[-1]
        if pd.isna(last["valid_to"]):
            yield Matter(
                topic="certificate", subject=str(scheme), status=LOOK,
                text="no end of validity written down",
            )  # fmt: skip
            continue
        yield dated(
            "certificate", str(scheme), last["valid_to"], on, text="certificate expired",
            warn_days=settings.warn_days,
        )  # fmt: skip
        if str(last["seen"]) == "not seen":
            yield Matter(
                topic="certificate", subject=str(scheme), status=LOOK, text="evidence not seen"
            )


def training_matters(
    log: InspectionLog, on: pd.Timestamp, settings: ContractorSettings, active: set[str] | None
) -> Iterator[Matter | None]:
    """Yield vetting and training that has run out or was never done.

    ``active`` holds the interviewers with interviews in the returns; the others are left out, since
    who does not work needs no vetting. Without returns nobody is left out.
    """
    for row in log["training"].to_dict("records"):
        who = str(row["interviewer"])
        if active is not None and who not in active:
            continue
        yield from _vetting(who, row, on, settings)
        undone = [name for step, name in STEPS.items() if pd.isna(row[step]) or row[step] > on]
        if undone:
            yield Matter(
                topic="training", subject=who, status=OVERDUE, text=f"not done: {', '.join(undone)}"
            )
        if pd.notna(row["appraisal_on"]):
            due = row["appraisal_on"] + pd.Timedelta(days=settings.appraisal_every_days)
            yield dated(
                "appraisal", who, due, on, text="appraisal overdue", warn_days=settings.warn_days
            )


def untrained_matters(log: InspectionLog, active: set[str] | None) -> Iterator[Matter | None]:
    """Yield interviewers with interviews of whom the training sheet knows nothing."""
    if active is None or log["training"].empty:
        return
    for who in sorted(active - set(log["training"]["interviewer"])):
        yield Matter(
            topic="training", subject=who, status=OVERDUE,
            text="held interviews and is not on the training sheet: vetting and training unknown",
        )  # fmt: skip


def security_matters(
    log: InspectionLog, on: pd.Timestamp, settings: ContractorSettings
) -> Iterator[Matter | None]:
    """Yield files that are kept too long or were, incidents, and files sent in the clear."""
    for row in log["security"].to_dict("records"):
        name, gone = str(row["transfer"]), row["destroyed_on"]
        if pd.isna(gone) or gone > on:
            yield dated(
                "security", name, row["destroy_by"], on, text="destruction overdue",
                warn_days=settings.warn_days,
            )  # fmt: skip
        elif gone > row["destroy_by"]:
            days = (gone - row["destroy_by"]).days
            yield Matter(
                topic="security", subject=name, status=LOOK, text=f"destroyed {days} days late"
            )
        if row["incidents"] or str(row["method"]) == _UNENCRYPTED:
            clear = ", sent unencrypted" if str(row["method"]) == _UNENCRYPTED else ""
            yield Matter(
                topic="security", subject=name, status=LOOK,
                text=f"{row['incidents']} incidents{clear}",
            )  # fmt: skip


def training_calendar(
    log: InspectionLog, on: pd.Timestamp, settings: ContractorSettings
) -> pd.DataFrame:
    """Return one row an interviewer and paper: ``interviewer``, ``paper``, ``ends``, ``days``.

    Papers are vetting, the next appraisal, and the steps that are not done (without a date).
    """
    rows: list[tuple[str, str, pd.Timestamp | None]] = []
    for row in log["training"].to_dict("records"):
        who = str(row["interviewer"])
        rows.append((who, "vetting", row["vetting_expires"]))
        due = row["appraisal_on"] + pd.Timedelta(days=settings.appraisal_every_days)
        rows.append((who, "appraisal", due))
        rows += [(who, n, None) for s, n in STEPS.items() if pd.isna(row[s]) or row[s] > on]
    frame = pd.DataFrame(rows, columns=["interviewer", "paper", "ends"])
    frame["ends"] = pd.to_datetime(frame["ends"])
    frame["days"] = (frame["ends"] - on).dt.days.astype(float)
    return frame


def _vetting(
    who: str, row: Mapping[Hashable, object], on: pd.Timestamp, settings: ContractorSettings
) -> Iterator[Matter | None]:
    field = load_table("inspection-training").fields["vetting"]
    levels = list(field.levels.values()) if isinstance(field, Category) else []
    level = str(row["vetting"])
    if level not in levels or levels.index(level) < settings.least_vetting:
        yield Matter(topic="vetting", subject=who, status=OVERDUE, text=f"vetting: {level}")
        return
    expires = row["vetting_expires"]
    if not isinstance(expires, pd.Timestamp) or pd.isna(expires):
        yield Matter(topic="vetting", subject=who, status=LOOK, text="no end of vetting on file")
        return
    yield dated("vetting", who, expires, on, text="vetting expired", warn_days=settings.warn_days)
