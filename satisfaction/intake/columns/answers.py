"""Answers: codes as labels of their scale, ``no answer`` and ``not asked`` told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Category
from satisfaction.definitions.scales import NO_ANSWER, NOT_ASKED
from satisfaction.errors import DefinitionError, name_list
from satisfaction.intake.columns.codes import is_open
from satisfaction.intake.columns.conversion import Conversion, categories, faults_in
from satisfaction.intake.columns.words import BLANK, UNKNOWN, positions

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.columns.words import Words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Answers:
    """All questions of a delivery, converted, and where routing was not followed.

    Attributes
    ----------
    conversions : mapping of str to Conversion
        One entry a question.
    misrouted : numpy.ndarray of bool
        Rows that answered a question they were not to be asked, or were asked and have no answer.
    """

    conversions: Mapping[str, Conversion]
    misrouted: npt.NDArray[np.bool_]


def convert_answers(
    survey: Survey, words: Mapping[str, Words], fields: Mapping[str, pd.Series], rows: int
) -> Answers:
    """Convert every question.

    A blank is ``not asked`` where the routing says so, else ``no answer``. Routing is judged only
    for questions with ``asked_if``: a blank on any other is item non-response, not routing.

    Parameters
    ----------
    survey : Survey
    words : mapping of str to Words
        Column of each question that the delivery has.
    fields : mapping of str to pandas.Series
        Converted fields, which routing may refer to.
    rows : int
    """
    done: dict[str, Conversion] = {}
    columns = dict(fields)
    misrouted = np.zeros(rows, dtype=np.bool_)
    # A definition routes by earlier questions only, so its own order will do.
    for name in survey.questions:
        asked = _asked(survey, name, columns, rows)
        done[name] = _convert(survey, name, words.get(name), asked, rows)
        columns[name] = done[name].columns[name]
        if survey.questions[name].asked_if and name in words:
            misrouted |= _misrouted(columns[name], words[name], asked)
    return Answers(conversions=done, misrouted=misrouted)


def _convert(
    survey: Survey, name: str, words: Words | None, asked: npt.NDArray[np.bool_], rows: int
) -> Conversion:
    scale, column = survey.scale_of(name), survey.questions[name].column
    labels = scale.labels
    no_answer, not_asked = labels.index(NO_ANSWER), labels.index(NOT_ASKED)
    if words is None:
        nobody = np.full(rows, not_asked, dtype=np.int32)
        return Conversion(columns={name: categories(labels, nobody)})
    level_of = {**scale.grades, **scale.not_answered}
    places = positions(words.words, list(level_of))
    lookup = np.array([*map(labels.index, level_of.values()), -1, no_answer], dtype=np.int32)
    indices = words.on_rows(lookup[places])
    indices[words.on_rows(places == BLANK) & ~asked] = not_asked
    return Conversion(
        columns={name: categories(labels, indices)},
        faults=faults_in(words, column, {"not_on_scale": places == UNKNOWN}),
        filled=words.filled,
    )


def _asked(
    survey: Survey, name: str, columns: Mapping[str, pd.Series], rows: int
) -> npt.NDArray[np.bool_]:
    """Return who was to be asked: those who gave one of the answers to each question named."""
    asked = np.ones(rows, dtype=np.bool_)
    for gate, answers in survey.questions[name].asked_if.items():
        _check_gate(survey, name, gate, columns[gate])
        levels = columns[gate].cat.categories
        admits = np.array([*(level in answers for level in levels), False])
        asked &= admits[columns[gate].cat.codes.to_numpy()]
    return asked


def _check_gate(survey: Survey, name: str, gate: str, column: pd.Series) -> None:
    """Refuse routing by a field without levels, or by a level that the field does not have."""
    field, fault = survey.fields.get(gate), ""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        fault = f"'{gate}' has no levels to route by. Name a question or a category."
    elif not (isinstance(field, Category) and is_open(field)):
        answers, levels = survey.questions[name].asked_if[gate], list(column.cat.categories)
        unknown = [answer for answer in answers if answer not in levels]
        if unknown:
            fault = f"{name_list(unknown)} is not a level of '{gate}': {name_list(levels)}."
    if fault:
        raise DefinitionError(fault, file=survey.survey, key=f"questions.{name}.asked_if")


def _misrouted(
    answers: pd.Series, words: Words, asked: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    codes = answers.cat.codes.to_numpy()
    not_asked = codes == answers.cat.categories.get_loc(NOT_ASKED)
    silent = words.on_rows(words.blank) | not_asked
    # A code off the scale is a fault of its own, not of the routing.
    return np.asarray(((~silent & ~asked) | (silent & asked)) & (codes >= 0), dtype=np.bool_)
