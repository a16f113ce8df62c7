"""A quarter's results from trusted tables; no files, no clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from satisfaction.definitions.survey import Headline
from satisfaction.drivers import find_drivers
from satisfaction.errors import ColumnNotFoundError, EstimationError
from satisfaction.estimates import change, control_chart, estimate, funnel, gap, trend
from satisfaction.periods import quarter_of
from satisfaction.requirements import state_requirements
from satisfaction.workflow.dissatisfaction import groups_and_words
from satisfaction.workflow.evidence import evidence_of
from satisfaction.workflow.follow_up import with_follow_up
from satisfaction.workflow.noting import noted
from satisfaction.workflow.period_checks import check_quarter
from satisfaction.workflow.results import QuarterResults
from satisfaction.workflow.sample_health import SampleHealth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.drivers import Drivers
    from satisfaction.estimates import Change, ControlChart, Estimates, Funnel, Gap, Trend
    from satisfaction.periods import Period
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.requirements import RequirementsStatement
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.inputs import QuarterInputs, Step

_WHITE_BME = ("White", "BME")


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
        If the weights of the quarter cannot reach the profile.
    """
    notes: list[str] = []
    check, health = _sample(inputs, step)
    if inputs.profile_of:
        with step("Weights"):
            notes += inputs.weights_note
    with step("Estimates with intervals"):
        results = _estimates(inputs, notes)
    results = replace(results, check=check, sample=health, weighted=inputs.weighted)
    with step("Drivers of dissatisfaction"):
        results = _with_dissatisfied(inputs, results, notes)
    results = with_follow_up(inputs, results, step=step, notes=notes)
    results = replace(
        results,
        skipped=tuple(filter(None, (_no_check(check), *health.not_done, *notes))),
        interviews=_by_quarter(inputs.returns) if inputs.period else {},
    )
    with step("Requirements"):
        return replace(results, requirements=_requirements(inputs, results))


def _sample(inputs: QuarterInputs, step: Step) -> tuple[ProfileCheck | None, SampleHealth]:
    if not (inputs.profile_of and inputs.period):
        return None, SampleHealth()
    found = check_quarter(inputs, inputs.profile_of, inputs.period, step=step)
    notes = (*found.not_done, *found.health.not_done)
    return found.check, replace(found.health, not_done=notes)


def _with_dissatisfied(
    inputs: QuarterInputs, results: QuarterResults, notes: list[str]
) -> QuarterResults:
    """Add what dissatisfied victims have in common, who they are, and their own words."""
    drivers = noted(notes, "Drivers were not analysed", lambda: _drivers(inputs))
    groups, words = groups_and_words(
        inputs.best(inputs.year), period=inputs.year, rules=inputs.rules, notes=notes
    )
    return replace(results, drivers=drivers, segments=groups, verbatims=words)


def _estimates(inputs: QuarterInputs, notes: list[str]) -> QuarterResults:
    """Return every estimate; what a short history does not allow is noted."""
    period = inputs.period
    quarter = inputs.best(period)
    found = QuarterResults(
        survey=inputs.returns.survey,
        period=period,
        headline=_headline(inputs),
        measures=estimate(quarter, period=period, rules=inputs.rules),
        grades=estimate(quarter, period=period, statistics="grades", rules=inputs.rules),
        groups=_by_user_group(inputs, quarter),
        gap=_gap(inputs, inputs.best(inputs.year)),
    )
    if period is None:
        return found
    return replace(
        found,
        series=_series(inputs),
        change=noted(notes, "No change was tested", lambda: _change(inputs, period)),
        trend=noted(notes, "No trend was fitted", lambda: _trend(inputs)),
        control=noted(notes, "No control chart was made", lambda: _control(inputs)),
        areas=noted(notes, "Areas were not compared", lambda: _areas(inputs)),
    )


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


def _series(inputs: QuarterInputs) -> Estimates:
    """Estimate the outcome for each quarter that could be weighted, or that there is."""
    return estimate(
        inputs.history,
        measure=inputs.returns.survey.outcome,
        every="quarter",
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _change(inputs: QuarterInputs, period: Period) -> Change:
    """Test the rolling year against the year before, or the quarter against the one before."""
    quarters = {str(q) for q in inputs.quarters}
    year = period.rolling_year
    before = year.previous
    needed = _quarters_back(period, 8)
    between = (before, year) if needed <= quarters else (period.previous, period)
    if str(period.previous) not in quarters:
        raise EstimationError("the returns hold no earlier quarter to compare with.")
    return change(
        inputs.history,
        measure=inputs.returns.survey.outcome,
        between=between,
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _quarters_back(period: Period, count: int) -> set[str]:
    found, quarter = set(), period
    for _ in range(count):
        found.add(str(quarter))
        quarter = quarter.previous
    return found


def _trend(inputs: QuarterInputs) -> Trend:
    found = trend(
        inputs.history,
        measure=inputs.returns.survey.outcome,
        where=inputs.published_groups,
        rules=inputs.rules,
    )
    if found.slopes.empty:
        raise EstimationError("a line needs three quarters; the returns hold fewer.")
    return found


def _control(inputs: QuarterInputs) -> ControlChart:
    return control_chart(
        inputs.history,
        measure=inputs.returns.survey.outcome,
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _areas(inputs: QuarterInputs) -> Funnel | None:
    if "area" not in inputs.returns.frame:
        return None
    return funnel(
        inputs.best(inputs.year),
        measure=inputs.returns.survey.outcome,
        by="area",
        period=inputs.year,
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _drivers(inputs: QuarterInputs) -> Drivers:
    months = inputs.best(inputs.year)
    if not months.survey.drivers:
        raise EstimationError("the survey definition marks no drivers.")
    return find_drivers(months, period=inputs.year, rules=inputs.rules)


def _no_check(check: ProfileCheck | None) -> str:
    return (
        ""
        if check
        else "No profile check and no weighting to a profile: no crime records were given."
    )
