"""A quarter's results from trusted tables; no files, no clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from satisfaction.drivers import find_drivers
from satisfaction.errors import EstimationError
from satisfaction.periods import quarter_of
from satisfaction.requirements import state_requirements
from satisfaction.workflow.dissatisfaction import groups_and_words
from satisfaction.workflow.estimation import estimates_of
from satisfaction.workflow.evidence import evidence_of
from satisfaction.workflow.follow_up import with_follow_up
from satisfaction.workflow.noting import noted
from satisfaction.workflow.period_checks import check_quarter
from satisfaction.workflow.sample_health import SampleHealth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.drivers import Drivers
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.requirements import RequirementsStatement
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.inputs import QuarterInputs, Step
    from satisfaction.workflow.results import QuarterResults


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
    kept = inputs.finished
    check, health = kept.of("profile check", lambda: _sample(inputs, step))
    notes: list[str] = []
    if inputs.profile_of:
        with step("Weights"):
            notes += inputs.weights_note
    with step("Estimates with intervals"):
        results, not_told = kept.of("estimates", lambda: _estimates(inputs))
    results = replace(results, check=check, sample=health, weighted=inputs.weighted)
    with step("Drivers of dissatisfaction"):
        found, not_found = kept.of("drivers", lambda: _dissatisfied(inputs))
    notes += (*not_told, *not_found)
    results = replace(results, **found)
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


def _estimates(inputs: QuarterInputs) -> tuple[QuarterResults, tuple[str, ...]]:
    """Return every estimate, and what could not be told."""
    notes: list[str] = []
    return estimates_of(inputs, inputs.period, notes), tuple(notes)


def _dissatisfied(inputs: QuarterInputs) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what dissatisfied victims have in common, who they are, and their own words."""
    notes: list[str] = []
    drivers = noted(notes, "Drivers were not analysed", lambda: _drivers(inputs))
    groups, words = groups_and_words(
        inputs.best(inputs.year), period=inputs.year, rules=inputs.rules, notes=notes
    )
    return {"drivers": drivers, "segments": groups, "verbatims": words}, tuple(notes)


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
