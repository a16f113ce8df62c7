r"""The mixed-integer programme: whole numbers of people of each cell in each slot.

Minimise the price of every person short or too many, so that

* each cell gives no more people than it has, and each person has one slot;
* a group has no more than its size; an empty place costs so much that no quota leaves one;
* no group, its reserves included, has more than so many from one borough, nor two victims of one
  crime: whoever is called up, these stay kept;
* quotas are bands, overall, within each group and among the reserves; each topic has enough people
  in each group; no borough has more places than its share, rounded up. All of these give way at
  their price.

A tiny random cost on every person breaks ties by the seed. With a deviation of zero it would be all
that is left of the objective, and a gap relative to nearly nothing is never closed; a variable that
is always 1, at a cost of 1, keeps the gap meaningful.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.focus_groups.problem import Problem

    Floats = npt.NDArray[np.float64]

# All ties together cost less than the smallest step of the deviation, 0.2.
TIES = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Programme:
    """Matrices for the solver; variables are people by slot and cell, slacks, and the offset."""

    cost: Floats
    rows: sparse.csr_array
    lowest_row: Floats
    highest_row: Floats
    lowest: Floats
    highest: Floats
    people: int


@dataclass(slots=True, kw_only=True)
class _Rows:
    """Constraints gathered one kind at a time, each with a slack of its own where it may give."""

    matrices: list[sparse.csr_array] = field(default_factory=list)
    under: list[Floats] = field(default_factory=list)
    over: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)

    def add(
        self,
        matrix: sparse.csr_array,
        *,
        low: npt.ArrayLike = -np.inf,
        high: npt.ArrayLike = np.inf,
        price: float | None = None,
    ) -> None:
        """Add rows; with a price, a side that has a limit may be passed."""
        count = matrix.shape[0]
        lows, highs = (np.array(np.broadcast_to(side, (count,)), float) for side in (low, high))
        paid = np.nan if price is None else price
        self.matrices.append(matrix)
        self.low.append(lows)
        self.high.append(highs)
        self.under.append(np.where(np.isfinite(lows), paid, np.nan))
        self.over.append(np.where(np.isfinite(highs), paid, np.nan))


def build_programme(problem: Problem, ties: Floats) -> Programme:
    """Return the programme; ``ties`` are numbers from 0 to 1, (t, 2 k)."""
    rows = _Rows()
    _add_hard_rules(rows, problem)
    _add_soft_rules(rows, problem)
    people = problem.lowest.size
    matrix = sparse.vstack(rows.matrices, format="csr")
    under, over = np.concatenate(rows.under), np.concatenate(rows.over)
    short, more = (np.flatnonzero(np.isfinite(side)) for side in (under, over))
    slack = sparse.hstack(
        [_columns(short, len(under), 1.0), _columns(more, len(over), -1.0)], format="csr"
    )
    offset = sparse.csr_array((len(under), 1))
    most = max(problem.groups * (problem.size + problem.reserves), 1)
    slacks = len(short) + len(more)
    return Programme(
        cost=np.concatenate([ties.T.ravel() * (TIES / most), under[short], over[more], [1.0]]),
        rows=sparse.hstack([matrix, slack, offset], format="csr"),
        lowest_row=np.concatenate(rows.low),
        highest_row=np.concatenate(rows.high),
        lowest=np.concatenate([problem.lowest.T.ravel(), np.zeros(slacks), [1.0]]),
        highest=np.concatenate([problem.highest.T.ravel(), np.full(slacks, np.inf), [1.0]]),
        people=people,
    )


def _add_hard_rules(rows: _Rows, problem: Problem) -> None:
    cells, k = problem.cells, problem.groups
    group = np.eye(2 * k)[:k]
    with_reserves = group + np.eye(2 * k)[k:]
    rows.add(
        _across(np.ones((1, 2 * k)), sparse.csr_array(sparse.eye_array(len(cells)))),
        high=cells.count,
    )
    areas = np.unique(cells.area[cells.area >= 0])
    if len(areas):
        rows.add(_across(with_reserves, _indicator(cells.area, areas)), high=problem.most_from_area)
    crimes = np.unique(cells.crime[cells.crime >= 0])
    if len(crimes):
        rows.add(_across(with_reserves, _indicator(cells.crime, crimes)), high=1)


def _add_soft_rules(rows: _Rows, problem: Problem) -> None:
    cells, k, prices = problem.cells, problem.groups, problem.prices
    slots = np.eye(2 * k)
    everyone = sparse.csr_array(np.ones((1, len(cells))))
    member = sparse.csr_array(cells.member.T)
    group, spare = slots[:k], slots[k:]
    # More than the size of a group is never allowed; fewer at the price of an empty place.
    rows.add(_across(group, everyone), low=problem.size, price=prices.place)
    rows.add(_across(group, everyone), high=problem.size)
    rows.add(_across(spare, everyone), high=problem.reserves)
    if problem.reserves:
        rows.add(_across(spare, everyone), low=problem.reserves, price=prices.no_reserve)
        _add_bands(rows, spare.sum(0, keepdims=True), member, problem.in_reserve, prices.reserve)
    _add_bands(rows, group.sum(0, keepdims=True), member, problem.overall, prices.quota)
    _add_bands(rows, group, member, problem.within, prices.group_quota)
    if cells.topic.shape[1]:
        topics = sparse.csr_array(cells.topic.T)
        rows.add(_across(group, topics), low=problem.per_topic, price=prices.topic)
    areas = np.unique(cells.area[cells.area >= 0])
    if len(areas):
        rows.add(
            _across(group.sum(0, keepdims=True), _indicator(cells.area, areas)),
            high=problem.area_high[areas],
            price=prices.area,
        )


def _add_bands(
    rows: _Rows, slots: Floats, member: sparse.csr_array, bands: object, price: float
) -> None:
    low, high = (np.tile(getattr(bands, side), len(slots)) for side in ("low", "high"))
    if member.shape[0]:
        rows.add(_across(slots, member), low=low, high=high, price=price)


def _across(slots: Floats, of_cells: sparse.csr_array) -> sparse.csr_array:
    """Return rows over people by slot and cell: each row of ``slots`` with each of ``of_cells``."""
    return sparse.csr_array(sparse.kron(sparse.csr_array(slots), of_cells, format="csr"))


def _indicator(codes: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> sparse.csr_array:
    return sparse.csr_array((codes == wanted[:, None]).astype(np.float64))


def _columns(rows: npt.NDArray[np.intp], count: int, value: float) -> sparse.csr_array:
    """Return one column for each of ``rows`` with ``value`` in it."""
    ones = np.full(len(rows), value)
    return sparse.csr_array((ones, (rows, np.arange(len(rows)))), shape=(count, len(rows)))
