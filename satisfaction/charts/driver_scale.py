"""Where on the scale a rating bites: the difference at each cut, a panel a leading driver."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import interval_note, spoken
from satisfaction.charts.driver_words import (
    drivers_caption,
    drivers_subtitle,
    limits_of,
    points_words,
)
from satisfaction.charts.palette import DISSATISFIED, SATISFIED
from satisfaction.charts.records import Record, amount, records_of, told_count
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, add_origin, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import inside_sentence, points, points_span, sentence_case
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.result import Drivers

_MOST = 5
_STEPS = (0.05, 0.1, 0.2, 0.25)
_MOST_TICKS = 6
_COLOURS = {"poor": DISSATISFIED, "top": SATISFIED}
_SYMBOLS = {"poor": "circle", "top": "square"}


def draw_driver_scale(
    result: Drivers, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw the difference that goes with rating at a grade or worse, worst grade first.

    Raises
    ------
    UsageError
        If no driver has a cut with enough respondents.
    """
    panels = _panels(result)
    if not panels:
        raise UsageError("No cut of a scale has enough respondents, so there is nothing to draw.")
    records = [record for _, held in panels for record in held]
    rows = [row for label, held in panels for row in _rows(label, held)]
    laid = row_figure(rows, _columns(records), _scale(records), narrow=narrow)
    add_origin(laid, half=11)
    _add_marks(laid, panels, mode="markers" if narrow else "lines+markers")
    text = _text(result, panels, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow, foot=58)


def _panels(result: Drivers) -> list[tuple[str, list[Record]]]:
    """Return the cuts of each leading driver; of the largest shares where none leads."""
    told = result.table[result.table["leading"]] if result.leading else result.table
    cuts: pd.DataFrame = result.across_scale.dropna(subset=["effect"])
    panels = [
        (str(row["label"]), records_of(cuts[cuts["driver"] == row["driver"]].sort_values("cut")))
        for row in records_of(told)
    ]
    return [panel for panel in panels if panel[1]][:_MOST]


def _rows(label: str, held: list[Record]) -> list[Row]:
    return [Row(label=label, is_heading=True), *(Row(label=cut_words(record)) for record in held)]


def cut_words(record: Record) -> str:
    """Return a cut as words: the grade up to which it counts, and those below it."""
    grade = str(record["grades"]).rsplit(", ", maxsplit=1)[-1]
    words = grade if int(amount(record, "cut")) == 1 else f"{grade} or worse"
    return sentence_case(words)


def _columns(records: list[Record]) -> list[Column]:
    effects = tuple(
        Cell(
            value=points(amount(r, "effect"), 0),
            aside=points_span(amount(r, "effect_lower"), amount(r, "effect_upper"), 0),
        )
        for r in records
    )
    return [
        Column(header="Points", cells=effects),
        Column(
            header="Base",
            name="base",
            cells=tuple(Cell(value=f"{told_count(r, 'base')}") for r in records),
        ),
    ]


def _scale(records: list[Record]) -> Scale:
    """Return an axis that holds zero and every interval."""
    low = min(0.0, *(amount(r, "effect_lower") for r in records))
    high = max(0.05, *(amount(r, "effect_upper") for r in records))
    step = next((s for s in _STEPS if (high - low) / s <= _MOST_TICKS), 0.5)
    ticks = tuple(step * k for k in range(-int(-low / step), int(high / step) + 1))
    return Scale(
        title="More likely to be dissatisfied than those above, points",
        lowest=low - 0.01,
        highest=high + 0.01,
        ticks=ticks,
        labels=tuple(points(tick, 0) for tick in ticks),
    )


def _add_marks(laid: RowFigure, panels: list[tuple[str, list[Record]]], *, mode: str) -> None:
    """Draw each driver's cuts, joined by a line where it would not cross texts."""
    ends = [0]
    for _, held in panels:
        ends.append(ends[-1] + len(held))
    for (label, held), (start, end) in zip(panels, pairwise(ends), strict=True):
        trace = _trace(label, held, list(laid.centres[start:end]))
        laid.figure.add_trace(trace.update(mode=mode))


def _trace(label: str, held: list[Record], centres: list[float]) -> go.Scatter:
    values = [limits_of(record, "effect") for record in held]
    sides = [str(record["side"]) for record in held]
    colours = [_COLOURS[side] for side in sides]
    return go.Scatter(
        x=[effect for effect, _, _ in values],
        y=centres,
        name=literal(label),
        line={"color": "#9aa5b0", "width": 1.5},
        marker={
            "symbol": [_SYMBOLS[side] for side in sides],
            "size": 10,
            "color": colours,
            "line": {"color": colours, "width": 1},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [upper - effect for effect, _, upper in values],
            "arrayminus": [effect - lower for effect, lower, _ in values],
            "color": "#4f5b66",
            "thickness": 1.8,
            "width": 3,
        },
        hovertext=[literal(f"{label}, {_said(record)}") for record in held],
        hoverinfo="text",
    )


def _said(record: Record) -> str:
    effect, lower, upper = limits_of(record, "effect")
    words = inside_sentence(cut_words(record))
    return f"{words}: {points(effect, 0)} ({points_span(lower, upper, 0)})"


def _finding(panels: list[tuple[str, list[Record]]]) -> str:
    """Return the cut at which the first driver's difference is largest."""
    label, held = panels[0]
    largest = max(held, key=lambda record: amount(record, "effect"))
    return (
        f"{label}: the difference is largest at {inside_sentence(cut_words(largest))}, "
        f"{points_words(largest, 'effect')}"
    )


def _text(
    result: Drivers, panels: list[tuple[str, list[Record]]], survey: Survey | None
) -> FigureText:
    title = _finding(panels)
    said = ["; ".join(_said(record) for record in held) for _, held in panels]
    what = "leading drivers" if result.leading else "drivers with the largest shares"
    return FigureText(
        title=title,
        subtitle=drivers_subtitle("Difference in percentage points", result),
        caption=drivers_caption(
            result,
            survey,
            f"Of the {what}, at most {_MOST}: difference in the chance of being dissatisfied "
            "overall between those who rated up to a grade and those who rated above it, other "
            "drivers and controls as they are. Orange circles are cuts on the poor side, blue "
            "squares those within the top grades. Base: respondents up to the cut, or above it "
            "within the top grades. Cuts that too few stand beyond are left out.",
            interval_note(result.confidence),
        ),
        alt=f"One panel a driver, one row a cut of its scale. {title}. "
        f"{spoken([label for label, _ in panels], said)}",
        needs_attention=bool(result.leading),
    )
