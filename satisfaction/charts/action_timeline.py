"""Improvement actions in time: when due, done and reviewed, with the measure each should move."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from satisfaction.charts.action_words import (
    ACTION_COLOURS,
    action_text,
    measure_cell,
    row_label,
    status_cell,
)
from satisfaction.charts.palette import BAND_EDGE, GRID, INK, MUTED, PAPER
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.rows import Column, Row, RowFigure, Scale, row_figure
from satisfaction.charts.theme import SMALL_SIZE, finished, literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.improvement.result import ActionPlan

_MARKS = (
    ("date", "due", "diamond-open"),
    ("done_on", "done", "circle"),
    ("review_on", "review planned", "square-open"),
    ("reviewed_on", "reviewed", "square"),
)
_SPLIT, _SPARK_START = 0.66, 0.72
_SPARK_HALF = 13.0
_TODAY_HALF = 15.0
_MOST_TICKS = 5
_STEPS = (1, 2, 3, 6, 12, 24)


def draw_action_timeline(
    result: ActionPlan, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw a row an action, the overdue first, with a sparkline of its measure where there is one.

    Each sparkline has a scale of its own; the dotted line is the target.
    """
    records = _ordered(result)
    rows = [Row(label=row_label(r), note=str(r["responsibility"])) for r in records]
    columns = [
        Column(header="Status", name="", cells=tuple(status_cell(r) for r in records)),
        Column(header="Measure", name="measure", cells=tuple(map(measure_cell, records))),
    ]
    laid = row_figure(rows, columns, _scale(result, records, narrow=narrow), narrow=narrow)
    _add_today(laid, result)
    for field, name, symbol in _MARKS:
        _add_marks(laid, records, field, name, symbol)
    if len(result.series):
        _add_sparklines(laid, result, records)
    text = action_text(result, records, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow, foot=58)


def _ordered(result: ActionPlan) -> list[Record]:
    rank = {status: place for place, status in enumerate(ACTION_COLOURS)}
    table = result.table.assign(rank=result.table["status"].map(rank))
    return records_of(table.sort_values(["rank", "date"], kind="stable"))


def _scale(result: ActionPlan, records: Sequence[Record], *, narrow: bool) -> Scale:
    days = [r[field] for r in records for field, _, _ in _MARKS]
    known = [day for day in days if isinstance(day, pd.Timestamp)]
    today = pd.Timestamp(result.as_at)
    first, last = min([*known, today]), max([*known, today])
    months = (last.year - first.year) * 12 + last.month - first.month + 2
    most = _MOST_TICKS - (2 if narrow else 1 if len(result.series) else 0)
    step = next((s for s in _STEPS if months / s <= most + 0.5), _STEPS[-1])
    start = first.to_period("M").to_timestamp()
    ticks = pd.date_range(start, last + pd.offsets.MonthBegin(1), freq=f"{step}MS")
    return Scale(
        title="",
        lowest=_place(start) - (20 if narrow else 0),
        highest=_place(last) + 12,
        ticks=tuple(map(_place, ticks)),
        labels=tuple(tick.strftime("%b %y") for tick in ticks),
    )


def _place(day: pd.Timestamp) -> float:
    """Return a day as a number, so that the axis is laid out as any other."""
    return float((day - pd.Timestamp("2000-01-01")).days)


def _add_today(laid: RowFigure, result: ActionPlan) -> None:
    at = _place(pd.Timestamp(result.as_at))
    for centre in laid.centres:
        laid.figure.add_shape(
            type="line", x0=at, x1=at, y0=centre - _TODAY_HALF, y1=centre + _TODAY_HALF,
            layer="below", line={"color": MUTED, "width": 1.5, "dash": "dot"},
        )  # fmt: skip


def _add_marks(
    laid: RowFigure, records: Sequence[Record], field: str, name: str, symbol: str
) -> None:
    told = [k for k, r in enumerate(records) if not pd.isna(r[field])]  # type: ignore[call-overload]
    if not told:
        return
    days = [pd.Timestamp(str(records[k][field])) for k in told]
    colours = [ACTION_COLOURS[str(records[k]["status"])] for k in told]
    laid.figure.add_trace(
        go.Scatter(
            x=[_place(day) for day in days],
            y=[laid.centres[k] for k in told],
            mode="markers",
            name=name,
            marker={
                "symbol": symbol, "size": 12, "color": colours, "opacity": 1,
                "line": {"color": colours, "width": 2},
            },
            hovertext=[
                literal(f"Action {records[k]['action']}: {name} {day:%d %B %Y}")
                for k, day in zip(told, days, strict=True)
            ],
            hoverinfo="text",
        )
    )  # fmt: skip


def _add_sparklines(laid: RowFigure, result: ActionPlan, records: Sequence[Record]) -> None:
    """Draw each measure on a second axis to the right, in pixels of its row."""
    laid.figure.update_layout(
        xaxis={"domain": [0, _SPLIT]},
        xaxis2={
            "domain": [_SPARK_START, 1], "anchor": "y", "range": [-0.06, 1.06],
            "showgrid": False, "showticklabels": False, "zeroline": False, "fixedrange": True,
            "title": {"text": "Measure by quarter", "font": {"size": SMALL_SIZE, "color": MUTED}},
        },
    )  # fmt: skip
    for record, centre in zip(records, laid.centres, strict=True):
        own = result.series[result.series["action"] == record["action"]]
        told = own[own["flag"] != "hidden"]
        if len(told) > 1:
            _add_sparkline(laid, record, told, centre)


def _add_sparkline(laid: RowFigure, record: Record, told: pd.DataFrame, centre: float) -> None:
    shares = [float(share) for share in told["estimate"]]
    target = amount(record, "target")
    ends = [*told["lower"].astype(float), *told["upper"].astype(float)]
    held = [*ends, *([] if math.isnan(target) else [target])]
    low, reach = min(held), max(max(held) - min(held), 1e-9)

    def height(share: float) -> float:
        return float(centre + _SPARK_HALF * (2 * (share - low) / reach - 1))

    across = [k / (len(shares) - 1) for k in range(len(shares))]
    upper, lower = ([height(float(v)) for v in told[end]] for end in ("upper", "lower"))
    laid.figure.add_trace(
        go.Scatter(
            x=[*across, *reversed(across)], y=[*upper, *reversed(lower)], xaxis="x2", mode="none",
            fill="toself", fillcolor=GRID, hoverinfo="skip", name="interval",
        )
    )  # fmt: skip
    if not math.isnan(target):
        laid.figure.add_trace(
            go.Scatter(
                x=[0, 1], y=[height(target)] * 2, xaxis="x2", mode="lines", hoverinfo="skip",
                line={"color": BAND_EDGE, "width": 1.5, "dash": "dot"}, name="target",
            )
        )  # fmt: skip
    said = [
        literal(f"{period}: {100 * share:.0f}%")
        for period, share in zip(told["period"], shares, strict=True)
    ]
    laid.figure.add_trace(_spark_line(across, [height(share) for share in shares], said))


def _spark_line(across: list[float], heights: list[float], said: list[str]) -> go.Scatter:
    """Return the measure over time, its last value marked."""
    return go.Scatter(
        x=across, y=heights, xaxis="x2", mode="lines+markers",
        line={"color": INK, "width": 1.5}, name="measure",
        marker={
            "size": [4] * (len(across) - 1) + [8], "color": INK, "opacity": 1,
            "line": {"color": PAPER, "width": 1},
        },
        hovertext=said, hoverinfo="text",
    )  # fmt: skip
