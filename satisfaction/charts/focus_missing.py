"""Who is missing: those who can be asked, and those chosen, against all dissatisfied victims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import INK, PAPER, VERDICT_COLOURS
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.rows import (
    Cell,
    Column,
    Row,
    RowFigure,
    Scale,
    add_bands,
    add_origin,
    row_figure,
    symmetric_scale,
)
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import counted, listed, percent, points, points_span
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.focus_groups.result import FocusGroups

_HALF_BAND = 10
_AREA = "area"
_NAMED = 3
# Smaller counts could point at people.
_FEWEST = 5


def draw_focus_missing(
    result: FocusGroups,
    *,
    dimensions: Sequence[str] | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Draw one row a level under its dimension; the band is the tolerance of the profile check.

    Boroughs are left out unless ``dimensions`` names ``area``: the table has them.

    Raises
    ------
    UsageError
        If none of the dimensions is in the table.
    """
    table = result.missing
    wanted = [d for d in table["dimension"].unique() if d != _AREA]
    shown = table[table["dimension"].isin(wanted if dimensions is None else dimensions)]
    if shown.empty:
        known = ", ".join(map(str, table["dimension"].unique()))
        raise UsageError(f"There are no such dimensions to draw. Choose among: {known}.")
    records = records_of(shown)
    laid = row_figure(
        _rows(records), _columns(records, narrow=narrow), _scale(records), narrow=narrow
    )
    limits = [(amount(r, "tolerance_lower"), amount(r, "tolerance_upper")) for r in records]
    add_bands(laid, limits, half=_HALF_BAND)
    add_origin(laid, half=_HALF_BAND)
    _add_asked(laid, records)
    _add_chosen(laid, records)
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def missing_finding(result: FocusGroups) -> str:
    """Return which victims can be asked less than others, or that too few agreed to tell."""
    table = result.missing[result.missing["dimension"] != _AREA]
    outside = table[table["verdict"] == "outside"]
    if not outside.empty:
        parts = [
            f"{words} {listed(_names(outside[outside['direction'] == side]), at_most=_NAMED)}"
            for side, words in (("under", "fewer of"), ("over", "more of"))
            if (outside["direction"] == side).any()
        ]
        return f"Those who can be asked are not all dissatisfied victims: {' and '.join(parts)}"
    undecided = int((table["verdict"] == "too few to tell").sum())
    if undecided:
        return (
            f"No level is shown to be missing among the {result.can_be_asked:,} who can be asked; "
            f"too few to tell for {undecided} of {len(table)}"
        )
    return f"The {result.can_be_asked:,} who can be asked mirror dissatisfied victims"


def _names(table: pd.DataFrame) -> list[str]:
    return [
        f"{category_label(str(r['dimension'])).lower()} {r['level']}" for r in records_of(table)
    ]


def _rows(records: list[Record]) -> list[Row]:
    rows: list[Row] = []
    heading = ""
    for record in records:
        if record["dimension"] != heading:
            heading = str(record["dimension"])
            rows.append(Row(label=category_label(heading), is_heading=True))
        rows.append(Row(label=level_label(str(record["level"]))))
    return rows


def _columns(records: list[Record], *, narrow: bool) -> list[Column]:
    """Return the shares; beside the marks there is no room for counts, which the table has."""

    def column(header: str, share: str, count: str) -> Column:
        cells = tuple(
            Cell(
                value=percent(amount(r, share)),
                aside=_count(amount(r, count)) if narrow else "",
            )
            for r in records
        )
        return Column(header=header, cells=cells)

    return [
        column("All", "share", "dissatisfied"),
        column("● Can be asked" if narrow else "● Can ask", "asked_share", "can_be_asked"),
        column("△ Chosen", "chosen_share", "chosen"),
    ]


def _count(people: float) -> str:
    """Return a count; of 1 to 4 people only that they are few."""
    return f"under {_FEWEST}" if 0 < people < _FEWEST else f"{people:,.0f}"


def _scale(records: list[Record]) -> Scale:
    names = ("lower", "upper", "tolerance_lower", "tolerance_upper")
    limits = [amount(r, name) for r in records for name in names]
    limits += [amount(r, "chosen_share") - amount(r, "share") for r in records]
    return symmetric_scale("Difference from all dissatisfied victims, percentage points", limits)


def _add_asked(laid: RowFigure, records: list[Record]) -> None:
    colours = [VERDICT_COLOURS[str(r["verdict"])] for r in records]
    for centre, record, colour in zip(laid.centres, records, colours, strict=True):
        laid.figure.add_trace(
            go.Scatter(
                x=[amount(record, "lower"), amount(record, "upper")],
                y=[centre, centre],
                mode="lines",
                line={"color": colour, "width": 2.5},
                hoverinfo="skip",
            )
        )
    laid.figure.add_trace(
        go.Scatter(
            x=[amount(r, "difference") for r in records],
            y=list(laid.centres),
            mode="markers",
            name="Can be asked",
            marker={
                "symbol": ["diamond" if r["verdict"] == "outside" else "circle" for r in records],
                "size": 11,
                "color": [
                    PAPER if r["verdict"] == "too few to tell" else colour
                    for r, colour in zip(records, colours, strict=True)
                ],
                "line": {"color": colours, "width": 2.5},
            },
            hovertext=[literal(_hover(r)) for r in records],
            hoverinfo="text",
        )
    )


def _add_chosen(laid: RowFigure, records: list[Record]) -> None:
    laid.figure.add_trace(
        go.Scatter(
            x=[amount(r, "chosen_share") - amount(r, "share") for r in records],
            y=list(laid.centres),
            mode="markers",
            name="Chosen",
            marker={
                "symbol": "triangle-up",
                "size": 10,
                "color": PAPER,
                "line": {"color": INK, "width": 2},
            },
            hoverinfo="skip",
        )
    )


def _hover(record: Record) -> str:
    return (
        f"{record['level']}: {percent(amount(record, 'share'), 1)} of dissatisfied victims, "
        f"{percent(amount(record, 'asked_share'), 1)} of those who can be asked, "
        f"{points_span(amount(record, 'lower'), amount(record, 'upper'))} points, "
        f"{record['verdict']}"
    )


def _text(result: FocusGroups, records: list[Record], survey: Survey | None) -> FigureText:
    title = missing_finding(result)
    names = [str(r["level"]) for r in records]
    texts = [
        f"{points(amount(r, 'difference'))} ({points_span(amount(r, 'lower'), amount(r, 'upper'))})"
        for r in records
    ]
    asked = counted(result.can_be_asked, "can be asked", "can be asked")
    base = f"{result.dissatisfied:,} dissatisfied respondents, {asked}"
    return FigureText(
        title=title,
        subtitle="; ".join(
            part
            for part in (
                "Weighted shares, percentage points",
                base,
                period_words(result.provenance.period),
            )
            if part
        ),
        caption=caption(
            result.provenance,
            survey,
            f"Dots: those who can be asked, with simultaneous {result.confidence:.0%} intervals; "
            "hollow where too few to tell, a diamond where outside. The band is the tolerance of "
            "the profile check.",
            "Triangles: those chosen, who were not sampled and have no interval; victims of "
            "hate crime in groups of their own are among them.",
        ),
        alt=f"Dot plot of differences, one row a level. {title}. {spoken(names, texts)}",
        needs_attention=bool((result.missing["verdict"] == "outside").any()),
    )
