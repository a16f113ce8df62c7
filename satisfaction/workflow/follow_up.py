"""What follows from a quarter: focus groups, what they said, actions, and the contractor."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from satisfaction.contractor import review_contractor
from satisfaction.focus_groups import choose_focus_groups
from satisfaction.improvement import compare_notes, read_notes
from satisfaction.workflow.actions import load_actions
from satisfaction.workflow.noting import noted

if TYPE_CHECKING:
    from satisfaction.contractor import ContractorReview
    from satisfaction.drivers import Drivers
    from satisfaction.focus_groups import FocusGroups
    from satisfaction.improvement import ActionPlan, GroupFindings
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.workflow.inputs import QuarterInputs, Step
    from satisfaction.workflow.results import QuarterResults


def with_follow_up(
    inputs: QuarterInputs, results: QuarterResults, *, step: Step, notes: list[str]
) -> QuarterResults:
    """Add what was asked for of focus groups, their notes, the plan and the inspection log.

    Parameters
    ----------
    inputs : QuarterInputs
    results : QuarterResults
        With drivers and profile check, as far as there are.
    step : callable
        Shows progress.
    notes : list of str
        Gets what could not be done, and why.
    """
    focus = None
    if inputs.focus_groups:
        with step("Focus groups"):
            focus = noted(
                notes,
                "No focus groups were chosen",
                lambda: _focus_groups(inputs, results.drivers, results.check),
            )
    with step("Contractor, notes and actions") if _has_more(inputs) else nullcontext():
        return replace(
            results,
            focus_groups=focus,
            notes=_notes(inputs, results.drivers),
            actions=_actions(inputs),
            contractor=_contractor(inputs),
        )


def _focus_groups(
    inputs: QuarterInputs, drivers: Drivers | None, check: ProfileCheck | None
) -> FocusGroups | None:
    """Choose the groups that were asked for, from the dissatisfied of the rolling year."""
    wishes = inputs.focus_groups
    if wishes is None:
        return None
    return choose_focus_groups(
        inputs.best(inputs.year),
        drivers,
        groups=wishes.groups,
        size=wishes.size,
        reserves=wishes.reserves,
        purpose=wishes.purpose,
        rng=wishes.seed,
        period=inputs.year,
        records=inputs.fieldwork.records,
        check=check,
        support_contact=wishes.support_contact,
        rules=inputs.rules,
    )


def _has_more(inputs: QuarterInputs) -> bool:
    return any(part is not None for part in (inputs.notes, inputs.actions, inputs.inspections))


def _notes(inputs: QuarterInputs, drivers: Drivers | None) -> GroupFindings | None:
    """Hold what the focus groups said against the drivers; None without either."""
    if inputs.notes is None or drivers is None:
        return None
    return compare_notes(read_notes(inputs.notes), drivers)


def _actions(inputs: QuarterInputs) -> ActionPlan | None:
    """Return the improvement plan as it stands at the end of the quarter."""
    if inputs.actions is None or inputs.period is None:
        return None
    return load_actions(inputs.actions, as_at=inputs.period.end, returns=inputs.history)


def _contractor(inputs: QuarterInputs) -> ContractorReview | None:
    """Review the contractor as at the end of the quarter, with what the returns say of fieldwork.

    What concerns a single interviewer stays with `satisfaction contractor`.
    """
    if inputs.inspections is None or inputs.period is None:
        return None
    return review_contractor(
        inputs.inspections,
        inputs.interviews(inputs.period),
        on=inputs.period.end,
        outcomes=inputs.fieldwork.outcomes,
        issued=inputs.fieldwork.issued,
    ).without_interviewers()
