"""Answers as indicators: who is satisfied, who is not, and who gave no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.definitions.fields import Count, Number
from satisfaction.definitions.scales import NOT_ASKED
from satisfaction.errors import ColumnNotFoundError, EstimationError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.definitions.scales import Scale
    from satisfaction.definitions.survey import Survey
    from satisfaction.tables.returns import Returns

Statistics = Literal["shares", "grades", "mean"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Indicators:
    """One question's answers.

    Attributes
    ----------
    statistics : tuple of str
        Name of each column of ``values``.
    values : (n, k) float array
        1 where the answer has the property, 0 where not, NaN where it is outside the base; for a
        mean the number itself.
    answered : (n,) bool array
        Who gave a grade: the base.
    asked : (n,) bool array
        Who was asked the question, answered or not.
    """

    statistics: tuple[str, ...]
    values: npt.NDArray[np.float64]
    answered: npt.NDArray[np.bool_]
    asked: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradedAnswers:
    """One question's answers by grade: what estimates of many groups are made from.

    Grades that count alike are one.

    Attributes
    ----------
    statistics : tuple of str
        Name of each column of ``worth``.
    grades : (n,) int array
        Grade of each respondent, from 0.
    worth : (n_grades, k) float array
        What each grade counts for; NaN where it is outside the base.
    asked : (n_grades,) bool array
        Whether the grade is that of somebody who was asked, answered or not.
    """

    statistics: tuple[str, ...]
    grades: npt.NDArray[np.int8]
    worth: npt.NDArray[np.float64]
    asked: npt.NDArray[np.bool_]


def question_of(survey: Survey, measure: str) -> str:
    """Return the question that gives ``measure``; a question's own name is a measure too.

    A field that holds numbers, such as the minutes of the interview, is a measure of its own.

    Raises
    ------
    ColumnNotFoundError
        If the survey has neither.
    """
    numeric = [name for name, f in survey.fields.items() if isinstance(f, Count | Number)]
    known = {**{name: name for name in (*numeric, *survey.questions)}, **survey.measures}
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
    """Return the columns of ``question`` that estimates are means of."""
    if question in returns.survey.fields:
        return _numbers(returns, question, statistics)
    graded = graded_answers(returns, question, statistics)
    return Indicators(
        statistics=graded.statistics,
        values=graded.worth[graded.grades],
        answered=~np.isnan(graded.worth[:, 0])[graded.grades],
        asked=graded.asked[graded.grades],
    )


def graded_answers(returns: Returns, question: str, statistics: Statistics) -> GradedAnswers:
    """Return the grades of ``question``, and what they count for in each statistic.

    Raises
    ------
    EstimationError
        If shares are asked for and the scale does not say which grades are satisfied.
    """
    scale = returns.survey.scale_of(question)
    if statistics == "shares" and not scale.is_rated:
        raise EstimationError(
            f"The scale of '{question}' does not say which grades are satisfied and which "
            'dissatisfied. Ask for statistics="grades", or complete the scale in the definition.'
        )
    column = returns.frame[question]
    names, worth = _worth(scale, statistics)
    none = (float("nan"),) * len(names)
    # One row for each label, and for a missing one: what it counts for, and whether it was asked.
    rows = [(*worth.get(str(label), none), label != NOT_ASKED) for label in column.cat.categories]
    kinds = {repr(row): row for row in (*rows, (*none, True))}
    number = {key: place for place, key in enumerate(kinds)}
    of_code = np.array([number[repr(row)] for row in (*rows, (*none, True))], dtype=np.int8)
    table = np.array(list(kinds.values()), dtype=np.float64)
    return GradedAnswers(
        statistics=names,
        grades=of_code[column.cat.codes.to_numpy()],
        worth=table[:, :-1],
        asked=table[:, -1] == 1,
    )


def _worth(
    scale: Scale, statistics: Statistics
) -> tuple[tuple[str, ...], dict[str, tuple[float, ...]]]:
    """Return the statistics, and what each grade counts for in them."""
    if statistics == "mean":
        return ("mean",), {label: (n,) for label, n in _grade_numbers(scale).items()}
    sets = _sets(scale, statistics)
    worth = {
        label: tuple(float(label in members) for members in sets.values())
        for label in scale.grade_labels
    }
    return tuple(sets), worth


def grades_as_numbers(scale: Scale) -> str:
    """Say what a mean grade is made of, and which end of it is good."""
    numbers = _grade_numbers(scale)
    best = scale.labels_of(scale.satisfied)
    says = ", ".join(f"{label} {number:g}" for label, number in numbers.items())
    if not best:
        return f"Grades as numbers: {says}."
    rest = [number for label, number in numbers.items() if label not in best]
    low = all(numbers[label] < min(rest) for label in best)
    return f"Grades as numbers: {says}; {'lower' if low else 'higher'} is better."


def _sets(scale: Scale, statistics: Statistics) -> dict[str, tuple[str, ...]]:
    if statistics == "shares":
        return _share_sets(scale)
    return {grade: (grade,) for grade in scale.grade_labels}


def _numbers(returns: Returns, field: str, statistics: Statistics) -> Indicators:
    """Return a field of numbers as it is; bands keep theirs in a column of their own."""
    if statistics != "mean":
        raise EstimationError(
            f"'{field}' holds numbers, which have a mean and no shares. Ask for "
            'statistics="mean".'
        )
    name = f"{field}_years" if f"{field}_years" in returns.frame else field
    values = returns.frame[name].to_numpy(np.float64, na_value=np.nan)
    known = np.isfinite(values)
    return Indicators(
        statistics=("mean",),
        values=np.where(known, values, np.nan)[:, None],
        answered=known,
        asked=np.ones(len(values), dtype=np.bool_),
    )


def _grade_numbers(scale: Scale) -> dict[str, float]:
    """Return the number of each grade: its code, or its place where a code is no number."""
    codes = list(scale.grades)
    numeric = all(code.lstrip("-").isdigit() for code in codes)
    found: dict[str, float] = {}
    for place, (code, label) in enumerate(scale.grades.items(), start=1):
        found.setdefault(label, float(code) if numeric else float(place))
    return found


def _share_sets(scale: Scale) -> dict[str, tuple[str, ...]]:
    satisfied = scale.labels_of(scale.satisfied)
    dissatisfied = scale.labels_of(scale.dissatisfied)
    either = {*satisfied, *dissatisfied}
    neither = tuple(label for label in scale.grade_labels if label not in either)
    sets = {"satisfied": satisfied, "dissatisfied": dissatisfied, "neither": neither}
    return {**sets, "top": scale.labels_of(scale.top)} if scale.top else sets
