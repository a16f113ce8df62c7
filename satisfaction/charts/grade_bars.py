"""Segments of a bar that parts at the middle of a scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.marks import hover
from satisfaction.charts.palette import (
    INK,
    NEUTRAL_GRADE,
    PAPER,
    dissatisfied_steps,
    satisfied_steps,
    text_on,
)
from satisfaction.charts.theme import SMALL_SIZE, literal
from satisfaction.charts.wording import percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.charts.grade_sides import GradeSides
    from satisfaction.charts.readings import Reading

_BAR = 24
_GAP = 0.05
_WRITTEN, _WRITTEN_NARROW = 0.05, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One grade of one row: where it starts from the middle, and its reading."""

    row: int
    start: float
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How far bars reach to both sides, and where those of the neutral grades start."""

    dissatisfied: float
    satisfied: float
    neutral: float

    @property
    def neutral_start(self) -> float:
        """Place from which neutral grades are drawn, clear of the satisfied ones."""
        return self.satisfied + _GAP


def grade_colours(sides: GradeSides) -> Mapping[str, str]:
    """Return a colour a grade: blue for satisfied, orange for dissatisfied, darker to the ends."""
    return {
        **dict(zip(sides.satisfied, satisfied_steps(len(sides.satisfied)), strict=True)),
        **dict.fromkeys(sides.neutral, NEUTRAL_GRADE),
        **dict(zip(sides.dissatisfied, dissatisfied_steps(len(sides.dissatisfied)), strict=True)),
    }


def extent_of(rows: Sequence[Sequence[Reading]], sides: GradeSides) -> Extent:
    """Return the longest total of each part over all rows."""

    def longest(grades: tuple[str, ...]) -> float:
        totals = (sum(r.share for r in row if r.statistic in grades and r.is_shown) for row in rows)
        return max(totals, default=0.0)

    return Extent(
        dissatisfied=longest(sides.dissatisfied),
        satisfied=longest(sides.satisfied),
        neutral=longest(sides.neutral),
    )


def segments_of(
    rows: Sequence[Sequence[Reading]], sides: GradeSides, extent: Extent
) -> list[Segment]:
    """Return where every segment starts and how long it is, row by row."""
    found = []
    parts = ((sides.satisfied, 0.0, 1), (sides.dissatisfied, 0.0, -1))
    for number, row in enumerate(rows):
        by_grade = {reading.statistic: reading for reading in row if reading.is_shown}
        for grades, origin, direction in (*parts, (sides.neutral, extent.neutral_start, 1)):
            place = origin
            for grade in grades:
                if grade not in by_grade:
                    continue
                width = by_grade[grade].share
                start = place if direction > 0 else place - width
                found.append(Segment(row=number, start=start, reading=by_grade[grade]))
                place += direction * width
    return found


def segment_trace(
    grade: str,
    segments: Sequence[Segment],
    centres: Sequence[float],
    colour: str,
    *,
    beside: bool,
    narrow: bool,
) -> go.Bar:
    """Return the bars of one grade; a share is written where it has the room, or ``beside``."""
    least = _WRITTEN_NARROW if narrow else _WRITTEN
    drawn = [segment for segment in segments if segment.reading.statistic == grade]
    shares = [segment.reading.share for segment in drawn]
    return go.Bar(
        x=shares,
        base=[segment.start for segment in drawn],
        y=[centres[segment.row] for segment in drawn],
        width=[_BAR] * len(drawn),
        orientation="h",
        name=literal(grade),
        marker={"color": colour, "line": {"color": PAPER, "width": 1.5}},
        text=[percent(share) if beside or share >= least else "" for share in shares],
        textposition="outside" if beside else "inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"size": SMALL_SIZE, "color": INK if beside else text_on(colour)},
        cliponaxis=False,
        hovertext=[literal(hover(segment.reading)) for segment in drawn],
        hoverinfo="text",
    )
