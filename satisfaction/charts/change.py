"""The change between two periods: both levels, and below them the change with its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.change_words import (
    VERDICT_SYMBOLS,
    change_cell,
    change_text,
    drawn_records,
    is_told,
    row_labels,
    side_of,
    verdict_colour,
)
from satisfaction.charts.labels import period_words, statistic_label
from satisfaction.charts.marks import interval_marks, share_cell
from satisfaction.charts.palette import MUTED, STATISTIC_COLOURS, STATISTIC_SYMBOLS
from satisfaction.charts.panels import stacked
from satisfaction.charts.records import amount
from satisfaction.charts.rows import (
    Column,
    Row,
    RowFigure,
    add_origin,
    row_figure,
    share_scale,
    symmetric_scale,
)
from satisfaction.charts.theme import finished, literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.change_result import Change

_APART, _SIZE = 6.0, 9


def draw_change(result: Change, *, survey: Survey | None = None, narrow: bool = False) -> go.Figure:
    """Draw before and after with their intervals, and the change with its own below.

    One subject has a row for satisfied and one for dissatisfied; several questions or groups have
    one row each, for satisfied.
    """
    records = drawn_records(result)
    rows = [Row(label=label) for label in row_labels(result, records, survey)]
    laid = stacked(
        _levels(result, records, rows, narrow=narrow),
        _changes(result, records, rows, narrow=narrow),
    )
    text = change_text(result, records, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def _levels(
    result: Change, records: Sequence[Record], rows: Sequence[Row], *, narrow: bool
) -> RowFigure:
    columns = [
        Column(
            header=f"{glyph} {period_words(period)}",
            cells=tuple(share_cell(side_of(record, side), 1) for record in records),
        )
        for side, glyph, period in zip(("before", "after"), "|●", result.periods, strict=True)
    ]
    scale = share_scale("Share of answers", narrow=narrow)
    laid = row_figure(rows, columns, scale, narrow=narrow)
    for statistic in dict.fromkeys(str(record["statistic"]) for record in records):
        kept = [k for k, record in enumerate(records) if record["statistic"] == statistic]
        colour = STATISTIC_COLOURS.get(statistic, STATISTIC_COLOURS["neither"])
        for side, symbol, ink, shift in (
            ("before", "line-ns", MUTED, _APART),
            ("after", STATISTIC_SYMBOLS.get(statistic, "circle"), colour, -_APART),
        ):
            marks = interval_marks(
                [side_of(records[k], side) for k in kept],
                [laid.centres[k] + shift for k in kept],
                name=f"{statistic_label(statistic)}, {side}",
                colours=[ink] * len(kept),
                symbol=symbol,
            )
            laid.figure.add_trace(marks.update(marker_size=_SIZE))
    return laid


def _changes(
    result: Change, records: Sequence[Record], rows: Sequence[Row], *, narrow: bool
) -> RowFigure:
    column = Column(
        header=f"Change ({result.confidence:.0%} interval)",
        cells=tuple(change_cell(record) for record in records),
    )
    told = [(k, record) for k, record in enumerate(records) if is_told(record)]
    ends = [amount(r, end) for _, r in told for end in ("change_lower", "change_upper")]
    scale = symmetric_scale("Later minus earlier, percentage points", ends)
    laid = row_figure(rows, [column], scale, narrow=narrow)
    add_origin(laid)
    for k, record in told:
        laid.figure.add_trace(_mark(record, laid.centres[k], rows[k].label))
    return laid


def _mark(record: Record, centre: float, label: str) -> go.Scatter:
    change, colour = amount(record, "change"), verdict_colour(record)
    return go.Scatter(
        x=[change],
        y=[centre],
        mode="markers",
        name=str(record["verdict"]),
        marker={"symbol": VERDICT_SYMBOLS[str(record["verdict"])], "size": 12, "color": colour},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [amount(record, "change_upper") - change],
            "arrayminus": [change - amount(record, "change_lower")],
            "color": colour,
            "thickness": 2.5,
            "width": 4,
        },
        hovertext=[literal(f"{label}: {change_cell(record).one_line}")],
        hoverinfo="text",
    )
