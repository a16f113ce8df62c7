"""Groups of one kind, chosen by themselves: mixed groups, and those that sit apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import UsageError
from satisfaction.focus_groups.cells import gather_cells, shared_crimes
from satisfaction.focus_groups.lottery import Lottery, hold_lottery
from satisfaction.focus_groups.problem import Problem, free_limits
from satisfaction.focus_groups.quotas import weighted_shares
from satisfaction.focus_groups.solver import Solution, lower_bound, solve

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.focus_groups.candidates import Dissatisfied
    from satisfaction.focus_groups.quotas import Levels
    from satisfaction.focus_groups.settings import FocusLimits, Size

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]
    Codes = npt.NDArray[np.int64]

# Everybody must be in a panel for the lottery to give them a chance: of more candidates, so many
# are drawn first, each with the same chance.
LOTTERY_POOL = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """All dissatisfied respondents with what the choice looks at, (n,) each.

    Attributes
    ----------
    low : (n, p) bool array
        Topics that each rated poor.
    area : int array
        Borough, from 0; -1 where it is not known.
    group : int array
        Group of whoever has a place or a reserve's place already, 0 for all others.
    is_participant : bool array
    """

    people: Dissatisfied
    levels: Levels
    low: Bools
    topic_labels: tuple[str, ...]
    area: Codes
    areas: tuple[str, ...]
    group: Codes
    is_participant: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Groups of one kind, solved.

    Attributes
    ----------
    kind : str
    first_group : int
        Number of its first group.
    problem : Problem
    solution : Solution
    candidates : (m,) int array
        Places of the candidates among the dissatisfied.
    is_kind, is_candidate : (n,) bool arrays
    chances : (m,) float array
        Chance of each candidate to have a place.
    lottery : Lottery or None
    rate : float
        Chance of each candidate to take part in the lottery.
    """

    kind: str
    first_group: int
    problem: Problem
    solution: Solution
    candidates: npt.NDArray[np.intp]
    is_kind: Bools
    is_candidate: Bools
    chances: Floats
    lottery: Lottery | None
    rate: float
    levels: Levels
    low: Bools
    topic_labels: tuple[str, ...]
    area: Codes
    areas: tuple[str, ...]


def choose_block(
    pool: Pool,
    *,
    kind: str,
    first_group: int,
    is_kind: Bools,
    is_candidate: Bools,
    size: Size,
    limits: FocusLimits,
    equal_chance: bool,
    draw: np.random.Generator,
) -> Block:
    """Choose the groups of one kind."""
    held = is_candidate & (pool.group >= first_group) & (pool.group < first_group + size.groups)
    drawn, rate = _drawn(is_candidate, held, draw, limited=equal_chance)
    candidates = np.flatnonzero(drawn)
    problem = _problem(pool, candidates, is_kind, size, limits, first_group=first_group)
    lottery = hold_lottery(problem, seconds=limits.seconds) if equal_chance else None
    if lottery:
        solution = _by_lottery(problem, lottery, draw, seconds=limits.seconds)
        chances = lottery.chances[problem.cells.of] * rate
    else:
        solution = solve(problem, draw, seconds=limits.seconds)
        placed = solution.chosen[:, : problem.groups].sum(axis=1)
        chances = (placed / problem.cells.count)[problem.cells.of]
    return Block(
        kind=kind, first_group=first_group, problem=problem, solution=solution,
        candidates=candidates, is_kind=is_kind, is_candidate=is_candidate, chances=chances,
        lottery=lottery, rate=rate, levels=pool.levels, low=pool.low,
        topic_labels=pool.topic_labels, area=pool.area, areas=pool.areas,
    )  # fmt: skip


def _drawn(
    is_candidate: Bools, held: Bools, draw: np.random.Generator, *, limited: bool
) -> tuple[Bools, float]:
    """Return who takes part in the choice, and the chance of each to do so."""
    free = np.flatnonzero(is_candidate & ~held)
    if not limited or len(free) <= LOTTERY_POOL:
        return is_candidate, 1.0
    taken = held.copy()
    taken[draw.choice(free, LOTTERY_POOL, replace=False)] = True
    return taken, LOTTERY_POOL / len(free)


def _problem(
    pool: Pool,
    candidates: npt.NDArray[np.intp],
    is_kind: Bools,
    size: Size,
    limits: FocusLimits,
    *,
    first_group: int,
) -> Problem:
    held = np.where(pool.group[candidates] > 0, np.arange(1, len(candidates) + 1), 0)
    cells = gather_cells(
        pool.levels.member[candidates],
        pool.low[candidates],
        pool.area[candidates],
        shared_crimes(pool.people.crime[candidates]),
        held=held,
    )
    weights = np.where(is_kind, pool.people.weights, 0.0)
    lowest, highest = free_limits(cells, size.groups, size.reserves)
    _refuse_other_groups(pool.group[candidates], first_group, size.groups)
    for place in np.flatnonzero(held):
        person, cell = candidates[place], cells.of[place]
        slot = pool.group[person] - first_group
        slot += 0 if pool.is_participant[person] else size.groups
        highest[cell] = 0.0
        lowest[cell, slot] = highest[cell, slot] = 1.0
    placed = pool.area >= 0
    by_area = np.bincount(pool.area[placed], weights[placed], minlength=len(pool.areas))
    return Problem(
        cells=cells, shares=weighted_shares(pool.levels, weights),
        known=pool.levels.names["known"].to_numpy(dtype=np.bool_),
        area_shares=by_area / max(float(weights.sum()), 1e-300), groups=size.groups,
        size=size.size, reserves=size.reserves, most_from_area=limits.most_from_area,
        per_topic=limits.per_topic, prices=limits.prices, lowest=lowest, highest=highest,
    )  # fmt: skip


def _refuse_other_groups(group: Codes, first: int, count: int) -> None:
    """Refuse a round that goes on with other groups than the log has."""
    strange = int(((group > 0) & ((group < first) | (group >= first + count))).sum())
    if strange:
        raise UsageError(
            f"{strange} people of the round that goes on have a place in a group of another kind, "
            "or in none that is wanted now. Give the same groups= and own_groups= as at first."
        )


def _by_lottery(
    problem: Problem, lottery: Lottery, draw: np.random.Generator, *, seconds: float
) -> Solution:
    """Draw a panel, divide it into groups, then find reserves for each."""
    panel = lottery.panels[draw.choice(len(lottery.panels), p=lottery.probabilities)]
    k = problem.groups
    only_panel = np.minimum(problem.highest, panel[:, None])
    only_panel[:, k:] = problem.lowest[:, k:]
    inside = np.flatnonzero(only_panel.sum(axis=1) > 0)
    divided = replace(problem, reserves=0).between(problem.lowest, only_panel)
    chosen = np.zeros_like(problem.lowest)
    chosen[inside] = solve(divided.of_cells(inside), draw, seconds=seconds).chosen
    lowest, highest = problem.lowest.copy(), problem.highest.copy()
    lowest[:, :k] = highest[:, :k] = chosen[:, :k]
    found = solve(problem.between(lowest, highest), draw, seconds=seconds)
    # Of all choices, not only of those with this panel.
    return replace(found, bound=lower_bound(problem))
