"""The gap between two groups, never without both levels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, interval_note
from satisfaction.charts.findings import gap_finding, is_clear
from satisfaction.charts.gap_levels import draw_gap_levels
from satisfaction.charts.labels import level_label, period_words, question_label, statistic_label
from satisfaction.charts.marks import interval_marks, share_cell
from satisfaction.charts.palette import INK, group_colour
from satisfaction.charts.panels import stacked
from satisfaction.charts.readings import NOT_SHOWN, Reading
from satisfaction.charts.records import Record, amount, records_of, whole
from satisfaction.charts.rows import (
    Cell,
    Column,
    Row,
    RowFigure,
    Scale,
    add_origin,
    row_figure,
    share_scale,
    symmetric_scale,
)
from satisfaction.charts.theme import FigureText, finished
from satisfaction.charts.wording import bases, points, points_span

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Gap

_DRAWN = ("satisfied", "dissatisfied")


def draw_gap(result: Gap, *, survey: Survey | None = None, narrow: bool = False) -> go.Figure:
    """Draw both levels with their intervals, and below them the difference with its own.

    Several levels against everyone or the others: one row each, with the difference.
    """
    if result.table["level"].nunique() > 1:
        return draw_gap_levels(result, survey=survey, narrow=narrow)
    every = records_of(result.table)
    records = [r for r in every if r["statistic"] in _DRAWN] or every
    top = _levels(records, result.confidence, narrow=narrow)
    bottom = _differences(records, result.confidence, narrow=narrow)
    laid = stacked(top, bottom)
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def _levels(records: list[Record], confidence: float, *, narrow: bool) -> RowFigure:
    found = [_side(record, prefix) for record in records for prefix in ("", "other_")]
    rows = [
        row
        for record in records
        for row in (
            Row(label=statistic_label(str(record["statistic"])), is_heading=True),
            *(Row(label=_side(record, prefix).level) for prefix in ("", "other_")),
        )
    ]
    column = Column(
        header=f"Share ({confidence:.0%} interval)",
        cells=tuple(share_cell(reading, 1) for reading in found),
    )
    laid = row_figure(rows, [column], share_scale("Share of answers", narrow=narrow), narrow=narrow)
    for level in dict.fromkeys(reading.level for reading in found):
        drawn = [k for k, reading in enumerate(found) if reading.level == level]
        marks = interval_marks(
            [found[k] for k in drawn],
            [laid.centres[k] for k in drawn],
            name=level,
            colours=[group_colour(_raw_level(records[0], level))] * len(drawn),
        )
        laid.figure.add_trace(marks)
    return laid


def _raw_level(record: Record, label: str) -> str:
    """Return the level whose label this is, so that colours do not depend on its capital."""
    levels = (str(record["level"]), str(record["other_level"]))
    return next(level for level in levels if level_label(level) == label)


def _differences(records: list[Record], confidence: float, *, narrow: bool) -> RowFigure:
    rows = [Row(label=statistic_label(str(record["statistic"]))) for record in records]
    column = Column(
        header=f"Difference ({confidence:.0%} interval)",
        cells=tuple(_difference_cell(record) for record in records),
    )
    laid = row_figure(rows, [column], _difference_scale(records), narrow=narrow)
    add_origin(laid)
    drawn = [(k, record) for k, record in enumerate(records) if _is_told(record)]
    laid.figure.add_trace(
        go.Scatter(
            x=[amount(record, "gap") for _, record in drawn],
            y=[laid.centres[k] for k, _ in drawn],
            mode="markers",
            name="Difference",
            marker={"symbol": "square", "size": 11, "color": INK},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [amount(r, "gap_upper") - amount(r, "gap") for _, r in drawn],
                "arrayminus": [amount(r, "gap") - amount(r, "gap_lower") for _, r in drawn],
                "color": INK,
                "thickness": 2.5,
                "width": 4,
            },
            hovertext=[_difference_cell(record).one_line for _, record in drawn],
            hoverinfo="text",
        )
    )
    return laid


def _difference_scale(records: list[Record]) -> Scale:
    first, second = str(records[0]["level"]), str(records[0]["other_level"])
    limits = [amount(r, n) for r in records for n in ("gap_lower", "gap_upper") if _is_told(r)]
    return symmetric_scale(f"{level_label(first)} minus {second}, percentage points", limits)


def _difference_cell(record: Record) -> Cell:
    if not _is_told(record):
        return Cell(value=NOT_SHOWN)
    return Cell(
        value=points(amount(record, "gap")),
        aside=points_span(amount(record, "gap_lower"), amount(record, "gap_upper")),
    )


def _is_told(record: Record) -> bool:
    both = all(_side(record, prefix).is_shown for prefix in ("", "other_"))
    return both and not math.isnan(amount(record, "gap_lower"))


def _side(record: Record, prefix: str) -> Reading:
    return Reading(
        question=str(record["question"]),
        label="",
        statistic=str(record["statistic"]),
        group=str(record["group"]),
        level=level_label(str(record[f"{prefix}level"])),
        period="",
        base=whole(record, f"{prefix}base"),
        share=amount(record, f"{prefix}estimate"),
        standard_error=math.nan,
        lower=amount(record, f"{prefix}lower"),
        upper=amount(record, f"{prefix}upper"),
        flag=str(record.get(f"{prefix}flag", "")),
    )


def _text(result: Gap, records: list[Record], survey: Survey | None) -> FigureText:
    title = gap_finding(result, survey=survey)
    sides = [_side(records[0], prefix) for prefix in ("", "other_")]
    question = question_label(str(records[0]["question"]), str(records[0]["measure"]), survey)
    sizes = ", ".join(f"{side.level} {bases([side.base])}" for side in sides if side.is_shown)
    differences = "; ".join(
        f"{r['statistic']} {_difference_cell(r).one_line} points" for r in records
    )
    parts = (
        f"{question}; share of valid answers, per cent",
        sizes,
        period_words(result.provenance.period),
    )
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            "A gap is read with both levels: 40 against 40 is not better than 80 against 75.",
        ),
        alt=f"Dot plot of both groups and of their difference. {title}. Difference: {differences}.",
        needs_attention=is_clear(result),
    )
