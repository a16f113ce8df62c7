"""The journey: the stages that a victim passes, and the share associated with each driver there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import interval_note, spoken
from satisfaction.charts.driver_words import (
    drivers_caption,
    drivers_subtitle,
    limits_of,
    share_words,
)
from satisfaction.charts.palette import BAND, DISSATISFIED, INK, PAPER
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.rows import Cell, Column, Row, Scale, add_origin, row_figure
from satisfaction.charts.theme import SMALL_SIZE, FigureText, finished, lines, literal
from satisfaction.charts.wording import (
    inside_sentence,
    percent,
    sentence_case,
    span,
)
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.result import Drivers

_OTHER = "any stage"
_ROW = 70.0
_GAP = 0.035
# Letters on a line across the whole figure.
_CHARACTERS = 92
_STEPS = (0.1, 0.2, 0.25)
_MOST_TICKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """A stage and its drivers, largest total share first."""

    name: str
    records: list[Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where a stage stands: its place, the number of its axes, its ends across the figure."""

    place: int
    number: str
    left: float
    right: float


def draw_driver_journey(
    result: Drivers, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw each stage's drivers with their total shares: left to right, or down on a phone.

    Raises
    ------
    UsageError
        If the survey declares no stages.
    """
    stages = _stages(result, survey)
    records = [record for stage in stages for record in stage.records]
    scale = _scale(records)
    text = _text(result, stages, survey)
    if narrow:
        return _downwards(stages, scale, text)
    figure = go.Figure()
    rows = max(len(stage.records) for stage in stages)
    frames = [_frame(place, len(stages)) for place in range(len(stages))]
    for stage, frame in zip(stages, frames, strict=True):
        _add_stage(figure, stage, frame, scale, rows)
    figure.update_layout(margin={"l": 16, "r": 16, "t": 48})
    return finished(figure, text, height=_ROW * rows, narrow=False, foot=52)


def _stages(result: Drivers, survey: Survey | None) -> list[_Stage]:
    """Return the stages in their order: the survey's, or else as the drivers' names have them."""
    table = result.table.dropna(subset=["total_share"])
    if table.empty:
        raise UsageError(
            "The survey declares no stages, so drivers have no total shares and there is no "
            "journey to draw. Add `stages` to its definition."
        )
    held = dict.fromkeys(table.loc[table["stage"] != "", "stage"])
    known = [name for name in (survey.stages if survey else ()) if name in held]
    names = [*known, *(name for name in held if name not in known)]
    if (table["stage"] == "").any():
        names.append("")
    ordered = table.sort_values("total_share", ascending=False, kind="stable")
    return [
        _Stage(name=name, records=records_of(ordered[ordered["stage"] == name])) for name in names
    ]


def _scale(records: list[Record]) -> Scale:
    """Return the axis that all stages share: zero and every interval."""
    low = min(0.0, *(amount(r, "total_share_lower") for r in records))
    high = max(0.1, *(amount(r, "total_share_upper") for r in records))
    step = next((s for s in _STEPS if (high - low) / s <= _MOST_TICKS), 0.5)
    ticks = tuple(step * k for k in range(-int(-low / step), int(high / step) + 1))
    return Scale(
        title="Share of dissatisfaction associated with a poor rating, earlier stages adjusted for",
        lowest=low - 0.015,
        highest=high + 0.015,
        ticks=ticks,
        labels=tuple(percent(tick) for tick in ticks),
    )


def _downwards(stages: Sequence[_Stage], scale: Scale, text: FigureText) -> go.Figure:
    """Draw the stages one under the other."""
    rows: list[Row] = []
    for place, stage in enumerate(stages):
        rows.append(Row(label=_heading(stage, place), is_heading=True))
        rows += [Row(label=str(record["label"])) for record in stage.records]
    records = [record for stage in stages for record in stage.records]
    cells = tuple(
        Cell(
            value=percent(amount(r, "total_share")),
            aside=span(amount(r, "total_share_lower"), amount(r, "total_share_upper")),
        )
        for r in records
    )
    short = Scale(
        title="Share of dissatisfaction",
        lowest=scale.lowest,
        highest=scale.highest,
        ticks=scale.ticks,
        labels=scale.labels,
    )
    laid = row_figure(rows, [Column(header="Share", cells=cells)], short, narrow=True)
    add_origin(laid, half=11)
    laid.figure.add_trace(_marks(records, list(laid.centres)))
    return finished(laid.figure, text, height=laid.height, narrow=True)


def _frame(place: int, size: int) -> _Frame:
    return _Frame(
        place=place,
        number="" if place == 0 else str(place + 1),
        left=place / size + (_GAP / 2 if place else 0),
        right=(place + 1) / size - (_GAP / 2 if place < size - 1 else 0),
    )


def _add_stage(figure: go.Figure, stage: _Stage, frame: _Frame, scale: Scale, rows: int) -> None:
    """Draw a stage as a panel of its own, the names above the marks."""
    number = frame.number
    _add_axes(figure, number, (frame.left, frame.right), scale, rows)
    centres = [-(_ROW * k + 52) for k in range(len(stage.records))]
    figure.add_trace(_marks(stage.records, centres).update(xaxis=f"x{number}", yaxis=f"y{number}"))
    _add_band(figure, _heading(stage, frame.place), frame.left, frame.right)
    for centre, record in zip(centres, stage.records, strict=True):
        figure.add_shape(
            type="line", x0=0, x1=0, y0=centre - 10, y1=centre + 10, layer="below",
            xref=f"x{number}", yref=f"y{number}", line={"color": INK, "width": 1.5},
        )  # fmt: skip
        _add_name(figure, record, frame, centre)


def _add_axes(
    figure: go.Figure, number: str, domain: tuple[float, float], scale: Scale, rows: int
) -> None:
    figure.update_layout(
        {
            f"xaxis{number}": {
                "domain": domain, "anchor": f"y{number}", "showgrid": True, "showline": True,
                "range": [scale.lowest, scale.highest], "ticks": "outside", "ticklen": 4,
                "tickvals": scale.ticks, "ticktext": [literal(label) for label in scale.labels],
            },
            f"yaxis{number}": {
                "anchor": f"x{number}", "range": [-_ROW * rows, 0], "showticklabels": False,
                "showgrid": False,
            },
        }
    )  # fmt: skip


def _add_band(figure: go.Figure, heading: str, left: float, right: float) -> None:
    """Head a stage with a band."""
    figure.add_shape(
        type="rect", xref="paper", yref="paper", x0=left, x1=right, y0=8, y1=36,
        yanchor=1, ysizemode="pixel", line={"width": 0}, fillcolor=BAND, layer="below",
    )  # fmt: skip
    figure.add_annotation(
        text=f"<b>{literal(heading)}</b>", xref="paper", yref="paper", x=left, xanchor="left",
        xshift=6, y=1, yanchor="bottom", yshift=12, showarrow=False,
    )  # fmt: skip


def _add_name(figure: go.Figure, record: Record, frame: _Frame, centre: float) -> None:
    """Write a driver's name and numbers above its mark."""
    name = lines(str(record["label"]), int(_CHARACTERS * (frame.right - frame.left)))
    bold = f"<b>{name}</b>" if record["leading"] else name
    figure.add_annotation(
        text=f"{bold}<br>{literal(_said(record))}", xref="paper", x=frame.left, xanchor="left",
        yref=f"y{frame.number}", y=centre + 8, yanchor="bottom", align="left", showarrow=False,
        font={"size": SMALL_SIZE, "color": INK},
    )  # fmt: skip


def _marks(records: list[Record], centres: list[float]) -> go.Scatter:
    values = [limits_of(record, "total_share") for record in records]
    return go.Scatter(
        x=[share for share, _, _ in values],
        y=centres,
        mode="markers",
        name="Total share",
        marker={
            "size": 11,
            "color": [DISSATISFIED if record["leading"] else PAPER for record in records],
            "line": {"color": DISSATISFIED, "width": 2.5},
            "opacity": 1,
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [upper - share for share, _, upper in values],
            "arrayminus": [share - lower for share, lower, _ in values],
            "color": DISSATISFIED,
            "thickness": 2,
            "width": 3,
        },
        hovertext=[literal(f"{record['label']}: {_said(record)}") for record in records],
        hoverinfo="text",
    )


def _heading(stage: _Stage, place: int) -> str:
    if not stage.name:
        return sentence_case(_OTHER)
    return f"{place + 1}  {sentence_case(stage.name)}"


def _said(record: Record) -> str:
    return share_words(record, "total_share")


def _finding(stages: Sequence[_Stage]) -> str:
    """Return the stage with the largest total share of a single driver."""
    top = max(stages, key=lambda stage: amount(stage.records[0], "total_share"))
    record = top.records[0]
    where = f"in the stage {top.name}" if top.name else "outside the stages"
    name = inside_sentence(str(record["label"]))
    return f"The largest total share is {where}: {name}, {_said(record)}"


def _text(result: Drivers, stages: Sequence[_Stage], survey: Survey | None) -> FigureText:
    title = _finding(stages)
    records = [record for stage in stages for record in stage.records]
    return FigureText(
        title=title,
        subtitle=drivers_subtitle("Total share of dissatisfaction, per cent", result),
        caption=drivers_caption(
            result,
            survey,
            "Total shares are adjusted for the drivers of the same and of earlier stages only, so "
            "that a stage keeps what goes with it by way of later ones. Filled marks lead when all "
            "stages are adjusted for.",
            interval_note(result.confidence),
        ),
        alt=f"Stages of the journey with their drivers. {title}. Total shares: "
        f"{spoken([str(r['label']) for r in records], [_said(r) for r in records])}",
        needs_attention=any(bool(r["leading"]) for r in records),
    )
