"""One page: what dissatisfied victims have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.charts.labels import period_words
from satisfaction.charts.records import records_of
from satisfaction.reports.driver_words import (
    asymmetry,
    finding,
    leading_records,
    opening,
    robustness,
)
from satisfaction.reports.exhibits import Exhibit, draw_exhibits
from satisfaction.reports.page import render_page
from satisfaction.reports.sections import section_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.records import Record
    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.result import Drivers
    from satisfaction.results import Result

_TITLE = "What dissatisfied victims have in common"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """One leading driver in words."""

    label: str
    stage: str
    sentences: str
    asymmetry: str


def driver_report(
    drivers: Drivers,
    *,
    survey: Survey,
    rules: Rules,
    others: Sequence[Result] = (),
    not_done: Sequence[str] = (),
) -> str:
    """Return the page as one HTML text that needs nothing else and asks for nothing.

    Parameters
    ----------
    drivers : Drivers
    survey : Survey
        For labels and sources.
    rules : Rules
        For the smallest count of people that is shown.
    others : sequence of Result
        Who is dissatisfied, and their own words: drawn after the drivers.
    not_done : sequence of str
        What could not be analysed, and why.
    """
    further = [Exhibit(result=drivers, kind=kind) for kind in ("ranks", "scale")]
    drawn = draw_exhibits([drivers, *further, *others], survey)
    smallest = rules.number("suppression", "disclosure_internal")
    return render_page(
        "driver_report.html.j2",
        {
            "title": _TITLE,
            "period": period_words(drivers.provenance.period),
            "survey": survey.title,
            "drivers": drivers,
            "opening": opening(drivers),
            "findings": [_told(record) for record in leading_records(drivers)],
            "not_analysed": records_of(drivers.not_analysed),
            "robustness": robustness(drivers),
            "not_done": list(not_done),
            "sections": [section_of(d, number, smallest) for number, d in enumerate(drawn, 1)],
            "methods": [result.provenance.method for result in (drivers, *others)],
            "sources": drivers.provenance.sources,
        },
    )


def _told(record: Record) -> _Finding:
    return _Finding(
        label=str(record["label"]),
        stage=str(record["stage"]),
        sentences=finding(record),
        asymmetry=asymmetry(record),
    )
