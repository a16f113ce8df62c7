"""Marks with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.palette import (
    PAPER,
    STATISTIC_COLOURS,
    STATISTIC_GLYPHS,
    STATISTIC_SYMBOLS,
)
from satisfaction.charts.readings import NOT_SHOWN, SMALL
from satisfaction.charts.rows import Cell, Column
from satisfaction.charts.theme import literal
from satisfaction.charts.wording import percent, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.readings import Reading


def interval_marks(
    found: Sequence[Reading],
    centres: Sequence[float],
    *,
    name: str,
    colours: Sequence[str],
    symbol: str = "circle",
) -> go.Scatter:
    """Return dots with intervals; hollow where the base is small, nothing where it is hidden."""
    drawn = [k for k, reading in enumerate(found) if reading.is_shown]
    kept = [found[k] for k in drawn]
    ink = [colours[k] for k in drawn]
    return go.Scatter(
        x=[reading.share for reading in kept],
        y=[centres[k] for k in drawn],
        mode="markers",
        name=literal(name),
        marker={
            "symbol": symbol,
            "size": 12,
            "color": [PAPER if r.flag == SMALL else c for r, c in zip(kept, ink, strict=True)],
            "line": {"color": ink, "width": 2.5},
            "opacity": 1,
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [_arm(r.upper - r.share, has=r.has_interval) for r in kept],
            "arrayminus": [_arm(r.share - r.lower, has=r.has_interval) for r in kept],
            "color": ink[0] if ink else PAPER,
            "thickness": 2.5,
            "width": 4,
        },
        hovertext=[literal(hover(reading)) for reading in kept],
        hoverinfo="text",
    )


def hover(reading: Reading) -> str:
    """Return what a pointer over the mark says."""
    parts = (reading.level, reading.label, reading.statistic, reading.text(1))
    flag = f", {reading.flag}" if reading.flag else ""
    return f"{', '.join(part for part in parts if part)}, base {reading.base:,}{flag}"


def share_cell(reading: Reading, decimals: int = 0) -> Cell:
    """Return the text beside a reading."""
    if not reading.is_shown:
        return Cell(value=NOT_SHOWN)
    return Cell(
        value=percent(reading.share, decimals), aside=span(reading.lower, reading.upper, decimals)
    )


def statistic_column(statistic: str, title: str, found: Sequence[Reading]) -> Column:
    """Return the column of a statistic: its colour and glyph are those of its marks."""
    return Column(
        header=f"{STATISTIC_GLYPHS[statistic]} {title}",
        cells=tuple(share_cell(reading) for reading in found),
        colour=STATISTIC_COLOURS[statistic],
    )


def statistic_marks(
    statistic: str, title: str, found: Sequence[Reading], centres: Sequence[float]
) -> go.Scatter:
    """Return the marks of a statistic in its colour and shape."""
    return interval_marks(
        found,
        centres,
        name=title,
        colours=[STATISTIC_COLOURS[statistic]] * len(found),
        symbol=STATISTIC_SYMBOLS[statistic],
    )


def _arm(length: float, *, has: bool) -> float:
    return max(length, 0.0) if has else 0.0
