"""The exclusion audit: which victims are excluded more often than others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, interval_note, spoken
from satisfaction.charts.exclusions import AUTHORITY_COLOURS
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import BAND_EDGE, INK
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, add_lines, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import counted, listed, number, percent, sentence_case
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.survey import Survey
    from satisfaction.exclusions.result import ExclusionAudit

_MOST_ROWS = 24
_HALF = 12
_STEPS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_MOST_TICKS = 7
_CHOSEN = ("discretionary", "operational", "not stated")


def draw_exclusion_levels(
    result: ExclusionAudit, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a flagged level under its reason: its rate over the overall rate.

    Reasons that somebody is free to drop come first.

    Raises
    ------
    UsageError
        If no level is flagged.
    """
    authority = dict(zip(result.table["reason"], result.table["authority"], strict=True))
    flagged = result.levels[result.levels["flag"] == "higher"]
    flagged = flagged[flagged["reason"].isin(list(authority))]
    if flagged.empty:
        raise UsageError("No level is flagged, so there are none to draw. Draw the reasons.")
    order = flagged["reason"].map(authority).map(_rank)
    found = flagged.assign(order=order).sort_values(
        ["order", "reason", "ratio"], ascending=[True, True, False], kind="stable"
    )
    records = records_of(found.head(_MOST_ROWS))
    laid = row_figure(_rows(records, authority), _columns(records), _scale(records), narrow=narrow)
    _add_lines(laid, result.ratio_flagged)
    _add_marks(laid, records, authority)
    text = _text(result, records, len(found), authority, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def _rank(authority: str) -> int:
    return _CHOSEN.index(authority) if authority in _CHOSEN else len(_CHOSEN)


def _rows(records: list[Record], authority: Mapping[str, str]) -> list[Row]:
    rows: list[Row] = []
    heading = ""
    for record in records:
        if record["reason"] != heading:
            heading = str(record["reason"])
            label = f"{sentence_case(heading)} ({authority[heading]})"
            rows.append(Row(label=label, is_heading=True))
        rows.append(Row(label=_name(record)))
    return rows


def _name(record: Record) -> str:
    return f"{category_label(str(record['dimension']))}: {level_label(str(record['level']))}"


def _columns(records: list[Record]) -> list[Column]:
    ratios = Column(
        header="Times the overall rate",
        name="Times",
        cells=tuple(
            Cell(
                value=number(amount(r, "ratio"), 2),
                aside=f"{number(amount(r, 'lower'), 2)} to {number(amount(r, 'upper'), 2)}",
            )
            for r in records
        ),
    )
    rates = Column(
        header="Excluded",
        name="Excluded",
        cells=tuple(
            Cell(value=percent(amount(r, "rate"), 1), aside=f"{amount(r, 'removed'):,.0f}")
            for r in records
        ),
    )
    return [ratios, rates]


def _scale(records: list[Record]) -> Scale:
    highest = max(amount(r, "upper") for r in records) * 1.05
    step = next((s for s in _STEPS if highest / s < _MOST_TICKS), _STEPS[-1])
    ticks = tuple(step * k for k in range(int(highest / step) + 1))
    labels = tuple(f"{tick:g}" for tick in ticks)
    return Scale(
        title="Rate of the level over the overall rate of the reason",
        lowest=0.0,
        highest=highest,
        ticks=ticks,
        labels=labels,
    )


def _add_lines(laid: RowFigure, limit: float) -> None:
    """Draw the overall rate, and the limit above which a level is flagged."""
    for at, line in (
        (1.0, {"color": INK, "width": 1.5}),
        (limit, {"color": BAND_EDGE, "width": 1.5, "dash": "dot"}),
    ):
        add_lines(laid, at, line, half=_HALF)


def _add_marks(laid: RowFigure, records: list[Record], authority: Mapping[str, str]) -> None:
    colours = [AUTHORITY_COLOURS[authority[str(r["reason"])]] for r in records]
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
            x=[amount(r, "ratio") for r in records],
            y=list(laid.centres),
            mode="markers",
            marker={"color": colours, "size": 11},
            name="Ratio",
            hovertext=[literal(_hover(r)) for r in records],
            hoverinfo="text",
        )
    )


def _hover(record: Record) -> str:
    return (
        f"{_name(record)}, {record['reason']}: {amount(record, 'removed'):,.0f} of "
        f"{amount(record, 'victims'):,.0f} victims"
    )


def _text(
    result: ExclusionAudit,
    records: list[Record],
    flagged: int,
    authority: Mapping[str, str],
    survey: Survey | None,
) -> FigureText:
    title = _title(records, authority)
    texts = [
        f"{number(amount(r, 'ratio'), 2)} ({number(amount(r, 'lower'), 2)} to "
        f"{number(amount(r, 'upper'), 2)})"
        for r in records
    ]
    names = [f"{r['reason']}, {_name(r)}" for r in records]
    more = f"{flagged - len(records)} more are in the table." if flagged > len(records) else ""
    return FigureText(
        title=title,
        subtitle=f"Rate of exclusion over the overall rate of the reason; "
        f"{result.victims:,} recorded victims; {period_words(result.provenance.period)}",
        caption=caption(
            result.provenance,
            survey,
            f"Solid line: the overall rate; dotted: {result.ratio_flagged:g} times.",
            interval_note(result.confidence),
            more,
        ),
        alt=f"Dot plot of ratios with intervals, one row a level. {title} {spoken(names, texts)}",
        needs_attention=any(_rank(authority[str(r["reason"])]) < len(_CHOSEN) for r in records),
    )


def _title(records: list[Record], authority: Mapping[str, str]) -> str:
    """Say whom reasons that could be dropped exclude more often; else that none does."""
    chosen = [r for r in records if _rank(authority[str(r["reason"])]) < len(_CHOSEN)]
    if not chosen:
        return "No reason that could be dropped excludes some victims more than others."
    worst = sorted(chosen, key=lambda r: -amount(r, "ratio"))
    names = [f"{_name(r)} ({r['reason']}, {number(amount(r, 'ratio'), 1)} times)" for r in worst]
    return (
        f"Excluded more than others, {counted(len(chosen), 'level')}: {listed(names, at_most=2)}."
    )
