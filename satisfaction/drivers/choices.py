"""Which drivers are asked about, and what they are adjusted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.coding import DriverCoding
    from satisfaction.tables.returns import Returns

DriverNames = Sequence[str] | Mapping[str, Sequence[str]]


def chosen_drivers(
    survey: Survey, drivers: DriverNames | None, *, most: int
) -> dict[str, tuple[str, ...]]:
    """Return the questions of each driver.

    Raises
    ------
    ColumnNotFoundError
        If the survey has no such question.
    UsageError
        If there are too many, a driver has no question, or a question belongs to two.
    """
    named = survey.drivers if drivers is None else drivers
    if isinstance(named, str):
        raise UsageError(f"drivers='{named}' is one text; expected a list: drivers=['{named}'].")
    given = named if isinstance(named, Mapping) else {name: (name,) for name in named}
    found = {name: tuple(questions) for name, questions in given.items()}
    _check_questions(survey, found)
    if len(found) > most:
        raise UsageError(
            f"{len(found)} drivers were given; at most {most} are analysed together. "
            "Name those you want with drivers=."
        )
    return found


def chosen_controls(returns: Returns, controls: Sequence[str] | None) -> tuple[str, ...]:
    """Return the categories to adjust for: by default the survey's dimensions and strata.

    Raises
    ------
    ColumnNotFoundError
        If the returns have no such category.
    """
    survey = returns.survey
    if controls is None:
        return tuple(dict.fromkeys((*survey.dimensions, *survey.weights.strata)))
    for name in controls:
        if name not in returns.frame:
            raise ColumnNotFoundError(
                f"The returns have no category '{name}'.{did_you_mean(name, returns.frame)}"
            )
    return tuple(controls)


def refuse_hopeless(
    outcome: npt.NDArray[np.float64], analysed: Sequence[DriverCoding], needed: int
) -> None:
    """Refuse an analysis in which there is nothing to tell.

    Raises
    ------
    EstimationError
        If nobody or everybody is dissatisfied, or no driver has enough poor ratings.
    """
    dissatisfied = int(outcome.sum())
    if dissatisfied in (0, len(outcome)):
        raise EstimationError(
            f"{dissatisfied} of {len(outcome)} respondents are dissatisfied; drivers need both "
            "dissatisfied and other respondents."
        )
    if not analysed:
        raise EstimationError(
            f"No driver was rated poor by {needed} respondents or more. Take a longer period."
        )


def _check_questions(survey: Survey, drivers: Mapping[str, Sequence[str]]) -> None:
    asked = [question for questions in drivers.values() for question in questions]
    for name in asked:
        if name not in survey.questions:
            raise ColumnNotFoundError(
                f"The survey has no question '{name}'.{did_you_mean(name, survey.questions)}"
            )
        if not survey.scale_of(name).is_rated:
            raise UsageError(
                f"The scale of '{name}' does not say which grades are satisfied and which are "
                "dissatisfied, so it cannot be a driver."
            )
    if not all(drivers.values()) or len(set(asked)) < len(asked):
        raise UsageError("A driver needs at least one question, and a question one driver.")
