"""The share of an answer at each level of a category, with the test of their association."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption, flag_note, interval_note, spoken, subtitle
from satisfaction.charts.labels import (
    category_label,
    level_label,
    period_words,
    question_label,
    statistic_label,
)
from satisfaction.charts.marks import interval_marks, share_cell
from satisfaction.charts.palette import NEITHER, STATISTIC_COLOURS, STATISTIC_SYMBOLS
from satisfaction.charts.readings import Reading
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.rows import Column, Row, row_figure, share_scale
from satisfaction.charts.theme import FigureText, finished
from satisfaction.charts.wording import inside_sentence, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.association_result import AssociationTest

_LEVEL = 0.05
_LEAST_P = 0.001


def draw_association(
    result: AssociationTest, *, survey: Survey | None = None, narrow: bool = False
) -> go.Figure:
    """Draw the share of the answer at each level; of grades, every grade under its heading."""
    records = _drawn(result)
    found = [_reading(record, survey) for record in records]
    answers = list(dict.fromkeys(reading.statistic for reading in found))
    rows: list[Row] = []
    for answer in answers:
        if len(answers) > 1:
            rows.append(Row(label=statistic_label(answer), is_heading=True))
        rows += [
            Row(label=r.level, note="" if len(answers) > 1 else f"base {r.base:,}")
            for r in found
            if r.statistic == answer
        ]
    column = Column(
        header=f"Share ({result.confidence:.0%} interval)",
        cells=tuple(share_cell(reading) for reading in found),
        name="",
    )
    laid = row_figure(rows, [column], share_scale("Share of answers", narrow=narrow), narrow=narrow)
    laid.figure.add_trace(
        interval_marks(
            found,
            laid.centres,
            name="Share",
            colours=[STATISTIC_COLOURS.get(r.statistic, NEITHER) for r in found],
            symbol=STATISTIC_SYMBOLS.get(answers[0], "circle"),
        )
    )
    return finished(laid.figure, _text(result, found, survey), height=laid.height, narrow=narrow)


def association_finding(result: AssociationTest, *, survey: Survey | None = None) -> str:
    """Return whether the answer is associated with the category, and how strongly."""
    record = records_of(result.table)[0]
    label = question_label(str(record["question"]), str(record["measure"]), survey)
    grouping = inside_sentence(category_label(str(record["group"])))
    answer = _answer(result)
    p_value = float(result.tests["p_value"].iloc[0])
    if not p_value < _LEVEL:
        return f"{label}: no clear association of {answer} with {grouping} ({p_words(p_value)})"
    size = f"Cramer's V {number(result.cramers_v, 2)}"
    return f"{label}: {answer} associated with {grouping} ({p_words(p_value)}; {size})"


def p_words(p_value: float) -> str:
    """Return a p-value as people write it."""
    return "p < 0.001" if p_value < _LEAST_P else f"p = {number(p_value, 3)}"


def _answer(result: AssociationTest) -> str:
    first = str(result.table["answer"].iloc[0])
    return first if result.table["answer"].nunique() == 2 else "grades"  # noqa: PLR2004 - yes, no


def _drawn(result: AssociationTest) -> list[Record]:
    """Return the rows to draw: of an answer and its opposite one is enough."""
    records = records_of(result.table)
    if _answer(result) == "grades":
        return records
    return [record for record in records if record["answer"] == records[0]["answer"]]


def _reading(record: Record, survey: Survey | None) -> Reading:
    return Reading(
        question=str(record["question"]),
        label=question_label(str(record["question"]), str(record["measure"]), survey),
        statistic=str(record["answer"]),
        group=str(record["group"]),
        level=level_label(str(record["level"])),
        period=str(record["period"]),
        base=int(str(record["base"])),
        share=amount(record, "within"),
        standard_error=float("nan"),
        lower=amount(record, "lower"),
        upper=amount(record, "upper"),
        flag=str(record["flag"]),
    )


def _text(result: AssociationTest, found: Sequence[Reading], survey: Survey | None) -> FigureText:
    title = association_finding(result, survey=survey)
    grouping = inside_sentence(category_label(found[0].group))
    return FigureText(
        title=title,
        subtitle=subtitle(
            f"{found[0].label} by {grouping}; share {_answer(result)} of valid answers, per cent",
            found,
            period_words(found[0].period) if found[0].period else "",
        ),
        caption=caption(
            result.provenance,
            survey,
            interval_note(result.confidence),
            "The test is of all levels together; levels are not ranked.",
            flag_note(found),
            *(caveat.text for caveat in result.caveats),
        ),
        alt=(
            f"Dot plot with intervals, one row a level. {title}. "
            f"{spoken([f'{r.level}' for r in found], [r.text() for r in found])}"
        ),
    )
