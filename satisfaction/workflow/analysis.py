"""A quarter's results from trusted tables; no files, no clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.survey import Headline
from satisfaction.drivers import find_drivers
from satisfaction.errors import (
    ColumnNotFoundError,
    DataRefusedError,
    EstimationError,
    SatisfactionError,
)
from satisfaction.estimates import estimate, gap
from satisfaction.periods import quarter_of
from satisfaction.representativeness import check_profile
from satisfaction.requirements import state_requirements
from satisfaction.weighting import weight
from satisfaction.workflow.evidence import evidence_of
from satisfaction.workflow.fieldwork import Fieldwork
from satisfaction.workflow.results import QuarterResults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.rules import Rules
    from satisfaction.drivers import Drivers
    from satisfaction.estimates import Estimates, Gap
    from satisfaction.periods import Period
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.requirements import RequirementsStatement
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns
    from satisfaction.weighting import Weighted
    from satisfaction.workflow.config import Settings

Step = Callable[[str], AbstractContextManager[None]]
ProfileOf = Callable[["Period"], "Profile"]

_WHITE_BME = ("White", "BME")


@dataclass(frozen=True, kw_only=True, eq=False)
class QuarterInputs:
    """What a quarter is made from.

    Attributes
    ----------
    returns : Returns
        The quarter's interviews and those before it.
    period : Period or None
        The quarter; None for a survey without interview dates, whose returns are all one period.
    profile_of : callable or None
        Gives the victim profile of a period; None where there are no crime records.
    fieldwork : Fieldwork
        Frame, issued sample and contact outcomes of the quarter, as far as they were given.
    """

    returns: Returns
    period: Period | None
    profile_of: ProfileOf | None
    settings: Settings
    rules: Rules
    fieldwork: Fieldwork = field(default_factory=Fieldwork)

    @property
    def year(self) -> Period | None:
        """The rolling twelve months that end with the quarter."""
        return self.period.rolling_year if self.period else None

    @cached_property
    def published_groups(self) -> Mapping[str, tuple[str, ...]] | None:
        """User groups of the published figure: those that the rulebook does not report apart."""
        if "user_group" not in self.returns.frame:
            return None
        apart = self.rules.text("user_groups", "reported_apart").split(";")
        levels = self.returns.dimension("user_group").levels
        kept = tuple(level for level in levels if level not in {name.strip() for name in apart})
        return {"user_group": kept} if len(kept) < len(levels) else None

    @cached_property
    def weighted(self) -> Weighted | None:
        """The quarter's interviews, weighted."""
        return self.weigh(self.period)

    @cached_property
    def weighted_year(self) -> Weighted | None:
        """The rolling year's interviews, weighted."""
        return self.weigh(self.year)

    def weigh(self, period: Period | None) -> Weighted | None:
        """Return the interviews of ``period`` weighted to its profile; None without a profile."""
        if self.profile_of is None or period is None:
            return None
        return weight(
            self.interviews(period),
            self.profile_of(period),
            method=self.settings.method,
            population=self.settings.population,
            unreachable=self.settings.unreachable,
        )

    def interviews(self, period: Period | None) -> Returns:
        """Return the interviews of ``period``, or an error if there is none."""
        found = self.returns.during(period) if period else self.returns
        if not len(found):
            raise DataRefusedError(
                f"There is no interview in {period} among the {len(self.returns):,} accepted "
                "returns. Check the period and the files."
            )
        return found

    def best(self, period: Period | None) -> Returns:
        """Return the interviews of ``period``, weighted if they can be."""
        known = {self.period: self.weighted, self.year: self.weighted_year}
        found = known[period]
        return found.returns if found else self.interviews(period)


def analyse(inputs: QuarterInputs, *, step: Step) -> QuarterResults:
    """Check, weight, estimate and find drivers.

    Parameters
    ----------
    inputs : QuarterInputs
    step : callable
        ``step("Weights")`` is a context manager that shows progress.

    Raises
    ------
    DataRefusedError
        If there is no interview in the period.
    CalibrationError
        If the weights cannot reach the profile.
    """
    period, year = inputs.period, inputs.year
    check = None
    if inputs.profile_of and period and year:
        with step("Profile check"):
            check = _check(inputs, inputs.profile_of, period, year)
    with step("Weights") if inputs.profile_of else nullcontext():
        quarter, months = inputs.best(period), inputs.best(year)
    with step("Estimates with intervals"):
        headline = _headline(inputs)
        measures = estimate(quarter, period=period, rules=inputs.rules)
        grades = estimate(quarter, period=period, statistics="grades", rules=inputs.rules)
        groups = _by_user_group(inputs, quarter)
        white_bme = _gap(inputs, months)
    series, short_series = None, ""
    if period:
        with step("Quarters before"):
            series, short_series = _series(inputs, period)
    with step("Drivers of dissatisfaction"):
        drivers, no_drivers = _drivers(inputs, months)
    results = QuarterResults(
        survey=inputs.returns.survey,
        period=period,
        headline=headline,
        measures=measures,
        grades=grades,
        groups=groups,
        series=series,
        gap=white_bme,
        check=check,
        weighted=inputs.weighted,
        rolling_weighted=inputs.weighted_year,
        drivers=drivers,
        skipped=tuple(filter(None, (_no_check(check), short_series, no_drivers))),
        interviews=_by_quarter(inputs.returns) if period else {},
    )
    with step("Requirements"):
        return replace(results, requirements=_requirements(inputs, results))


def _by_quarter(returns: Returns) -> Mapping[str, int]:
    """Count the accepted interviews of each quarter."""
    days = returns.frame["interviewed_on"].dropna().dt.date
    counts = days.map(quarter_of).value_counts()
    return {str(q): int(counts[q]) for q in sorted(counts.index, key=lambda q: q.start)}


def _requirements(inputs: QuarterInputs, results: QuarterResults) -> RequirementsStatement | None:
    """Hold the quarter against the rulebook; None for a survey that is not of victims of crime."""
    if not inputs.returns.survey.records:
        return None
    return state_requirements(
        inputs.interviews(inputs.period),
        issued=inputs.fieldwork.issued,
        outcomes=inputs.fieldwork.outcomes,
        found=evidence_of(results),
        rules=inputs.rules,
        period=str(inputs.period or ""),
    )


def _headline(inputs: QuarterInputs) -> Estimates:
    """Estimate the published figure: which one that is, the survey definition says."""
    survey = inputs.returns.survey
    published = survey.headline or Headline(measure=survey.outcome)
    period = inputs.year if published.period == "rolling" else inputs.period
    returns = inputs.best(period) if published.weighted else inputs.interviews(period)
    return estimate(
        returns,
        measure=published.measure,
        period=period,
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _check(
    inputs: QuarterInputs, profile_of: ProfileOf, period: Period, year: Period
) -> ProfileCheck:
    points = inputs.settings.tolerance_points
    return check_profile(
        inputs.interviews(period),
        profile_of(period),
        tolerance=None if points is None else points / 100,
        rolling=(inputs.interviews(year), profile_of(year)),
        population=inputs.settings.population,
        rules=inputs.rules,
    )


def _by_user_group(inputs: QuarterInputs, quarter: Returns) -> Estimates | None:
    if "user_group" not in quarter.frame:
        return None
    outcome = quarter.survey.outcome
    return estimate(
        quarter, measure=outcome, by="user_group", period=inputs.period, rules=inputs.rules
    )


def _gap(inputs: QuarterInputs, months: Returns) -> Gap | None:
    """Return the gap of the settings, else White minus BME; None where no category has both."""
    between = inputs.settings.gap or _WHITE_BME
    try:
        return gap(
            months,
            measure=months.survey.outcome,
            between=between,
            period=inputs.year,
            where=inputs.published_groups,
        )
    except ColumnNotFoundError:
        if inputs.settings.gap:
            raise
        return None


def _series(inputs: QuarterInputs, period: Period) -> tuple[Estimates, str]:
    """Estimate the outcome for each quarter back to the first that cannot be, and say why."""
    points: list[Estimates] = []
    quarter, note = period, ""
    while len(points) < inputs.settings.history:
        try:
            points.append(_point(inputs, quarter))
        except SatisfactionError as error:
            note = f"The series starts after {quarter}: {error}"
            break
        quarter = quarter.previous
    tables = [point.table for point in reversed(points)]
    return replace(points[0], table=pd.concat(tables, ignore_index=True)), note


def _point(inputs: QuarterInputs, quarter: Period) -> Estimates:
    weighted = inputs.weighted if quarter == inputs.period else inputs.weigh(quarter)
    returns = weighted.returns if weighted else inputs.interviews(quarter)
    return estimate(
        returns,
        measure=returns.survey.outcome,
        period=quarter,
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _drivers(inputs: QuarterInputs, months: Returns) -> tuple[Drivers | None, str]:
    if not months.survey.drivers:
        return None, "The survey definition marks no drivers."
    try:
        return find_drivers(months, period=inputs.year, rules=inputs.rules), ""
    except EstimationError as error:
        return None, f"Drivers were not analysed: {error}"


def _no_check(check: ProfileCheck | None) -> str:
    return (
        ""
        if check
        else "No profile check and no weighting to a profile: no crime records were given."
    )
