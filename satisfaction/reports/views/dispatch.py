"""Which figures a result has."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from satisfaction.contractor.result import ContractorReview
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
from satisfaction.focus_groups.result import FocusGroups
from satisfaction.improvement.notes import GroupFindings
from satisfaction.improvement.result import ActionPlan
from satisfaction.reports.suppression import Cells
from satisfaction.reports.views.contractor import contractor_views
from satisfaction.reports.views.drivers import drivers_views
from satisfaction.reports.views.estimates import estimates_views, funnel_views, gap_views
from satisfaction.reports.views.fieldwork import exclusion_views, plan_views, rates_views
from satisfaction.reports.views.focus_groups import focus_views
from satisfaction.reports.views.improvement import action_views, notes_views
from satisfaction.reports.views.representativeness import (
    cascade_views,
    check_views,
    coverage_views,
    history_views,
    impact_views,
    propensity_views,
    weights_views,
)
from satisfaction.reports.views.segments import segments_views
from satisfaction.reports.views.view import View, plain_view
from satisfaction.representativeness.cascade_result import Cascade
from satisfaction.representativeness.history import History
from satisfaction.representativeness.impact import Impact
from satisfaction.representativeness.propensity_result import ResponsePropensity
from satisfaction.representativeness.recorded import RecordedComparison
from satisfaction.representativeness.result import ProfileCheck
from satisfaction.requirements.result import ResponseRates
from satisfaction.sampling.result import SamplePlan
from satisfaction.tables.profile import Profile
from satisfaction.weighting.result import Weighted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.reports.views.view import Choice
    from satisfaction.results import Result

_HEADINGS: Mapping[type[Result], str] = {
    Change: "Change from one period to another",
    Trend: "Over time, with its slope",
    ControlChart: "Month by month",
    ForcesComparison: "Among similar forces",
    PrecisionPlan: "How sure the figures are",
    RecordedComparison: "Recorded against self-defined",
    Verbatims: "In their own words",
}
_COUNTS = Cells(counts=("not_answered",))


@singledispatch
def views_of(result: Result, choice: Choice) -> tuple[View, ...]:
    """Return the figures of ``result`` that a pack shows; without a choice, all that matter.

    A result that has no figure at all is refused by :func:`satisfaction.chart` as it is drawn.
    """
    del choice
    return (plain_view(result, _HEADINGS.get(type(result), type(result).__name__), _COUNTS),)


views_of.register(Estimates, estimates_views)
views_of.register(Drivers, drivers_views)
views_of.register(Segments, segments_views)
views_of.register(FocusGroups, focus_views)
views_of.register(ContractorReview, contractor_views)
views_of.register(GroupFindings, notes_views)
views_of.register(ActionPlan, action_views)
views_of.register(Gap, gap_views)
views_of.register(Funnel, funnel_views)
views_of.register(ProfileCheck, check_views)
views_of.register(History, history_views)
views_of.register(Impact, impact_views)
views_of.register(Cascade, cascade_views)
views_of.register(ResponsePropensity, propensity_views)
views_of.register(Weighted, weights_views)
views_of.register(Profile, coverage_views)
views_of.register(ExclusionAudit, exclusion_views)
views_of.register(ResponseRates, rates_views)
views_of.register(SamplePlan, plan_views)
