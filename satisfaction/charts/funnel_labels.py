"""Names of the areas outside the limits, clear of each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.charts.funnel_words import mark_of
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.theme import SMALL_SIZE, literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from satisfaction.charts.records import Record
    from satisfaction.estimates.funnel_result import Funnel

_LINE = 15.0
_MARK = 8.0
_SHIFTS = (0.0, 8.0, -8.0, 16.0, -16.0, 24.0, -24.0, 32.0, -32.0)
_CHARACTER = 6.6
_WIDE, _NARROW = 560.0, 250.0
_PLOT_HEIGHT = 380.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """A name, where its mark stands in pixels, and how far it is moved from there."""

    name: str
    x: float
    y: float
    colour: str
    is_left: bool
    shift: float = 0.0

    @property
    def span(self) -> tuple[float, float]:
        """Where the text starts and ends."""
        width = _CHARACTER * len(self.name) + 10
        return (self.x - width, self.x) if self.is_left else (self.x, self.x + width)


def add_area_labels(
    figure: go.Figure,
    outside: pd.DataFrame,
    result: Funnel,
    shares: tuple[float, float],
    *,
    narrow: bool,
) -> None:
    """Write each name beside its mark, on the side and at the height where it covers nothing."""
    width = _NARROW if narrow else _WIDE
    rows = records_of(outside.sort_values("estimate"))
    wanted = [_label(row, result, shares, width) for row in rows]
    placed: list[_Label] = []
    for row, label in zip(rows, wanted, strict=True):
        found = _placed(label, placed, [other for other in wanted if other is not label], width)
        placed.append(found)
        figure.add_annotation(
            text=literal(found.name), x=row["effective_base"], y=row["estimate"],
            xanchor="right" if found.is_left else "left", yanchor="middle",
            xshift=-9 if found.is_left else 9, yshift=found.shift, showarrow=False,
            font={"size": SMALL_SIZE, "color": found.colour},
        )  # fmt: skip


def _label(row: Record, result: Funnel, shares: tuple[float, float], width: float) -> _Label:
    bases = result.curves["effective_base"]
    along = (amount(row, "effective_base") - bases.min()) / (bases.max() - bases.min())
    height = (amount(row, "estimate") - shares[0]) / (shares[1] - shares[0])
    mark = mark_of(result, amount(row, "beyond"), amount(row, "side"))
    return _Label(
        name=str(row["level"]),
        x=along * width,
        y=height * _PLOT_HEIGHT,
        colour=mark.colour,
        is_left=along > 0.5,  # noqa: PLR2004 - the half with more room
    )


def _placed(
    label: _Label, placed: Sequence[_Label], marks: Sequence[_Label], width: float
) -> _Label:
    """Return the nearest place that is free; the wanted one where none is."""
    tries = (
        replace(label, is_left=label.is_left != turned, shift=shift)
        for shift in _SHIFTS
        for turned in (False, True)
    )
    return next((t for t in tries if _is_free(t, placed, marks, width)), label)


def _is_free(
    label: _Label, placed: Sequence[_Label], marks: Sequence[_Label], width: float
) -> bool:
    start, end = label.span
    if start < 0 or end > width:
        return False
    if any(start < m.x + _MARK and m.x - _MARK < end and _near(label, m.y) for m in marks):
        return False
    return not any(
        start < other.span[1] and other.span[0] < end and _near(label, other.y + other.shift)
        for other in placed
    )


def _near(label: _Label, y: float) -> bool:
    return abs(label.y + label.shift - y) < _LINE
