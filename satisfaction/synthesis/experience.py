"""What every victim experienced: routing questions and drivers, on the whole population."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from satisfaction.definitions.fields import Category, Count
from satisfaction.synthesis.encoding import level_of_victims
from satisfaction.synthesis.scale_zones import spread, zones_of
from satisfaction.synthesis.victims import shift_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.synthesis.profile_parts import DriverPlan
    from satisfaction.synthesis.questionnaire import Questionnaire
    from satisfaction.synthesis.types import Bools, Floats, Integers
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World

NOT_ASKED = -1
# Variance of a logistic-normal mean: Zeger, Liang and Albert 1988.
_SPREAD = (16 * np.sqrt(3) / (15 * np.pi)) ** 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Experience:
    """True answers of all victims.

    Attributes
    ----------
    grades : mapping of str to array of int
        Question to the position of the grade in its scale; -1 for those not to be asked.
    low, top : mapping of str to array of bool
        Driver to who rated it low, and top.
    """

    grades: Mapping[str, Integers]
    low: Mapping[str, Bools]
    top: Mapping[str, Bools]


def live_through(victims: Victims, plan: Questionnaire, world: World) -> Experience:
    """Return what each victim would answer on routing questions and drivers."""
    grades: dict[str, Integers] = {}
    low: dict[str, Bools] = {}
    top: dict[str, Bools] = {}
    leaning = shift_of(world.profile.low, victims, world)
    latents = _stage_latents(victims, world)
    for name in plan.experiences:
        scale = world.survey.scale_of(name)
        asked = who_is_asked(name, grades, victims, world)
        draw = world.streams.uniform(f"answer/{name}", len(victims))
        if name in plan.drivers:
            stage = world.survey.questions[name].stage
            lean = leaning + world.profile.stage_strength * latents[stage]
            answer = _rating(name, plan.drivers[name], lean, draw, world)
            zones = zones_of(scale)
            low[name] = np.isin(answer, zones.low) & asked
            top[name] = np.isin(answer, zones.top) & asked
        else:
            answer = _route(name, draw, victims, world)
        grades[name] = np.where(asked, answer, NOT_ASKED).astype(np.int8)
    return Experience(grades=grades, low=low, top=top)


def who_is_asked(
    name: str, grades: Mapping[str, Integers], victims: Victims, world: World
) -> Bools:
    """Return which victims are to be asked a question, by the true answers to its gates."""
    asked = np.ones(len(victims), dtype=np.bool_)
    for gate, answers in world.survey.questions[name].asked_if.items():
        if gate in grades:
            labels = list(world.survey.scale_of(gate).grades.values())
            admits = np.array([*(label in answers for label in labels), False])
            asked &= admits[grades[gate]]
        else:
            field = world.survey.fields.get(gate)
            if isinstance(field, Category | Count):
                levels, codes = level_of_victims(gate, field, victims, world)
                admits = np.array([*(level in answers for level in levels), False])
                asked &= admits[codes]
    return asked


def _stage_latents(victims: Victims, world: World) -> Mapping[str, Floats]:
    """Return how badly each stage went: correlated between stages, so that ratings are too."""
    rows, overlap = len(victims), world.profile.stage_overlap
    common = world.streams.normal("latent", rows)
    return {
        stage: np.sqrt(overlap) * common
        + np.sqrt(1 - overlap) * world.streams.normal(f"latent/{stage}", rows)
        for stage in (*world.survey.stages, "")
    }


def _rating(name: str, plan: DriverPlan, lean: Floats, draw: Floats, world: World) -> Integers:
    """Return a grade: low, between or top by one ordered draw, so that they exclude each other."""
    zones = zones_of(world.survey.scale_of(name))
    widening = np.sqrt(1 + _SPREAD * world.profile.stage_strength**2)
    low_until = expit(widening * logit(plan.low) + lean)
    if zones.has_middle:
        middle_until = expit(widening * logit(max(1 - plan.top, plan.low)) + lean)
    else:
        middle_until = low_until
    grade = spread(zones.top, _within(draw, middle_until, np.ones_like(draw)))
    is_middle = draw < middle_until
    if zones.has_middle:
        middle = (*zones.fair, *zones.neither)
        grade[is_middle] = spread(middle, _within(draw, low_until, middle_until))[is_middle]
    is_low = draw < low_until
    grade[is_low] = spread(zones.low, _within(draw, np.zeros_like(draw), low_until))[is_low]
    return grade


def _within(draw: Floats, start: Floats, end: Floats) -> Floats:
    """Return how far each draw lies between start and end; meaningless outside."""
    return (draw - start) / np.maximum(end - start, 1e-300)


def _route(name: str, draw: Floats, victims: Victims, world: World) -> Integers:
    """Return the first answer with its planted chance, the others equally often."""
    stated = world.profile.routes.get(name, {})
    chances = np.array([stated.get(g, world.profile.other_routes) for g in world.group_names])
    first = chances[victims.user_group]
    others = len(world.survey.scale_of(name).grades) - 1
    place = np.floor(_within(draw, first, np.ones_like(draw)) * others)
    return np.where(draw < first, 0, 1 + np.clip(place, 0, others - 1)).astype(np.int8)
