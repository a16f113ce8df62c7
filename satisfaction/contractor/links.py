"""Faults that show only across rows and sheets of an inspection log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TO_VISITS = ("finding", "certificate", "listening", "sampling")
# Part and whole within a row of the monitoring and sampling sheets.
_NOT_ABOVE = (
    ("monitoring", "back_checks_failed", "back_checked"),
    ("monitoring", "interviewers_reviewed", "interviewers_active"),
    ("monitoring", "live_monitored", "completed"),
    ("monitoring", "audio_reviewed", "completed"),
    ("monitoring", "back_checked", "completed"),
    ("sampling", "accounted_for", "issued"),
    ("sampling", "closed_early", "issued"),
)


def link_faults(sheets: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a sentence for each row that contradicts another row or itself."""
    return [*_visits(sheets), *_parts(sheets), *_days(sheets)]


def _visits(sheets: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    known = set(sheets["visit"]["visit"])
    if not known:
        return  # A log without visits: nothing to name.
    for name in _TO_VISITS:
        frame = sheets[name]
        lost = ~frame["visit"].isin({*known, ""})
        yield from _told(name, frame, lost, "names a visit that the sheet 'visit' does not have")


def _parts(sheets: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    for name, part, whole in _NOT_ABOVE:
        frame = sheets[name]
        above = (frame[part] > frame[whole]).fillna(value=False)
        yield from _told(name, frame, above, f"has more `{part}` than `{whole}`")


def _days(sheets: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    monitoring = sheets["monitoring"]
    days = pd.to_datetime(monitoring["week"])
    wrong = days.notna() & (days.dt.day_of_week != 0)
    yield from _told("monitoring", monitoring, wrong, "has a `week` that is not a Monday")
    visits = sheets["visit"].set_index("visit")["visited_on"]
    finding = sheets["finding"]
    if finding.empty or visits.empty:
        return
    seen = finding["visit"].map(visits)
    early = (pd.to_datetime(finding["closed"]) < pd.to_datetime(seen)).fillna(value=False)
    yield from _told("finding", finding, early, "was closed before the visit that found it")


def _told(name: str, frame: pd.DataFrame, wrong: pd.Series, says: str) -> Iterator[str]:
    rows = frame.loc[wrong.to_numpy(dtype=bool), "row"] if "row" in frame else []
    for row in rows:
        yield f"sheet '{name}': row {row}: {says}."
