"""Which columns the main table of a result shows."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from satisfaction.charts.labels import category_label
from satisfaction.drivers.result import Drivers
from satisfaction.drivers.segments.result import Segments
from satisfaction.drivers.verbatims.result import Verbatims
from satisfaction.estimates.change_result import Change
from satisfaction.estimates.control_result import ControlChart
from satisfaction.estimates.forces_result import ForcesComparison
from satisfaction.estimates.funnel_result import Funnel
from satisfaction.estimates.precision import PrecisionPlan
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.estimates.trend_result import Trend
from satisfaction.exclusions.result import ExclusionAudit
from satisfaction.reports.tables.drivers import drivers_headings
from satisfaction.reports.tables.estimates import (
    estimates_headings,
    forces_headings,
    funnel_headings,
    gap_headings,
    precision_headings,
)
from satisfaction.reports.tables.fieldwork import RATES, REASONS
from satisfaction.reports.tables.over_time import change_headings, control_headings, trend_headings
from satisfaction.reports.tables.representativeness import COVERAGE, WEIGHTS, check_headings
from satisfaction.reports.tables.segments import segments_headings
from satisfaction.reports.tables.verbatims import verbatims_headings
from satisfaction.reports.tabulation import Heading
from satisfaction.representativeness.result import ProfileCheck
from satisfaction.requirements.result import ResponseRates
from satisfaction.tables.profile import Profile
from satisfaction.weighting.result import Weighted

if TYPE_CHECKING:
    from satisfaction.results import Result


@singledispatch
def headings_of(result: Result) -> tuple[Heading, ...]:
    """Return the columns that the main table of ``result`` shows, in order."""
    return tuple(
        Heading(column=str(name), label=category_label(str(name)), form="plain")
        for name in result.table.columns
    )


headings_of.register(Estimates, estimates_headings)
headings_of.register(Gap, gap_headings)
headings_of.register(Funnel, funnel_headings)
headings_of.register(ForcesComparison, forces_headings)
headings_of.register(PrecisionPlan, precision_headings)
headings_of.register(Change, change_headings)
headings_of.register(Trend, trend_headings)
headings_of.register(ControlChart, control_headings)
headings_of.register(Drivers, drivers_headings)
headings_of.register(Segments, segments_headings)
headings_of.register(Verbatims, verbatims_headings)
headings_of.register(ProfileCheck, check_headings)


@headings_of.register(Weighted)
def _(result: Weighted) -> tuple[Heading, ...]:
    del result
    return WEIGHTS


@headings_of.register(Profile)
def _(result: Profile) -> tuple[Heading, ...]:
    del result
    return COVERAGE


@headings_of.register(ResponseRates)
def _(result: ResponseRates) -> tuple[Heading, ...]:
    del result
    return RATES


@headings_of.register(ExclusionAudit)
def _(result: ExclusionAudit) -> tuple[Heading, ...]:
    del result
    return REASONS
