"""The exclusion audit: what each reason takes away from the recorded victims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import level_label, period_words
from satisfaction.charts.palette import INK, NEITHER
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, Scale, row_figure
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import percent, sentence_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.survey import Survey
    from satisfaction.exclusions.result import ExclusionAudit

AUTHORITY_COLOURS: Mapping[str, str] = {
    "safeguarding": "#00756b",
    "mandatory": "#2b3f52",
    "not stated": "#000000",
    "operational": "#8a6100",
    "discretionary": "#a3195b",
}
_BAR = 16
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_MOST_TICKS = 6


def draw_exclusions(
    result: ExclusionAudit, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one bar a reason, each beginning where the one above it ends."""
    records = records_of(result.steps)
    laid = row_figure(_rows(records), _columns(result, records), _scale(result), narrow=narrow)
    _add_bars(laid, result, records)
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def _rows(records: list[Record]) -> list[Row]:
    """Return the reasons under their authorities, between all excluded and those left."""
    rows = [Row(label="All excluded")]
    heading = ""
    for record in records:
        if record["authority"] != heading:
            heading = str(record["authority"])
            rows.append(
                Row(
                    label=f"{sentence_case(heading)}{_AUTHORITY_NOTES.get(heading, '')}",
                    is_heading=True,
                )
            )
        rows.append(Row(label=level_label(str(record["reason"]))))
    return [*rows, Row(label="Eligible: left in the survey")]


_AUTHORITY_NOTES: Mapping[str, str] = {
    "safeguarding": ": protects the victim, no saving",
    "not stated": ": the rulebook names no authority",
    "operational": ": could be mended",
    "discretionary": ": somebody's choice",
}


def _columns(result: ExclusionAudit, records: list[Record]) -> list[Column]:
    def cell(count: float, colour: str) -> Cell:
        return Cell(value=f"{count:,.0f}", aside=percent(count / result.victims, 1), colour=colour)

    taken = Column(
        header="Victims (of recorded)",
        name="",
        cells=(
            cell(result.excluded, INK),
            *(cell(amount(r, "taken"), AUTHORITY_COLOURS[str(r["authority"])]) for r in records),
            cell(result.eligible, INK),
        ),
    )
    return [taken, _verdicts(result)]


def _verdicts(result: ExclusionAudit) -> Column:
    glyphs = {"documented and within the rule": "\N{CHECK MARK}"}
    cells = [
        Cell(
            value=f"{glyphs.get(str(verdict), _WARNING)} {_SHORT.get(str(verdict), str(verdict))}",
            colour=INK,
        )
        for verdict in result.table["verdict"]
    ]
    none = Cell(value="")
    return Column(header="Verdict", name="", cells=(none, *cells, none))


_WARNING = "\N{BLACK DIAMOND}"
_SHORT = {"documented and within the rule": "within the rule"}


def _scale(result: ExclusionAudit) -> Scale:
    highest = max(result.excluded / result.victims, 0.01) * 1.04
    step = next(step for step in _STEPS if highest / step < _MOST_TICKS or step == _STEPS[-1])
    ticks = tuple(step * k for k in range(int(highest / step) + 1))
    return Scale(
        title="Share of recorded victims removed, adding up",
        lowest=0.0,
        highest=highest,
        ticks=ticks,
        labels=tuple(f"{tick:.0%}" for tick in ticks),
    )


def _add_bars(laid: RowFigure, result: ExclusionAudit, records: list[Record]) -> None:
    widths = [amount(r, "taken") / result.victims for r in records]
    ends = [1 - amount(r, "remaining") / result.victims for r in records]
    starts = [end - width for end, width in zip(ends, widths, strict=True)]
    names = ["all excluded", *(str(r["reason"]) for r in records)]
    lengths = [result.excluded / result.victims, *widths]
    colours = [AUTHORITY_COLOURS[str(r["authority"])] for r in records]
    laid.figure.add_trace(
        go.Bar(
            x=lengths,
            base=[0.0, *starts],
            y=list(laid.centres[:-1]),
            width=[_BAR] * len(names),
            orientation="h",
            marker={"color": [NEITHER, *colours]},
            hovertext=[
                literal(f"{name}: {percent(length, 1)} of recorded victims")
                for name, length in zip(names, lengths, strict=True)
            ],
            hoverinfo="text",
            name="Removed",
        )
    )


def _text(result: ExclusionAudit, records: list[Record], survey: Survey | None) -> FigureText:
    names = [f"{r['reason']} ({r['authority']})" for r in records]
    texts = [
        f"{amount(r, 'taken'):,.0f}, {percent(amount(r, 'taken') / result.victims, 1)}"
        for r in records
    ]
    return FigureText(
        title=result.finding,
        subtitle=f"Victims removed by reason and authority; {result.victims:,} recorded, "
        f"{result.eligible:,} eligible; {period_words(result.provenance.period)}",
        caption=caption(result.provenance, survey, _once(result)),
        alt=f"Waterfall, one row a reason. {result.finding} {spoken(names, texts)}",
        needs_attention=result.needs_attention,
    )


def _once(result: ExclusionAudit) -> str:
    if not result.tells_overlap:
        return "The records hold one reason a victim."
    return "A victim with several reasons counts once, at the uppermost."
