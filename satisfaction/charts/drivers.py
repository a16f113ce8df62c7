"""Drivers: the share of dissatisfaction associated with each, with reach and penalty beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, interval_note, spoken
from satisfaction.charts.labels import period_words
from satisfaction.charts.palette import DISSATISFIED, PAPER
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.result_findings import drivers_finding
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, add_origin, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import counted, number, percent, share_with_interval, span

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.result import Drivers


def draw_drivers(
    result: Drivers, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row an analysed driver, largest share first; filled marks lead."""
    records = records_of(result.table)
    rows = [Row(label=str(r["label"]), note=str(r["stage"])) for r in records]
    columns = [
        Column(header="Share", cells=tuple(_cell(r, "share") for r in records)),
        Column(header="Reach", name="reach", cells=tuple(_cell(r, "reach") for r in records)),
        Column(header="Penalty, points", name="penalty", cells=tuple(map(_penalty_cell, records))),
    ]
    laid = row_figure(rows, columns, _scale(records), narrow=narrow)
    add_origin(laid)
    laid.figure.add_trace(_marks(laid, records))
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def _cell(record: Record, name: str) -> Cell:
    return Cell(
        value=percent(amount(record, name)),
        aside=span(amount(record, f"{name}_lower"), amount(record, f"{name}_upper")),
    )


def _penalty_cell(record: Record) -> Cell:
    return Cell(
        value=number(amount(record, "penalty") * 100, 0),
        aside=span(amount(record, "penalty_lower"), amount(record, "penalty_upper")),
    )


def _scale(records: list[Record]) -> Scale:
    """Return an axis that holds zero and every interval."""
    step = 0.1
    low = min([0.0, *(amount(r, "share_lower") for r in records)])
    high = max([step, *(amount(r, "share_upper") for r in records)])
    places = range(-int(-low / step), int(high / step + 0.999) + 1)
    ticks = tuple(k * step for k in places)
    return Scale(
        title="Share of dissatisfaction associated with a poor rating",
        lowest=low - 0.01,
        highest=max(high, ticks[-1]) + 0.01,
        ticks=ticks,
        labels=tuple(percent(tick) for tick in ticks),
    )


def _marks(laid: RowFigure, records: list[Record]) -> go.Scatter:
    shares = [amount(record, "share") for record in records]
    return go.Scatter(
        x=shares,
        y=list(laid.centres),
        mode="markers",
        name="Share of dissatisfaction associated with",
        marker={
            "symbol": "circle",
            "size": 12,
            "color": [DISSATISFIED if r["leading"] else PAPER for r in records],
            "line": {"color": DISSATISFIED, "width": 2.5},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [amount(r, "share_upper") - s for s, r in zip(shares, records, strict=True)],
            "arrayminus": [
                s - amount(r, "share_lower") for s, r in zip(shares, records, strict=True)
            ],
            "color": DISSATISFIED,
            "thickness": 2.5,
            "width": 4,
        },
        hovertext=[literal(_hover(record)) for record in records],
        hoverinfo="text",
    )


def _hover(record: Record) -> str:
    return (
        f"{record['label']}: share {_share(record)}, rated poor by "
        f"{int(amount(record, 'low_base')):,}, rank {int(amount(record, 'rank_lower'))} to "
        f"{int(amount(record, 'rank_upper'))}"
    )


def _share(record: Record) -> str:
    share, lower, upper = (amount(record, f"share{end}") for end in ("", "_lower", "_upper"))
    return share_with_interval(share, lower, upper)


def _text(result: Drivers, records: list[Record], survey: Survey | None) -> FigureText:
    title = drivers_finding(result)
    left_out = len(result.not_analysed)
    parts = (
        "Share of dissatisfaction, per cent",
        f"base {result.base:,}, {result.dissatisfied:,} of them dissatisfied",
        period_words(result.provenance.period),
    )
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            result.estimand,
            "Reach: share who rated it poor. Penalty: difference in the chance of being "
            "dissatisfied. Filled marks lead.",
            interval_note(result.confidence),
            f"{counted(left_out, 'driver')} not analysed: too few poor ratings."
            if left_out
            else "",
        ),
        alt=f"Forest plot, one row a driver. {title}. Share of dissatisfaction associated with: "
        f"{spoken([str(r['label']) for r in records], [_share(r) for r in records])}",
        needs_attention=any(bool(r["leading"]) for r in records),
    )
