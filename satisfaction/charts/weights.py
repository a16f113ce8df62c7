"""What the weights did: each level before, after and in the victim profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import INK, NEITHER, PAPER, SATISFIED
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.result_findings import weights_finding
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import counted, percent

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.weighting.result import WeightDiagnostics, Weighted

_STEPS = (0.05, 0.1, 0.25)
_MOST_TICKS = 5


def draw_weights(
    result: Weighted, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a level of a margin: its share before and after, and its target.

    Weights by period are drawn over all periods together.
    """
    records = records_of(result.over_periods())
    columns = [
        Column(header="○ Before", cells=_cells(records, "base_share"), colour=NEITHER),
        Column(header="● After", cells=_cells(records, "share"), colour=SATISFIED),
        Column(header="❘ Profile", cells=_cells(records, "target")),
    ]
    laid = row_figure(_rows(records), columns, _scale(records), narrow=narrow)
    looks = (("base_share", "circle", PAPER, NEITHER), ("share", "circle", SATISFIED, SATISFIED))
    for name, symbol, fill, edge in looks:
        laid.figure.add_trace(_marks(laid, records, name, symbol=symbol, fill=fill, edge=edge))
    laid.figure.add_trace(
        _marks(laid, records, "target", symbol="line-ns", fill=INK, edge=INK, size=20)
    )
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def _rows(records: list[Record]) -> list[Row]:
    rows: list[Row] = []
    heading = ""
    for record in records:
        if record["margin"] != heading:
            heading = str(record["margin"])
            rows.append(Row(label=category_label(heading), is_heading=True))
        rows.append(Row(label=level_label(str(record["level"]))))
    return rows


def _cells(records: list[Record], name: str) -> tuple[Cell, ...]:
    return tuple(Cell(value=percent(amount(record, name), 1)) for record in records)


def _scale(records: list[Record]) -> Scale:
    names = ("target", "base_share", "share")
    largest = max(amount(record, name) for record in records for name in names)
    step = next(step for step in _STEPS if largest / step < _MOST_TICKS)
    ticks = tuple(step * k for k in range(int(largest / step) + 2))
    return Scale(
        title="Share of respondents and of victims",
        lowest=0.0,
        highest=max(largest * 1.05, ticks[-2]),
        ticks=ticks,
        labels=tuple(percent(tick) for tick in ticks),
    )


def _marks(
    laid: RowFigure,
    records: list[Record],
    name: str,
    *,
    symbol: str,
    fill: str,
    edge: str,
    size: int = 11,
) -> go.Scatter:
    return go.Scatter(
        x=[amount(record, name) for record in records],
        y=list(laid.centres),
        mode="markers",
        name=category_label(name),
        marker={"symbol": symbol, "size": size, "color": fill, "line": {"color": edge, "width": 2}},
        hovertext=[literal(f"{r['level']}: {percent(amount(r, name), 1)}") for r in records],
        hoverinfo="text",
    )


def _cost(found: WeightDiagnostics) -> str:
    """Return what the weights cost, and what trimming did."""
    said = (
        f"Design effect {found.design_effect:.2f}; weights from {found.smallest:.2f} to "
        f"{found.largest:.2f} of their mean."
    )
    if found.trimmed:
        said += (
            f" {counted(found.trimmed, 'weight')} trimmed, which moved "
            f"{percent(found.weight_moved, 1)} of the weight."
        )
    return said


def _text(result: Weighted, records: list[Record], survey: Survey | None) -> FigureText:
    title = weights_finding(result)
    found = result.diagnostics
    levels = [str(record["level"]) for record in records]
    shares = [cell.value for cell in _cells(records, "share")]
    return FigureText(
        title=title,
        subtitle=f"Share, per cent; base {found.respondents:,}; "
        f"{period_words(result.provenance.period)}",
        caption=caption(
            result.provenance,
            survey,
            _cost(found),
        ),
        alt=f"Dot plot of shares before and after weighting. {title}. After weighting: "
        f"{spoken(levels, shares)}",
    )
