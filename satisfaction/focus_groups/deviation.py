"""How far a choice is from what was wanted, counted in people and priced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.focus_groups.problem import Problem

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deviation:
    """People short of or above what was wanted, rule by rule.

    Attributes
    ----------
    empty, no_reserve : (k,) float arrays
        Empty places and missing reserves of each group.
    under, over : (q,) float arrays
        Of each level in all groups together.
    group_under, group_over : (k, q) float arrays
        Of each level in each group.
    uncovered : (k, p) float arrays
        People missing who rated the topic poor.
    area_over : (a,) float array
        People from a borough beyond its share of all places.
    reserve_under, reserve_over : (q,) float arrays
        Of each level among all reserves.
    total : float
        People times prices.
    """

    empty: Floats
    no_reserve: Floats
    under: Floats
    over: Floats
    group_under: Floats
    group_over: Floats
    uncovered: Floats
    area_over: Floats
    reserve_under: Floats
    reserve_over: Floats
    total: float


def measure(problem: Problem, chosen: Floats) -> Deviation:
    """Return the deviation of a choice, (t, 2 k) people of each cell in each slot."""
    k, prices = problem.groups, problem.prices
    main, spare = chosen[:, :k], chosen[:, k:]
    by_group = main.T @ problem.cells.member
    by_topic = main.T @ problem.cells.topic
    areas = _by_area(problem, main.sum(axis=1))
    under, over = _outside(by_group.sum(axis=0), problem.overall.low, problem.overall.high)
    group_under, group_over = _outside(by_group, problem.within.low, problem.within.high)
    wanted = problem.in_reserve
    reserve = _outside((spare.T @ problem.cells.member).sum(axis=0), wanted.low, wanted.high)
    empty = np.maximum(problem.size - main.sum(axis=0), 0.0)
    no_reserve = np.maximum(problem.reserves - spare.sum(axis=0), 0.0)
    uncovered = np.maximum(problem.per_topic - by_topic, 0.0)
    area_over = np.maximum(areas - problem.area_high, 0.0)
    total = (
        prices.place * empty.sum()
        + prices.quota * (under.sum() + over.sum())
        + prices.group_quota * (group_under.sum() + group_over.sum())
        + prices.topic * uncovered.sum()
        + prices.area * area_over.sum()
        + prices.no_reserve * no_reserve.sum()
        + prices.reserve * (reserve[0].sum() + reserve[1].sum())
    )
    return Deviation(
        empty=empty, no_reserve=no_reserve, under=under, over=over,
        group_under=group_under, group_over=group_over, uncovered=uncovered, area_over=area_over,
        reserve_under=reserve[0], reserve_over=reserve[1], total=float(total),
    )  # fmt: skip


def broken_rules(problem: Problem, chosen: Floats) -> tuple[str, ...]:
    """Return the hard rules that a choice breaks: none, or the solver is at fault."""
    k, cells = problem.groups, problem.cells
    together = chosen[:, :k] + chosen[:, k:]
    by_area = np.array([_by_area(problem, column) for column in together.T])
    linked = [
        together[cells.crime == c].sum(axis=0).max() for c in np.unique(cells.crime) if c >= 0
    ]
    checks = {
        "one slot a person": (chosen.sum(axis=1) <= cells.count).all(),
        "group size": (chosen[:, :k].sum(axis=0) <= problem.size).all(),
        "people from one borough": (by_area <= problem.most_from_area).all(),
        "one person of a crime": max(linked, default=0.0) <= 1,
    }
    return tuple(name for name, kept in checks.items() if not kept)


def _outside(found: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    return np.maximum(low - found, 0.0), np.maximum(found - high, 0.0)


def _by_area(problem: Problem, people: Floats) -> Floats:
    placed = problem.cells.area >= 0
    counts = np.bincount(
        problem.cells.area[placed], people[placed], minlength=len(problem.area_shares)
    )
    return counts.astype(np.float64)
