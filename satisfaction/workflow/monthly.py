"""A month's results: what the Board sees between two quarterly packs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import UsageError
from satisfaction.periods import parse_period, quarter_of
from satisfaction.requirements import state_requirements
from satisfaction.workflow.actions import load_actions
from satisfaction.workflow.estimation import estimates_of
from satisfaction.workflow.evidence import evidence_of

if TYPE_CHECKING:
    from satisfaction.periods import Period
    from satisfaction.requirements import RequirementsStatement
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.inputs import QuarterInputs, Step
    from satisfaction.workflow.results import QuarterResults

QUARTERLY_ONLY = (
    "The profile check, the sample, drivers, focus groups and the contractor are in the quarterly "
    "pack."
)


def month_named(text: str, quarter: Period | None) -> Period:
    """Return the month that ``text`` names; by default the last of the configured quarter.

    Raises
    ------
    UsageError
        If it is no month, or there is neither a month nor a quarter.
    """
    if not text and quarter is None:
        raise UsageError("A monthly pack needs a month. Give one, as in --month 2007-12.")
    month = parse_period(text or f"{quarter.end:%Y-%m}" if quarter else text)
    if month.kind != "month":
        raise UsageError(f"'{text}' is not a month. Write one as 2007-12.")
    return month


def inputs_to(inputs: QuarterInputs, month: Period) -> QuarterInputs:
    """Return what was known at the end of a month; its quarter is weighted as far as it goes.

    Rolling years of a month that ends no quarter reach into one quarter more.
    """
    settings, quarter = inputs.settings, quarter_of(month.start)
    if month.end != quarter.end:
        settings = settings.model_copy(update={"history": settings.history + 1})
    return replace(inputs, returns=_until(inputs.returns, month), period=quarter, settings=settings)


def analyse_month(inputs: QuarterInputs, month: Period, *, step: Step) -> QuarterResults:
    """Estimate a month, its rolling twelve months, and how it stands among the months.

    Parameters
    ----------
    inputs : QuarterInputs
        As :func:`inputs_to` gives them.
    month : Period
    step : callable
        ``step("Estimates")`` is a context manager that shows progress.

    Raises
    ------
    DataRefusedError
        If there is no interview in the month.
    """
    notes: list[str] = [QUARTERLY_ONLY]
    interviews = inputs.interviews(month)
    with step("Estimates with intervals"):
        if inputs.profile_of:
            notes += inputs.weights_note
        results = estimates_of(inputs, month, notes, by_quarter=False)
    if inputs.actions is not None:
        plan = load_actions(inputs.actions, as_at=month.end, returns=inputs.history)
        results = replace(results, actions=plan)
    results = replace(results, skipped=tuple(notes))
    return replace(results, requirements=_requirements(inputs, results, interviews))


def _until(returns: Returns, month: Period) -> Returns:
    if "interviewed_on" not in returns.frame:
        raise UsageError(
            "The survey has no field 'interviewed_on', so there are no months. Make the quarterly "
            "edition."
        )
    known = returns.frame["interviewed_on"] <= pd.Timestamp(month.end)
    return replace(returns, frame=returns.frame[known].reset_index(drop=True))


def _requirements(
    inputs: QuarterInputs, results: QuarterResults, interviews: Returns
) -> RequirementsStatement | None:
    """Hold the month against the rules that a month can show; the others wait for the quarter."""
    if not inputs.returns.survey.records:
        return None
    stated = state_requirements(
        interviews, found=evidence_of(results), rules=inputs.rules, period=str(results.period)
    )
    seen = stated.table[stated.table["status"] != "cannot be told"].reset_index(drop=True)
    return replace(stated, table=seen)
