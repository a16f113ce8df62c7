"""The sample plan by level: each expected share with and without boosts against its tolerance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, spoken
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import DISSATISFIED, NEITHER, PAPER, SATISFIED
from satisfaction.charts.records import Record, amount, records_of
from satisfaction.charts.rows import (
    Cell,
    Column,
    Row,
    RowFigure,
    Scale,
    add_bands,
    add_origin,
    add_shapes,
    row_figure,
    symmetric_scale,
)
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import counted, number, percent, points

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.sampling.result import SamplePlan

_HALF_BAND = 10
# A miss that the points shown would not show.
_SHOWN = 0.0005


def draw_plan_levels(
    result: SamplePlan, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a level under its dimension; the band is what the tolerance allows."""
    records = records_of(result.levels)
    laid = row_figure(_rows(records), _columns(records), _scale(records), narrow=narrow)
    limits = [(amount(r, "tolerance_lower"), amount(r, "tolerance_upper")) for r in records]
    add_bands(laid, limits, half=_HALF_BAND)
    add_origin(laid, half=_HALF_BAND)
    _add_moves(laid, records)
    _add_marks(laid, records, "share_without", "Without boosts", hollow=True)
    _add_marks(laid, records, "expected_share", "As planned", hollow=False)
    return finished(laid.figure, _text(result, records, survey), height=laid.height, narrow=narrow)


def plan_levels_finding(result: SamplePlan) -> str:
    """Return how many levels boosts bring back inside the tolerance, and how many stay outside."""
    records = records_of(result.levels)
    before = [r for r in records if not _is_inside(r, "share_without")]
    after = [r for r in records if not _is_inside(r, "expected_share")]
    if not before:
        return "No level is expected outside its tolerance, with or without boosts"
    back = len(before) - len(after)
    if after:
        return (
            f"Boosts bring {back} of {counted(len(before), 'level')} back inside the tolerance; "
            f"{len(after)} would stay outside"
        )
    are = "is" if len(before) == 1 else "are"
    return (
        f"{counted(len(before), 'level')} {are} expected outside tolerance without boosts, none "
        "with the planned boosts"
    )


def _difference(record: Record, share: str) -> float:
    return amount(record, share) - amount(record, "profile_share")


def _is_inside(record: Record, share: str) -> bool:
    miss = _difference(record, share)
    low, high = amount(record, "tolerance_lower"), amount(record, "tolerance_upper")
    return low - _SHOWN <= miss <= high + _SHOWN


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
    planned = [points(_difference(r, "expected_share")) for r in records]
    without = [points(_difference(r, "share_without")) for r in records]
    return [
        Column(header="○ Without", cells=tuple(Cell(value=v) for v in without), colour=NEITHER),
        Column(header="● Planned", cells=tuple(Cell(value=v) for v in planned), colour=SATISFIED),
        Column(header="Issued at", cells=tuple(_boost_cell(r) for r in records)),
    ]


def _boost_cell(record: Record) -> Cell:
    boost = amount(record, "boost")
    return Cell(value="-" if boost != boost else f"\N{MULTIPLICATION SIGN} {number(boost, 2)}")  # noqa: PLR0124 - NaN


def _scale(records: list[Record]) -> Scale:
    limits = [amount(r, name) for r in records for name in ("tolerance_lower", "tolerance_upper")]
    found = [
        _difference(r, share) for r in records for share in ("share_without", "expected_share")
    ]
    told = [value for value in (*limits, *found) if value == value]  # noqa: PLR0124 - NaN
    return symmetric_scale("Expected share minus profile, percentage points", told)


def _add_moves(laid: RowFigure, records: list[Record]) -> None:
    """Join the two marks of each level."""
    moves = [
        {
            "type": "line", "line": {"color": NEITHER, "width": 1.5},
            "x0": _difference(record, "share_without"), "x1": _difference(record, "expected_share"),
            "y0": centre, "y1": centre,
        }
        for centre, record in zip(laid.centres, records, strict=True)
    ]  # fmt: skip
    add_shapes(laid, moves)


def _add_marks(
    laid: RowFigure, records: list[Record], share: str, name: str, *, hollow: bool
) -> None:
    colours = [
        NEITHER if hollow else SATISFIED if _is_inside(r, share) else DISSATISFIED for r in records
    ]
    laid.figure.add_trace(
        go.Scatter(
            x=[_difference(record, share) for record in records],
            y=list(laid.centres),
            mode="markers",
            name=name,
            marker={
                "symbol": [
                    "circle" if hollow or _is_inside(r, share) else "diamond" for r in records
                ],
                "size": 11,
                "color": [PAPER] * len(records) if hollow else colours,
                "line": {"color": colours, "width": 2},
            },
            hovertext=[literal(_hover(r, share, name)) for r in records],
            hoverinfo="text",
        )
    )


def _hover(record: Record, share: str, name: str) -> str:
    return (
        f"{record['level']}: {name.lower()} {percent(amount(record, share), 1)}, "
        f"profile {percent(amount(record, 'profile_share'), 1)}, "
        f"response rate {percent(amount(record, 'response_rate'))}"
    )


def _text(result: SamplePlan, records: list[Record], survey: Survey | None) -> FigureText:
    title = plan_levels_finding(result)
    issue = int(result.strata["issue"].sum())
    names = [f"{category_label(str(r['dimension'])).lower()} {r['level']}" for r in records]
    texts = [f"{points(_difference(r, 'expected_share'))} points" for r in records]
    limits = result.tolerance
    return FigureText(
        title=title,
        subtitle=f"Expected share of interviews minus share of victims, percentage points; "
        f"{issue:,} victims issued; after {period_words(result.provenance.period)}",
        caption=caption(
            result.provenance,
            survey,
            f"The band is the tolerance: {limits.points * 100:.0f} points, or "
            f"{limits.ratio_low:.2f} to {limits.ratio_high:.2f} of the profile share if tighter.",
            "Issued at: mean chance of selection over that without boosts. Expected shares are "
            "before chance: the interviews themselves will scatter round them.",
        ),
        alt=f"Dot plot of the expected difference from the victim profile with and without boosts, "
        f"one row a level. {title}. As planned: {spoken(names, texts)}",
        needs_attention=bool(result.infeasible),
    )
