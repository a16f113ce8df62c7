"""Which victims the force excludes from the survey, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from satisfaction.definitions.fields import Category, Count
from satisfaction.synthesis.profile_parts import ExclusionPlan
from satisfaction.synthesis.victims import shift_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract
    from satisfaction.synthesis.types import Bools, Floats, Integers
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World

ELIGIBLE = -1
_UNDER = re.compile(r"\bunder ([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exclusions:
    """The reasons recorded for each victim.

    Attributes
    ----------
    labels : tuple of str
        Reasons in order of precedence.
    reason, second : array of int
        Position in ``labels`` of the first and of the second reason; -1 where there is none.
    """

    labels: tuple[str, ...]
    reason: Integers
    second: Integers

    @property
    def eligible(self) -> Bools:
        """Victims who are not excluded."""
        return np.asarray(self.reason == ELIGIBLE, dtype=np.bool_)


def exclude(victims: Victims, world: World) -> Exclusions:
    """Decide for each victim which reasons, if any, the crime record gives."""
    reason = np.full(len(victims), ELIGIBLE, dtype=np.int8)
    second = reason.copy()
    labels = exclusion_labels(world.records)
    for place, chance in enumerate(applies(victims, world)):
        hit = world.streams.happens(f"exclusion/{labels[place]}", chance, len(victims))
        second[hit & (reason != ELIGIBLE) & (second == ELIGIBLE)] = place
        reason[hit & (reason == ELIGIBLE)] = place
    for place, label in enumerate(labels):
        share = too_wide(label, victims, world)
        hit = world.streams.happens(f"exclusion/{label}/wider", share, len(victims))
        second[hit & (reason != ELIGIBLE)] = place
    return Exclusions(labels=labels, reason=reason, second=second)


def recorded_chances(victims: Victims, world: World) -> Iterator[Floats]:
    """Yield for each reason the exact chance that it is the one recorded."""
    left = np.ones(len(victims))
    for chance in applies(victims, world):
        yield left * chance
        left = left * (1 - chance)


def too_wide(label: str, victims: Victims, world: World) -> Floats:
    """Return the share of victims past a rule of age who have it as a further reason all the same.

    Only those excluded anyway: nobody else's eligibility depends on what is planted here.
    """
    under, plan = _UNDER.search(label), _plan(label, world)
    if not under or not plan.wider.years:
        return np.zeros(len(victims))
    past = victims.age - int(under[1])
    return np.where((past >= 0) & (past < plan.wider.years), plan.wider.share, 0.0)


def approval_shares(world: World) -> Mapping[str, tuple[float, ...]]:
    """Return by field how often each reason, in the order of the labels, lacks its approval."""
    plans = [_plan(label, world) for label in exclusion_labels(world.records)]
    missing = [plan.approval_missing or world.profile.approval_missing for plan in plans]
    return {
        "exclusion_by": tuple(plan.by for plan in missing),
        "exclusion_on": tuple(plan.on for plan in missing),
    }


def applies(victims: Victims, world: World) -> Iterator[Floats]:
    """Yield for each reason the chance that it applies, whatever else does."""
    for label in exclusion_labels(world.records):
        yield _chance(label, victims, world)


def exclusion_labels(records: TableContract) -> tuple[str, ...]:
    """Return the reasons that the contract lists; rules of age first, since they are certain."""
    field = records.fields.get(records.excluded)
    if not isinstance(field, Category):
        return ()
    labels = tuple(dict.fromkeys(field.levels.values()))
    return tuple(sorted(labels, key=lambda label: not _UNDER.search(label)))


def youngest_recorded(survey: Survey, records: TableContract) -> int:
    """Return the lowest age of a victim: 0 where the young are recorded and then excluded."""
    if any(_UNDER.search(label) for label in exclusion_labels(records)):
        return 0
    age = survey.fields.get("age")
    return age.range[0] if isinstance(age, Count) else 16


def youngest_asked(survey: Survey) -> int:
    """Return the lowest age that the survey covers; 0 where it states none."""
    age = survey.fields.get("age")
    return age.range[0] if isinstance(age, Count) else 0


def _chance(label: str, victims: Victims, world: World) -> Floats:
    under = _UNDER.search(label)
    if under:
        return np.asarray(victims.age < int(under[1]), dtype=np.float64)
    plan = _plan(label, world)
    if plan.rate == 0:
        return np.zeros(len(victims))
    chance = np.asarray(expit(logit(plan.rate) + shift_of(plan.effects, victims, world)))
    if not plan.only:
        return chance
    concerned = np.array([name in plan.only for name in world.group_names])
    return np.where(concerned[victims.user_group], chance, 0.0)


def _plan(label: str, world: World) -> ExclusionPlan:
    for name, plan in world.profile.exclusions.items():
        if label in (name, *plan.also):
            return plan
    return ExclusionPlan(rate=world.profile.other_exclusions)
