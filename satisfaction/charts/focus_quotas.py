"""Focus groups against their quotas: wanted, chosen, short."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import BAND, BAND_EDGE, DISSATISFIED, SATISFIED
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import counted, listed, percent, sentence_case

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.focus_groups.result import FocusGroups

_HALF_BAND = 9
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_MOST_TICKS = 8
_LEAST_WIDTH = 0.15
_NAMED = 3


def draw_focus_quotas(
    result: FocusGroups, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a level under its kind of group; the band is what was wanted.

    Of a topic at least so many are wanted; places and reserves are in the title.
    """
    records = records_of(_shown(result))
    laid = row_figure(_rows(records), _columns(records), _scale(records), narrow=narrow)
    for centre, record in zip(laid.centres, records, strict=True):
        low, high = amount(record, "wanted_low"), amount(record, "wanted_high")
        laid.figure.add_shape(
            type="rect", layer="below", fillcolor=BAND, line={"color": BAND_EDGE, "width": 1},
            x0=low - _LEAST_WIDTH, x1=high + _LEAST_WIDTH,
            y0=centre - _HALF_BAND, y1=centre + _HALF_BAND,
        )  # fmt: skip
    _add_marks(laid, records)
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def quotas_finding(result: FocusGroups) -> str:
    """Return how many places are filled and what could not be had."""
    seated = len(result.invitations.participants)
    places = result.groups * result.size
    said = (
        f"{seated} of {places} places filled" if seated < places else f"All {places} places filled"
    )
    missed = result.table[(result.table["dimension"] != "place") & (result.table["short"] > 0)]
    if missed.empty:
        return f"{said}: every quota and topic is as wanted"
    order = missed.sort_values("short", ascending=False, kind="stable")
    names = [f"{r['level']} ({amount(r, 'short'):.0f})" for r in records_of(order)]
    return f"{said}, but short of {listed(names, at_most=_NAMED)}"


def _shown(result: FocusGroups) -> pd.DataFrame:
    """Return quotas and topics; a topic has no upper end but the places there are."""
    return result.table[result.table["dimension"] != "place"]


def _rows(records: list[Record]) -> list[Row]:
    rows: list[Row] = []
    heading = ("", "")
    several = len({str(r["kind"]) for r in records}) > 1
    for record in records:
        here = (str(record["kind"]), str(record["dimension"]))
        if here != heading:
            heading = here
            name = "Rated poor" if here[1] == "topic" else category_label(here[1])
            label = f"{sentence_case(here[0])} groups: {name.lower()}" if several else name
            rows.append(Row(label=label, is_heading=True))
        rows.append(Row(label=level_label(str(record["level"]))))
    return rows


def _columns(records: list[Record]) -> list[Column]:
    def column(header: str, texts: list[str]) -> Column:
        return Column(header=header, cells=tuple(Cell(value=text) for text in texts))

    return [
        column("Share", [percent(amount(r, "share")) for r in records]),
        column("Wanted", [_wanted(r) for r in records]),
        column("Chosen", [f"{amount(r, 'chosen'):.0f}" for r in records]),
        column("Can be asked", [f"{amount(r, 'can_be_asked'):,.0f}" for r in records]),
    ]


def _wanted(record: Record) -> str:
    low, high = amount(record, "wanted_low"), amount(record, "wanted_high")
    if record["dimension"] == "topic":
        return f"{low:.0f} or more"
    return f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}"


def _scale(records: list[Record]) -> Scale:
    reach = max(max(amount(r, "wanted_high"), amount(r, "chosen")) for r in records) + 0.5
    step = next((s for s in _STEPS if reach / s <= _MOST_TICKS), _STEPS[-1])
    ticks = tuple(float(step * k) for k in range(math.floor(reach / step) + 1))
    return Scale(
        title="People in all groups of the kind",
        lowest=-0.5,
        highest=reach,
        ticks=ticks,
        labels=tuple(f"{tick:.0f}" for tick in ticks),
    )


def _add_marks(laid: RowFigure, records: list[Record]) -> None:
    met = [amount(r, "short") == 0 and amount(r, "over") == 0 for r in records]
    laid.figure.add_trace(
        go.Scatter(
            x=[amount(r, "chosen") for r in records],
            y=list(laid.centres),
            mode="markers",
            name="Chosen",
            marker={
                "symbol": ["circle" if kept else "diamond" for kept in met],
                "size": 11,
                "color": [SATISFIED if kept else DISSATISFIED for kept in met],
            },
            hovertext=[literal(_hover(r)) for r in records],
            hoverinfo="text",
        )
    )


def _hover(record: Record) -> str:
    short = amount(record, "short")
    return (
        f"{record['level']}: {amount(record, 'chosen'):.0f} chosen, {_wanted(record)} wanted"
        f"{f', short by {short:.0f}' if short else ''}; {amount(record, 'can_be_asked'):,.0f} of "
        f"{amount(record, 'dissatisfied'):,.0f} dissatisfied respondents can be asked"
    )


def _text(result: FocusGroups, records: list[Record], survey: Survey | None) -> FigureText:
    title = quotas_finding(result)
    names = [f"{r['kind']}, {r['level']}" for r in records]
    texts = [f"{amount(r, 'chosen'):.0f} of {_wanted(r)}" for r in records]
    groups = counted(result.groups, "group")
    parts = (
        f"People; {groups} of {result.size}, {len(result.reserves)} reserves",
        f"{result.can_be_asked:,} of {result.dissatisfied:,} dissatisfied respondents can be asked",
        period_words(result.provenance.period),
    )
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            "The band is what was wanted: the whole numbers below and above the share of "
            "dissatisfied victims. Diamonds lie outside it, or lack people within a group.",
        ),
        alt=f"Dot plot of people chosen against a band, one row a level. {title}. "
        f"{spoken(names, texts)}",
        needs_attention=result.needs_attention,
    )
