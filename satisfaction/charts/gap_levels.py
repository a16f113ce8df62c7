"""Every level against everyone or the others: the differences, with both levels in figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, flag_note, interval_note, spoken
from satisfaction.charts.labels import (
    category_label,
    level_label,
    period_words,
    question_label,
    statistic_label,
)
from satisfaction.charts.marks import interval_marks
from satisfaction.charts.palette import STATISTIC_COLOURS, STATISTIC_GLYPHS, STATISTIC_SYMBOLS
from satisfaction.charts.readings import HIDDEN, NOT_SHOWN, Reading
from satisfaction.charts.records import amount, records_of, whole
from satisfaction.charts.rows import Cell, Column, Row, add_origin, row_figure, symmetric_scale
from satisfaction.charts.theme import FigureText, finished
from satisfaction.charts.wording import (
    bases,
    inside_sentence,
    listed,
    percent,
    points,
    points_span,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Gap

_DRAWN = ("satisfied", "dissatisfied")
_TOLD_BELOW = 0.05
_NAMED = 4


def draw_gap_levels(
    result: Gap, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw one row a level: its difference in satisfied and in dissatisfied."""
    sets = {s: _of(result, s) for s in _DRAWN if _of(result, s)}
    sets = sets or {str(result.table["statistic"].iloc[0]): records_of(result.table)}
    first = next(iter(sets.values()))
    rows = [Row(label=level_label(str(r["level"]))) for r in first]
    columns = [_column(s, records) for s, records in sets.items()]
    told = [r for records in sets.values() for r in records if _is_told(r)]
    ends = [amount(r, end) for r in told for end in ("gap_lower", "gap_upper")]
    against = _against(first[0])
    scale = symmetric_scale(f"Difference from {against}, points", ends)
    laid = row_figure(rows, columns, scale, narrow=narrow)
    add_origin(laid)
    for statistic, records in sets.items():
        marks = interval_marks(
            [_difference(r) for r in records],
            laid.centres,
            name=statistic_label(statistic),
            colours=[STATISTIC_COLOURS.get(statistic, STATISTIC_COLOURS["neither"])] * len(records),
            symbol=STATISTIC_SYMBOLS.get(statistic, "circle"),
        )
        laid.figure.add_trace(marks.update(hovertext=[_told(r) for r in records if _is_told(r)]))
    text = _text(result, first, survey)
    return finished(laid.figure, text, height=laid.height, narrow=narrow)


def gap_levels_finding(records: Sequence[Record]) -> str:
    """Return which levels differ once false discoveries are controlled."""
    against = _against(records[0])
    told = [r for r in records if _is_told(r)]
    if not told:
        return f"Too few answers to hold any level against {against}"
    statistic = str(records[0]["statistic"])
    less, more = (_clear(told, sign) for sign in (-1, 1))
    if not less and not more:
        grouping = inside_sentence(category_label(str(records[0]["group"])))
        return f"No {grouping} clearly differs from {against} in being {statistic}"
    if not less:
        return f"More {statistic} than {against}: {more}"
    return f"Less {statistic} than {against}: {less}" + (f"; more: {more}" if more else "")


def _clear(told: Sequence[Record], sign: int) -> str:
    """Return the levels that clearly differ in one direction."""
    names = [
        inside_sentence(str(r["level"]))
        for r in told
        if amount(r, "q_value") < _TOLD_BELOW and sign * amount(r, "gap") > 0
    ]
    return listed(names, at_most=_NAMED)


def _of(result: Gap, statistic: str) -> list[Record]:
    return records_of(result.table[result.table["statistic"] == statistic])


def _against(record: Record) -> str:
    other = str(record["other_level"])
    return "all the others" if other == "others" else other


def _is_told(record: Record) -> bool:
    hidden = HIDDEN in (record.get("flag"), record.get("other_flag"))
    return not hidden and not math.isnan(amount(record, "gap_lower"))


def _column(statistic: str, records: Sequence[Record]) -> Column:
    glyph = STATISTIC_GLYPHS.get(statistic, "")
    return Column(
        header=f"{glyph} {statistic_label(statistic)}, difference".strip(),
        cells=tuple(_cell(record) for record in records),
        colour=STATISTIC_COLOURS.get(statistic, STATISTIC_COLOURS["neither"]),
        name=f"{glyph} {statistic_label(statistic)}".strip(),
    )


def _cell(record: Record) -> Cell:
    if not _is_told(record):
        return Cell(value=NOT_SHOWN)
    star = "*" if amount(record, "q_value") < _TOLD_BELOW else ""
    both = f"{percent(amount(record, 'estimate'))} v {percent(amount(record, 'other_estimate'))}"
    return Cell(value=f"{points(amount(record, 'gap'))}{star}", aside=both)


def _told(record: Record) -> str:
    span = points_span(amount(record, "gap_lower"), amount(record, "gap_upper"))
    return f"{level_label(str(record['level']))}: {_cell(record).one_line}, interval {span}"


def _difference(record: Record) -> Reading:
    """Return the difference as a mark with its interval."""
    is_told = _is_told(record)
    return Reading(
        question=str(record["question"]),
        label="",
        statistic=str(record["statistic"]),
        group=str(record["group"]),
        level=level_label(str(record["level"])),
        period="",
        base=whole(record, "base"),
        share=amount(record, "gap"),
        standard_error=amount(record, "gap_standard_error"),
        lower=amount(record, "gap_lower"),
        upper=amount(record, "gap_upper"),
        flag=str(record.get("flag", "")) if is_told else HIDDEN,
    )


def _text(result: Gap, records: Sequence[Record], survey: Survey | None) -> FigureText:
    title = gap_levels_finding(records)
    told = [r for r in records if _is_told(r)]
    question = question_label(str(records[0]["question"]), str(records[0]["measure"]), survey)
    against = f"each {_grouping(records)} against {_against(records[0])}"
    parts = (
        f"{question}; share of valid answers, {against}",
        bases(int(str(r["base"])) for r in told),
        period_words(result.provenance.period),
    )
    names = [level_label(str(r["level"])) for r in told]
    said = spoken(names, [_cell(r).one_line for r in told])
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            _READING,
            flag_note([_difference(r) for r in records]),
        ),
        alt=(
            f"Dot plot of differences with intervals, one row a level. {title}. Difference in "
            f"{records[0]['statistic']}: {said}"
        ),
        needs_attention=bool(_clear(told, -1)),
    )


_READING = (
    "An asterisk marks differences with a q-value below 5%. Both levels stand beside each "
    "difference: 40 against 40 is not better than 80 against 75."
)


def _grouping(records: Sequence[Record]) -> str:
    return inside_sentence(category_label(str(records[0]["group"])))
