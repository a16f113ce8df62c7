"""Who of the victims issued was reached and interviewed, by user group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, interval_note, spoken
from satisfaction.charts.labels import level_label, period_words
from satisfaction.charts.palette import NEITHER, SATISFIED
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, row_figure, share_scale
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import percent, share_with_interval, span

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.requirements.result import ResponseRates

_LOOKS = {
    "RR1": ("● Interviewed, of all issued (RR1)", SATISFIED, "circle"),
    "CON1": ("■ Reached, of all issued (CON1)", NEITHER, "square"),
}
_CONFIDENCE = 0.95


def draw_response_rates(
    result: ResponseRates, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a user group: the share interviewed and the share reached."""
    sets = {name: _of(result, name) for name in _LOOKS}
    rows = [Row(label=level_label(str(r["user_group"])).capitalize()) for r in sets["RR1"]]
    columns = [
        Column(header=header, cells=_cells(sets[name]), colour=colour)
        for name, (header, colour, _) in _LOOKS.items()
    ]
    scale = share_scale("Share of victims issued", narrow=narrow)
    laid = row_figure(rows, columns, scale, narrow=narrow)
    for name in _LOOKS:
        laid.figure.add_trace(_marks(laid, name, sets[name]))
    return finished(
        laid.figure, _text(result, sets["RR1"], survey), height=laid.height, narrow=narrow
    )


def response_finding(result: ResponseRates) -> str:
    """Return how many of the victims issued were interviewed."""
    overall, reached = _of(result, "RR1")[0], _of(result, "CON1")[0]
    share = share_with_interval(
        amount(overall, "estimate"), amount(overall, "lower"), amount(overall, "upper")
    )
    return (
        f"{share} of the victims issued were interviewed; "
        f"{percent(amount(reached, 'estimate'))} were reached"
    )


def _of(result: ResponseRates, rate: str) -> list[Record]:
    return records_of(result.table[result.table["rate"] == rate])


def _cells(records: list[Record]) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            value=percent(amount(r, "estimate")),
            aside=span(amount(r, "lower"), amount(r, "upper")),
        )
        for r in records
    )


def _marks(laid: RowFigure, name: str, records: list[Record]) -> go.Scatter:
    header, colour, symbol = _LOOKS[name]
    centre = [amount(r, "estimate") for r in records]
    return go.Scatter(
        x=centre,
        y=list(laid.centres),
        mode="markers",
        name=literal(header),
        marker={"symbol": symbol, "size": 12, "color": colour},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [amount(r, "upper") - x for r, x in zip(records, centre, strict=True)],
            "arrayminus": [x - amount(r, "lower") for r, x in zip(records, centre, strict=True)],
            "color": colour,
            "thickness": 2.5,
            "width": 4,
        },
        hovertext=[
            literal(f"{r['user_group']}: {r['rate']}, {r['issued']:,} issued") for r in records
        ],
        hoverinfo="text",
    )


def _text(result: ResponseRates, records: list[Record], survey: Survey | None) -> FigureText:
    title = response_finding(result)
    groups = [level_label(str(r["user_group"])) for r in records]
    return FigureText(
        title=title,
        subtitle=(
            f"Share of victims issued, per cent; base {records[0]['issued']:,}; "
            f"{period_words(result.provenance.period)}"
        ),
        caption=caption(result.provenance, survey, interval_note(_CONFIDENCE)),
        alt=f"Dot plot with intervals, one row a user group. {title}. Interviewed: "
        f"{spoken(groups, [cell.value for cell in _cells(records)])}",
    )
