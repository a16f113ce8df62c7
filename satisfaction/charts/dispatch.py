"""From a result to the figure that shows it."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Literal

from satisfaction.charts.action_timeline import draw_action_timeline
from satisfaction.charts.association import draw_association
from satisfaction.charts.cascade import draw_cascade
from satisfaction.charts.change import draw_change
from satisfaction.charts.contractor_kinds import draw_contractor
from satisfaction.charts.control_chart import draw_control_chart
from satisfaction.charts.coverage import draw_coverage
from satisfaction.charts.driver_journey import draw_driver_journey
from satisfaction.charts.driver_map import draw_driver_map
from satisfaction.charts.driver_ranks import draw_driver_ranks
from satisfaction.charts.driver_scale import draw_driver_scale
from satisfaction.charts.drivers import draw_drivers
from satisfaction.charts.exclusion_levels import draw_exclusion_levels
from satisfaction.charts.exclusions import draw_exclusions
from satisfaction.charts.focus_missing import draw_focus_missing
from satisfaction.charts.focus_quotas import draw_focus_quotas
from satisfaction.charts.forces import draw_forces
from satisfaction.charts.funnel import draw_funnel
from satisfaction.charts.gap import draw_gap
from satisfaction.charts.grades import draw_grades
from satisfaction.charts.group_themes import draw_saturation, draw_theme_matrix
from satisfaction.charts.groups import draw_groups
from satisfaction.charts.headline import draw_headline
from satisfaction.charts.history import draw_history
from satisfaction.charts.impact import draw_impact
from satisfaction.charts.kinds import DriversKind, EstimatesKind, kind_of, refuse_misfit, target_of
from satisfaction.charts.means import draw_means
from satisfaction.charts.measures import draw_measures
from satisfaction.charts.odds import draw_odds
from satisfaction.charts.precision import draw_precision
from satisfaction.charts.profile import draw_profile
from satisfaction.charts.propensity import draw_propensity
from satisfaction.charts.recorded import draw_recorded
from satisfaction.charts.response_rates import draw_response_rates
from satisfaction.charts.sample_plan import draw_plan_levels
from satisfaction.charts.sample_plan_groups import draw_plan_groups
from satisfaction.charts.segments import draw_segments
from satisfaction.charts.series import draw_series
from satisfaction.charts.trend import draw_trend
from satisfaction.charts.verbatims import draw_verbatims
from satisfaction.charts.weights import draw_weights
from satisfaction.contractor.result import ContractorReview
from satisfaction.drivers.result import Drivers
from satisfaction.drivers.segments.result import Segments
from satisfaction.drivers.verbatims.result import Verbatims
from satisfaction.errors import UsageError
from satisfaction.estimates.association_result import AssociationTest, OddsRatios
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
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from satisfaction.definitions.survey import SeriesBreak, Survey


@singledispatch
def chart(result: object, **options: object) -> go.Figure:
    """Draw a result.

    Parameters
    ----------
    result : Result
        Estimates, Gap, Change, Trend, ControlChart, Funnel, ForcesComparison, AssociationTest,
        OddsRatios, PrecisionPlan, ProfileCheck, History, Impact, Cascade, ResponsePropensity,
        ExclusionAudit, ResponseRates, RecordedComparison, SamplePlan, FocusGroups, Weighted,
        Profile, Drivers, Segments or Verbatims.
    survey : Survey, optional
        Gives labels, sides of scales, series breaks, the headline's target and the source.
    narrow : bool
        Lay the figure out for a phone: texts above the marks.
    kind : str, optional
        For estimates ``headline``, ``measures``, ``grades``, ``groups``, ``series`` or ``means``;
        by default what the table varies decides. For an exclusion audit ``reasons`` (the default)
        or ``levels``; for a sample plan ``levels`` (the default) or ``groups``; for drivers
        ``shares`` (the default), ``map``, ``ranks``, ``scale`` or ``journey``; for focus groups
        ``quotas`` (the default) or ``missing``.
    dimensions : sequence of str, optional
        For a cascade, by default those with few levels; for recorded against self-defined, by
        default those on which the two differ.
    part : str
        For a response propensity: ``response`` (the default), ``contact`` or ``cooperation``.
    target : float, optional
        For a headline or a trend: share to reach; by default that of the survey.
    breaks : sequence of SeriesBreak, optional
        For a series; by default those of the survey.
    period : str
        For a profile check: ``"quarter"``, ``"rolling"`` or a label.

    Returns
    -------
    plotly.graph_objects.Figure
        The title states the finding; ``layout.meta`` has ``title``, ``subtitle``, ``caption`` and
        ``alt``, the text alternative.

    Raises
    ------
    UsageError
        If there is no figure for such a result, or the kind does not suit its table.

    Examples
    --------
    >>> chart("not a result")
    Traceback (most recent call last):
    ...
    satisfaction.errors.UsageError: There is no figure for 'str'. Give a result of the package.
    """
    del options
    raise UsageError(
        f"There is no figure for '{type(result).__name__}'. Give a result of the package."
    )


@chart.register(Estimates)
def _(
    result: Estimates,
    *,
    kind: EstimatesKind | None = None,
    target: float | None = None,
    breaks: Sequence[SeriesBreak] | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    if result.table.empty:
        raise UsageError("The estimates have no rows to draw.")
    chosen = kind or kind_of(result)
    refuse_misfit(result, chosen)
    match chosen:
        case "headline":
            goal = target_of(result.table, survey) if target is None else target
            return draw_headline(result, target=goal, survey=survey, narrow=narrow)
        case "measures":
            return draw_measures(result, survey=survey, narrow=narrow)
        case "grades":
            return draw_grades(result, survey=survey, narrow=narrow)
        case "groups":
            return draw_groups(result, survey=survey, narrow=narrow)
        case "series":
            return draw_series(result, breaks=breaks, survey=survey, narrow=narrow)
        case "means":
            return draw_means(result, survey=survey, narrow=narrow)


chart.register(Gap, draw_gap)
chart.register(Change, draw_change)
chart.register(ContractorReview, draw_contractor)
chart.register(AssociationTest, draw_association)
chart.register(OddsRatios, draw_odds)
chart.register(ControlChart, draw_control_chart)
chart.register(Funnel, draw_funnel)
chart.register(ForcesComparison, draw_forces)
chart.register(PrecisionPlan, draw_precision)
chart.register(Weighted, draw_weights)
chart.register(ResponseRates, draw_response_rates)
chart.register(Impact, draw_impact)


@chart.register(Trend)
def _(
    result: Trend,
    *,
    target: float | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    goal = target_of(result.table, survey) if target is None else target
    return draw_trend(result, target=goal, survey=survey, narrow=narrow)


@chart.register(ProfileCheck)
def _(
    result: ProfileCheck,
    *,
    period: str = "quarter",
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    return draw_profile(result, period=period, survey=survey, narrow=narrow)


@chart.register(Drivers)
def _(
    result: Drivers,
    *,
    kind: DriversKind = "shares",
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    draws = {
        "shares": draw_drivers,
        "map": draw_driver_map,
        "ranks": draw_driver_ranks,
        "scale": draw_driver_scale,
        "journey": draw_driver_journey,
    }
    if kind not in draws:
        raise UsageError(f"Drivers have no figure '{kind}'. Choose one of: {', '.join(draws)}.")
    return draws[kind](result, survey=survey, narrow=narrow)


@chart.register(Verbatims)
def _(result: Verbatims, *, survey: Survey | None = None, narrow: bool = False) -> go.Figure:
    if result.table.empty:
        raise UsageError("No term may be released, so there is nothing to draw.")
    return draw_verbatims(result, survey=survey, narrow=narrow)


@chart.register(Segments)
def _(result: Segments, *, survey: Survey | None = None, narrow: bool = False) -> go.Figure:
    return draw_segments(result, survey=survey, narrow=narrow)


@chart.register(ExclusionAudit)
def _(
    result: ExclusionAudit,
    *,
    kind: Literal["reasons", "levels"] = "reasons",
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    draws = {"reasons": draw_exclusions, "levels": draw_exclusion_levels}
    if kind not in draws:
        raise UsageError(f"An exclusion audit has no figure '{kind}': 'reasons' or 'levels'.")
    return draws[kind](result, survey=survey, narrow=narrow)


@chart.register(Profile)
def _(result: Profile, *, survey: Survey | None = None, narrow: bool = False) -> go.Figure:
    return draw_coverage(result, survey=survey, narrow=narrow)


@chart.register(History)
def _(result: History, *, survey: Survey | None = None, narrow: bool = False) -> go.Figure:
    return draw_history(result, survey=survey, narrow=narrow)


@chart.register(Cascade)
def _(
    result: Cascade,
    *,
    dimensions: Sequence[str] | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    return draw_cascade(result, dimensions=dimensions, survey=survey, narrow=narrow)


@chart.register(RecordedComparison)
def _(
    result: RecordedComparison,
    *,
    dimensions: Sequence[str] | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    return draw_recorded(result, dimensions=dimensions, survey=survey, narrow=narrow)


@chart.register(ResponsePropensity)
def _(
    result: ResponsePropensity,
    *,
    part: str = "response",
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    return draw_propensity(result, part=part, survey=survey, narrow=narrow)


@chart.register(SamplePlan)
def _(
    result: SamplePlan,
    *,
    kind: Literal["levels", "groups"] = "levels",
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    if kind == "groups":
        return draw_plan_groups(result, survey=survey, narrow=narrow)
    return draw_plan_levels(result, survey=survey, narrow=narrow)


@chart.register(FocusGroups)
def _(
    result: FocusGroups,
    *,
    kind: Literal["quotas", "missing"] = "quotas",
    dimensions: Sequence[str] | None = None,
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    if kind == "missing":
        return draw_focus_missing(result, dimensions=dimensions, survey=survey, narrow=narrow)
    if kind != "quotas":
        raise UsageError(f"Focus groups have no figure '{kind}': 'quotas' or 'missing'.")
    return draw_focus_quotas(result, survey=survey, narrow=narrow)


@chart.register(ActionPlan)
def _(result: ActionPlan, *, survey: Survey | None = None, narrow: bool = False) -> go.Figure:
    if result.table.empty:
        raise UsageError("The plan has no action to draw.")
    return draw_action_timeline(result, survey=survey, narrow=narrow)


@chart.register(GroupFindings)
def _(
    result: GroupFindings,
    *,
    kind: Literal["themes", "saturation"] = "themes",
    survey: Survey | None = None,
    narrow: bool = False,
) -> go.Figure:
    draws = {"themes": draw_theme_matrix, "saturation": draw_saturation}
    if kind not in draws:
        raise UsageError(f"Focus groups have no figure '{kind}': 'themes' or 'saturation'.")
    return draws[kind](result, survey=survey, narrow=narrow)
