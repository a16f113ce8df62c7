"""The headline: satisfied against its target, with neither and dissatisfied beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import (
    caption,
    flag_note,
    interval_note,
    period_of,
    spoken,
    subtitle,
)
from satisfaction.charts.findings import against_target, headline_finding
from satisfaction.charts.kinds import SHARES
from satisfaction.charts.labels import statistic_label
from satisfaction.charts.marks import hover, share_cell
from satisfaction.charts.palette import INK, PAPER, STATISTIC_COLOURS
from satisfaction.charts.readings import SMALL, Reading, readings
from satisfaction.charts.rows import Column, Row, RowFigure, row_figure, share_scale
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import percent

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates

_BAR = 20


def draw_headline(
    result: Estimates,
    *,
    target: float | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Draw bars from zero for satisfied, neither and dissatisfied; ``target`` is a line."""
    every = readings(result.table, survey)
    found = [r for statistic in SHARES for r in every if r.statistic == statistic]
    goal = f"target {percent(target, 1)}" if target is not None else ""
    rows = [
        Row(label=statistic_label(r.statistic), note=goal if r.statistic == "satisfied" else "")
        for r in found
    ]
    column = Column(
        header=f"Share ({result.confidence:.0%} interval)",
        cells=tuple(share_cell(reading, 1) for reading in found),
    )
    laid = row_figure(rows, [column], share_scale("Share of answers", narrow=narrow), narrow=narrow)
    laid.figure.add_trace(_bars(found, laid))
    if target is not None:
        _add_target(laid, found, target)
    return finished(
        laid.figure,
        _text(result, found, target=target, survey=survey),
        height=laid.height,
        narrow=narrow,
    )


def _bars(found: list[Reading], laid: RowFigure) -> go.Bar:
    drawn = [k for k, reading in enumerate(found) if reading.is_shown]
    kept = [found[k] for k in drawn]
    ink = [STATISTIC_COLOURS[reading.statistic] for reading in kept]
    return go.Bar(
        x=[reading.share for reading in kept],
        y=[laid.centres[k] for k in drawn],
        width=[_BAR] * len(kept),
        orientation="h",
        name="Share",
        marker={
            "color": [PAPER if r.flag == SMALL else c for r, c in zip(kept, ink, strict=True)],
            "line": {"color": ink, "width": 2},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [r.upper - r.share if r.has_interval else 0.0 for r in kept],
            "arrayminus": [r.share - r.lower if r.has_interval else 0.0 for r in kept],
            "color": INK,
            "thickness": 2,
            "width": 6,
        },
        hovertext=[literal(hover(reading)) for reading in kept],
        hoverinfo="text",
    )


def _add_target(laid: RowFigure, found: list[Reading], target: float) -> None:
    """Draw the target across the row of satisfied only: it is not a target for the others."""
    place = next((k for k, r in enumerate(found) if r.statistic == "satisfied"), None)
    if place is None:
        return
    centre = laid.centres[place]
    laid.figure.add_shape(
        type="line", x0=target, x1=target, y0=centre - 15, y1=centre + 15,
        line={"color": INK, "width": 3, "dash": "dot"},
    )  # fmt: skip


def _text(
    result: Estimates, found: list[Reading], *, target: float | None, survey: Survey | None
) -> FigureText:
    title = headline_finding(result, target=target, survey=survey)
    names = [statistic_label(reading.statistic) for reading in found]
    satisfied = next((r for r in found if r.statistic == "satisfied"), None)
    is_below = (
        target is not None
        and satisfied is not None
        and against_target(satisfied, target) == "below"
    )
    goal = f" The target is {percent(target, 1)}." if target is not None else ""
    return FigureText(
        title=title,
        subtitle=subtitle("Share of valid answers, per cent", found, period_of(result)),
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            "Dotted: the target." if target is not None else "",
            flag_note(found),
        ),
        alt=(f"Bar chart. {title}. {spoken(names, [reading.text(1) for reading in found])}{goal}"),
        needs_attention=is_below,
    )
