"""The questionnaire as a model: which questions are drivers of which, and in what order to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.synthesis.scale_zones import zones_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.survey import Survey
    from satisfaction.synthesis.profile_parts import DriverPlan
    from satisfaction.synthesis.profiles import PopulationProfile

NO_EFFECT = {"penalty": 0.0, "reward": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """Questions by what they are in the model.

    Attributes
    ----------
    experiences : tuple of str
        Drivers and routing questions that no opinion comes before, in the order of the file.
    opinions : tuple of str
        All other questions, in the order of the file.
    drivers : mapping of str to DriverPlan
        What is planted for every driver. One that is only asked after an opinion can have no effect
        on it and has none at all.
    """

    experiences: tuple[str, ...]
    opinions: tuple[str, ...]
    drivers: Mapping[str, DriverPlan]


def plan_questionnaire(survey: Survey, profile: PopulationProfile) -> Questionnaire:
    """Sort the questions into experiences and opinions, and plan every driver."""
    experiences: list[str] = []
    for name, question in survey.questions.items():
        is_experience = question.driver or not survey.scale_of(name).is_rated
        gates = [gate for gate in question.asked_if if gate in survey.questions]
        if is_experience and not question.outcome and all(gate in experiences for gate in gates):
            experiences.append(name)
    plans = {
        name: plan if name in experiences else plan.model_copy(update=NO_EFFECT)
        for name, plan in _plans(survey, profile).items()
    }
    return Questionnaire(
        experiences=tuple(experiences),
        opinions=tuple(name for name in survey.questions if name not in experiences),
        drivers=plans,
    )


def _plans(survey: Survey, profile: PopulationProfile) -> Mapping[str, DriverPlan]:
    plans: dict[str, DriverPlan] = {}
    turn = 0
    for name in survey.drivers:
        plan = profile.drivers.get(name)
        if plan is None:
            plan = profile.other_drivers[turn % len(profile.other_drivers)]
            turn += 1
        can_reward = zones_of(survey.scale_of(name)).has_middle
        plans[name] = plan if can_reward else plan.model_copy(update={"reward": 0.0})
    return plans
