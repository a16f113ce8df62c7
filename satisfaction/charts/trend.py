"""A share over time with its fitted lines, one panel a level, broken at series breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import incomplete_note
from satisfaction.charts.marks import hover
from satisfaction.charts.palette import (
    INK,
    PAPER,
    STATISTIC_COLOURS,
    STATISTIC_SYMBOLS,
)
from satisfaction.charts.readings import SMALL, readings
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.series_axes import (
    add_break_marks,
    add_head,
    panels_of,
    placed_breaks,
    series_height,
    set_series_axes,
)
from satisfaction.charts.theme import SMALL_SIZE, finished, literal
from satisfaction.charts.time_axes import continuous, share_range
from satisfaction.charts.trend_words import (
    SLOPE_GLYPHS,
    latest_slopes,
    slope_colour,
    slope_words,
    target_note,
    trend_text,
)
from satisfaction.charts.wording import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.readings import Reading
    from satisfaction.charts.records import Record
    from satisfaction.charts.series_axes import Panel
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.trend_result import Trend

_LABEL_ROOM = 150


def draw_trend(
    result: Trend,
    *,
    target: float | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Draw the estimates with intervals, the line of each segment with its band, and the target."""
    found = readings(result.table, survey)
    periods = continuous(list(dict.fromkeys(reading.period for reading in found)))
    breaks = placed_breaks(survey.series_breaks if survey else (), periods)
    panels = panels_of(found)
    drawn = [v for r in found if r.is_shown for v in (r.lower, r.upper, r.share)]
    scale = share_range([*drawn, *([target] if target is not None else [])])
    break_lines = (2 if narrow else 1) if breaks else 0
    lines = break_lines + (2 if narrow else 0) + (1 if len(panels) > 1 else 0)
    figure = go.Figure()
    heads = lines - break_lines
    set_series_axes(figure, panels, periods, lines=lines, narrow=narrow, heads=heads)
    levels = list(dict.fromkeys(str(level) for level in result.table["level"]))
    slopes = latest_slopes(result)
    for panel, level in zip(panels, levels, strict=True):
        rows = records_of(result.table[result.table["level"] == level])
        scale.put_on(figure, f"yaxis{panel.axis('y')[1:]}")
        _add_target(figure, panel, target)
        _add_lines(figure, panel, rows, periods)
        _add_marks(figure, panel, rows, periods)
        add_break_marks(figure, panel, breaks, narrow=narrow)
        above = heads if panel.number else lines
        if len(panels) > 1:
            name = panel.readings[0].level or panel.label
            add_head(figure, panel, f"<b>{literal(name)}</b>", above=above - 1)
        told = _told(panel.readings, slopes.get(level), "<br>" if not narrow else " ")
        _add_told(figure, panel, told, narrow=narrow, above=0 if panel.number else break_lines)
    figure.update_layout(margin={"r": 16 if narrow else _LABEL_ROOM})
    notes = [target_note(target), scale.note, incomplete_note(found)]
    text = trend_text(result, breaks, survey, notes, target=target)
    return finished(figure, text, height=series_height(panels, heads=heads), narrow=narrow, foot=48)


def _add_target(figure: go.Figure, panel: Panel, target: float | None) -> None:
    """Draw the share to reach across the panel, behind everything; the caption names it."""
    if target is None:
        return
    figure.add_shape(
        type="line", x0=0, x1=1, y0=target, y1=target, layer="below",
        xref=f"{panel.axis('x')} domain", yref=panel.axis("y"),
        line={"color": INK, "width": 1.5, "dash": "dash"},
    )  # fmt: skip
    figure.add_annotation(
        text=f"target {percent(target, 1)}", x=0, xref=f"{panel.axis('x')} domain",
        xanchor="left", y=target, yref=panel.axis("y"), yanchor="bottom", showarrow=False,
        font={"size": SMALL_SIZE, "color": INK}, bgcolor="rgba(255,255,255,0.75)",
    )  # fmt: skip


def _add_lines(
    figure: go.Figure, panel: Panel, rows: Sequence[Record], periods: Sequence[str]
) -> None:
    """Draw the fitted line of each segment with its band; nothing joins two segments."""
    fitted = [r for r in rows if amount(r, "fitted") == amount(r, "fitted")]
    for segment in dict.fromkeys(r["segment"] for r in fitted):
        part = [r for r in fitted if r["segment"] == segment]
        places = [periods.index(str(r["period"])) for r in part]
        edges = [amount(r, "fitted_upper") for r in part]
        edges += [amount(r, "fitted_lower") for r in reversed(part)]
        shared = {"xaxis": panel.axis("x"), "yaxis": panel.axis("y"), "hoverinfo": "skip"}
        figure.add_trace(
            go.Scatter(
                x=[*places, *reversed(places)], y=edges, mode="lines", fill="toself",
                fillcolor="rgba(27,39,51,0.10)", line={"width": 0}, name="Band of the line",
                **shared,
            )
        )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=places, y=[amount(r, "fitted") for r in part], mode="lines",
                line={"color": INK, "width": 1.5}, name="Fitted line", **shared,
            )
        )  # fmt: skip


def _add_marks(
    figure: go.Figure, panel: Panel, rows: Sequence[Record], periods: Sequence[str]
) -> None:
    """Draw each estimate: filled, hollow on a small base, a cross where the period is not whole."""
    drawn = [(r, row) for r, row in zip(panel.readings, rows, strict=True) if r.is_shown]
    if not drawn:
        return
    statistic = drawn[0][0].statistic
    colour = STATISTIC_COLOURS.get(statistic, INK)
    usual = STATISTIC_SYMBOLS.get(statistic, "circle")
    found = [reading for reading, _ in drawn]
    figure.add_trace(
        go.Scatter(
            x=[periods.index(reading.period) for reading in found],
            y=[reading.share for reading in found],
            xaxis=panel.axis("x"),
            yaxis=panel.axis("y"),
            mode="markers",
            name="Estimate",
            marker={
                "symbol": [usual if row["complete"] else "x" for _, row in drawn],
                "size": 9 if len(periods) <= 16 else 7,  # noqa: PLR2004 - they touch beyond that
                "color": [PAPER if reading.flag == SMALL else colour for reading in found],
                "line": {"color": colour, "width": 2},
            },
            error_y=_arms(found, colour),
            hovertext=[literal(f"{reading.when}: {hover(reading)}") for reading in found],
            hoverinfo="text",
        )
    )


def _arms(found: Sequence[Reading], colour: str) -> dict[str, object]:
    """Return the intervals as bars."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [_arm(r.upper - r.share, r) for r in found],
        "arrayminus": [_arm(r.share - r.lower, r) for r in found],
        "color": colour,
        "thickness": 1.5,
        "width": 3,
    }


def _arm(length: float, reading: Reading) -> float:
    return max(length, 0.0) if reading.has_interval else 0.0


def _told(found: Sequence[Reading], slope: Record | None, between: str) -> str:
    """Return the latest estimate, and the verdict with the slope, as ready Plotly text."""
    shown = [reading for reading in found if reading.is_shown]
    latest = f"<b>{literal(shown[-1].text(1))}</b>" if shown else "not shown"
    if slope is None:
        return f"{latest}<br>no slope: too few periods"
    verdict = str(slope["verdict"])
    words = slope_words(slope).replace(" (", f"{between}(")
    glyph = SLOPE_GLYPHS[verdict]
    tail = f'<span style="color:{slope_colour(slope)}">{glyph} {verdict}</span>'
    return f"{latest}{between}{tail}<br>{literal(words) if between == ' ' else words}"


def _add_told(figure: go.Figure, panel: Panel, text: str, *, narrow: bool, above: int) -> None:
    if narrow:
        add_head(figure, panel, text, above=above)
        return
    figure.add_annotation(
        text=text, x=1, xref="paper", xanchor="left", xshift=8, y=0.5,
        yref=f"{panel.axis('y')} domain", yanchor="middle", showarrow=False, align="left",
        font={"size": SMALL_SIZE, "color": INK},
    )  # fmt: skip
