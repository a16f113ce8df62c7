"""Everything that a quarter gives, or a month."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from satisfaction.workflow.sample_health import SampleHealth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.contractor import ContractorReview
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers import Drivers
    from satisfaction.drivers.segments import Segments
    from satisfaction.drivers.verbatims import Verbatims
    from satisfaction.estimates import Change, ControlChart, Estimates, Funnel, Gap, Trend
    from satisfaction.focus_groups import FocusGroups
    from satisfaction.improvement import ActionPlan, GroupFindings
    from satisfaction.periods import Period
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.requirements import RequirementsStatement
    from satisfaction.results import Result
    from satisfaction.weighting import Weighted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QuarterResults:
    """The results of one quarter, or month; a part is None where its input is not there.

    Attributes
    ----------
    headline : Estimates
        The published figure, as the survey definition says: by default the outcome over the rolling
        twelve months, weighted.
    measures, grades, groups : Estimates
        Over the quarter: every measure, its grades, the outcome by user group.
    series : Estimates or None
        The outcome quarter by quarter, each weighted to its own victims.
    change, measure_changes : Change or None
        The rolling year against the year before or, with less history, quarter against quarter: of
        the outcome, and of each other measure.
    trend : Trend or None
    control : ControlChart or None
        Month by month.
    gap : Gap or None
        Over the rolling twelve months.
    areas : Funnel or None
        Boroughs over the rolling twelve months.
    check : ProfileCheck or None
    sample : SampleHealth
        Exclusions, cascade, response, impact and next quarter's plan.
    weighted : Weighted or None
        The record of the quarter's weights.
    skipped : tuple of str
        What could not be done, and why, in sentences.
    interviews : mapping of str to int
        Accepted interviews by quarter, in order; empty for a survey without interview dates.
    requirements : RequirementsStatement or None
        None for a survey that is not of victims of crime.
    """

    survey: Survey
    period: Period | None
    headline: Estimates
    measures: Estimates
    grades: Estimates
    groups: Estimates | None = None
    series: Estimates | None = None
    change: Change | None = None
    measure_changes: Change | None = None
    trend: Trend | None = None
    control: ControlChart | None = None
    gap: Gap | None = None
    areas: Funnel | None = None
    check: ProfileCheck | None = None
    sample: SampleHealth = field(default_factory=SampleHealth)
    weighted: Weighted | None = None
    drivers: Drivers | None = None
    segments: Segments | None = None
    verbatims: Verbatims | None = None
    focus_groups: FocusGroups | None = None
    notes: GroupFindings | None = None
    actions: ActionPlan | None = None
    contractor: ContractorReview | None = None
    skipped: tuple[str, ...] = ()
    interviews: Mapping[str, int] = field(default_factory=dict)
    requirements: RequirementsStatement | None = None

    @property
    def all(self) -> tuple[Result, ...]:
        """Every result that there is, in the order of the pack."""
        parts: tuple[Result | None, ...] = (
            self.headline,
            self.measures,
            self.grades,
            self.series,
            self.change,
            self.measure_changes,
            self.trend,
            self.control,
            self.groups,
            self.gap,
            self.areas,
            self.check,
            self.check.history if self.check else None,
            *(result for _, result in self.sample.named),
            self.weighted,
            self.drivers,
            self.segments,
            self.verbatims,
            self.focus_groups,
            self.notes,
            self.actions,
            self.contractor,
            self.requirements,
        )
        return tuple(part for part in parts if part is not None)
