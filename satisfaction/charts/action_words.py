"""What the action plan says on its figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.charts.describe import spoken
from satisfaction.charts.palette import DISSATISFIED, INK, MUTED, NEITHER, SATISFIED
from satisfaction.charts.records import amount
from satisfaction.charts.rows import Cell
from satisfaction.charts.theme import FigureText
from satisfaction.charts.wording import counted, listed, percent, points, points_span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.improvement.result import ActionPlan

ACTION_COLOURS: Mapping[str, str] = {
    "overdue": DISSATISFIED,
    "due soon": "#8a6100",
    "open": INK,
    "no date": MUTED,
    "done": SATISFIED,
    "not agreed": NEITHER,
}
"""Colour of each status, from what needs attention to what does not."""

_LONGEST = 64
_MOVED = {
    "moved as intended": "as intended",
    "moved the other way": "the other way",
    "no change shown": "no change shown",
    "too few answers": "too few answers",
}


def row_label(record: Record) -> str:
    """Return number and recommendation, cut to what a row can hold."""
    text = f"{record['action']}: {record['recommendation']}"
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 1].rsplit(' ', 1)[0]}\N{HORIZONTAL ELLIPSIS}"


def status_cell(record: Record) -> Cell:
    """Return the status and by how many days."""
    status = str(record["status"])
    left = pd.to_numeric(str(record["days_left"]), errors="coerce")
    aside = "" if math.isnan(left) else _days(int(left))
    return Cell(value=status, aside=aside, colour=ACTION_COLOURS[status])


def _days(left: int) -> str:
    return f"by {counted(-left, 'day')}" if left < 0 else f"in {counted(left, 'day')}"


def measure_cell(record: Record) -> Cell:
    """Return what became of the measure, else its baseline and target."""
    if not record["measure"]:
        return Cell(value="none named", colour=MUTED)
    moved = str(record["moved"])
    if moved in _MOVED:
        return _reviewed(record, _MOVED[moved])
    baseline, target = amount(record, "baseline"), amount(record, "target")
    if math.isnan(baseline):
        return Cell(value="no baseline", colour=MUTED)
    aim = "" if math.isnan(target) else f"target {percent(target)}"
    return Cell(value=f"from {percent(baseline)}", aside=aim)


def _reviewed(record: Record, said: str) -> Cell:
    change, could = amount(record, "change"), amount(record, "detectable")
    if math.isnan(change):
        return Cell(value=said)
    size = f"{points(change)} points"
    if said == "no change shown":
        shown = "" if math.isnan(could) else f"{100 * could:.1f} would show"
        return Cell(value=said, aside=shown)
    colour = SATISFIED if said == "as intended" else DISSATISFIED
    return Cell(value=size, aside=said, colour=colour)


def action_finding(result: ActionPlan) -> str:
    """Return how many actions are overdue, and whose reviews showed a change."""
    table = result.table
    if table.empty:
        return "The plan has no action yet"
    late = table[table["status"] == "overdue"]
    if len(late):
        verb = "is" if len(late) == 1 else "are"
        names = listed(list(map(str, late["action"])))
        return f"{len(late)} of {counted(len(table), 'action')} {verb} overdue: {names}"
    soon = int((table["status"] == "due soon").sum())
    reviews = int((table["review"] == "overdue").sum())
    if reviews:
        return f"No action is overdue, but {counted(reviews, 'review')} {_verb(reviews)}"
    done = int((table["status"] == "done").sum())
    rest = f"{soon} due within {counted(result.due_within, 'day')}, " if soon else ""
    return f"No action is overdue: {rest}{done} of {len(table)} done"


def _verb(count: int) -> str:
    return "is" if count == 1 else "are"


def action_text(result: ActionPlan, records: Sequence[Record], survey: Survey | None) -> FigureText:
    """Return the words of the figure."""
    title = action_finding(result)
    source = f" Source of the measures: {survey.title}." if survey and len(result.series) else ""
    lines = (
        " Small lines are the measure by quarter with its interval, each on a scale of its own; "
        "dotted is the target."
        if len(result.series)
        else ""
    )
    effect = " ".join(c.text for c in result.caveats if c.code == "not-an-effect")
    return FigureText(
        title=title,
        subtitle=f"{counted(len(result.table), 'action')} as at {result.as_at:%d %B %Y}",
        caption=(
            "Hollow diamonds: due. Filled circles: done. Squares: reviews, hollow where planned. "
            f"Dotted uprights: the day of the plan.{lines} {effect}{source}"
        ).strip(),
        alt=(
            f"Timeline of improvement actions. {title}. "
            f"{spoken([str(r['action']) for r in records], [_spoken(r) for r in records])}"
        ),
        needs_attention=result.needs_attention,
    )


def _spoken(record: Record) -> str:
    told = measure_cell(record)
    interval = ""
    if not math.isnan(amount(record, "change")):
        ends = (amount(record, "change_lower"), amount(record, "change_upper"))
        interval = f", change {points_span(*ends)} points"
    return f"{status_cell(record).one_line}, {told.one_line}{interval}"
