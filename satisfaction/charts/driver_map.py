"""Drivers by reach and penalty: rated poor by many, or rare and severe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from satisfaction.charts.describe import spoken
from satisfaction.charts.driver_map_labels import MapScale, Mark, add_driver_labels
from satisfaction.charts.driver_words import (
    drivers_caption,
    drivers_subtitle,
    limits_of,
    points_words,
    share_words,
)
from satisfaction.charts.palette import BAND_EDGE, DISSATISFIED, GRID, MUTED, PAPER
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.theme import SMALL_SIZE, FigureText, finished, literal
from satisfaction.charts.wording import (
    counted,
    inside_sentence,
    number,
    percent,
)

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.result import Drivers

_SHARES = (0.8, 0.4, 0.2, 0.1, 0.05, 0.02)
_APART = 0.04
_STEPS = (0.02, 0.05, 0.1, 0.2)
_MOST_TICKS = 7


def draw_driver_map(
    result: Drivers, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw each driver at its reach and penalty, with curves along which the share is the same."""
    records = records_of(result.table)
    scale = _scale(records, narrow=narrow)
    figure = go.Figure()
    _add_curves(figure, result, scale)
    for leads in (False, True):
        held = [r for r in records if bool(r["leading"]) is leads]
        if held:
            figure.add_trace(_marks(held, leads=leads))
    _set_axes(figure, scale)
    marks = [_mark(record) for record in records]
    left_out = add_driver_labels(figure, marks, scale)
    text = _text(result, records, survey, left_out)
    return finished(figure, text, height=scale.height, narrow=narrow, foot=58)


def _scale(records: list[Record], *, narrow: bool) -> MapScale:
    """Return axes that hold zero and every mark; intervals may run off."""
    reach = max(amount(r, "reach") for r in records)
    penalties = [amount(r, "penalty") for r in records]
    high, low = max(0.05, *penalties), min(0.0, *penalties)
    return MapScale(
        right=max(reach * 1.12, 0.05),
        bottom=low - 0.08 * (high - low),
        top=high + 0.12 * (high - low),
        width=270.0 if narrow else 600.0,
        height=460.0 if narrow else 400.0,
        letters=15 if narrow else 40,
    )


def _add_curves(figure: go.Figure, result: Drivers, scale: MapScale) -> None:
    """Draw where reach times penalty over the share who are dissatisfied is the same."""
    dissatisfied = result.dissatisfied / result.base
    told = scale.top
    for share in _SHARES:
        product = share * dissatisfied
        first, last = product / scale.top, product / scale.right
        if told - last < _APART * (scale.top - scale.bottom) or first >= scale.right:
            continue
        told = last
        along = np.geomspace(first, scale.right, 60)
        figure.add_trace(
            go.Scatter(
                x=along.tolist(), y=(product / along).tolist(), mode="lines",
                name=f"share {percent(share)}", hoverinfo="skip",
                line={"color": BAND_EDGE, "width": 1, "dash": "dot"},
            )
        )  # fmt: skip
        figure.add_annotation(
            text=percent(share), x=1, xref="paper", xanchor="left", xshift=4,
            y=last, yanchor="middle", showarrow=False,
            font={"size": SMALL_SIZE, "color": MUTED},
        )  # fmt: skip


def _marks(records: list[Record], *, leads: bool) -> go.Scatter:
    return go.Scatter(
        x=[amount(r, "reach") for r in records],
        y=[amount(r, "penalty") for r in records],
        mode="markers",
        name="Leading" if leads else "Not leading",
        marker={
            "size": 12,
            "color": DISSATISFIED if leads else PAPER,
            "line": {"color": DISSATISFIED, "width": 2.5},
            "opacity": 1,
        },
        error_x=_limits(records, "reach", leads=leads),
        error_y=_limits(records, "penalty", leads=leads),
        hovertext=[literal(_hover(record)) for record in records],
        hoverinfo="text",
    )


def _limits(records: list[Record], name: str, *, leads: bool) -> dict[str, object]:
    values = [limits_of(record, name) for record in records]
    return {
        "type": "data",
        "symmetric": False,
        "array": [upper - value for value, _, upper in values],
        "arrayminus": [value - lower for value, lower, _ in values],
        "color": DISSATISFIED if leads else GRID,
        "thickness": 1.2,
        "width": 0,
    }


def _mark(record: Record) -> Mark:
    return Mark(
        name=str(record["label"]),
        x=amount(record, "reach"),
        y=amount(record, "penalty"),
        leads=bool(record["leading"]),
    )


def _set_axes(figure: go.Figure, scale: MapScale) -> None:
    across = next((s for s in _STEPS if scale.right / s <= _MOST_TICKS), 0.5)
    up = next((s for s in _STEPS if (scale.top - scale.bottom) / s <= _MOST_TICKS), 0.5)
    columns = [across * k for k in range(int(scale.right / across) + 1)]
    rows = [up * k for k in range(int(scale.bottom / up), int(scale.top / up) + 1)]
    figure.update_xaxes(
        range=[0, scale.right], tickvals=columns, ticktext=[percent(tick) for tick in columns],
        title={"text": "Reach: share who rated it poor", "standoff": 8}, showgrid=False,
        showline=True, ticks="outside",
    )  # fmt: skip
    figure.update_yaxes(
        range=[scale.bottom, scale.top], tickvals=rows,
        ticktext=[number(tick * 100, 0) for tick in rows],
        title={"text": "Penalty, percentage points", "standoff": 4}, gridcolor=GRID,
    )  # fmt: skip
    figure.update_layout(margin={"l": 12, "r": 44, "t": 30})
    figure.add_annotation(
        text="share", x=1, xref="paper", xanchor="left", xshift=4, y=1, yref="paper",
        yanchor="bottom", showarrow=False, font={"size": SMALL_SIZE, "color": MUTED},
    )  # fmt: skip


def _hover(record: Record) -> str:
    return (
        f"{record['label']}: reach {share_words(record, 'reach')}, penalty "
        f"{points_words(record, 'penalty')}, share {share_words(record, 'share')}"
    )


def _finding(records: list[Record]) -> str:
    """Return which leading drivers reach many, and which are the most severe."""
    held = [r for r in records if bool(r["leading"])] or records
    widest = max(held, key=lambda r: amount(r, "reach"))
    worst = max(records, key=lambda r: amount(r, "penalty"))
    who = "leading driver" if held is not records else "driver"
    reach, severe = share_words(widest, "reach"), points_words(worst, "penalty")
    if worst is widest:
        return f"{widest['label']} was rated poor most widely, {reach}, and weighs most, {severe}"
    return (
        f"{widest['label']} is the {who} most often rated poor, {reach}; "
        f"{inside_sentence(str(worst['label']))} goes with the largest penalty, {severe}"
    )


def _text(
    result: Drivers, records: list[Record], survey: Survey | None, left_out: int
) -> FigureText:
    title = _finding(records)
    return FigureText(
        title=title,
        subtitle=drivers_subtitle("Reach in per cent, penalty in percentage points", result),
        caption=drivers_caption(
            result,
            survey,
            "Penalty: difference in the chance of being dissatisfied that goes with a poor rating. "
            "Along a dotted curve the share (reach times penalty) is about the same. Filled marks "
            f"lead. Crossing lines are {result.confidence:.0%} intervals.",
            f"{counted(left_out, 'driver')} in the crowd not named; the table has them."
            if left_out
            else "",
        ),
        alt=f"Scatter plot of drivers. {title}. "
        f"{spoken([str(r['label']) for r in records], [_spoken(r) for r in records])}",
        needs_attention=any(bool(r["leading"]) for r in records),
    )


def _spoken(record: Record) -> str:
    return _hover(record).removeprefix(f"{record['label']}: ").replace(", ", " and ")
