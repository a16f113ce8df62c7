"""Verbatims: the terms that one side mentions more, with intervals; the first side to the right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from satisfaction.charts.labels import statistic_label
from satisfaction.charts.palette import PAPER, STATISTIC_COLOURS, STATISTIC_SYMBOLS
from satisfaction.charts.records import Record, amount, records_of, told_count
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, add_origin, row_figure
from satisfaction.charts.theme import finished, literal
from satisfaction.charts.verbatims_words import quoted, times, times_span, verbatims_text
from satisfaction.charts.wording import percent

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.verbatims.result import Verbatims

_EACH_SIDE = 8
_TICKS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
_FURTHEST = math.log(32.0)
_FULL = math.log(9.0)


def draw_verbatims(
    result: Verbatims, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw at most eight terms of each side, the most distinctive outermost."""
    records = records_of(_outermost(result.table))
    rows = [Row(label=quoted(str(r["term"]))) for r in records]
    columns = [_share_column(result, records, place) for place in (0, 1)]
    laid = row_figure(rows, columns, _scale(result, records, narrow=narrow), narrow=narrow)
    add_origin(laid)
    laid.figure.add_trace(_marks(laid, result, records))
    text = verbatims_text(result, records, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow, foot=58)


def _outermost(table: pd.DataFrame) -> pd.DataFrame:
    """Return the terms of both ends that differ, or the furthest apart where none does."""
    told = table[table["side"] != ""]
    kept = told if len(told) else table
    first, second = kept[kept["log_odds"] > 0], kept[kept["log_odds"] <= 0]
    return pd.concat([first.head(_EACH_SIDE), second.tail(_EACH_SIDE)])


def _share_column(result: Verbatims, records: list[Record], place: int) -> Column:
    name, side = ("share", "other_share")[place], result.between[place]
    return Column(
        header=statistic_label(side),
        name=side,
        cells=tuple(Cell(value=percent(amount(r, name))) for r in records),
        colour=STATISTIC_COLOURS[side],
    )


def _scale(result: Verbatims, records: list[Record], *, narrow: bool) -> Scale:
    """Return an axis that reads the same on both sides: how many times the odds."""
    ends = [abs(amount(r, name)) for r in records for name in ("lower", "upper")]
    reach = min(max([math.log(2.0), *ends]), _FURTHEST) * 1.04
    sparse = narrow and reach > _FULL
    right = [t for t in _TICKS[:: 2 if sparse else 1] if math.log(t) <= reach]
    places = [*(-math.log(t) for t in reversed(right[1:])), *(math.log(t) for t in right)]
    first, second = result.between
    return Scale(
        title=f"\N{LEFTWARDS ARROW} {second} more    odds of mentioning it    {first} more "
        "\N{RIGHTWARDS ARROW}",
        lowest=-reach,
        highest=reach,
        ticks=tuple(places),
        labels=tuple(times(place) for place in places),
    )


def _marks(laid: RowFigure, result: Verbatims, records: list[Record]) -> go.Scatter:
    """Return marks in the colour and shape of the side; hollow where chance may explain them."""
    sides = [result.between[0] if amount(r, "log_odds") > 0 else result.between[1] for r in records]
    colours = [STATISTIC_COLOURS[side] for side in sides]
    estimates = [amount(record, "log_odds") for record in records]
    return go.Scatter(
        x=estimates,
        y=list(laid.centres),
        mode="markers",
        name="Odds of mentioning a term",
        marker={
            "symbol": [STATISTIC_SYMBOLS[side] for side in sides],
            "size": 12,
            "color": [c if r["side"] else PAPER for c, r in zip(colours, records, strict=True)],
            "line": {"color": colours, "width": 2.5},
            "opacity": 1,
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [amount(r, "upper") - x for x, r in zip(estimates, records, strict=True)],
            "arrayminus": [x - amount(r, "lower") for x, r in zip(estimates, records, strict=True)],
            "color": "#4f5b66",
            "thickness": 2,
            "width": 4,
        },
        hovertext=[literal(_hover(record)) for record in records],
        hoverinfo="text",
    )


def _hover(record: Record) -> str:
    ends = times_span(amount(record, "lower"), amount(record, "upper"))
    return f"{quoted(str(record['term']))}: {ends}, {told_count(record, 'respondents')} mention it"
