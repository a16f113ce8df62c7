"""Every grade of the scale: a bar that parts at the middle, the neutral grade set apart.

Satisfied and dissatisfied both start at the same line, so that their totals can be compared by
eye; the neutral grade stands clear of them at the same scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, flag_note, period_of, spoken, subtitle
from satisfaction.charts.findings import grades_finding
from satisfaction.charts.grade_bars import (
    Extent,
    extent_of,
    grade_colours,
    segment_trace,
    segments_of,
)
from satisfaction.charts.grade_sides import GradeSides, grade_sides
from satisfaction.charts.palette import DISSATISFIED, NEITHER, SATISFIED
from satisfaction.charts.readings import NOT_SHOWN, Reading, of_statistic, readings
from satisfaction.charts.rows import Row, RowFigure, Scale, add_origin, row_figure
from satisfaction.charts.theme import SMALL_SIZE, FigureText, finished, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates

_KEY_WIDTH, _KEY_WIDTH_NARROW = 96, 46
_KEY_LINE = 18
_STEP, _STEP_NARROW = 0.2, 0.25
# Room for the head of the dissatisfied side, and for the number beside a neutral bar.
_LEAST, _LEAST_NARROW = 0.2, 0.34
_ROOM, _ROOM_NARROW = 0.09, 0.14


def draw_grades(
    result: Estimates, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one bar a question, or a group, with a segment for every grade."""
    sides = grade_sides(result, survey)
    found = readings(result.table, survey)
    rows = _rows(found)
    extent = extent_of(rows, sides)
    labels = [Row(label=_label(row, found), note=_note(row)) for row in rows]
    laid = row_figure(labels, [], _scale(extent, narrow=narrow), narrow=narrow)
    segments, colours = segments_of(rows, sides, extent), grade_colours(sides)
    for grade in sides.in_order:
        laid.figure.add_trace(
            segment_trace(
                grade,
                segments,
                laid.centres,
                colours[grade],
                beside=(grade,) == sides.neutral,
                narrow=narrow,
            )
        )
    add_origin(laid)
    _add_heads(laid, extent, narrow=narrow)
    key = _key(sides, colours, _KEY_WIDTH_NARROW if narrow else _KEY_WIDTH)
    _add_key(laid.figure, key)
    laid.figure.update_layout(barmode="overlay", margin={"t": _KEY_LINE * len(key) + 34})
    return finished(laid.figure, _text(result, found, survey), height=laid.height, narrow=narrow)


def _rows(found: tuple[Reading, ...]) -> list[list[Reading]]:
    keys = dict.fromkeys((reading.question, reading.level) for reading in found)
    return [[r for r in found if (r.question, r.level) == key] for key in keys]


def _label(row: list[Reading], found: tuple[Reading, ...]) -> str:
    """Name a row by what varies: the question, the group, or both."""
    first = row[0]
    if len({reading.question for reading in found}) == 1 and first.level:
        return first.level
    return f"{first.label}, {first.level}" if first.level else first.label


def _note(row: list[Reading]) -> str:
    return "" if any(reading.is_shown for reading in row) else NOT_SHOWN


def _scale(extent: Extent, *, narrow: bool) -> Scale:
    step = _STEP_NARROW if narrow else _STEP
    places = range(-int(extent.dissatisfied / step), int(extent.satisfied / step) + 1)
    ticks = tuple(step * k for k in places)
    return Scale(
        title="Share of answers to each side of the middle",
        lowest=-max(extent.dissatisfied + 0.02, _LEAST_NARROW if narrow else _LEAST),
        highest=extent.neutral_start + extent.neutral + (_ROOM_NARROW if narrow else _ROOM),
        ticks=ticks,
        labels=tuple(f"{abs(tick):.0%}" for tick in ticks),
    )


def _add_heads(laid: RowFigure, extent: Extent, *, narrow: bool) -> None:
    heads = [
        ("Dissatisfied" if narrow else "◀ Dissatisfied", 0.0, "right", -6, DISSATISFIED),
        ("Satisfied" if narrow else "Satisfied ▶", 0.0, "left", 6, SATISFIED),
    ]
    if extent.neutral:
        heads.append(("Neither", extent.neutral_start, "left", 0, NEITHER))
    for words, x, side, shift, colour in heads:
        laid.figure.add_annotation(
            text=f"<b>{words}</b>", x=x, xref="x", xanchor=side, xshift=shift, y=1,
            yref="y domain", yanchor="bottom", yshift=2, showarrow=False,
            font={"size": SMALL_SIZE, "color": colour},
        )  # fmt: skip


def _key(sides: GradeSides, colours: Mapping[str, str], width: int) -> list[str]:
    """Return swatches and grades in the order of the scale, each side on lines of its own."""
    found: list[str] = []
    for side in (sides.satisfied[::-1], sides.neutral, sides.dissatisfied):
        length = width
        for grade in side:
            shown = f'<span style="color:{colours[grade]}">■</span> {literal(grade)}'
            length += len(grade) + 6
            if length <= width:
                found[-1] += f"   {shown}"
            else:
                found.append(shown)
                length = len(grade) + 2
    return found


def _add_key(figure: go.Figure, key: list[str]) -> None:
    figure.add_annotation(
        text="<br>".join(key), showarrow=False, align="left", font={"size": SMALL_SIZE},
        xref="paper", x=0, xanchor="left", yref="y domain", y=1, yanchor="bottom", yshift=26,
        name="key",
    )  # fmt: skip


def _text(result: Estimates, found: tuple[Reading, ...], survey: Survey | None) -> FigureText:
    title = grades_finding(result, survey=survey)
    sides = grade_sides(result, survey)
    ends = [
        reading
        for grade in (sides.satisfied[-1], sides.dissatisfied[-1])
        for reading in of_statistic(found, grade)
    ]
    names = [f"{reading.level or reading.label}, {reading.statistic}" for reading in ends]
    return FigureText(
        title=title,
        subtitle=subtitle("Share of valid answers, per cent", found, period_of(result)),
        caption=caption(
            result.provenance,
            survey,
            f"The {result.confidence:.0%} interval of every grade is in the data table.",
            flag_note(found),
        ),
        alt=f"Stacked bars that part at the middle of the scale. {title}. The two ends: "
        f"{spoken(names, [reading.text() for reading in ends])}",
    )
