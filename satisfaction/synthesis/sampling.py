"""Frame and issued sample: who is eligible for a quarter, and who is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import Category, Count
from satisfaction.synthesis.allocation import allocate
from satisfaction.synthesis.encoding import has_trait, level_of_victims

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.synthesis.types import Bools, Floats, Integers
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draw:
    """The sample of one quarter.

    Attributes
    ----------
    quarter : int
    frame : array of int
        Positions of the eligible victims of the quarter's report window.
    chance : array of float
        Chance of being issued of each in ``frame``.
    issued : array of int
        Positions of those drawn, in the order of their reports.
    base_weight : array of float
        Frame over issued of the stratum of each drawn.
    """

    quarter: int
    frame: Integers
    chance: Floats
    issued: Integers
    base_weight: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strata:
    """Stratum of each victim, and the group that each stratum belongs to."""

    of_victim: Integers
    group_of: Integers


def draw_samples(
    victims: Victims, eligible: Bools, propensity: Floats, world: World, *, interviews: int
) -> tuple[Draw, ...]:
    """Draw every quarter's sample.

    The frame is all eligible victims of the report window. The contractor's call falls due on a
    random day 42 to 84 days after the report, and a quarter issues those due in it, so nobody is
    issued twice; within a stratum they are drawn at random.
    """
    strata = make_strata(victims, world)
    due = world.calendar.quarter_of(victims.due)
    return tuple(
        _draw(quarter, due == quarter, victims, eligible, propensity, strata, world, interviews)
        for quarter in range(len(world.calendar.quarters))
    )


def make_strata(victims: Victims, world: World) -> Strata:
    """Cross the survey's strata; one stratum where it names none."""
    code = np.zeros(len(victims), dtype=np.int64)
    group, groups = code, 1
    for number, name in enumerate(_strata_names(victims, world)):
        field = world.field(name)
        if not isinstance(field, Category | Count):
            continue
        levels, codes = level_of_victims(name, field, victims, world)
        code = code * (len(levels) + 1) + codes + 1
        if number == 0:
            group, groups = code, len(levels) + 1
    count = int(code.max()) + 1
    group_of = np.zeros(count, dtype=np.int64)
    group_of[code] = group % groups if groups > 1 else 0
    return Strata(of_victim=code, group_of=group_of)


def _strata_names(victims: Victims, world: World) -> Sequence[str]:
    return [name for name in world.survey.weights.strata if has_trait(name, victims)]


def _draw(
    quarter: int,
    due: Bools,
    victims: Victims,
    eligible: Bools,
    propensity: Floats,
    strata: Strata,
    world: World,
    interviews: int,
) -> Draw:
    first, last = world.calendar.reports_of(quarter)
    inside = (victims.reported >= first) & (victims.reported <= last)
    frame = np.flatnonzero(inside & eligible)
    ready = np.flatnonzero(due & eligible)
    count = len(strata.group_of)
    sizes = np.bincount(strata.of_victim[frame], minlength=count)
    available = np.bincount(strata.of_victim[ready], minlength=count)
    chances = np.bincount(strata.of_victim[ready], propensity[ready], minlength=count)
    response = chances / np.maximum(available, 1)
    wanted = allocate(available, response, strata.group_of, interviews=interviews)
    taken = wanted[strata.of_victim[frame]] / sizes[strata.of_victim[frame]]
    key = world.streams.uniform(f"draw/{world.calendar.quarters[quarter]}", len(victims))[ready]
    issued = np.sort(ready[_first_of_each(strata.of_victim[ready], key, wanted)])
    weight = sizes / np.maximum(wanted, 1)
    return Draw(
        quarter=quarter,
        frame=frame,
        chance=taken,
        issued=issued,
        base_weight=weight[strata.of_victim[issued]],
    )


def _first_of_each(stratum: Integers, key: Floats, wanted: Integers) -> Bools:
    """Return the ``wanted`` members of each stratum that have the smallest keys."""
    order = np.lexsort((key, stratum))
    starts = np.searchsorted(stratum[order], np.arange(len(wanted)))
    rank = np.empty(len(stratum), dtype=np.int64)
    rank[order] = np.arange(len(stratum)) - starts[stratum[order]]
    return np.asarray(rank < wanted[stratum], dtype=np.bool_)
