"""What changed since last time: sentences for the cover, chosen by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.charts.change_words import change_finding, drawn_records, is_told
from satisfaction.charts.control_words import control_finding
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.wording import counted, inside_sentence
from satisfaction.errors import UsageError
from satisfaction.estimates.change_result import Change
from satisfaction.estimates.control_result import ControlChart
from satisfaction.improvement.result import ActionPlan
from satisfaction.periods import parse_period
from satisfaction.reports.attention import Alert
from satisfaction.representativeness.history import History

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.results import Result

AT_MOST = 3
RULE = (
    "Changes on the first page: clear changes first, by their size over their margin; then "
    "verdicts of the profile check that changed since the quarter before; then a signal of the "
    "latest month; then actions newly overdue. At most three are told."
)
_QUARTER, _MONTH = 92, 31


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatChanged:
    """The changes of the cover, and a sentence where there is none.

    Attributes
    ----------
    changes : tuple of Alert
    otherwise : Alert or None
        What to say where nothing changed clearly.
    """

    changes: tuple[Alert, ...]
    otherwise: Alert | None = None

    @property
    def heading(self) -> str:
        """Return how many things changed, in words."""
        counts = ("What changed", "One thing that changed", "Two things that changed")
        found = len(self.changes)
        return counts[found] if found < AT_MOST else "Three things that changed"


def what_changed(
    results: Mapping[str, Result],
    *,
    survey: Survey | None,
    is_internal: bool,
    about: str = "",
    period: str = "",
) -> WhatChanged:
    """Return at most three changes, the surest first.

    Parameters
    ----------
    results : mapping of str to Result
        By the anchor of their first figure.
    survey : Survey or None
    is_internal : bool
        Whether who is responsible may be named.
    about : str
        A level: only its changes are told. By default those of every level.
    period : str
        Of the pack: what came to be overdue in it is new, in a month or a quarter.
    """
    tested = [pair for anchor, r in results.items() if isinstance(r, Change)
              for pair in _tested(r, anchor, survey, about)]  # fmt: skip
    clear = sorted((pair for pair in tested if pair[0] > 0), key=lambda pair: -pair[0])
    found = [alert for _, alert in clear]
    for anchor, result in results.items():
        if isinstance(result, ActionPlan):
            sentences = _overdue(result, is_internal=is_internal, days=_days(period))
        else:
            sentences = _other(result, survey)
        found += [Alert(sentence=sentence, anchor=anchor) for sentence in sentences]
    changes = tuple({alert.sentence: alert for alert in found}.values())[:AT_MOST]
    if changes:
        return WhatChanged(changes=changes)
    return WhatChanged(changes=(), otherwise=_otherwise([alert for _, alert in tested]))


def _otherwise(tested: Sequence[Alert]) -> Alert:
    if not tested:
        return Alert(sentence="No change was tested: there is no earlier period to compare with")
    first = tested[0]
    return replace(first, sentence=f"Nothing that was tested changed clearly. {first.sentence}")


def _tested(
    result: Change, anchor: str, survey: Survey | None, about: str
) -> list[tuple[float, Alert]]:
    """Return each subject's surest change with its size over its margin; 0 where none is clear."""
    subjects: dict[tuple[str, str], list[Record]] = {}
    for record in _comparable(result):
        if about and record["level"] != about:
            continue
        subjects.setdefault((str(record["question"]), str(record["level"])), []).append(record)
    found = []
    for records in subjects.values():
        surest = max(records, key=_surety)
        told = surest if _surety(surest) > 0 else records[0]
        alone = replace(result, table=_row_of(result, told))
        alert = Alert(sentence=change_finding(alone, survey=survey), anchor=anchor)
        found.append((_surety(surest), alert))
    return found


def _comparable(result: Change) -> list[Record]:
    told = [r for r in records_of(result.table) if r["statistic"] in ("satisfied", "dissatisfied")]
    return told or drawn_records(result)


def _row_of(result: Change, record: Record) -> pd.DataFrame:
    keys = ["question", "level", "statistic"]
    is_it = result.table[keys].astype("str") == [str(record[key]) for key in keys]
    return result.table[is_it.all(axis="columns")]


def _surety(record: Record) -> float:
    """Return the size of a clear change over half its interval; 0 for any other."""
    if not is_told(record) or record["verdict"] not in ("rise", "fall"):
        return 0.0
    half = (amount(record, "change_upper") - amount(record, "change_lower")) / 2
    return abs(amount(record, "change")) / max(half, 1e-9)


def _other(result: Result, survey: Survey | None) -> list[str]:
    match result:
        case History():
            return _verdicts(result)
        case ControlChart() if result.needs_attention:
            return [control_finding(result, survey=survey)]
        case _:
            return []


def _verdicts(history: History) -> list[str]:
    """Return levels that came to be outside the tolerance, or ceased to be."""
    if len(history.periods) < 2:  # noqa: PLR2004 - two quarters to compare
        return []
    before, now = history.periods[-2:]
    earlier, found = _verdicts_of(history, before), []
    for (dimension, level), verdict in _verdicts_of(history, now).items():
        was = earlier.get((dimension, level), "")
        if was and verdict != was and "outside" in (verdict, was):
            name = f"{category_label(dimension)} {inside_sentence(level_label(level))}"
            found.append(
                f"{name} is {_said(verdict)} in {period_words(now)}; in "
                f"{period_words(before)} it was {_said(was)}"
            )
    return found


def _verdicts_of(history: History, period: str) -> dict[tuple[str, str], str]:
    rows = [r for r in records_of(history.table) if r["period"] == period]
    return {(str(r["dimension"]), str(r["level"])): str(r["verdict"]) for r in rows}


def _said(verdict: str) -> str:
    return {
        "outside": "outside the tolerance of the profile check",
        "within": "within tolerance",
    }.get(verdict, f"“{verdict}”")


def _days(period: str) -> int:
    """Return how long ago the pack before was."""
    try:
        return _MONTH if parse_period(period).kind == "month" else _QUARTER
    except UsageError:
        return _QUARTER


def _overdue(plan: ActionPlan, *, is_internal: bool, days: int) -> list[str]:
    table = plan.table
    fresh = table[(table["status"] == "overdue") & (table["days_left"] >= -days)]
    found = []
    for row in records_of(fresh):
        who = str(row["responsibility"]) if is_internal else ""
        named = f" ({who})" if who and who != "nan" else ""
        late = -int(float(str(row["days_left"])))
        found.append(f"Action {row['action']} is newly overdue, by {counted(late, 'day')}{named}")
    return found
