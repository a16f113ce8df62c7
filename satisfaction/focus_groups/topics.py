"""Topics of the groups, and who rated each of them poor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import ColumnNotFoundError, UsageError, did_you_mean, name_list

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from satisfaction.definitions.survey import Survey
    from satisfaction.focus_groups.protocols import DriversLike
    from satisfaction.tables.returns import Returns

TopicNames = Sequence[str] | Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Topics:
    """What the groups are to talk about.

    Attributes
    ----------
    names, labels : tuple of str
    low : (n, p) bool array
        Whether each respondent rated any question of the topic poor.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    low: npt.NDArray[np.bool_]


def find_topics(returns: Returns, drivers: DriversLike | None, topics: TopicNames | None) -> Topics:
    """Return the topics given, else the leading set of the drivers, else none.

    Raises
    ------
    ColumnNotFoundError
        If a topic is no rated question of the survey.
    """
    named = _named(drivers, topics)
    survey = returns.survey
    for questions in named.values():
        _refuse_unrated(survey, questions)
    low = [
        np.logical_or.reduce([rated_poor(returns.frame, survey, q) for q in questions])
        for questions in named.values()
    ]
    return Topics(
        names=tuple(named),
        labels=tuple(_label(name, questions, survey) for name, questions in named.items()),
        low=np.column_stack(low) if low else np.zeros((len(returns), 0), dtype=np.bool_),
    )


def rated_poor(frame: pd.DataFrame, survey: Survey, question: str) -> npt.NDArray[np.bool_]:
    """Return who gave a dissatisfied grade."""
    scale = survey.scale_of(question)
    return np.asarray(frame[question].isin(scale.labels_of(scale.dissatisfied)), dtype=np.bool_)


def _named(drivers: DriversLike | None, topics: TopicNames | None) -> dict[str, tuple[str, ...]]:
    if isinstance(topics, str):
        raise UsageError(f"topics='{topics}' is one text; expected a list: topics=['{topics}'].")
    if topics is None:
        return {name: (name,) for name in (drivers.leading if drivers else ())}
    if isinstance(topics, Mapping):
        found = {str(name): tuple(questions) for name, questions in topics.items()}
    else:
        found = {name: (name,) for name in topics}
    if not all(found.values()):
        raise UsageError("A topic needs at least one question that people rated.")
    return found


def _refuse_unrated(survey: Survey, questions: Sequence[str]) -> None:
    strange = [name for name in questions if name not in survey.questions]
    if strange:
        raise ColumnNotFoundError(
            f"The survey has no question {name_list(strange)}."
            f"{did_you_mean(strange[0], survey.questions)} For a driver made of several questions "
            "give topics={'NAME': ['QUESTION', ...]}."
        )
    unrated = [name for name in questions if not survey.scale_of(name).is_rated]
    if unrated:
        raise UsageError(
            f"The scale of {name_list(unrated)} does not say which grades are poor, so that nobody "
            "can be chosen for it."
        )


def _label(name: str, questions: Sequence[str], survey: Survey) -> str:
    if len(questions) == 1 and survey.questions[questions[0]].label:
        return survey.questions[questions[0]].label
    return name.replace("_", " ")
