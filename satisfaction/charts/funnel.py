"""The funnel: each area at its effective base, with the limits of chance round the overall rate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from satisfaction.charts.funnel_labels import add_area_labels
from satisfaction.charts.funnel_words import funnel_text, level_words, mark_of
from satisfaction.charts.palette import GRID, INK, MUTED, PAPER
from satisfaction.charts.readings import readings
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.theme import SMALL_SIZE, finished, literal
from satisfaction.charts.wording import percent

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.funnel_result import Funnel

HEIGHT = 380
_RIGHT = 84
_DASHES = ("solid", "dash")
_TICKS = 5


def draw_funnel(result: Funnel, *, survey: Survey | None = None, narrow: bool = False) -> go.Figure:
    """Draw the limits, the overall rate, every shown area, and the names of those outside."""
    shown = result.table[(result.table["flag"] != "hidden") & result.table["estimate"].notna()]
    figure = go.Figure()
    for level, dash in zip(result.limits, _DASHES, strict=True):
        _add_limit(figure, result, level, dash)
    _add_target(figure, result)
    for beyond, side in _kinds(shown):
        _add_areas(figure, result, shown, beyond, side)
    limits = _share_range(result, shown)
    _set_axes(figure, result, limits, narrow=narrow)
    _add_limit_labels(figure, result, narrow=narrow)
    add_area_labels(figure, shown[shown["beyond"] > 0], result, limits, narrow=narrow)
    text = funnel_text(result, readings(result.table, survey), survey)
    return finished(figure, text, height=HEIGHT, narrow=narrow, foot=58)


def _kinds(shown: pd.DataFrame) -> list[tuple[float, float]]:
    """Return which kinds of mark there are, those inside first."""
    pairs = shown[["beyond", "side"]].drop_duplicates().sort_values(["beyond", "side"])
    return [(float(beyond), float(side)) for beyond, side in pairs.to_numpy()]


def _add_limit(figure: go.Figure, result: Funnel, level: float, dash: str) -> None:
    curve = result.curves[result.curves["limit"] == level]
    for side in ("lower", "upper"):
        figure.add_trace(
            go.Scatter(
                x=curve["effective_base"].tolist(),
                y=curve[side].tolist(),
                mode="lines",
                name=f"{level_words(level)} limit",
                line={"color": MUTED, "width": 1.5, "dash": dash},
                hoverinfo="skip",
            )
        )


def _add_target(figure: go.Figure, result: Funnel) -> None:
    ends = result.curves["effective_base"]
    figure.add_trace(
        go.Scatter(
            x=[ends.min(), ends.max()],
            y=[result.target] * 2,
            mode="lines",
            name="Overall",
            line={"color": INK, "width": 1.5},
            hoverinfo="skip",
        )
    )


def _add_areas(
    figure: go.Figure, result: Funnel, shown: pd.DataFrame, beyond: float, side: float
) -> None:
    areas = shown[(shown["beyond"] == beyond) & (shown["side"] == side)]
    mark = mark_of(result, beyond, side)
    figure.add_trace(
        go.Scatter(
            x=areas["effective_base"].tolist(),
            y=areas["estimate"].tolist(),
            mode="markers",
            name=mark.name,
            marker={
                "symbol": mark.symbol,
                "size": mark.size,
                "color": mark.colour if mark.is_filled else PAPER,
                "line": {"color": mark.colour, "width": 2},
                "opacity": 1,
            },
            hovertext=[
                literal(f"{r['level']}: {percent(amount(r, 'estimate'), 1)}, base {r['base']}")
                for r in records_of(areas)
            ],
            hoverinfo="text",
        )
    )


def _share_range(result: Funnel, shown: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the vertical axis: all areas, and the inner limits, with some room."""
    inner = result.curves[result.curves["limit"] == result.limits[0]]
    values = np.r_[shown["estimate"], inner["lower"], inner["upper"]]
    low, high = float(values.min()), float(values.max())
    room = 0.08 * (high - low)
    return max(low - room, -0.005), min(high + room, 1.005)


def _set_axes(
    figure: go.Figure, result: Funnel, limits: tuple[float, float], *, narrow: bool
) -> None:
    step = next(
        s for s in (0.01, 0.02, 0.05, 0.1, 0.2) if (limits[1] - limits[0]) / s <= _TICKS + 2
    )
    first = math.ceil(limits[0] / step - 1e-9)
    ticks = [step * k for k in range(first, int(limits[1] / step + 1e-9) + 1)]
    most = float(result.curves["effective_base"].max())
    least = float(result.curves["effective_base"].min())
    figure.update_yaxes(
        range=list(limits), tickvals=ticks, ticktext=[percent(tick) for tick in ticks],
        gridcolor=GRID,
    )  # fmt: skip
    figure.update_xaxes(
        range=[least, most], title={"text": "Effective base (answers)", "standoff": 8},
        showgrid=False, showline=True, ticks="outside", nticks=4 if narrow else 8,
    )  # fmt: skip
    figure.update_layout(margin={"l": 12, "r": 62 if narrow else _RIGHT, "t": 10})


def _add_limit_labels(figure: go.Figure, result: Funnel, *, narrow: bool) -> None:
    """Name each limit and the overall rate where its line ends."""
    most = result.curves["effective_base"].max()
    ends = records_of(result.curves[result.curves["effective_base"] == most])
    named = [
        (amount(row, end), level_words(amount(row, "limit")), MUTED)
        for row in ends
        for end in ("lower", "upper")
    ]
    overall = percent(result.target, 1) if narrow else f"{percent(result.target, 1)} overall"
    for share, words, colour in (*named, (result.target, f"<b>{overall}</b>", INK)):
        figure.add_annotation(
            text=words, x=1, xref="paper", xanchor="left", xshift=5, y=share, yanchor="middle",
            showarrow=False, font={"size": SMALL_SIZE, "color": colour},
        )  # fmt: skip
