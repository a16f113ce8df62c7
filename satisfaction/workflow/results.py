"""Everything that a quarter gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers import Drivers
    from satisfaction.estimates import Estimates, Gap
    from satisfaction.periods import Period
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.requirements import RequirementsStatement
    from satisfaction.results import Result
    from satisfaction.weighting import Weighted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QuarterResults:
    """The results of one quarter; a part is None where its input is not there.

    Attributes
    ----------
    headline : Estimates
        The published figure, as the survey definition says: by default the outcome over the rolling
        twelve months, weighted.
    measures, grades, groups : Estimates
        Over the quarter: every measure, its grades, the outcome by user group.
    series : Estimates or None
        The outcome quarter by quarter, each weighted to its own profile.
    gap : Gap or None
        Over the rolling twelve months.
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
    groups: Estimates | None
    series: Estimates | None
    gap: Gap | None
    check: ProfileCheck | None
    weighted: Weighted | None
    rolling_weighted: Weighted | None
    drivers: Drivers | None
    skipped: tuple[str, ...]
    interviews: Mapping[str, int]
    requirements: RequirementsStatement | None = None

    @property
    def all(self) -> tuple[Result, ...]:
        """Every result that there is, in the order of the pack."""
        parts: Sequence[Result | None] = (
            self.headline,
            self.measures,
            self.grades,
            self.series,
            self.groups,
            self.gap,
            self.check,
            self.weighted,
            self.drivers,
            self.requirements,
        )
        return tuple(part for part in parts if part is not None)
