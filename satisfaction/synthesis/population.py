"""Make the recorded victims: who they are, and what the crime record says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from satisfaction.definitions.fields import Category
from satisfaction.definitions.levels import dimension_of
from satisfaction.definitions.library import load_classification
from satisfaction.synthesis.appearance import observed_appearance
from satisfaction.synthesis.victims import OLDEST, Victims, shift_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.synthesis.types import Floats, Integers
    from satisfaction.synthesis.world import World

_FEMALE, _MALE, _OTHER = range(3)
_YEARLY_DECLINE = 0.9
_OLD = 75
_KNOWN = frozenset(
    {"user_group", "area", "age", "gender", "ethnicity", "observed_ethnicity", "exclusion"}
)


def make_victims(world: World, *, crimes: int, youngest: int) -> Victims:
    """Make the victims of all quarters' report windows; ``crimes`` is the number in the last's.

    Records a day are constant. Nobody is younger than ``youngest``.
    """
    rows = round(crimes * world.calendar.days / world.calendar.window_days)
    streams, plan = world.streams, world.profile.recorded
    reported = np.sort(streams.integers("reported", 0, world.calendar.days - 1, rows))
    first, last = world.calendar.window
    group = streams.choose("user_group", world.group_shares, rows).astype(np.int8)
    area = streams.choose("area", world.area_shares, rows).astype(np.int16)
    age = streams.choose_by("age", _age_shares(world, youngest), group).astype(np.int16)
    gender = streams.choose_by("gender", _gender_shares(world), group).astype(np.int8)
    cell = area.astype(np.int64) * len(world.groups) + group
    ethnicity = streams.choose_by("ethnicity", _ethnic_shares(world), cell).astype(np.int8)
    made = Victims(
        reported=reported.astype(np.int32),
        due=(reported + streams.integers("due", first, last, rows)).astype(np.int32),
        user_group=group,
        area=area,
        age=age,
        gender=gender,
        ethnicity=ethnicity,
        recorded_age=_forgotten(world, "age", age, plan.age_unknown),
        recorded_gender=_forgotten(world, "gender", gender, plan.gender_unknown),
        recorded_ethnicity=ethnicity,
        appearance=observed_appearance(world, ethnicity),
        others=_others(world, rows),
    )
    return _with_recorded_ethnicity(made, world)


def _age_shares(world: World, youngest: int) -> Floats:
    shares = np.zeros((len(world.groups), OLDEST + 1))
    for row, group in enumerate(world.group_plans):
        for band, share in world.profile.age_mixes[group.ages].items():
            first, last = world.profile.age_bands[band]
            years = np.arange(last - first + 1)
            fall = _YEARLY_DECLINE**years if first >= _OLD else np.ones(len(years))
            shares[row, first : last + 1] += share * fall / fall.sum()
    shares[:, :youngest] = 0.0
    return shares


def _gender_shares(world: World) -> Floats:
    other = world.profile.other_gender
    female = np.array([plan.female for plan in world.group_plans]) * (1 - other)
    return np.column_stack([female, 1 - other - female, np.full(len(female), other)])


def _ethnic_shares(world: World) -> Floats:
    """Return the shares of the codes in each area and user group."""
    codes = world.ethnic_codes
    mixes = world.profile.ethnic_mixes
    own = np.array([[mixes[a.mix].get(code, 0.0) for code in codes] for a in world.area_plans])
    odds = np.array([plan.minority for plan in world.group_plans])
    tilt = np.where(_is_first_group(world)[None, :], 1.0, odds[:, None])
    return (own[:, None, :] * tilt[None, :, :]).reshape(-1, len(codes))


def _is_first_group(world: World) -> np.ndarray:
    """Return which codes belong to the majority: the classification's first level."""
    listed = load_classification(world.profile.ethnicity)
    groups = listed.grouping(listed.default)
    return np.array([groups[code] == listed.levels[0] for code in listed.codes])


def _forgotten(world: World, name: str, codes: Integers, share: float) -> Integers:
    lost = world.streams.happens(f"recorded/{name}", share, len(codes))
    return np.where(lost, -1, codes).astype(np.int16)


def _with_recorded_ethnicity(victims: Victims, world: World) -> Victims:
    """Return victims with slips, "not stated" and blanks in the recorded ethnicity."""
    plan, streams, rows = world.profile.recorded, world.streams, len(victims)
    codes = len(world.ethnic_codes)
    slip = streams.happens("recorded/ethnicity/slip", plan.ethnicity_differs, rows)
    step = streams.integers("recorded/ethnicity/other", 1, codes - 1, rows)
    stated = np.where(slip, (victims.ethnicity + step) % codes, victims.ethnicity)
    lost = streams.happens("recorded/ethnicity", unrecorded_ethnicity(victims, world), rows)
    blank = streams.happens("recorded/ethnicity/blank", plan.ethnicity_blank, rows)
    recorded = np.where(lost, np.where(blank, -1, codes), stated).astype(np.int8)
    values = {name: getattr(victims, name) for name in Victims.__slots__}
    return Victims(**(values | {"recorded_ethnicity": recorded}))


def unrecorded_ethnicity(victims: Victims, world: World) -> Floats:
    """Return the chance that each victim's ethnicity is not on the crime record."""
    plan = world.profile.recorded
    if plan.ethnicity_unknown == 0:
        return np.zeros(len(victims))
    shift = shift_of(plan.ethnicity_unknown_effects, victims, world)
    return np.asarray(expit(logit(plan.ethnicity_unknown) + shift), dtype=np.float64)


def _others(world: World, rows: int) -> Mapping[str, Integers]:
    """Return every other category with listed levels, with planted shares and no effects."""
    fields = {**world.records.fields, **world.survey.fields}
    made = {}
    for name, field in fields.items():
        if isinstance(field, Category) and name not in (*_KNOWN, *world.records.also_excluded):
            levels = dimension_of(name, field).levels or ("A", "B", "C")
            made[name] = world.streams.choose(name, _shares(world, name, levels), rows)
    return {name: codes.astype(np.int16) for name, codes in made.items()}


def _shares(world: World, name: str, levels: tuple[str, ...]) -> Floats:
    stated = world.profile.categories.get(name, {})
    falling = {level: 1 / (place + 1) for place, level in enumerate(levels)}
    known = any(level in stated for level in levels)
    given = np.array([stated.get(level, 0.0) if known else falling[level] for level in levels])
    # A level that nobody had would be missing from every table; a hundredth keeps it there.
    return np.where(given > 0, given, 0.01)
