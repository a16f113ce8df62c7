"""What a change says, and which mark and word stand for its verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, flag_note, interval_note, spoken
from satisfaction.charts.labels import (
    EVERYONE,
    category_label,
    level_label,
    period_words,
    question_label,
    statistic_label,
)
from satisfaction.charts.palette import DISSATISFIED, INK, SATISFIED
from satisfaction.charts.readings import HIDDEN, NOT_SHOWN, Reading
from satisfaction.charts.records import amount, records_of, whole
from satisfaction.charts.rows import Cell
from satisfaction.charts.theme import FigureText
from satisfaction.charts.wording import (
    bases,
    counted,
    inside_sentence,
    listed,
    number,
    percent,
    points,
    points_span,
    span,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.change_result import Change

VERDICT_SYMBOLS = {"rise": "triangle-up", "fall": "triangle-down", "no clear change": "square"}
VERDICT_GLYPHS = {"rise": "▲", "fall": "▼", "no clear change": "■"}
_DRAWN = ("satisfied", "dissatisfied")
_NAMED = 4


def drawn_records(result: Change) -> list[Record]:
    """Return the rows that are drawn: both shares of one subject, or one share of several."""
    every = records_of(result.table)
    if not has_several(result):
        return [r for r in every if r["statistic"] in _DRAWN] or every
    first = "satisfied" if any(r["statistic"] == "satisfied" for r in every) else ""
    return [r for r in every if r["statistic"] == (first or every[0]["statistic"])]


def has_several(result: Change) -> bool:
    """Return whether the changes are of several questions or groups."""
    return len(result.table[["question", "level"]].drop_duplicates()) > 1


def row_labels(result: Change, records: Sequence[Record], survey: Survey | None) -> list[str]:
    """Return the label of each row: its share, or its subject where there are several."""
    if not has_several(result):
        return [statistic_label(str(record["statistic"])) for record in records]
    questions = len({record["question"] for record in records})
    return [subject_of(record, survey, questions=questions) for record in records]


def is_told(record: Record) -> bool:
    """Return whether the change of a row may be shown."""
    hidden = HIDDEN in (record["flag_before"], record["flag_after"])
    return not hidden and not math.isnan(amount(record, "change_lower"))


def verdict_colour(record: Record) -> str:
    """Return blue for the better, orange for the worse, ink where no change is clear."""
    sign = {"rise": 1, "fall": -1}.get(str(record["verdict"]), 0)
    side = {"satisfied": 1, "top": 1, "dissatisfied": -1}.get(str(record["statistic"]), 0)
    return {1: SATISFIED, -1: DISSATISFIED}.get(sign * side, INK)


def change_cell(record: Record) -> Cell:
    """Return the change in points with its interval and its verdict."""
    if not is_told(record):
        return Cell(value=NOT_SHOWN)
    verdict = str(record["verdict"])
    limits = points_span(amount(record, "change_lower"), amount(record, "change_upper"))
    return Cell(
        value=f"{points(amount(record, 'change'))} {VERDICT_GLYPHS[verdict]} {verdict}",
        aside=limits,
        colour=verdict_colour(record),
    )


def side_of(record: Record, side: str) -> Reading:
    """Return the share before or after; hidden where either is, since the change tells it."""
    hidden = HIDDEN in (record["flag_before"], record["flag_after"])
    return Reading(
        question=str(record["question"]),
        label="",
        statistic=str(record["statistic"]),
        group=str(record["group"]),
        level=level_label(str(record["level"])),
        period=str(record[f"period_{side}"]),
        base=whole(record, f"base_{side}"),
        share=amount(record, side),
        standard_error=math.nan,
        lower=amount(record, f"{side}_lower"),
        upper=amount(record, f"{side}_upper"),
        flag=HIDDEN if hidden else str(record[f"flag_{side}"]),
    )


def subject_of(record: Record, survey: Survey | None, *, questions: int) -> str:
    """Return the label of a row among several: its group, its question, or both."""
    question = question_label(str(record["question"]), str(record["measure"]), survey)
    level = str(record["level"])
    if level == EVERYONE:
        return question
    return f"{level_label(level)}, {question}" if questions > 1 else level_label(level)


def change_finding(result: Change, *, survey: Survey | None = None) -> str:
    """Return which shares clearly rose or fell; never why."""
    records = drawn_records(result)
    if has_several(result):
        return _several(records, result, survey)
    row = records[0]
    about = subject_of(row, survey, questions=1)
    before, after = (period_words(period) for period in result.periods)
    if not is_told(row):
        return f"{about}: too few answers to tell a change from {before} to {after}"
    share = percent(amount(row, "after"), 1)
    earlier = percent(amount(row, "before"), 1)
    said = f"{about}: {share} {row['statistic']} in {after}"
    lower, upper = amount(row, "change_lower"), amount(row, "change_upper")
    if row["verdict"] == "no clear change":
        limits = points_span(lower, upper)
        return f"{said}, no clear change from {earlier} in {before} ({limits} points)"
    near, far = sorted((abs(lower), abs(upper)))
    size = f"{number(abs(amount(row, 'change')) * 100, 1)} points ({span(near, far, 1)})"
    return f"{said}, a {row['verdict']} of {size} from {earlier} in {before}"


def _several(records: Sequence[Record], result: Change, survey: Survey | None) -> str:
    before, after = (period_words(period) for period in result.periods)
    told = [r for r in records if is_told(r)]
    when = f"from {before} to {after}"
    if not told:
        return f"Too few answers to tell any change {when}"
    questions = len({r["question"] for r in records})
    parts = []
    for verdict, words in (("fall", "fell"), ("rise", "rose")):
        names = [
            inside_sentence(subject_of(r, survey, questions=questions))
            for r in told
            if r["verdict"] == verdict
        ]
        if names:
            parts.append(f"{words} for {listed(names, at_most=_NAMED)}")
    share = f"the share {records[0]['statistic']}"
    if not parts:
        return f"No clear change in {share} {when}: none of {_count(told)}"
    rest = sum(r["verdict"] == "no clear change" for r in told)
    other = f"; no clear change for {rest} of {_count(told)}" if rest else ""
    return f"{share[:1].upper()}{share[1:]} {' and '.join(parts)} {when}{other}"


def _count(records: Sequence[Record]) -> str:
    return counted(len(records), "comparison")


def has_worsened(records: Sequence[Record]) -> bool:
    """Return whether a share clearly moved for the worse."""
    return any(is_told(r) and verdict_colour(r) == DISSATISFIED for r in records)


def change_text(result: Change, records: Sequence[Record], survey: Survey | None) -> FigureText:
    """Return the words of the figure."""
    title = change_finding(result, survey=survey)
    questions = len({r["question"] for r in records})
    first = records[0]
    several = has_several(result)
    about = question_label(str(first["question"]), str(first["measure"]), survey)
    subject = about if questions == 1 else "Several questions"
    share = f"share {first['statistic']}, per cent" if several else "share of answers, per cent"
    grouping = category_label(str(first["group"])) if first["group"] else ""
    readings = [side_of(r, side) for r in records for side in ("before", "after")]
    parts = (
        f"{subject}{f' by {inside_sentence(grouping)}' if grouping else ''}; {share}",
        bases(r.base for r in readings if r.is_shown),
        " and ".join(period_words(period) for period in result.periods),
    )
    names = row_labels(result, records, survey)
    return FigureText(
        title=title,
        subtitle="; ".join(part for part in parts if part),
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            "Triangles are clear rises and falls, squares no clear change"
            + (", by q-values: an interval may leave out zero by chance." if several else "."),
            *(c.text for c in result.caveats if c.code in ("series-break", "incomplete-period")),
            flag_note(readings),
        ),
        alt=(
            f"Dot plot of the shares before and after, and of the change. {title}. "
            f"Change: {spoken(names, [change_cell(r).one_line for r in records])}"
        ),
        needs_attention=has_worsened(records),
    )
