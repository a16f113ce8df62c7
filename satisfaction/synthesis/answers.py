"""Answers as the contractor delivers them: routed, some refused, some one grade throughout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.checks import Routing
from satisfaction.synthesis.columns import BLANK, Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.scales import Scale
    from satisfaction.synthesis.fieldwork import Interviews
    from satisfaction.synthesis.types import Bools, Integers
    from satisfaction.synthesis.world import World


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """Answers of all interviews.

    Attributes
    ----------
    columns : mapping of str to Column
        Question to its codes.
    misrouted : array of bool
        Interviews in which routing was not followed.
    """

    columns: Mapping[str, Column]
    misrouted: Bools


def record_answers(
    grades: Mapping[str, Integers],
    levels: Mapping[str, tuple[tuple[str, ...], Integers]],
    held: Interviews,
    world: World,
) -> Answers:
    """Return the delivered answers.

    Parameters
    ----------
    grades : mapping of str to array of int
        True grades of the interviewed.
    levels : mapping of str to (labels, codes)
        Delivered level of each field that routing may refer to; -1 for unknown.
    """
    survey = world.survey
    overall = survey.questions[survey.outcome]
    columns: dict[str, Column] = {}
    for name, question in survey.questions.items():
        scale = survey.scale_of(name)
        answer = grades[name]
        if question.scale == overall.scale and not question.outcome:
            answer = np.where(held.is_straight & (answer >= 0), grades[survey.outcome], answer)
        given = _with_silence(name, answer, scale, world)
        asked = _who_was_asked(name, columns, levels, len(held), world)
        codes = np.where(asked, np.where(answer < 0, 0, given), BLANK)
        columns[name] = Column(words=(*scale.grades, *scale.not_answered), codes=codes)
    return _with_routing_faults(Answers(columns=columns, misrouted=_nobody(held)), levels, world)


def _with_silence(
    name: str,
    answer: Integers,
    scale: Scale,
    world: World,
) -> Integers:
    """Return answers with don't know and refused, or blanks where the scale has no codes for them.

    A blank on a routed question would look as if routing had not been followed; none are made.
    """
    plan, count = world.profile.fieldwork, len(scale.grades)
    draw = world.streams.uniform(f"silence/{name}", len(answer))
    options = len(scale.not_answered)
    if not options and world.survey.questions[name].asked_if:
        return answer
    first = count if options else BLANK
    second = count + 1 if options > 1 else first
    doubt = draw < plan.dont_know
    refusal = ~doubt & (draw < plan.dont_know + plan.refused)
    return np.where(doubt, first, np.where(refusal, second, answer))


def _who_was_asked(
    name: str,
    columns: Mapping[str, Column],
    levels: Mapping[str, tuple[tuple[str, ...], Integers]],
    rows: int,
    world: World,
) -> Bools:
    """Return who is to be asked by the answers that were delivered."""
    asked = np.ones(rows, dtype=np.bool_)
    for gate, answers in world.survey.questions[name].asked_if.items():
        if gate in columns:
            scale = world.survey.scale_of(gate)
            labels = (*scale.grades.values(), *scale.not_answered.values())
            codes = columns[gate].codes
        elif gate in levels:
            labels, codes = levels[gate]
        else:
            continue
        admits = np.array([*(label in answers for label in labels), False])
        asked &= admits[codes]
    return asked


def _with_routing_faults(
    answers: Answers, levels: Mapping[str, tuple[tuple[str, ...], Integers]], world: World
) -> Answers:
    """Skip a question for a few who were to be asked it, and ask a few who were not."""
    name = _routed_question(world)
    if name is None:
        return answers
    column = answers.columns[name]
    rows = len(column.codes)
    asked = _who_was_asked(name, answers.columns, levels, rows, world)
    wrong = world.streams.happens("routing fault", world.profile.fieldwork.routing_faults, rows)
    codes = np.where(wrong, np.where(asked, BLANK, 0), column.codes)
    changed = {**answers.columns, name: replace(column, codes=codes)}
    return Answers(columns=changed, misrouted=wrong)


def _routed_question(world: World) -> str | None:
    """Return a routed question that no other depends on, if the survey checks routing."""
    if not any(isinstance(check, Routing) for check in world.survey.checks):
        return None
    questions = world.survey.questions
    gates = {gate for question in questions.values() for gate in question.asked_if}
    routed = [n for n, q in questions.items() if q.asked_if and n not in gates and not q.outcome]
    return routed[0] if routed else None


def _nobody(held: Interviews) -> Bools:
    return np.zeros(len(held), dtype=np.bool_)
