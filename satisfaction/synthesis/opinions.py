"""Measures and the overall judgement: exact probabilities for every victim, then their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from satisfaction.synthesis.experience import NOT_ASKED, who_is_asked
from satisfaction.synthesis.scale_zones import spread, zones_of
from satisfaction.synthesis.victims import shift_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.synthesis.experience import Experience
    from satisfaction.synthesis.profile_parts import Target
    from satisfaction.synthesis.questionnaire import Questionnaire
    from satisfaction.synthesis.scale_zones import Zones
    from satisfaction.synthesis.types import Bools, Floats, Integers
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World

_CALIBRATED_ON = 50_000
_STEPS = 60
# What a low or top rating does to the measure of its own stage, where drivers bear on it.
_STAGE_LOW, _STAGE_TOP = 1.5, -1.0
# How much of a leaning to dissatisfaction also moves people from top to fair, and to neither.
_TO_FAIR, _TO_NEITHER = 0.6, 0.3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """Exact probabilities of one rated question, for every victim.

    Attributes
    ----------
    leaning : (n,) float array
        Log-odds of dissatisfied.
    dissatisfied, neither, top : (n,) float arrays
        Satisfied is what is left by the first two; top is part of it.
    asked : (n,) bool array
    """

    leaning: Floats
    dissatisfied: Floats
    neither: Floats
    top: Floats
    asked: Bools

    @property
    def satisfied(self) -> Floats:
        """Chance of a satisfied grade."""
        return 1 - self.dissatisfied - self.neither


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opinions:
    """Chances and answers of all questions that are not experiences."""

    chances: Mapping[str, Chances]
    grades: Mapping[str, Integers]


def form_opinions(
    victims: Victims,
    lived: Experience,
    plan: Questionnaire,
    world: World,
    calibrate_on: Bools,
) -> Opinions:
    """Return the opinions of all victims, calibrated among those in ``calibrate_on``."""
    sample = _some(calibrate_on)
    base = _base_leaning(victims, world)
    chances: dict[str, Chances] = {}
    answers: dict[str, Integers] = {}
    for name in plan.opinions:
        asked = who_is_asked(name, {**lived.grades, **answers}, victims, world)
        effects = _effects(name, lived, plan, world)
        made = _chances(name, base + effects, asked, sample, world)
        draw = world.streams.uniform(f"answer/{name}", len(victims))
        zones = zones_of(world.survey.scale_of(name))
        answers[name] = np.where(asked, _grade(made, zones, draw), NOT_ASKED).astype(np.int8)
        chances[name] = made
    return Opinions(chances=chances, grades=answers)


def intercept_for(leaning: Floats, share: float, weights: Floats | None = None) -> float:
    """Return what to add to log-odds so that their weighted mean chance is ``share``.

    ``weights`` add up to at least ``share`` times their number; without them each counts 1.
    """
    parts = np.ones_like(leaning) if weights is None else weights
    low, high = -40.0, 40.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        below = float(np.mean(parts * expit(leaning + middle))) < share
        low, high = (middle, high) if below else (low, middle)
    return (low + high) / 2


def _some(mask: Bools) -> Integers:
    """Return evenly spread positions of a mask, enough to calibrate on."""
    places = np.flatnonzero(mask)
    return places[:: max(1, len(places) // _CALIBRATED_ON)]


def _base_leaning(victims: Victims, world: World) -> Floats:
    """Return demographic effects, the area's own, and the trend."""
    areas = world.profile.area_spread * world.streams.normal("area effect", len(world.areas))
    years = (victims.reported - world.calendar.days) / 365.25
    trend = world.profile.yearly_trend * years
    shift = shift_of(world.profile.dissatisfied, victims, world)
    return shift + areas[victims.area] + trend


def _effects(name: str, lived: Experience, plan: Questionnaire, world: World) -> Floats | float:
    """Return what the drivers add: all of them to the outcome, a stage's own to its measure."""
    question = world.survey.questions[name]
    total: Floats | float = 0.0
    for driver, low in lived.low.items():
        if question.outcome:
            effect = plan.drivers[driver]
            penalty, reward = effect.penalty, -effect.reward
        elif question.stage and world.survey.questions[driver].stage == question.stage:
            penalty, reward = _STAGE_LOW, _STAGE_TOP
        else:
            continue
        if penalty or reward:
            total = total + penalty * low + reward * _rewarded(driver, lived, world)
    return total


def _rewarded(driver: str, lived: Experience, world: World) -> Bools | float:
    return lived.top[driver] if zones_of(world.survey.scale_of(driver)).has_middle else 0.0


def _chances(name: str, leaning: Floats, asked: Bools, sample: Integers, world: World) -> Chances:
    """Calibrate the three steps: dissatisfied or not, neither or satisfied, top or fair."""
    target, zones = _target(name, world), zones_of(world.survey.scale_of(name))
    among = sample[asked[sample]] if asked[sample].any() else sample
    neither = target.neither if zones.neither else 0.0
    satisfied = min(target.satisfied + (0 if zones.neither else target.neither), 0.99)
    centred = leaning - leaning[among].mean()
    dissatisfied = _share(centred, max(1 - satisfied - neither, 0.01), among, None)
    pleased = 1 - dissatisfied
    undecided = (
        pleased * _share(_TO_NEITHER * centred, neither, among, pleased)
        if neither
        else np.zeros_like(leaning)
    )
    content = pleased - undecided
    top = min(target.top, satisfied * 0.99) if zones.fair else 0.0
    best = content * _share(-_TO_FAIR * centred, top, among, content) if top else content
    return Chances(
        leaning=np.asarray(logit(dissatisfied)),
        dissatisfied=dissatisfied,
        neither=undecided,
        top=best,
        asked=asked,
    )


def _share(leaning: Floats, share: float, among: Integers, parts: Floats | None) -> Floats:
    weights = None if parts is None else parts[among]
    shift = intercept_for(leaning[among], share, weights)
    return np.asarray(expit(leaning + shift), dtype=np.float64)


def _target(name: str, world: World) -> Target:
    question = world.survey.questions[name]
    key = question.measure or ("overall" if question.outcome else "")
    return world.profile.targets.get(key, world.profile.other_targets)


def _grade(made: Chances, zones: Zones, draw: Floats) -> Integers:
    """Return a grade by one draw: from the worst zone to the best."""
    ends = np.cumsum([made.dissatisfied, made.neither, made.satisfied - made.top, made.top], axis=0)
    grade = spread(zones.top, _within(draw, ends[2], ends[3]))
    for end, start, grades in (
        (ends[2], ends[1], zones.fair),
        (ends[1], ends[0], zones.neither),
        (ends[0], np.zeros_like(draw), zones.low),
    ):
        if grades:
            here = draw < end
            grade[here] = spread(grades, _within(draw[here], start[here], end[here]))
    return grade


def _within(draw: Floats, start: Floats, end: Floats) -> Floats:
    return (draw - start) / np.maximum(end - start, 1e-300)
