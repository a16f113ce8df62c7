"""Which grades of a scale are satisfied, neutral and dissatisfied, from the middle outwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from satisfaction.definitions.scales import Scale
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeSides:
    """Grades by side; the last of ``satisfied`` and of ``dissatisfied`` is the end of the scale."""

    satisfied: tuple[str, ...]
    neutral: tuple[str, ...]
    dissatisfied: tuple[str, ...]

    @property
    def in_order(self) -> tuple[str, ...]:
        """Grades from the satisfied end to the dissatisfied."""
        return (*reversed(self.satisfied), *self.neutral, *self.dissatisfied)


def grade_sides(result: Estimates, survey: Survey | None) -> GradeSides:
    """Return the sides of the one scale in ``result``.

    Raises
    ------
    UsageError
        If its questions have different scales, or nothing says which grades are satisfied.
    """
    table = result.table
    sets = {tuple(grades.unique()) for _, grades in table.groupby("question")["statistic"]}
    if len(sets) != 1:
        raise UsageError(
            f"The questions have {len(sets)} different scales, which one figure cannot show. "
            "Estimate those of one scale at a time."
        )
    grades = sets.pop()
    question = str(table["question"].iloc[0])
    if survey and question in survey.questions:
        return _from_scale(survey.scale_of(question))
    return _from_words(grades)


def _from_scale(scale: Scale) -> GradeSides:
    satisfied, dissatisfied = (
        scale.labels_of(codes) for codes in (scale.satisfied, scale.dissatisfied)
    )
    labels = scale.grade_labels
    neutral = tuple(g for g in labels if g not in satisfied and g not in dissatisfied)
    is_falling = labels.index(satisfied[0]) < labels.index(dissatisfied[0])
    if is_falling:
        return GradeSides(satisfied=satisfied[::-1], neutral=neutral, dissatisfied=dissatisfied)
    return GradeSides(satisfied=satisfied, neutral=neutral[::-1], dissatisfied=dissatisfied[::-1])


def _from_words(grades: tuple[str, ...]) -> GradeSides:
    """Read the sides off the labels, when each says so itself."""
    neutral = tuple(g for g in grades if "neither" in g.lower())
    dissatisfied = tuple(g for g in grades if "dissatisfied" in g.lower() and g not in neutral)
    satisfied = tuple(g for g in grades if g not in neutral and g not in dissatisfied)
    if not dissatisfied or not all("satisfied" in g.lower() for g in satisfied) or not satisfied:
        raise UsageError(
            "The labels of the grades do not say which are satisfied and which dissatisfied. "
            "Give the definition: chart(result, survey=survey)."
        )
    if grades.index(satisfied[0]) < grades.index(dissatisfied[0]):
        return GradeSides(satisfied=satisfied[::-1], neutral=neutral, dissatisfied=dissatisfied)
    return GradeSides(satisfied=satisfied, neutral=neutral[::-1], dissatisfied=dissatisfied[::-1])
