"""The sample plan by user group: victims to issue, interviews to expect, the margin they give."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import level_label, period_words
from satisfaction.charts.palette import DISSATISFIED, INK, SATISFIED
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import inside_sentence, listed, number, percent

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.sampling.result import SamplePlan

_HALF_MARK = 11
_MOST_TICKS = 5
_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


def draw_plan_groups(
    result: SamplePlan, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a user group: the margin to expect, and the one that was asked for."""
    records = records_of(result.groups)
    rows = [Row(label=level_label(str(r["group"]))) for r in records]
    laid = row_figure(rows, _columns(records), _scale(records), narrow=narrow)
    _add_targets(laid, records)
    _add_marks(laid, records)
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def plan_groups_finding(result: SamplePlan) -> str:
    """Return how many victims to issue, for how many interviews, and which groups fall short."""
    issue = int(result.strata["issue"].sum())
    interviews = float(result.strata["expected_interviews"].sum())
    said = f"Issue {issue:,} victims for about {interviews:,.0f} interviews"
    short = result.groups.loc[~result.groups["reached"].astype(bool), "group"]
    if len(short):
        names = listed([inside_sentence(str(name)) for name in short])
        return f"{said}; {names} cannot have what was asked for"
    worst = float(result.groups["margin"].max())
    return f"{said}: no user group's margin is above {number(worst * 100, 1)} points"


def _columns(records: list[Record]) -> list[Column]:
    def column(header: str, texts: list[str]) -> Column:
        return Column(header=header, cells=tuple(Cell(value=text) for text in texts))

    return [
        column("Issue", [f"{amount(r, 'issue'):,.0f}" for r in records]),
        column("Interviews", [f"{amount(r, 'expected_interviews'):,.0f}" for r in records]),
        column("Response", [percent(amount(r, "response_rate")) for r in records]),
        column("± Points", [number(amount(r, "margin") * 100, 1) for r in records]),
    ]


def _scale(records: list[Record]) -> Scale:
    """Return an axis from no margin to past the widest."""
    names = ("margin", "wanted_margin")
    told = [amount(r, n) for r in records for n in names if not math.isnan(amount(r, n))]
    reach = max(told) * 1.15
    step = next((s for s in _STEPS if reach / s <= _MOST_TICKS), 1.0)
    ticks = tuple(step * k for k in range(int(reach / step) + 1))
    return Scale(
        title="Half width of the interval to expect, percentage points",
        lowest=0.0,
        highest=reach,
        ticks=ticks,
        labels=tuple(number(tick * 100, 1 if step < _STEPS[1] else 0) for tick in ticks),
    )


def _add_targets(laid: RowFigure, records: list[Record]) -> None:
    for centre, record in zip(laid.centres, records, strict=True):
        wanted = amount(record, "wanted_margin")
        if not math.isnan(wanted):
            laid.figure.add_shape(
                type="line", line={"color": INK, "width": 2}, x0=wanted, x1=wanted,
                y0=centre - _HALF_MARK, y1=centre + _HALF_MARK, layer="below",
            )  # fmt: skip


def _add_marks(laid: RowFigure, records: list[Record]) -> None:
    reached = [bool(r["reached"]) for r in records]
    laid.figure.add_trace(
        go.Scatter(
            x=[amount(r, "margin") for r in records],
            y=list(laid.centres),
            mode="markers",
            name="Margin to expect",
            marker={
                "symbol": ["circle" if there else "diamond" for there in reached],
                "size": 12,
                "color": [SATISFIED if there else DISSATISFIED for there in reached],
            },
            hovertext=[literal(_hover(r)) for r in records],
            hoverinfo="text",
        )
    )


def _hover(record: Record) -> str:
    return (
        f"{record['group']}: {amount(record, 'issue'):,.0f} of {amount(record, 'frame'):,.0f} "
        f"in the frame issued, {amount(record, 'expected_interviews'):,.0f} interviews expected"
    )


def _text(result: SamplePlan, records: list[Record], survey: Survey | None) -> FigureText:
    title = plan_groups_finding(result)
    names = [str(r["group"]) for r in records]
    texts = [
        f"{amount(r, 'issue'):,.0f} issued, {amount(r, 'expected_interviews'):,.0f} interviews, "
        f"{number(amount(r, 'margin') * 100, 1)} points"
        for r in records
    ]
    asked = not math.isnan(amount(records[0], "wanted_margin"))
    return FigureText(
        title=title,
        subtitle=f"Half width of the {result.confidence:.0%} interval of a share of 50%, "
        f"percentage points; after {period_words(result.provenance.period)}",
        caption=caption(
            result.provenance,
            survey,
            "The upright line is the margin that was asked for." if asked else "",
        ),
        alt=f"Dot plot of the margin to expect, one row a user group. {title}. "
        f"{spoken(names, texts)}",
        needs_attention=bool(result.infeasible),
    )
