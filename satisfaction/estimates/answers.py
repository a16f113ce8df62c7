"""Answers as indicators: who is satisfied, who is not, and who gave no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.definitions.scales import NOT_ASKED
from satisfaction.errors import ColumnNotFoundError, EstimationError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.definitions.scales import Scale
    from satisfaction.definitions.survey import Survey
    from satisfaction.tables.returns import Returns

Statistics = Literal["shares", "grades"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Indicators:
    """One question's answers.

    Attributes
    ----------
    statistics : tuple of str
        Name of each column of ``values``.
    values : (n, k) float array
        1 where the answer has the property, 0 where not, NaN where it is outside the base.
    answered : (n,) bool array
        Who gave a grade: the base.
    asked : (n,) bool array
        Who was asked the question, answered or not.
    """

    statistics: tuple[str, ...]
    values: npt.NDArray[np.float64]
    answered: npt.NDArray[np.bool_]
    asked: npt.NDArray[np.bool_]


def question_of(survey: Survey, measure: str) -> str:
    """Return the question that gives ``measure``; a question's own name is a measure too.

    Raises
    ------
    ColumnNotFoundError
        If the survey has neither.
    """
    known = {**{name: name for name in survey.questions}, **survey.measures}
    if measure not in known:
        raise ColumnNotFoundError(
            f"The survey has no measure or question '{measure}'.{did_you_mean(measure, known)} "
            f"Measures: {', '.join(survey.measures)}."
        )
    return known[measure]


def questions_of(survey: Survey, measure: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the questions of one measure, of several, or of all published measures."""
    if measure is None:
        return tuple(survey.measures.values()) or (survey.outcome,)
    names = (measure,) if isinstance(measure, str) else tuple(measure)
    return tuple(question_of(survey, name) for name in names)


def indicators(returns: Returns, question: str, statistics: Statistics) -> Indicators:
    """Return the indicator columns of ``question``."""
    scale = returns.survey.scale_of(question)
    if statistics == "shares" and not scale.is_rated:
        raise EstimationError(
            f"The scale of '{question}' does not say which grades are satisfied and which "
            'dissatisfied. Ask for statistics="grades", or complete the scale in the definition.'
        )
    sets = _share_sets(scale) if statistics == "shares" else {g: (g,) for g in scale.grade_labels}
    column = returns.frame[question]
    answered = column.isin(scale.grade_labels).to_numpy()
    columns = [column.isin(members).to_numpy() for members in sets.values()]
    values = np.column_stack(columns).astype(np.float64)
    values[~answered] = np.nan
    return Indicators(
        statistics=tuple(sets),
        values=values,
        answered=answered,
        asked=(column != NOT_ASKED).to_numpy(),
    )


def _share_sets(scale: Scale) -> dict[str, tuple[str, ...]]:
    satisfied = scale.labels_of(scale.satisfied)
    dissatisfied = scale.labels_of(scale.dissatisfied)
    either = {*satisfied, *dissatisfied}
    neither = tuple(label for label in scale.grade_labels if label not in either)
    sets = {"satisfied": satisfied, "dissatisfied": dissatisfied, "neither": neither}
    return {**sets, "top": scale.labels_of(scale.top)} if scale.top else sets
