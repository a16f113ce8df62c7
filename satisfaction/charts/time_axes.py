"""Axes of shares over time that are wide enough for what is drawn, the same in every panel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.charts.palette import GRID
from satisfaction.charts.wording import percent
from satisfaction.errors import UsageError
from satisfaction.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
_MOST_TICKS = 6
_LEAST_REACH = 0.04

AXIS_NOTE = "The axis of shares does not start at 0."


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRange:
    """Ends and ticks of an axis of shares."""

    lowest: float
    highest: float
    ticks: tuple[float, ...]

    @property
    def note(self) -> str:
        """That the axis does not start at 0, where it does not."""
        return AXIS_NOTE if self.lowest > 0 else ""

    def put_on(self, figure: go.Figure, axis: str) -> None:
        """Set a vertical axis, such as ``yaxis2``, to this range."""
        figure.update_layout(
            {
                axis: {
                    "range": [self.lowest, self.highest],
                    "tickvals": list(self.ticks),
                    "ticktext": [percent(tick) for tick in self.ticks],
                    "gridcolor": GRID,
                }
            }
        )


def share_range(values: Sequence[float]) -> ShareRange:
    """Return an axis that holds all ``values`` with some room, inside 0 to 100 per cent."""
    known = [value for value in values if not math.isnan(value)] or [0.0, 1.0]
    middle = (min(known) + max(known)) / 2
    reach = max((max(known) - min(known)) / 2 * 1.12, _LEAST_REACH)
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    step = next((s for s in _STEPS if (high - low) / s <= _MOST_TICKS), _STEPS[-1])
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    room = 0.02 * (high - low)
    return ShareRange(
        lowest=low if low > 0 else -room,
        highest=high if high < 1 else 1 + room,
        ticks=tuple(step * k for k in range(first, last + 1)),
    )


def continuous(periods: Sequence[str]) -> list[str]:
    """Return ``periods`` with those that are missing between them, so that time is to scale.

    Rolling years and labels that are no periods stay as they are.
    """
    try:
        found = sorted((parse_period(period) for period in periods), key=lambda p: p.start)
    except UsageError:
        return list(periods)
    if len({p.kind for p in found}) != 1 or found[0].kind == "rolling":
        return list(periods)
    whole = [found[-1]]
    while whole[-1].start > found[0].start:
        whole.append(whole[-1].previous)
    return [str(period) for period in reversed(whole)]
