"""Recorded victims as arrays of small codes, and how a plan's effects bear on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.library import load_classification
from satisfaction.synthesis.profile_parts import GENDERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.synthesis.profile_parts import Effects
    from satisfaction.synthesis.types import Floats, Integers
    from satisfaction.synthesis.world import World

OLDEST = 120


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Victims:
    """One entry a victim in a crime, in the order of the report dates.

    Attributes
    ----------
    reported, due : arrays of int
        Day of the report, and day on which the contractor is to call.
    user_group, area, gender, ethnicity : arrays of int
        Position among the levels of the world; ethnicity in the profile's codes, self-defined.
    age : array of int
        Years.
    recorded_age, recorded_gender, recorded_ethnicity, appearance : arrays of int
        What the crime record has; -1 for a blank, one past the last code for "not stated".
    others : mapping of str to array of int
        Further categories of survey or records.
    """

    reported: Integers
    due: Integers
    user_group: Integers
    area: Integers
    age: Integers
    gender: Integers
    ethnicity: Integers
    recorded_age: Integers
    recorded_gender: Integers
    recorded_ethnicity: Integers
    appearance: Integers
    others: Mapping[str, Integers]

    def __len__(self) -> int:
        return len(self.reported)


def shift_of(effects: Effects, victims: Victims, world: World) -> Floats:
    """Return the sum of the effects that apply to each victim."""
    shift = np.zeros(len(victims))
    for table, codes in (
        (_by_year(effects, world), victims.age),
        (np.array([effects.gender.get(level, 0.0) for level in GENDERS]), victims.gender),
        (_by_code(effects, world), victims.ethnicity),
        (_by_group(effects, world), victims.user_group),
    ):
        if table.any():
            shift += table[codes]
    return shift


def _by_year(effects: Effects, world: World) -> Floats:
    years = np.zeros(OLDEST + 1)
    for band, (first, last) in world.profile.age_bands.items():
        years[first : last + 1] = effects.age.get(band, 0.0)
    return years


def _by_code(effects: Effects, world: World) -> Floats:
    listed = load_classification(world.profile.ethnicity)
    groups = listed.grouping(listed.default)
    return np.array([effects.ethnicity.get(groups[code], 0.0) for code in listed.codes])


def _by_group(effects: Effects, world: World) -> Floats:
    return np.array([effects.user_group.get(name, 0.0) for name in world.group_names])
