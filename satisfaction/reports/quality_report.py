"""One page of qualitative indicators, to be set beside the quantitative ones."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from satisfaction.charts.labels import level_label, period_words, question_label
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.wording import percent, sentence_case, span
from satisfaction.definitions.levels import dimensions_of
from satisfaction.reports.page import csv_link, render_page
from satisfaction.reports.quality_table import quality_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.disclosure import Audience
    from satisfaction.estimates.quality_result import QualityIndicators

TITLE = "Crime Data Quality Report: what victims say"
_NONE = "–"  # noqa: RUF001 - a dash stands for no number


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table of the page as texts.

    Attributes
    ----------
    groups : tuple of (str, int)
        Headings over the columns after the first, with how many columns each is over.
    columns : tuple of str
    rows : tuple of tuple of str
        The first text names the row.
    words : int
        How many columns at the left are words.
    """

    anchor: str
    heading: str
    says: str
    groups: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


def quality_page(
    found: QualityIndicators,
    table: pd.DataFrame,
    *,
    survey: Survey,
    audience: Audience,
    notes: Sequence[str],
    csv_name: str,
) -> str:
    """Return the page as one HTML text that needs nothing else and asks for nothing.

    Parameters
    ----------
    found : QualityIndicators
        Protected.
    table : pandas.DataFrame
        The same as :func:`~satisfaction.reports.quality_table.quality_table` has it, to download.
    survey : Survey
    audience : {"internal", "external"}
    notes : sequence of str
        How to read it.
    csv_name : str
        Name of the download.
    """
    cells = _Cells(found, survey)
    return render_page(
        "quality_report.html.j2",
        {
            "title": TITLE,
            "period": period_words(found.provenance.period),
            "survey": survey.title,
            "audience": audience,
            "blocks": [block for block in _blocks(cells) if block.rows],
            "not_done": found.not_done,
            "notes": list(notes),
            "csv": csv_link(quality_csv(table)),
            "csv_name": csv_name,
        },
    )


class _Cells:
    """The numbers of the page by who, when and what."""

    def __init__(self, found: QualityIndicators, survey: Survey) -> None:
        self.found, self.survey = found, survey
        self._rows: dict[tuple[str, str, str, str, str], Record] = {
            (str(r["group"]), str(r["level"]), str(r["period"]), str(r["question"]),
             str(r["statistic"])): r
            for r in records_of(found.table)
        }  # fmt: skip

    def levels(self, group: str) -> list[str]:
        found = list(dict.fromkeys(level for own, level, *_ in self._rows if own == group))
        return sorted(found, key=str.casefold) if group == "area" else found

    def questions(self, group: str) -> list[str]:
        return list(dict.fromkeys(q for own, _, _, q, _ in self._rows if own == group))

    def share(self, group: str, level: str, period: str, question: str, statistic: str) -> str:
        row = self._rows.get((group, level, period, question, statistic))
        if row is None or row["flag"] == "hidden" or isnan(amount(row, "estimate")):
            return _NONE
        estimate, lower, upper = (amount(row, name) for name in ("estimate", "lower", "upper"))
        mark = "*" if row["flag"] == "small base" else ""
        return f"{percent(estimate)}{mark} ({span(lower, upper)})"

    def size(self, group: str, level: str, period: str, question: str, name: str) -> str:
        row = self._rows.get((group, level, period, question, "satisfied"))
        if row is None or row["flag"] == "hidden" or isnan(amount(row, name)):
            return _NONE
        return f"{amount(row, name):,.0f}"

    def label(self, question: str) -> str:
        measure = self.survey.questions[question].measure
        return question_label(question, measure, self.survey)


def _blocks(cells: _Cells) -> list[Block]:
    return [_force(cells), _boroughs(cells), _routes(cells), _handlers(cells)]


def _force(cells: _Cells) -> Block:
    """Return the outcome by month, and every measure over the year."""
    found, outcome = cells.found, cells.survey.outcome
    contact = set(found.contact_questions) - set(cells.survey.measures.values())
    asked = [q for q in cells.questions("") if q not in contact]
    wanted = [(outcome, month) for month in found.months]
    wanted += [(question, found.year) for question in asked]
    return Block(
        anchor="force",
        heading="All boroughs, by month and measure",
        says="Share with its interval in brackets.",
        groups=(),
        columns=("Measure", "Period", *_HEADINGS),
        rows=tuple(
            (cells.label(q), period_words(when), *_numbers(cells, "", "everyone", when, q))
            for q, when in wanted
        ),
        words=2,
    )


def _boroughs(cells: _Cells) -> Block:
    """Return the outcome of each borough over the year, and by month where most can be told."""
    found, outcome = cells.found, cells.survey.outcome
    areas = cells.levels("area")
    months = [month for month in found.months if _is_told(cells, month)]
    rows = [
        (
            level_label(area),
            *_numbers(cells, "area", area, found.year, outcome),
            *(cells.share("area", area, m, outcome, s) for m in months for s in _SIDES),
        )
        for area in areas
    ]
    year = period_words(found.year)
    fewer = "" if months else " Most boroughs have too few answers in a month to tell it."
    return Block(
        anchor="boroughs",
        heading=f"{cells.label(outcome)}, by borough",
        says=f"{sentence_case(year)}, boroughs in the order of the alphabet.{fewer}",
        groups=((year, 5), *((period_words(m), 2) for m in months)) if months else (),
        columns=("Borough", *_HEADINGS, *("Satisfied", "Dissatisfied") * len(months)),
        rows=tuple(rows),
    )


_HEADINGS = ("Satisfied", "Neither", "Dissatisfied", "Base", "Effective base")
_STATISTICS = ("satisfied", "neither", "dissatisfied")
_SIDES = ("satisfied", "dissatisfied")


def _is_told(cells: _Cells, month: str) -> bool:
    """Return whether at least half of the boroughs have a figure for the month."""
    areas, outcome = cells.levels("area"), cells.survey.outcome
    told = [cells.share("area", area, month, outcome, "satisfied") != _NONE for area in areas]
    return 2 * sum(told) >= len(told)


def _numbers(cells: _Cells, group: str, level: str, period: str, question: str) -> tuple[str, ...]:
    return (
        *(cells.share(group, level, period, question, s) for s in _STATISTICS),
        *(cells.size(group, level, period, question, n) for n in ("base", "effective_base")),
    )


def _routes(cells: _Cells) -> Block:
    return _by(
        cells, "handling_route", anchor="call-handling",
        heading="Call handling: the contact stage, by how the crime was first reported",
    )  # fmt: skip


def _handlers(cells: _Cells) -> Block:
    return _by(
        cells, "dealt_with_by", anchor="teams",
        heading="Safer Neighbourhood Teams: every measure, by who dealt with it",
    )  # fmt: skip


def _by(cells: _Cells, group: str, *, anchor: str, heading: str) -> Block:
    """Return questions down and levels across; unknown levels have their base told only."""
    year, known = cells.found.year, cells.levels(group)
    dimension = dimensions_of(cells.survey.fields).get(group)
    levels = [level for level in known if not dimension or level not in dimension.unknown]
    rows = [
        (
            cells.label(question),
            *(cells.share(group, lv, year, question, s) for lv in levels for s in _SIDES),
        )
        for question in cells.questions(group)
    ]
    return Block(
        anchor=anchor,
        heading=heading,
        says=f"{sentence_case(period_words(year))}, all boroughs. {_sizes(cells, group)}",
        groups=tuple((level_label(level), 2) for level in levels),
        columns=("Question", *("Satisfied", "Dissatisfied") * len(levels)),
        rows=tuple(rows),
    )


def _sizes(cells: _Cells, group: str) -> str:
    """Return the bases of a group's levels, from its last question."""
    questions = cells.questions(group)
    if not questions:
        return ""
    last, year = questions[-1], cells.found.year
    sizes = {level: cells.size(group, level, year, last, "base") for level in cells.levels(group)}
    told = [f"{level_label(level)} {size}" for level, size in sizes.items() if size != _NONE]
    return f"Bases ({cells.label(last)}): {'; '.join(told)}." if told else ""
