"""Dots with intervals for numbers that are no shares: means, odds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.palette import PAPER
from satisfaction.charts.theme import literal

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A number with its interval, and what a pointer over it says.

    Attributes
    ----------
    value, lower, upper : float
        Nothing is drawn where ``value`` is NaN, and no interval where a limit is.
    said : str
    is_hollow : bool
        Whether it rests on a small base.
    """

    value: float
    lower: float
    upper: float
    said: str
    is_hollow: bool = False

    @property
    def has_interval(self) -> bool:
        """Whether both limits are there."""
        return math.isfinite(self.lower) and math.isfinite(self.upper)


def interval_dots(
    dots: Sequence[Dot], centres: Sequence[float], *, name: str, colour: str, symbol: str = "circle"
) -> go.Scatter:
    """Return the marks of ``dots``, one at each of the places ``centres``."""
    drawn = [(dot, y) for dot, y in zip(dots, centres, strict=True) if not math.isnan(dot.value)]
    return go.Scatter(
        x=[dot.value for dot, _ in drawn],
        y=[y for _, y in drawn],
        mode="markers",
        name=literal(name),
        marker={
            "symbol": symbol,
            "size": 12,
            "color": [PAPER if dot.is_hollow else colour for dot, _ in drawn],
            "line": {"color": colour, "width": 2.5},
            "opacity": 1,
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [dot.upper - dot.value if dot.has_interval else 0.0 for dot, _ in drawn],
            "arrayminus": [dot.value - dot.lower if dot.has_interval else 0.0 for dot, _ in drawn],
            "color": colour,
            "thickness": 2.5,
            "width": 4,
        },
        hovertext=[literal(dot.said) for dot, _ in drawn],
        hoverinfo="text",
    )
