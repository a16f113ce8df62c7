"""The small panels of a history: where they stand and what is drawn in each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.palette import BAND, BAND_EDGE, GRID, INK, MUTED, PAPER, VERDICT_COLOURS
from satisfaction.charts.records import amount
from satisfaction.charts.theme import SIZE, SMALL_SIZE, literal
from satisfaction.charts.wording import points, points_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.records import Record

_HEIGHT, _ROOM, _HEADING_ROOM = 84, 28, 62
_GUTTER = 0.035
_PAD = 0.6
_SYMBOLS = {"outside": "diamond", "profile too incomplete": "x"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One level: its row of each quarter, None where the quarter does not have it."""

    dimension: str
    level: str
    records: list[Record | None]
    is_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPlace:
    """A panel with its number and its domain on the page, 0 to 1."""

    panel: Panel
    number: int
    x: tuple[float, float]
    y: tuple[float, float]
    is_first: bool
    is_last: bool
    is_heading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """All panels on one scale, so that heights compare."""

    places: list[PanelPlace]
    height: float
    reach: float


def placed(panels: Sequence[Panel], *, across: int) -> Grid:
    """Return the panels row by row, each dimension on rows of its own under its name."""
    tops = _tops(panels, across)
    height = max(top for top, _ in tops) + _HEIGHT
    width = (1 - _GUTTER * (across - 1)) / across
    lowest: dict[int, int] = {column: k for k, (_, column) in enumerate(tops)}
    places = [
        PanelPlace(
            panel=panel,
            number=k + 1,
            x=(column * (width + _GUTTER), column * (width + _GUTTER) + width),
            y=(1 - (top + _HEIGHT) / height, 1 - top / height),
            is_first=column == 0,
            is_last=lowest[column] == k and top + _HEIGHT == height,
            is_heading=k == 0 or panels[k - 1].dimension != panel.dimension,
        )
        for k, (panel, (top, column)) in enumerate(zip(panels, tops, strict=True))
    ]
    return Grid(places=places, height=height, reach=_reach(panels))


def _tops(panels: Sequence[Panel], across: int) -> list[tuple[float, int]]:
    """Return the pixels from the top and the column of each panel."""
    tops: list[tuple[float, int]] = []
    top, column = 0.0, -1
    for k, panel in enumerate(panels):
        is_new = k > 0 and panel.dimension != panels[k - 1].dimension
        column += 1
        if is_new or column == across:
            top, column = top + _HEIGHT + (_HEADING_ROOM if is_new else _ROOM), 0
        tops.append((top, column))
    return tops


def add_panel(figure: go.Figure, place: PanelPlace, periods: Sequence[str], grid: Grid) -> None:
    """Draw one panel with its axes and its name."""
    x, y = f"x{place.number}", f"y{place.number}"
    _set_axes(figure, place, periods, grid)
    known = [(k, r) for k, r in enumerate(place.panel.records) if r is not None]
    # The band is the area between its edges: a shape for each quarter would take seconds to make.
    edges = [_edge(known, "tolerance_lower", x, y), _edge(known, "tolerance_upper", x, y)]
    edges[1].update(fill="tonexty", fillcolor=BAND)
    figure.add_traces([*edges, _marks(known, x, y, periods)])
    texts = [*_names(place), *(_ends(place, periods) if place.is_last else [])]
    figure.layout.annotations += tuple(go.layout.Annotation(text) for text in texts)


def _edge(known: list[tuple[int, Record]], side: str, x: str, y: str) -> go.Scatter:
    return go.Scatter(
        x=[end for k, _ in known for end in (k - 0.5, k + 0.5)],
        y=[amount(r, side) for _, r in known for _ in range(2)],
        mode="lines",
        line={"color": BAND_EDGE, "width": 0.8},
        hoverinfo="skip",
        xaxis=x,
        yaxis=y,
    )


def _names(place: PanelPlace) -> list[dict[str, object]]:
    level = literal(place.panel.level)
    name = f"<b>◀ {level}</b>" if place.panel.is_named else level
    texts = [_text(name, place.x[0], place.y[1], yanchor="bottom", yshift=1, size=SMALL_SIZE)]
    if place.is_heading:
        heading = f"<b>{literal(place.panel.dimension)}</b>"
        texts.append(_text(heading, place.x[0], place.y[1], yanchor="bottom", yshift=21, size=SIZE))
    return texts


def _ends(place: PanelPlace, periods: Sequence[str]) -> list[dict[str, object]]:
    """Name the first and the last quarter under a panel, inside its width."""
    first, last = (_text(_short(p), x, place.y[0], yanchor="top", yshift=-4, size=SMALL_SIZE)
                   for x, p in zip(place.x, (periods[0], periods[-1]), strict=True))  # fmt: skip
    small = {"size": SMALL_SIZE, "color": MUTED}
    return [{**first, "font": small}, {**last, "font": small, "xanchor": "right"}]


def _text(
    text: str, x: float, y: float, *, yanchor: str, yshift: float, size: float
) -> dict[str, object]:
    return {
        "text": text, "showarrow": False, "xref": "paper", "x": x, "xanchor": "left",
        "yref": "paper", "y": y, "yanchor": yanchor, "yshift": yshift,
        "font": {"size": size, "color": INK},
    }  # fmt: skip


def _marks(known: list[tuple[int, Record]], x: str, y: str, periods: Sequence[str]) -> go.Scatter:
    here = [amount(r, "difference") for _, r in known]
    colours = [VERDICT_COLOURS[str(r["verdict"])] for _, r in known]
    return go.Scatter(
        x=[k for k, _ in known],
        y=here,
        mode="lines+markers",
        line={"color": MUTED, "width": 1},
        marker={
            "size": 8,
            "symbol": [_SYMBOLS.get(str(r["verdict"]), "circle") for _, r in known],
            "color": [
                PAPER if r["verdict"] == "too few to tell" else c
                for (_, r), c in zip(known, colours, strict=True)
            ],
            "line": {"color": colours, "width": 2},
        },
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [amount(r, "upper") - v for v, (_, r) in zip(here, known, strict=True)],
            "arrayminus": [v - amount(r, "lower") for v, (_, r) in zip(here, known, strict=True)],
            "color": MUTED,
            "thickness": 1,
            "width": 0,
        },
        hovertext=[
            literal(
                f"{periods[k]}: {points(amount(r, 'difference'))} "
                f"({points_span(amount(r, 'lower'), amount(r, 'upper'))}), {r['verdict']}"
            )
            for k, r in known
        ],
        hoverinfo="text",
        xaxis=x,
        yaxis=y,
    )


def _set_axes(figure: go.Figure, place: PanelPlace, periods: Sequence[str], grid: Grid) -> None:
    step = next(s for s in (0.02, 0.05, 0.1, 0.2, 0.5) if grid.reach / s < 2.5)  # noqa: PLR2004 - two ticks a side
    marks = [step * k for k in range(-2, 3) if abs(step * k) <= grid.reach]
    axis = "" if place.number == 1 else str(place.number)
    figure.update_layout(
        {
            f"xaxis{axis}": {
                "domain": list(place.x),
                "anchor": f"y{place.number}",
                "range": [-_PAD, len(periods) - 1 + _PAD],
                "showticklabels": False,
                "ticks": "",
                "showgrid": False,
                "automargin": False,
            },
            f"yaxis{axis}": {
                "domain": list(place.y),
                "anchor": f"x{place.number}",
                "range": [-grid.reach, grid.reach],
                "tickvals": marks,
                "ticktext": [points(mark, 0) for mark in marks],
                "showticklabels": place.is_first,
                "gridcolor": GRID,
                "zeroline": True,
                "zerolinecolor": INK,
                "automargin": False,
            },
        }
    )


def _short(period: str) -> str:
    """Return a quarter as it fits under a panel: ``Q3 07/08``."""
    year, _, quarter = period.partition(" ")
    return f"{quarter} {year[2:]}" if quarter else period


def _reach(panels: Sequence[Panel]) -> float:
    """Return the scale that holds every difference and tolerance; intervals may run over."""
    names = ("difference", "tolerance_lower", "tolerance_upper")
    values = [abs(amount(r, n)) for p in panels for r in p.records if r is not None for n in names]
    return max([0.02, *(v for v in values if not math.isnan(v))]) * 1.35
