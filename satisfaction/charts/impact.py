"""Does it matter: what weighting to the profile does to each published figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, interval_note, spoken
from satisfaction.charts.labels import period_words, statistic_label
from satisfaction.charts.palette import INK, NEITHER, PAPER, SATISFIED
from satisfaction.charts.records import Record, amount, records_of, whole
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, add_origin, row_figure
from satisfaction.charts.rows import symmetric_scale as scale_of
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import bases, percent, points, points_span

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.representativeness.impact import Impact

_LABELS = {"base-weighted": "Without the profile", "unweighted": "Without any weights"}


def draw_impact(result: Impact, *, survey: Survey | None = None, narrow: bool = False) -> go.Figure:
    """Draw one row a figure and comparison: how far the weights move it, with the interval."""
    records = [r for r in records_of(result.table) if r["flag"] != "hidden"]
    columns = [
        Column(header="Weighted", cells=tuple(_value(r, "weighted") for r in records)),
        Column(header="Without", cells=tuple(_value(r, "other") for r in records)),
        Column(header="Change, points", cells=tuple(map(_change, records))),
    ]
    limits = [amount(r, n) for r in records for n in ("lower", "upper")]
    scale = scale_of(
        "Weighted minus without, percentage points", [x for x in limits if not math.isnan(x)]
    )
    laid = row_figure(_rows(result, records), columns, scale, narrow=narrow)
    add_origin(laid)
    for against in _LABELS:
        _add_marks(laid, records, against)
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def _rows(result: Impact, records: list[Record]) -> list[Row]:
    rows: list[Row] = []
    heading = ""
    for record in records:
        if record["statistic"] != heading:
            heading = str(record["statistic"])
            rows.append(Row(label=_heading(result, heading), is_heading=True))
        rows.append(Row(label=_LABELS[str(record["other_level"])]))
    return rows


def _heading(result: Impact, statistic: str) -> str:
    if statistic == "gap":
        return f"Gap in satisfied, {' minus '.join(result.between)}"
    return statistic_label(statistic)


def _value(record: Record, name: str) -> Cell:
    value = amount(record, name)
    return Cell(value=points(value) if record["statistic"] == "gap" else percent(value, 1))


def _change(record: Record) -> Cell:
    return Cell(
        value=points(amount(record, "difference")),
        aside=points_span(amount(record, "lower"), amount(record, "upper")),
    )


def _add_marks(laid: RowFigure, records: list[Record], against: str) -> None:
    """Fill the mark of the comparison that the finding is about; leave the other hollow."""
    pairs = zip(laid.centres, records, strict=True)
    chosen = [(c, r) for c, r in pairs if r["other_level"] == against]
    colour = SATISFIED if against == "base-weighted" else NEITHER
    here = [amount(record, "difference") for _, record in chosen]
    laid.figure.add_trace(
        go.Scatter(
            x=here,
            y=[centre for centre, _ in chosen],
            mode="markers",
            name=_LABELS[against],
            marker={
                "symbol": "circle" if against == "base-weighted" else "square",
                "size": 11,
                "color": colour if against == "base-weighted" else PAPER,
                "line": {"color": colour, "width": 2.5},
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [amount(r, "upper") - x for x, (_, r) in zip(here, chosen, strict=True)],
                "arrayminus": [
                    x - amount(r, "lower") for x, (_, r) in zip(here, chosen, strict=True)
                ],
                "color": colour,
                "thickness": 2.5,
                "width": 4,
            },
            hovertext=[literal(_spoken(record)) for _, record in chosen],
            hoverinfo="text",
            hoverlabel={"font": {"color": INK}, "bgcolor": PAPER},
        )
    )


def _spoken(record: Record) -> str:
    return (
        f"{statistic_label(str(record['statistic']))} against {record['other_level']}: "
        f"{_change(record).one_line} points"
    )


def _text(result: Impact, records: list[Record], survey: Survey | None) -> FigureText:
    title = result.sentence.rstrip(".")
    names = [f"{r['statistic']} against {r['other_level']}" for r in records]
    texts = [f"{_change(r).one_line} points" for r in records]
    bound = (
        ""
        if math.isnan(result.bias_bound)
        else f"As far as age, gender and the rest tell, non-response can have moved the share "
        f"satisfied by at most {result.bias_bound * 100:.1f} points."
    )
    return FigureText(
        title=title,
        subtitle="; ".join(
            filter(
                None,
                (
                    "Weighted minus the same answers without the weights",
                    bases(whole(r, "base") for r in records),
                    period_words(result.provenance.period),
                ),
            )
        ),
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            "Without the profile: base weights only, which undo that groups were drawn unequally.",
            bound,
        ),
        alt=f"Dot plot of what the weights change, with intervals. {title}. {spoken(names, texts)}",
    )
