"""Recorded against self-defined: how often the respondents of a recorded group say the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from satisfaction.charts.describe import caption, interval_note, spoken
from satisfaction.charts.labels import category_label, level_label, period_words
from satisfaction.charts.palette import DISSATISFIED, NEITHER, PAPER, SATISFIED
from satisfaction.charts.records import Record, amount, records_of, told_count
from satisfaction.charts.rows import Cell, Column, Row, RowFigure, row_figure, share_scale
from satisfaction.charts.theme import FigureText, finished, literal
from satisfaction.charts.wording import (
    counted,
    listed,
    percent,
    points,
    points_span,
    sentence_case,
    share_with_interval,
    span,
)
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.survey import Survey
    from satisfaction.representativeness.recorded import RecordedComparison

_CONFIDENCE = 0.95
_HIDDEN, _SMALL = "hidden", "small base"


def draw_recorded(
    result: RecordedComparison,
    *,
    dimensions: Sequence[str] | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    """Draw one row a recorded group: the share whose self-defined group is the same.

    By default of those dimensions on which the two accounts differ for somebody.

    Raises
    ------
    UsageError
        If no group has enough interviews to be shown.
    """
    wanted = list(dimensions) if dimensions else _differing(result)
    table = result.levels[result.levels["dimension"].isin(wanted)]
    records = [r for r in records_of(table) if r["flag"] != _HIDDEN]
    if not records:
        raise UsageError("No recorded group has enough interviews to be shown.")
    scale = share_scale("Self-defined as recorded, of those so recorded", narrow=narrow)
    laid = row_figure(_rows(records), _columns(records), scale, narrow=narrow)
    for shifted in (True, False):
        _add_marks(laid, records, shifted=shifted)
    text = _text(result, wanted, records, len(table) - len(records), survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def _differing(result: RecordedComparison) -> list[str]:
    """Return the dimensions with any disagreement; all of them if there is none."""
    apart = result.table["agree"] < result.table["both_known"]
    return list(result.table["dimension"][apart if apart.any() else slice(None)])


def _rows(records: list[Record]) -> list[Row]:
    rows: list[Row] = []
    heading = ""
    for record in records:
        if record["dimension"] != heading:
            heading = str(record["dimension"])
            rows.append(Row(label=f"Recorded {heading}", is_heading=True))
        rows.append(Row(label=level_label(str(record["level"]))))
    return rows


def _columns(records: list[Record]) -> list[Column]:
    agree = tuple(
        Cell(
            value=percent(amount(r, "agreement"), 1),
            aside=f"{span(amount(r, 'agreement_lower'), amount(r, 'agreement_upper'))}; "
            f"of {told_count(r, 'recorded')}",
        )
        for r in records
    )
    moved = tuple(
        Cell(
            value=f"{'◆ ' if _is_shifted(r) else ''}{points(amount(r, 'difference'))}",
            aside=points_span(amount(r, "lower"), amount(r, "upper")),
            colour=_colour(r),
        )
        for r in records
    )
    return [
        Column(header="Agree", cells=agree),
        Column(header="Share self-defined minus recorded, points", name="Share", cells=moved),
    ]


def _is_shifted(record: Record) -> bool:
    """Whether the two accounts give the group another share, beyond chance."""
    lower, upper = amount(record, "lower"), amount(record, "upper")
    return lower > 0 or upper < 0


def _colour(record: Record) -> str:
    return DISSATISFIED if _is_shifted(record) else NEITHER


def _add_marks(laid: RowFigure, records: list[Record], *, shifted: bool) -> None:
    pairs = zip(laid.centres, records, strict=True)
    chosen = [(centre, r) for centre, r in pairs if _is_shifted(r) == shifted]
    if not chosen:
        return
    here = [amount(r, "agreement") for _, r in chosen]
    sides = [
        [abs(amount(r, f"agreement_{side}") - x) for x, (_, r) in zip(here, chosen, strict=True)]
        for side in ("upper", "lower")
    ]
    colour = DISSATISFIED if shifted else SATISFIED
    laid.figure.add_trace(
        go.Scatter(
            x=here,
            y=[centre for centre, _ in chosen],
            mode="markers",
            cliponaxis=False,
            name="Share differs" if shifted else "Share does not clearly differ",
            marker={
                "symbol": "diamond" if shifted else "circle",
                "size": 11,
                "color": [PAPER if r["flag"] == _SMALL else colour for _, r in chosen],
                "line": {"color": colour, "width": 2.5},
            },
            error_x={
                "type": "data", "symmetric": False, "array": sides[0], "arrayminus": sides[1],
                "color": colour, "thickness": 2.5, "width": 4,
            },
            hovertext=[literal(_hover(r)) for _, r in chosen],
            hoverinfo="text",
        )
    )  # fmt: skip


def _hover(record: Record) -> str:
    return (
        f"{record['level']}: {told_count(record, 'recorded')} so recorded, "
        f"{told_count(record, 'told')} so self-defined; "
        f"{percent(amount(record, 'agreement'), 1)} of those so recorded agree"
    )


def _text(
    result: RecordedComparison,
    wanted: list[str],
    records: list[Record],
    hidden: int,
    survey: Survey | None,
) -> FigureText:
    title = recorded_finding(result, wanted)
    kept = result.table[result.table["dimension"].isin(wanted)]
    names = [f"{r['dimension']} {r['level']}" for r in records]
    texts = [percent(amount(r, "agreement")) for r in records]
    small = any(r["flag"] == _SMALL for r in records)
    return FigureText(
        title=title,
        subtitle=(
            f"Of {int(kept['interviews'].max()):,} interviews traced to their crime record, those "
            f"known on both sides; {period_words(result.provenance.period)}"
        ).removesuffix("; "),
        caption=caption(
            result.provenance,
            survey,
            interval_note(_CONFIDENCE),
            "◆: the two accounts give the group different shares, beyond chance for it alone. "
            "Where they do, part of a difference from the profile is how it was recorded.",
            "Hollow marks rest on a small base." if small else "",
            f"{counted(hidden, 'group')} not shown: too few interviews." if hidden else "",
            _the_same(result, wanted),
        ),
        alt=f"Dot plot of agreement, one row a recorded group. {title}. {spoken(names, texts)}",
        needs_attention=any(map(_is_shifted, records)),
    )


def _the_same(result: RecordedComparison, wanted: list[str]) -> str:
    """Say which dimensions are not drawn because nobody differs."""
    same = result.table[result.table["agree"] == result.table["both_known"]]
    names = [str(n) for n in same["dimension"] if n not in wanted]
    verb = "agrees" if len(names) == 1 else "agree"
    return f"{sentence_case(listed(names))} {verb} for everybody known." if names else ""


def recorded_finding(result: RecordedComparison, dimensions: Sequence[str]) -> str:
    """Return the dimension on which the accounts agree least, and for whom."""
    kept = result.table[result.table["dimension"].isin(list(dimensions))]
    told = [r for r in records_of(kept) if not math.isnan(amount(r, "agreement"))]
    if not told:
        return "Nobody's recorded and self-defined groups are both known"
    if all(amount(r, "agree") == amount(r, "both_known") for r in told):
        names = [str(r["dimension"]) for r in told]
        return f"Recorded and self-defined {listed(names)} agree for everybody interviewed"
    least = min(told, key=lambda r: amount(r, "agreement"))
    said = share_with_interval(
        amount(least, "agreement"), amount(least, "lower"), amount(least, "upper")
    )
    name = category_label(str(least["dimension"])).lower()
    whom = _least_of(result, least)
    return f"Recorded and self-defined {name} agree for {said} of those interviewed{whom}"


def _least_of(result: RecordedComparison, least: Record) -> str:
    """Name the recorded group that agrees least, if it clearly agrees less than all do."""
    levels = result.levels[
        (result.levels["dimension"] == least["dimension"]) & (result.levels["flag"] == "")
    ]
    below = levels[levels["agreement_upper"] < float(str(least["lower"]))]
    if below.empty:
        return ""
    row = records_of(below.sort_values("agreement", kind="stable").head(1))[0]
    return f"; least for recorded {row['level']}, {percent(amount(row, 'agreement'))}"
