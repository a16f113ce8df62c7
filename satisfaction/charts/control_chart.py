"""Months about a centre line, with limits that step with the base, and signals named."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.control_words import control_text, months_of
from satisfaction.charts.palette import DISSATISFIED, INK, MUTED, NEITHER, PAPER, SATISFIED
from satisfaction.charts.readings import HIDDEN, SMALL
from satisfaction.charts.records import amount, records_of, told_count
from satisfaction.charts.series_axes import (
    add_break_marks,
    panels_of,
    placed_breaks,
    series_height,
    set_series_axes,
    short_period,
)
from satisfaction.charts.theme import SMALL_SIZE, finished, literal
from satisfaction.charts.time_axes import continuous, share_range
from satisfaction.charts.wording import percent, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.control_result import ControlChart

_LABEL_ROOM = 96
_MOST_NAMED = 6
_SYMBOLS = {"high": "triangle-up", "low": "triangle-down", "": "circle"}


def draw_control_chart(
    result: ControlChart, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw the months, the centre line, the limits, and a triangle at every signal."""
    found = months_of(result, survey)
    months = continuous([reading.period for reading in found])
    breaks = placed_breaks(survey.series_breaks if survey else (), months)
    rows = [r for r in records_of(result.table) if r["flag"] != HIDDEN]
    scale = share_range([amount(r, n) for r in rows for n in _NUMBERS if n in r])
    panels = panels_of(found)
    figure = go.Figure()
    set_series_axes(figure, panels, months, lines=(2 if narrow else 1) if breaks else 0,
                    narrow=narrow)  # fmt: skip
    scale.put_on(figure, "yaxis")
    places = [months.index(str(r["period"])) for r in rows]
    for end in ("limit_lower", "limit_upper"):
        _add_steps(figure, rows, places, end)
    _add_centre(figure, result, len(months), narrow=narrow)
    _add_points(figure, result, rows, places)
    _add_names(figure, result, rows, places)
    add_break_marks(figure, panels[0], breaks, narrow=narrow)
    figure.update_layout(margin={"r": 16 if narrow else _LABEL_ROOM})
    text = control_text(result, survey, [scale.note])
    return finished(figure, text, height=series_height(panels), narrow=narrow, foot=48)


_NUMBERS = ("estimate", "limit_lower", "limit_upper", "smoothed")


def _add_steps(figure: go.Figure, rows: Sequence[Record], places: Sequence[int], end: str) -> None:
    """Draw a limit as steps; no line where a month between is missing."""
    x: list[float | None] = []
    y: list[float | None] = []
    for k, (place, row) in enumerate(zip(places, rows, strict=True)):
        if k and place != places[k - 1] + 1:
            x.append(None)
            y.append(None)
        x += [place - 0.5, place + 0.5]
        y += [amount(row, end)] * 2
    figure.add_trace(
        go.Scatter(
            x=x, y=y, mode="lines", name="Limit", hoverinfo="skip",
            line={"color": MUTED, "width": 1.2, "dash": "dot"},
        )
    )  # fmt: skip


def _add_centre(figure: go.Figure, result: ControlChart, size: int, *, narrow: bool) -> None:
    figure.add_trace(
        go.Scatter(
            x=[-0.5, size - 0.5], y=[result.centre] * 2, mode="lines", name="Centre",
            line={"color": INK, "width": 1.2}, hoverinfo="skip",
        )
    )  # fmt: skip
    if not narrow:
        figure.add_annotation(
            text=f"<b>{percent(result.centre, 1)}</b><br>centre", x=1, xref="paper",
            xanchor="left", xshift=8, y=result.centre, yanchor="middle", showarrow=False,
            align="left", font={"size": SMALL_SIZE, "color": INK},
        )  # fmt: skip


def _add_points(
    figure: go.Figure, result: ControlChart, rows: Sequence[Record], places: Sequence[int]
) -> None:
    """Draw what is judged as marks on a line; for a weighted mean the months as dots too."""
    judged = "smoothed" if result.limits == "ewma" else "estimate"
    if judged == "smoothed":
        figure.add_trace(
            go.Scatter(
                x=list(places), y=[amount(r, "estimate") for r in rows], mode="markers",
                name="Month", marker={"symbol": "circle", "size": 5, "color": NEITHER},
                hoverinfo="skip",
            )
        )  # fmt: skip
    kept = [(p, r) for p, r in zip(places, rows, strict=True) if not math.isnan(amount(r, judged))]
    colours = [_colour(result, row) for _, row in kept]
    _add_joins(figure, [(place, amount(row, judged)) for place, row in kept])
    figure.add_trace(
        go.Scatter(
            x=[place for place, _ in kept],
            y=[amount(row, judged) for _, row in kept],
            mode="markers",
            name="Weighted mean" if judged == "smoothed" else "Month",
            marker={
                "symbol": [_SYMBOLS[str(row["direction"])] for _, row in kept],
                "size": [13 if row["signal"] else 8 for _, row in kept],
                "color": [
                    PAPER if row["flag"] == SMALL or not row["complete"] else colour
                    for (_, row), colour in zip(kept, colours, strict=True)
                ],
                "line": {"color": colours, "width": 2},
                "opacity": 1,
            },
            hovertext=[literal(_hover(row, judged)) for _, row in kept],
            hoverinfo="text",
        )
    )


def _add_joins(figure: go.Figure, points: Sequence[tuple[int, float]]) -> None:
    """Join months that follow each other; no line where a month between is missing."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place, value in points:
        if x and x[-1] != place - 1:
            x.append(None)
            y.append(None)
        x.append(place)
        y.append(value)
    figure.add_trace(
        go.Scatter(
            x=x, y=y, mode="lines", name="Joined", hoverinfo="skip",
            line={"color": NEITHER, "width": 1},
        )
    )  # fmt: skip


def _colour(result: ControlChart, row: Record) -> str:
    """Return blue for a signal for the better, orange for the worse, grey for none."""
    sign = {"high": 1, "low": -1}.get(str(row["direction"]), 0)
    side = {"satisfied": 1, "top": 1, "dissatisfied": -1}.get(result.statistic, 0)
    return {1: SATISFIED, -1: DISSATISFIED}.get(sign * side, INK if row["signal"] else NEITHER)


def _hover(row: Record, judged: str) -> str:
    limits = span(amount(row, "limit_lower"), amount(row, "limit_upper"), 1)
    signal = f"; {row['signal']}" if row["signal"] else ""
    return (
        f"{short_period(str(row['period']))}: {percent(amount(row, judged), 1)}, limits {limits}, "
        f"base {told_count(row, 'base')}{signal}"
    )


def _add_names(
    figure: go.Figure, result: ControlChart, rows: Sequence[Record], places: Sequence[int]
) -> None:
    """Name each signal at its mark; many are named in the title and the table only."""
    judged = "smoothed" if result.limits == "ewma" else "estimate"
    signals = [(p, r) for p, r in zip(places, rows, strict=True) if r["signal"]]
    if len(signals) > _MOST_NAMED:
        return
    for place, row in signals:
        is_late = place > max(places) / 2
        figure.add_annotation(
            text=literal(short_period(str(row["period"]))), x=place, y=amount(row, judged),
            xanchor="right" if is_late else "left", xshift=-10 if is_late else 10,
            yanchor="middle", showarrow=False,
            font={"size": SMALL_SIZE, "color": _colour(result, row)},
        )  # fmt: skip
