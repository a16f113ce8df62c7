"""The own figure among those of similar forces, each with its interval."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, interval_note, spoken
from satisfaction.charts.labels import level_label, period_words, statistic_label
from satisfaction.charts.marks import interval_marks
from satisfaction.charts.palette import INK, MUTED, NEITHER, SATISFIED
from satisfaction.charts.readings import Reading
from satisfaction.charts.records import amount, records_of, whole
from satisfaction.charts.rows import Cell, Column, Row, Scale, row_figure, share_scale
from satisfaction.charts.theme import FigureText, finished
from satisfaction.charts.wording import (
    listed,
    number,
    percent,
    points_span,
    share_with_interval,
    span,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from satisfaction.charts.records import Record
    from satisfaction.charts.rows import RowFigure
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.forces_result import ForcesComparison

_TOLD_BELOW = 0.05
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
_MOST_TICKS = 6
_MARKS = {"own": ("diamond", SATISFIED), "force": ("circle", NEITHER), "mean": ("square", INK)}
_ROLE_NAMES = {"own": "Own force", "force": "Similar forces", "mean": "Mean of the group"}


def draw_forces(
    result: ForcesComparison, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a force in the order given, the own first and the group's mean last."""
    records = records_of(result.table)
    rows = [Row(label=_label(result, r), note=_note(result, r)) for r in records]
    columns = [
        Column(
            header=f"Figure ({result.confidence:.0%} interval)",
            cells=tuple(_figure_cell(result, r) for r in records),
            name="",
        ),
        Column(
            header="Own force minus this",
            cells=tuple(_difference_cell(r) for r in records),
            name="own minus this",
        ),
    ]
    laid = row_figure(rows, columns, _scale(result, records, narrow=narrow), narrow=narrow)
    _add_mean_line(laid, records)
    for role, (symbol, colour) in _MARKS.items():
        places = [k for k, r in enumerate(records) if r["role"] == role]
        laid.figure.add_trace(
            interval_marks(
                [_reading(records[k]) for k in places],
                [laid.centres[k] for k in places],
                name=_ROLE_NAMES[role],
                colours=[colour] * len(places),
                symbol=symbol,
            )
        )
    text = _text(result, records, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def forces_finding(result: ForcesComparison) -> str:
    """Return how the own figure stands to the group's mean, and to single forces."""
    records = records_of(result.table)
    mean = records[-1]
    low, high = (amount(mean, f"difference_{end}") for end in ("lower", "upper"))
    membership = "which includes it" if result.includes_self else "which does not include it"
    own = f"{result.own} {_written(result, amount(records[0], 'estimate'))}"
    group = (
        f"the mean of similar forces, {membership} ({_written(result, amount(mean, 'estimate'))})"
    )
    if low > 0 or high < 0:
        side = "above" if low > 0 else "below"
        return f"{_capital(own)}: {side} {group}"
    return f"{_capital(own)}: no clear difference from {group}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _written(result: ForcesComparison, value: float) -> str:
    return f"{number(100 * value, 1)} points" if result.statistic == "gap" else percent(value, 1)


def _label(result: ForcesComparison, record: Record) -> str:
    if record["role"] == "mean":
        return "Mean of the group"
    return _capital(str(record["level"])) if record["level"] != result.own else _capital(result.own)


def _note(result: ForcesComparison, record: Record) -> str:
    if record["role"] == "mean":
        return "includes the own force" if result.includes_self else "without the own force"
    base = amount(record, "base")
    return "" if math.isnan(base) else f"base {base:,.0f}"


def _figure_cell(result: ForcesComparison, record: Record) -> Cell:
    return Cell(
        value=_written(result, amount(record, "estimate")).removesuffix(" points"),
        aside=span(amount(record, "lower"), amount(record, "upper"), 1),
    )


def _difference_cell(record: Record) -> Cell:
    if record["role"] == "own":
        return Cell(value="–")  # noqa: RUF001 - a dash stands for no number
    q_value = amount(record, "q_value")
    star = "*" if not math.isnan(q_value) and q_value < _TOLD_BELOW else ""
    low, high = (amount(record, f"difference_{end}") for end in ("lower", "upper"))
    value = points_span(amount(record, "difference"), high).split(" to ")[0]
    return Cell(value=f"{value}{star}", aside=points_span(low, high))


def _reading(record: Record) -> Reading:
    return Reading(
        question="", label="", statistic="", group="", level=str(record["level"]), period="",
        base=whole(record, "base"),
        share=amount(record, "estimate"), standard_error=amount(record, "standard_error"),
        lower=amount(record, "lower"), upper=amount(record, "upper"), flag="",
    )  # fmt: skip


def _scale(result: ForcesComparison, records: Sequence[Record], *, narrow: bool) -> Scale:
    if result.statistic != "gap":
        return share_scale("Share, per cent", narrow=narrow)
    low = min(0.0, *(amount(r, "lower") for r in records))
    high = max(0.0, *(amount(r, "upper") for r in records))
    step = next((s for s in _STEPS if (high - low) / s <= _MOST_TICKS), _STEPS[-1])
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(step * k for k in range(first, last + 1))
    return Scale(
        title="Gap, percentage points", lowest=ticks[0], highest=ticks[-1], ticks=ticks,
        labels=tuple(number(100 * tick, 0) for tick in ticks),
    )  # fmt: skip


def _add_mean_line(laid: RowFigure, records: Sequence[Record]) -> None:
    """Draw the mean beside every force, clear of the texts between rows."""
    mean = amount(records[-1], "estimate")
    for centre in laid.centres:
        laid.figure.add_shape(
            type="line", x0=mean, x1=mean, y0=centre - 15, y1=centre + 15, layer="below",
            line={"color": MUTED, "width": 1.5, "dash": "dot"},
        )  # fmt: skip


def own_levels(result: ForcesComparison) -> str:
    """Return both levels of the own gap, which never stands alone."""
    return ", ".join(
        f"{level_label(str(r['level']))} "
        + share_with_interval(
            amount(r, "estimate"), amount(r, "lower"), amount(r, "upper"), decimals=1
        )
        for r in records_of(result.levels)
    )


def _text(result: ForcesComparison, records: Sequence[Record], survey: Survey | None) -> FigureText:
    title = forces_finding(result)
    what = (
        "Gap in percentage points"
        if result.statistic == "gap"
        else f"{statistic_label(result.statistic)}, per cent"
    )
    apart = [
        _label(result, r)
        for r in records
        if r["role"] == "force" and amount(r, "q_value") < _TOLD_BELOW
    ]
    said = f"Clearly different from the own force: {listed(apart) or 'none'}."
    membership = "includes" if result.includes_self else "leaves out"
    parts = (
        f"{what}; own force and published figures",
        own_levels(result),
        period_words(result.provenance.period),
    )
    names = [_label(result, r) for r in records]
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            f"Dotted line: mean of the group, which {membership} the own force. An asterisk marks "
            "a q-value below 5%. Forces are not ranked.",
            *(caveat.text for caveat in result.caveats),
        ),
        alt=(
            f"Dot plot with intervals, one row a force. {title}. {said} {own_levels(result)} "
            f"{spoken(names, [_figure_cell(result, r).one_line for r in records])}"
        ),
        needs_attention=_is_worse(result, records[-1]),
    )


def _is_worse(result: ForcesComparison, mean: Record) -> bool:
    """Return whether the own figure is clearly on the worse side of the mean."""
    if result.statistic == "satisfied":
        return amount(mean, "difference_upper") < 0
    return amount(mean, "difference_lower") > 0
