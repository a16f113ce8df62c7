"""Rows of labels, marks and numbers: the scaffold of most figures.

On a wide page labels stand to the left of the marks and numbers to the right, as in a table; on a
phone both stand above them. The vertical axis counts pixels from the top, so that every row is as
high as its text needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.palette import BAND, BAND_EDGE, INK
from satisfaction.charts.row_texts import (
    Cell,
    Column,
    Density,
    Place,
    Row,
    add_columns,
    add_headings,
    add_labels_above,
    density_of,
    details_of,
    row_height,
    side_label,
)
from satisfaction.charts.theme import SMALL_SIZE, literal
from satisfaction.charts.wording import points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Cell",
    "Column",
    "Row",
    "RowFigure",
    "Scale",
    "add_origin",
    "row_figure",
    "share_scale",
    "symmetric_scale",
]

_STEPS = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5)
_MOST_TICKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The horizontal axis: its title, its ends and its ticks."""

    title: str
    lowest: float
    highest: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFigure:
    """A figure with its rows laid out; ``centres`` are the places of marks, headings left out."""

    figure: go.Figure
    centres: tuple[float, ...]
    height: float


def share_scale(title: str, *, narrow: bool) -> Scale:
    """Return the axis of shares: always from 0 to 100 per cent."""
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0) if narrow else (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    labels = tuple(f"{tick:.0%}" for tick in ticks)
    return Scale(title=title, lowest=0.0, highest=1.0, ticks=ticks, labels=labels)


def symmetric_scale(title: str, limits: Sequence[float]) -> Scale:
    """Return an axis of differences in points, zero in the middle, wide enough for all limits."""
    reach = max([0.02, *(abs(limit) for limit in limits)]) * 1.08
    step = next(step for step in _STEPS if reach / step < _MOST_TICKS)
    count = int(reach / step)
    ticks = tuple(step * k for k in range(-count, count + 1))
    labels = tuple(points(tick, 0) for tick in ticks)
    return Scale(title=title, lowest=-reach, highest=reach, ticks=ticks, labels=labels)


def row_figure(
    rows: Sequence[Row], columns: Sequence[Column], scale: Scale, *, narrow: bool
) -> RowFigure:
    """Return an empty figure with labels, texts and axes in place."""
    density = density_of(rows, columns, narrow=narrow)
    details = details_of(rows, columns) if narrow else {}
    places = _placed(rows, details, density)
    height = places[-1].top + places[-1].height if places else 0.0
    figure = go.Figure()
    _set_axes(figure, places, scale, height, density)
    add_headings(figure, places)
    if narrow:
        add_labels_above(figure, places, details)
    else:
        add_columns(figure, places, columns, stacked=density.stacked)
    centres = tuple(-place.centre for place in places if not place.row.is_heading)
    return RowFigure(figure=figure, centres=centres, height=height)


def add_origin(laid: RowFigure, *, half: float = 15) -> None:
    """Draw the line of zero at every row, clear of the texts between rows."""
    add_lines(laid, 0, {"color": INK, "width": 1.5}, half=half)


def add_lines(laid: RowFigure, at: float, line: Mapping[str, object], *, half: float) -> None:
    """Draw a line at one place of the axis, at every row."""
    look = {"type": "line", "line": line}
    add_shapes(laid, [{**look, **_box(centre, half, at, at)} for centre in laid.centres])


def add_bands(laid: RowFigure, limits: Sequence[tuple[float, float]], *, half: float) -> None:
    """Draw what is tolerated of each row as a band."""
    look = {"type": "rect", "fillcolor": BAND, "line": {"color": BAND_EDGE, "width": 1}}
    rows = zip(laid.centres, limits, strict=True)
    add_shapes(laid, [{**look, **_box(centre, half, *limit)} for centre, limit in rows])


def add_shapes(laid: RowFigure, shapes: Sequence[Mapping[str, object]]) -> None:
    """Add shapes below the marks, all at once: one by one Plotly checks the earlier ones again."""
    below = [{**shape, "layer": "below"} for shape in shapes]
    laid.figure.layout.shapes = [*laid.figure.layout.shapes, *below]


def _box(centre: float, half: float, low: float, high: float) -> dict[str, float]:
    return {"x0": low, "x1": high, "y0": centre - half, "y1": centre + half}


def _placed(rows: Sequence[Row], details: dict[int, list[str]], density: Density) -> list[Place]:
    places: list[Place] = []
    top = 0.0
    for number, row in enumerate(rows):
        height = row_height(row, details.get(number, []), density)
        centre = top + (height - 16 if density.narrow and not row.is_heading else height / 2)
        places.append(Place(row=row, top=top, height=height, centre=centre))
        top += height
    return places


def _set_axes(
    figure: go.Figure, places: Sequence[Place], scale: Scale, height: float, density: Density
) -> None:
    marked = [place for place in places if not place.row.is_heading]
    figure.update_xaxes(
        range=[scale.lowest, scale.highest],
        tickvals=scale.ticks,
        ticktext=[literal(label) for label in scale.labels],
        title={"text": literal(scale.title), "standoff": 6},
        showline=True,
        ticks="outside",
        ticklen=4,
        showgrid=not density.narrow,
    )
    figure.update_yaxes(
        range=[-height, 0],
        tickvals=[-place.centre for place in marked],
        ticktext=[side_label(place.row, density) for place in marked],
        showticklabels=not density.narrow,
        tickfont={"size": SMALL_SIZE + 1, "color": INK},
        ticklabelstandoff=8,
    )
    figure.update_layout(margin={"l": 12, "r": 16, "t": 8})
