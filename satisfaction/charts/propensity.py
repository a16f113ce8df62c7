"""Response propensities: which levels of those issued are interviewed less, or more, often."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.cascade_words import propensity_finding
from satisfaction.charts.describe import caption, interval_note, spoken
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import DISSATISFIED, NEITHER, PAPER, SATISFIED
from satisfaction.charts.records import Record, amount, records_of, told_count
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, add_origin, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import number, percent, points

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.representativeness.propensity_result import ResponsePropensity

_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
# On each side of the middle: labels with two decimals need the room.
_MOST_TICKS = 3


def draw_propensity(
    result: ResponsePropensity,
    *,
    part: str = "response",
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Draw one row a level: its partial R-indicator with interval, less to the left."""
    records = records_of(result.levels[result.levels["part"] == part])
    laid = row_figure(_rows(records), _columns(records), _scale(records), narrow=narrow)
    add_origin(laid)
    for colour in (DISSATISFIED, SATISFIED, NEITHER):
        _add_marks(laid, records, colour)
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def _rows(records: list[Record]) -> list[Row]:
    rows: list[Row] = []
    heading = ""
    for record in records:
        if record["variable"] != heading:
            heading = str(record["variable"])
            rows.append(Row(label=category_label(heading), is_heading=True))
        rows.append(Row(label=level_label(str(record["level"]))))
    return rows


def _columns(records: list[Record]) -> list[Column]:
    rates = tuple(
        Cell(value=percent(amount(r, "rate")), aside=f"of {told_count(r, 'issued')}")
        for r in records
    )
    said = tuple(Cell(value=_says(r), colour=_colour(r)) for r in records)
    return [
        Column(header="Interviewed, of issued", name="Interviewed", cells=rates),
        Column(header="Than others", name="", cells=said),
    ]


def _says(record: Record) -> str:
    if not record["stands_out"]:
        return (
            "○ too few to tell"
            if math.isnan(amount(record, "p_adjusted"))
            else "○ no clear difference"
        )
    return "◆ less often" if amount(record, "unconditional") < 0 else "● more often"


def _colour(record: Record) -> str:
    if not record["stands_out"]:
        return NEITHER
    return DISSATISFIED if amount(record, "unconditional") < 0 else SATISFIED


def _scale(records: list[Record]) -> Scale:
    limits = [abs(amount(r, name)) for r in records for name in ("lower", "upper")]
    reach = max([0.02, *(limit for limit in limits if not math.isnan(limit))]) * 1.08
    step = next((s for s in _STEPS if reach / s < _MOST_TICKS), 0.5)
    count = int(reach / step)
    ticks = tuple(step * k for k in range(-count, count + 1))
    return Scale(
        title="Less often  ←  partial R-indicator  →  more often",
        lowest=-reach,
        highest=reach,
        ticks=ticks,
        labels=tuple(number(tick, 2) for tick in ticks),
    )


def _add_marks(laid: RowFigure, records: list[Record], colour: str) -> None:
    pairs = zip(laid.centres, records, strict=True)
    chosen = [(centre, r) for centre, r in pairs if _colour(r) == colour]
    if not chosen:
        return
    here = [amount(r, "unconditional") for _, r in chosen]
    arms = [amount(r, "upper") - x for x, (_, r) in zip(here, chosen, strict=True)]
    laid.figure.add_trace(
        go.Scatter(
            x=here,
            y=[centre for centre, _ in chosen],
            mode="markers",
            name=_says(chosen[0][1])[2:],
            marker={
                "symbol": "diamond" if colour == DISSATISFIED else "circle",
                "size": 11,
                "color": PAPER if colour == NEITHER else colour,
                "line": {"color": colour, "width": 2.5},
            },
            error_x={"type": "data", "array": arms, "color": colour, "thickness": 2.5, "width": 4},
            hovertext=[literal(_hover(r)) for _, r in chosen],
            hoverinfo="text",
        )
    )


def _hover(record: Record) -> str:
    return (
        f"{record['level']}: {told_count(record, 'responded')} of "
        f"{told_count(record, 'issued')} issued, weighted {percent(amount(record, 'rate'), 1)}"
    )


def _text(result: ResponsePropensity, records: list[Record], survey: Survey | None) -> FigureText:
    title = propensity_finding(result)
    first = result.table.iloc[0]
    chosen = [r for r in records if r["stands_out"]] or records
    names = [f"{category_label(str(r['variable'])).lower()} {r['level']}" for r in chosen]
    texts = [f"{percent(amount(r, 'rate'))}, {_says(r)[2:]}" for r in chosen]
    return FigureText(
        title=title,
        subtitle=f"{int(first['issued']):,} issued, {percent(first['mean'])} interviewed (weighted)"
        f"; {period_words(result.provenance.period)}",
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            "R is 1 when everybody issued is equally likely to be interviewed.",
            _bias(result),
            *(c.text for c in result.caveats if c.code == "r-is-blind"),
            _whole(result),
        ),
        alt=f"Dot plot of partial R-indicators, one row a level. {title}. {spoken(names, texts)}",
        needs_attention=any(amount(r, "unconditional") < 0 for r in records if r["stands_out"]),
    )


def _bias(result: ResponsePropensity) -> str:
    if math.isnan(result.largest_bias):
        return ""
    size = points(result.largest_bias).lstrip("+")
    return f"At worst, this could move the {result.headline} by {size} points."


def _whole(result: ResponsePropensity) -> str:
    said = [
        f"{number(float(cv), 2)} of all {population}"
        for population, cv in zip(
            result.population["population"], result.population["cv"], strict=True
        )
    ]
    return f"Coefficient of variation: {' and '.join(said)} victims." if said else ""
