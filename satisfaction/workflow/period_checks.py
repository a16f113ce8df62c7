"""The check of a quarter, its rolling year and the quarters before; the sample beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from satisfaction.errors import SatisfactionError
from satisfaction.representativeness import check_profile
from satisfaction.workflow.sample_health import SampleHealth, SampleTables, examine_sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from satisfaction.periods import Period
    from satisfaction.representativeness import ProfileCheck
    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.inputs import ProfileOf, QuarterInputs, Step


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeriodCheck:
    """A quarter's check with everything beside it.

    Attributes
    ----------
    check : ProfileCheck
    health : SampleHealth
    not_done : tuple of str
        Which periods could not be checked, and why.
    """

    check: ProfileCheck
    health: SampleHealth
    not_done: tuple[str, ...]


def check_quarter(
    inputs: QuarterInputs,
    profile_of: ProfileOf,
    period: Period,
    *,
    step: Step,
    earlier: Sequence[Path] = (),
) -> PeriodCheck:
    """Check the quarter and its rolling year beside the quarters before, and look at the sample.

    Parameters
    ----------
    inputs : QuarterInputs
    profile_of : callable
        Gives the victim profile of a period, or an error where there is none.
    period : Period
    step : callable
        Shows progress.
    earlier : sequence of Path
        Records of earlier checks; with them the quarters before are not checked again.
    """
    notes: list[str] = []
    with step("Profile check"):
        interviews = inputs.interviews(period)
        rolling = _rolling(inputs, profile_of, period, notes)
        quarters = () if earlier else tuple(q for q in inputs.quarters if q != period)
        check = partial(
            check_profile,
            tolerance=_tolerance(inputs),
            population=inputs.settings.population,
            recorded=_recorded(inputs, alone=rolling is None and not quarters),
            rules=inputs.rules,
        )
        # A history shows no verdicts within user groups, which take most of the time.
        before = [check(inputs.interviews(q), profile_of(q), within_groups=False) for q in quarters]
        found = check(interviews, profile_of(period), rolling=rolling, history=[*earlier, *before])
    with step("Exclusions, cascade, response and plan"):
        health = examine_sample(
            SampleTables(
                returns=interviews,
                weighted=lambda: inputs.best(period),
                profile=profile_of(period),
                fieldwork=inputs.fieldwork,
                period=str(period),
                rules=inputs.rules,
                audit=inputs.audit,
            )
        )
    return PeriodCheck(check=found, health=health, not_done=tuple(notes))


def _tolerance(inputs: QuarterInputs) -> float | None:
    points = inputs.settings.tolerance_points
    return None if points is None else points / 100


def _rolling(
    inputs: QuarterInputs, profile_of: ProfileOf, period: Period, notes: list[str]
) -> tuple[Returns, Profile] | None:
    """Return interviews and victims of the rolling year; None, and why, where there are none."""
    year = period.rolling_year
    if str(year) == str(period):
        return None
    interviews = inputs.interviews(year)
    if len(interviews) == len(inputs.interviews(period)):
        notes.append(
            f"The rolling year ({year}) was not checked: the returns hold interviews of {period} "
            "only."
        )
        return None
    try:
        return interviews, profile_of(year)
    except SatisfactionError as error:
        notes.append(f"The rolling year ({year}) was not checked: {error}")
    return None


def _recorded(inputs: QuarterInputs, *, alone: bool) -> pd.DataFrame | None:
    """Return how the crime record describes respondents; the frame does so for one quarter only."""
    work = inputs.fieldwork
    if inputs.settings.describe == "self-defined":
        return None
    return work.frame if work.records is None and alone else work.records
