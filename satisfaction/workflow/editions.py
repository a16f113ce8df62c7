"""Which results each edition of the Board's pack shows, in the order in which the Board asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from satisfaction.reports import Exhibit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts import EstimatesKind
    from satisfaction.estimates import Estimates
    from satisfaction.results import Result
    from satisfaction.workflow.results import QuarterResults

Edition = Literal["quarterly", "monthly"]

TITLES = {"quarterly": "Quarterly pack", "monthly": "Monthly pack"}


def exhibits_of(results: QuarterResults) -> list[Exhibit]:
    """Return what the Board sees of a quarter or a month; what there is not is left out."""
    return [*_headline(results), *_over_time(results), *_groups(results), *_quarterly(results)]


def _headline(results: QuarterResults) -> list[Exhibit]:
    return [
        Exhibit(result=results.headline, kind="headline"),
        *_given(results.change),
        *_given(results.measure_changes, heading="Change of each other measure"),
    ]


def _over_time(results: QuarterResults) -> list[Exhibit]:
    followed = _given(results.trend) or _kind(results.series, "series")
    return [
        *followed,
        *_given(results.control),
        Exhibit(result=results.measures, kind="measures"),
        Exhibit(result=results.grades, kind="grades"),
    ]


def _groups(results: QuarterResults) -> list[Exhibit]:
    return [*_kind(results.groups, "groups"), *_given(results.gap), *_given(results.areas)]


def _quarterly(results: QuarterResults) -> list[Exhibit]:
    sample, check = results.sample, results.check
    found: Sequence[Result | None] = (
        check,
        check.history if check else None,
        sample.impact,
        sample.cascade,
        sample.exclusions,
        results.requirements.rates if results.requirements else None,
        sample.response,
        sample.plan,
        results.weighted,
        results.drivers,
        results.segments,
        results.verbatims,
        results.focus_groups,
        results.notes,
        results.actions if results.actions is not None and len(results.actions.table) else None,
        results.contractor,
    )
    return [exhibit for result in found for exhibit in _given(result)]


def _given(result: Result | None, *, heading: str = "") -> list[Exhibit]:
    return [] if result is None else [Exhibit(result=result, heading=heading)]


def _kind(result: Estimates | None, kind: EstimatesKind) -> list[Exhibit]:
    return [] if result is None else [Exhibit(result=result, kind=kind)]
