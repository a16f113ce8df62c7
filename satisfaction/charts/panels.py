"""Two row figures, one above the other, each with its own axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.rows import RowFigure

if TYPE_CHECKING:
    from collections.abc import Mapping

_AXIS_ROOM = 52


def stacked(top: RowFigure, bottom: RowFigure) -> RowFigure:
    """Return ``bottom`` below ``top`` in one figure; both keep their scale and their rows."""
    head = bottom.figure.layout.margin.t or 0
    height = top.height + _AXIS_ROOM + head + bottom.height
    figure = go.Figure(top.figure)
    for trace in bottom.figure.data:
        figure.add_trace(trace.update(xaxis="x2", yaxis="y2"))
    figure.update_layout(
        xaxis={"anchor": "y"},
        yaxis={"domain": [1 - top.height / height, 1]},
        xaxis2={**_plain(bottom.figure.layout.xaxis), "anchor": "y2"},
        yaxis2={
            **_plain(bottom.figure.layout.yaxis),
            "domain": [0, bottom.height / height],
            "anchor": "x2",
        },
        margin={"r": max(f.layout.margin.r for f in (top.figure, bottom.figure))},
    )
    for annotation in bottom.figure.layout.annotations:
        figure.add_annotation(_moved(_plain(annotation)))
    for shape in bottom.figure.layout.shapes:
        figure.add_shape(_moved(_plain(shape)))
    return RowFigure(figure=figure, centres=(*top.centres, *bottom.centres), height=height)


def _moved(part: Mapping[str, object]) -> dict[str, object]:
    """Refer to the second axes instead of the first."""
    x, y = (str(part.get(f"{axis}ref", axis)) for axis in "xy")
    return {
        **part,
        "xref": x if x == "paper" else x.replace("x", "x2", 1),
        "yref": y if y == "paper" else y.replace("y", "y2", 1),
    }


def _plain(part: go.layout.XAxis) -> dict[str, object]:
    found: dict[str, object] = part.to_plotly_json()
    return found
