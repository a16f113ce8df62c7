"""The cascade: how each level's share moves from recorded victims to valid answers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.cascade_words import cascade_finding, loss_words
from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import BAND_EDGE, DISSATISFIED, INK, MUTED
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.rows import (
    Cell,
    Column,
    Row,
    RowFigure,
    add_origin,
    row_figure,
    symmetric_scale,
)
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import listed, percent, points
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.representativeness.cascade_result import Cascade

_MOST_LEVELS = 12
_HALF = 8.0


def draw_cascade(
    result: Cascade,
    *,
    dimensions: Sequence[str] | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Draw one staircase a level: each stair is a step, the costliest in colour.

    Without ``dimensions``, those with at most twelve levels are shown.
    """
    summary = _shown(result, dimensions)
    records = records_of(summary)
    stairs = [_stairs(result.table, record) for record in records]
    scale = symmetric_scale(
        "Share less that among recorded victims, percentage points",
        [place for stair in stairs for place in stair],
    )
    laid = row_figure(_rows(records), _columns(records), scale, narrow=narrow)
    add_origin(laid, half=_HALF + 3)
    laid.figure.add_trace(_lines(laid, stairs, None, colour=BAND_EDGE, width=2.5))
    costliest = [_place(result.table, record) for record in records]
    laid.figure.add_trace(_lines(laid, stairs, costliest, colour=DISSATISFIED, width=6))
    laid.figure.add_trace(_ends(laid, stairs, records))
    text = _text(result, records, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def _shown(result: Cascade, dimensions: Sequence[str] | None) -> pd.DataFrame:
    sizes = result.summary.groupby("dimension", sort=False).size()
    wanted = list(dimensions) if dimensions else list(sizes.index[sizes <= _MOST_LEVELS])
    found = result.summary[result.summary["dimension"].isin(wanted)]
    if found.empty:
        raise UsageError(
            f"The cascade has no dimension to draw. It has: {', '.join(map(str, sizes.index))}."
        )
    return found


def _stairs(table: pd.DataFrame, record: Record) -> list[float]:
    """Return how far the level has moved after each step, from 0."""
    is_level = (table["dimension"] == record["dimension"]) & (table["level"] == record["level"])
    moved = table.loc[is_level].sort_values("step")["difference"].cumsum()
    return [0.0, *(float(place) for place in moved)]


def _place(table: pd.DataFrame, record: Record) -> int | None:
    """Return which stair is the costliest, if one is named."""
    if math.isnan(amount(record, "cost")):
        return None
    is_level = (table["dimension"] == record["dimension"]) & (table["level"] == record["level"])
    steps = table.loc[is_level].sort_values("step")
    named = (steps["before"] + " to " + steps["after"]) == record["costs_at"]
    return list(named).index(True)


def _rows(records: list[Record]) -> list[Row]:
    rows: list[Row] = []
    heading = ""
    for record in records:
        if record["dimension"] != heading:
            heading = str(record["dimension"])
            rows.append(Row(label=category_label(heading), is_heading=True))
        rows.append(Row(label=level_label(str(record["level"]))))
    return rows


def _columns(records: list[Record]) -> list[Column]:
    shares = tuple(
        Cell(value=f"{percent(amount(r, 'share_first'))} → {percent(amount(r, 'share_last'))}")
        for r in records
    )
    return [
        Column(header="Victims → answers", name="Victims → answers", cells=shares),
        Column(header="Where most is lost", name="", cells=tuple(map(_loss_cell, records))),
    ]


def _loss_cell(record: Record) -> Cell:
    cost = amount(record, "cost")
    if math.isnan(cost):
        is_less = amount(record, "difference") < 0
        return Cell(value="no step stands out" if is_less else "not lost", colour=MUTED)
    return Cell(value=f"{loss_words(str(record['costs_at']))} {points(cost)}", colour=DISSATISFIED)


def _lines(
    laid: RowFigure,
    stairs: list[list[float]],
    chosen: list[int | None] | None,
    *,
    colour: str,
    width: float,
) -> go.Scatter:
    """Return all stairs, or in each row only the chosen one."""
    across: list[float | None] = []
    down: list[float | None] = []
    for row, (centre, stair) in enumerate(zip(laid.centres, stairs, strict=True)):
        heights = _heights(centre, len(stair) - 1)
        wanted = range(len(heights)) if chosen is None else [chosen[row]]
        for step in wanted:
            if step is not None:
                across += [stair[step], stair[step + 1]]
                down += [heights[step], heights[step]]
                if chosen is not None:
                    break
        across.append(None)
        down.append(None)
    return go.Scatter(
        x=across, y=down, mode="lines", hoverinfo="skip", connectgaps=False,
        line={"color": colour, "width": width}, name="Costliest step" if chosen else "Steps",
    )  # fmt: skip


def _heights(centre: float, steps: int) -> list[float]:
    """Return the height of each stair, the first step on top."""
    if steps < 2:  # noqa: PLR2004
        return [centre]
    return [centre + _HALF - 2 * _HALF * step / (steps - 1) for step in range(steps)]


def _ends(laid: RowFigure, stairs: list[list[float]], records: list[Record]) -> go.Scatter:
    """Mark where each level ends up."""
    ends = [_heights(c, len(s) - 1)[-1] for c, s in zip(laid.centres, stairs, strict=True)]
    return go.Scatter(
        x=[stair[-1] for stair in stairs],
        y=ends,
        mode="markers",
        name="Valid answers",
        marker={"symbol": "circle", "size": 8, "color": INK},
        hovertext=[literal(_hover(record)) for record in records],
        hoverinfo="text",
    )


def _hover(record: Record) -> str:
    return (
        f"{record['level']}: {percent(amount(record, 'share_first'), 1)} of recorded victims, "
        f"{percent(amount(record, 'share_last'), 1)} of valid answers, "
        f"{points(amount(record, 'difference'))} points"
    )


def _text(result: Cascade, records: list[Record], survey: Survey | None) -> FigureText:
    title = cascade_finding(result)
    stages = result.stages
    told = [
        f"{int(victims):,} {'with a ' if stage == 'valid answer' else ''}{stage}"
        for stage, victims in zip(stages["stage"], stages["victims"], strict=True)
    ]
    names = [f"{category_label(str(r['dimension'])).lower()} {r['level']}" for r in records]
    texts = [f"{points(amount(r, 'difference'))} points, {_loss_cell(r).value}" for r in records]
    steps = listed([str(s) for s in stages["stage"]], at_most=len(stages))
    return FigureText(
        title=title,
        subtitle=f"{', '.join(told)}; {period_words(result.provenance.period)}",
        caption=caption(
            result.provenance,
            survey,
            f"Each row goes down one stair a step ({steps}): to the left where the level is lost. "
            "Orange is the step that costs it most, if beyond chance; the dot is where it ends.",
            *[c.text for c in result.cannot_tell],
        ),
        alt=f"Staircases of each level's share from recorded victims to valid answers. {title}. "
        f"{spoken(names, texts)}",
        needs_attention=result.needs_attention,
    )
