"""A series of periods: lines with ribbons, broken where figures stop being comparable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import (
    caption,
    flag_note,
    incomplete_note,
    period_of,
    spoken,
    subtitle,
)
from satisfaction.charts.findings import series_falls, series_finding
from satisfaction.charts.labels import statistic_label
from satisfaction.charts.marks import hover
from satisfaction.charts.palette import (
    PAPER,
    STATISTIC_COLOURS,
    STATISTIC_GLYPHS,
    STATISTIC_SYMBOLS,
)
from satisfaction.charts.readings import SMALL, Reading, of_statistic, readings
from satisfaction.charts.series_axes import (
    PANEL_HEIGHT,
    Break,
    Panel,
    add_break_marks,
    add_head,
    panels_of,
    placed_breaks,
    series_height,
    set_series_axes,
)
from satisfaction.charts.theme import SMALL_SIZE, FigureText, finished, literal
from satisfaction.charts.time_axes import continuous

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.survey import SeriesBreak, Survey
    from satisfaction.estimates.result import Estimates

_DRAWN = ("satisfied", "dissatisfied")
_LABEL_ROOM, _LABEL_HEIGHT = 136, 34
_MANY_PERIODS = 16


def draw_series(
    result: Estimates,
    *,
    breaks: Sequence[SeriesBreak] | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Draw satisfied and dissatisfied over time, one panel a question or group.

    ``breaks`` are those of the survey unless given; a line never crosses one.
    """
    found = readings(result.table, survey)
    told = list(dict.fromkeys(reading.period for reading in found))
    periods = continuous(told)
    known = (survey.series_breaks if survey else ()) if breaks is None else breaks
    marked = placed_breaks(known, periods)
    panels = panels_of(found)
    figure = go.Figure()
    break_lines = (2 if narrow else 1) if marked else 0
    lines = break_lines + (2 if narrow else 0) + (1 if len(panels) > 1 else 0)
    heads = lines - break_lines
    set_series_axes(figure, panels, periods, lines=lines, narrow=narrow, heads=heads)
    for panel in panels:
        for statistic in _DRAWN:
            _add_statistic(figure, panel, statistic, periods, marked)
        add_break_marks(figure, panel, marked, narrow=narrow)
        _add_names(figure, panel, narrow=narrow, above=0 if panel.number else break_lines)
        if len(panels) > 1:
            add_head(
                figure,
                panel,
                f"<b>{literal(panel.label)}</b>",
                above=lines - 1 - (break_lines if panel.number else 0),
            )
    figure.update_layout(margin={"r": 16 if narrow else _LABEL_ROOM})
    text = _text(result, found, placed_breaks(known, told), survey)
    height = series_height(panels, heads=heads)
    return finished(figure, text, height=height, narrow=narrow, foot=48)


def _add_statistic(
    figure: go.Figure,
    panel: Panel,
    statistic: str,
    periods: Sequence[str],
    breaks: Sequence[Break],
) -> None:
    starts = frozenset(entry.place for entry in breaks)
    found = of_statistic(panel.readings, statistic)
    for run in _runs(found, periods, starts):
        figure.add_trace(_ribbon(run, panel, STATISTIC_COLOURS[statistic]))
        figure.add_trace(_line(run, panel, statistic))


_Point = tuple[int, Reading]


def _runs(
    found: Sequence[Reading], periods: Sequence[str], starts: frozenset[int]
) -> list[list[_Point]]:
    """Return stretches of consecutive shown readings, cut at series breaks."""
    runs: list[list[_Point]] = []
    last = -2
    for reading in found:
        place = periods.index(reading.period)
        if not reading.is_shown:
            continue
        if place != last + 1 or place in starts or not runs:
            runs.append([])
        runs[-1].append((place, reading))
        last = place
    return runs


def _ribbon(run: Sequence[_Point], panel: Panel, colour: str) -> go.Scatter:
    told = [(place, reading) for place, reading in run if reading.has_interval]
    edges = [(p, r.upper) for p, r in told] + [(p, r.lower) for p, r in reversed(told)]
    return go.Scatter(
        x=[place for place, _ in edges],
        y=[limit for _, limit in edges],
        xaxis=panel.axis("x"),
        yaxis=panel.axis("y"),
        mode="lines",
        fill="toself",
        fillcolor=_faint(colour),
        line={"width": 1, "color": _faint(colour)},
        hoverinfo="skip",
        name="Interval",
    )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"


def _line(run: Sequence[_Point], panel: Panel, statistic: str) -> go.Scatter:
    colour = STATISTIC_COLOURS[statistic]
    return go.Scatter(
        x=[place for place, _ in run],
        y=[reading.share for _, reading in run],
        xaxis=panel.axis("x"),
        yaxis=panel.axis("y"),
        mode="lines+markers",
        name=statistic_label(statistic),
        line={"color": colour, "width": 2.5},
        marker={
            "symbol": [
                STATISTIC_SYMBOLS[statistic] if reading.is_complete else "x" for _, reading in run
            ],
            "size": 9 if len(panel.readings) <= 2 * _MANY_PERIODS else 6,
            "color": [PAPER if reading.flag == SMALL else colour for _, reading in run],
            "line": {"color": colour, "width": 2},
        },
        hovertext=[literal(f"{reading.when}: {hover(reading)}") for _, reading in run],
        hoverinfo="text",
    )


def _add_names(figure: go.Figure, panel: Panel, *, narrow: bool, above: int) -> None:
    """Name each line at its end; on a phone above the panel."""
    last = {
        statistic: drawn[-1]
        for statistic in _DRAWN
        if (drawn := [r for r in of_statistic(panel.readings, statistic) if r.is_shown])
    }
    if narrow:
        add_head(figure, panel, "<br>".join(_name(r, " ") for r in last.values()), above=above)
        return
    shifts = _apart([reading.share for reading in last.values()])
    for reading, shift in zip(last.values(), shifts, strict=True):
        figure.add_annotation(
            text=_name(reading, "<br>"), x=1, xref="paper", xanchor="left", xshift=8,
            y=reading.share, yref=panel.axis("y"), yanchor="middle", yshift=shift,
            showarrow=False, align="left", font={"size": SMALL_SIZE},
        )  # fmt: skip


def _name(reading: Reading, between: str) -> str:
    words = f"{STATISTIC_GLYPHS[reading.statistic]} {statistic_label(reading.statistic)}"
    text = f"<b>{words}</b>{between}{literal(reading.text())}"
    return f'<span style="color:{STATISTIC_COLOURS[reading.statistic]}">{text}</span>'


def _apart(shares: Sequence[float]) -> list[float]:
    """Return shifts in pixels that keep two labels from covering each other."""
    if len(shares) != 2:  # noqa: PLR2004 - a pair of lines
        return [0.0] * len(shares)
    distance = abs(shares[0] - shares[1]) * PANEL_HEIGHT
    push = max(0.0, (_LABEL_HEIGHT - distance) / 2)
    return [push, -push] if shares[0] >= shares[1] else [-push, push]


def _text(
    result: Estimates,
    found: Sequence[Reading],
    breaks: Sequence[Break],
    survey: Survey | None,
) -> FigureText:
    starts = frozenset(entry.place for entry in breaks)
    title = series_finding(result, breaks=starts, survey=survey)
    satisfied = of_statistic(tuple(found), "satisfied")
    drawn = [reading for reading in found if reading.statistic in _DRAWN]
    ends = [satisfied[0], satisfied[-1]]
    labels = sorted({reading.label for reading in found})
    unit = f"{labels[0]}; share" if len(labels) == 1 else "Share"
    return FigureText(
        title=title,
        subtitle=subtitle(f"{unit} of valid answers, per cent", drawn, period_of(result)),
        caption=caption(
            result.provenance,
            survey,
            f"Ribbons are {result.confidence:.0%} intervals.",
            incomplete_note(drawn),
            flag_note(drawn),
        ),
        alt=f"Line chart with interval ribbons. {title}. Satisfied, first and last period: "
        f"{spoken([r.when for r in ends], [r.text() for r in ends])}"
        + "".join(f" Series break: {entry.what}." for entry in breaks),
        needs_attention=series_falls(result, breaks=starts),
    )
