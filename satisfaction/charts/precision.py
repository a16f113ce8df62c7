"""What each group's base can show: its margin, and the base that a target would take."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import category_label, level_label, period_words, question_label
from satisfaction.charts.palette import DISSATISFIED, INK, PAPER, SATISFIED
from satisfaction.charts.readings import HIDDEN
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.rows import Cell, Column, Row, Scale, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import counted, inside_sentence, listed, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.records import Record
    from satisfaction.charts.rows import RowFigure
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.precision import PrecisionPlan

_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1)
_MOST_TICKS = 6


def draw_precision(
    result: PrecisionPlan, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a group: the margin at its base beside the target."""
    records = _drawn(result)
    rows = [Row(label=_name(r, records, survey)) for r in records]
    columns = [
        Column(
            header="Margin now, points",
            cells=tuple(
                Cell(value=_points(r, "margin"), aside=f"base {amount(r, 'base'):,.0f}")
                for r in records
            ),
            name="margin",
        ),
        Column(
            header=f"Base for ±{number(100 * result.target, 1)}",
            cells=tuple(_needed_cell(r) for r in records),
            name="needed",
        ),
        Column(
            header=f"Change found ({result.power:.0%} power)",
            cells=tuple(Cell(value=_points(r, "detectable_change")) for r in records),
            name="change found",
        ),
    ]
    laid = row_figure(rows, columns, _scale(result, records), narrow=narrow)
    _add_target(laid, result.target)
    laid.figure.add_trace(_marks(result, records, laid))
    text = _text(result, records, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def precision_finding(result: PrecisionPlan) -> str:
    """Return for how many groups the base suffices."""
    records = _drawn(result)
    reached = [r for r in records if amount(r, "margin") <= result.target]
    goal = f"±{number(100 * result.target, 1)} points"
    if len(records) == 1:
        now = (
            f"±{_points(records[0], 'margin')} points on {amount(records[0], 'base'):,.0f} answers"
        )
        return f"{now}; {goal} takes {amount(records[0], 'base_needed'):,.0f}"
    if len(reached) == len(records):
        return f"Every group's base reaches {goal}"
    short = [r for r in records if r not in reached]
    most = max(short, key=lambda r: amount(r, "more_needed"))
    count = counted(len(short), "group") if reached else f"None of {len(records)} groups"
    verb = "miss" if len(short) > 1 else "misses"
    said = f"{count} {verb} {goal}" if reached else f"{count} reaches {goal}"
    name = inside_sentence(level_label(str(most["level"])))
    return f"{said}; {name} needs {amount(most, 'more_needed'):,.0f} more answers"


def _drawn(result: PrecisionPlan) -> list[Record]:
    """Return the rows of one statistic: satisfied, or the first there is."""
    names = list(dict.fromkeys(result.table["statistic"]))
    chosen = "satisfied" if "satisfied" in names else names[0]
    return records_of(result.table[result.table["statistic"] == chosen])


def _name(record: Record, records: Sequence[Record], survey: Survey | None) -> str:
    level = level_label(str(record["level"]))
    if len({r["question"] for r in records}) == 1:
        return level
    question = question_label(str(record["question"]), str(record["measure"]), survey)
    return question if record["level"] == "everyone" else f"{level}, {question}"


def _points(record: Record, name: str) -> str:
    value = amount(record, name)
    return "–" if math.isnan(value) else number(100 * value, 1)  # noqa: RUF001 - no number


def _needed_cell(record: Record) -> Cell:
    more = amount(record, "more_needed")
    aside = f"{more:,.0f} more" if more > 0 else "reached"
    return Cell(value=f"{amount(record, 'base_needed'):,.0f}", aside=aside)


def _scale(result: PrecisionPlan, records: Sequence[Record]) -> Scale:
    told = [amount(r, "margin") for r in records if not math.isnan(amount(r, "margin"))]
    reach = 1.08 * max([result.target, *told])
    step = next((s for s in _STEPS if reach / s <= _MOST_TICKS), _STEPS[-1])
    ticks = tuple(step * k for k in range(int(reach / step) + 1))
    return Scale(
        title="Margin of error, plus or minus points", lowest=0.0, highest=reach, ticks=ticks,
        labels=tuple(number(100 * tick, 1 if step < 0.01 else 0) for tick in ticks),  # noqa: PLR2004
    )  # fmt: skip


def _add_target(laid: RowFigure, target: float) -> None:
    for centre in laid.centres:
        laid.figure.add_shape(
            type="line", x0=target, x1=target, y0=centre - 15, y1=centre + 15, layer="below",
            line={"color": INK, "width": 1.5, "dash": "dot"},
        )  # fmt: skip


def _marks(result: PrecisionPlan, records: Sequence[Record], laid: RowFigure) -> go.Scatter:
    """Return the margins: circles where the target is reached, hollow diamonds where not."""
    reached = [amount(r, "margin") <= result.target for r in records]
    return go.Scatter(
        x=[amount(r, "margin") for r in records],
        y=list(laid.centres),
        mode="markers",
        name="Margin",
        marker={
            "symbol": ["circle" if ok else "diamond" for ok in reached],
            "size": 12,
            "color": [SATISFIED if ok else PAPER for ok in reached],
            "line": {"color": [SATISFIED if ok else DISSATISFIED for ok in reached], "width": 2.5},
            "opacity": 1,
        },
        hovertext=[
            literal(f"{level_label(str(r['level']))}: ±{_points(r, 'margin')} points")
            for r in records
        ],
        hoverinfo="text",
    )


def _text(result: PrecisionPlan, records: Sequence[Record], survey: Survey | None) -> FigureText:
    title = precision_finding(result)
    questions = {
        question_label(str(r["question"]), str(r["measure"]), survey): None for r in records
    }
    grouping = str(records[0]["group"])
    by = f" by {inside_sentence(category_label(grouping))}" if grouping else ""
    parts = (
        f"{listed(list(questions))}{by}; margin for the share {records[0]['statistic']}",
        period_words(result.provenance.period),
    )
    hidden = any(r["flag"] == HIDDEN for r in records)
    note = "Groups whose figure is hidden are planned for a share of one half." if hidden else ""
    names = [_name(r, records, survey) for r in records]
    said = [f"±{_points(r, 'margin')}, {_needed_cell(r).one_line}" for r in records]
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            f"Dotted line: target of ±{number(100 * result.target, 1)} points; filled circles "
            "reach it, hollow diamonds do not.",
            note,
        ),
        alt=f"Dot plot of margins of error, one row a group. {title}. {spoken(names, said)}",
        needs_attention=any(amount(r, "more_needed") > 0 for r in records),
    )
