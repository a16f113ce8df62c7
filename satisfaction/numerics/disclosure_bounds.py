"""What an attacker can find out about withheld counts: the smallest and the largest of each.

The audit of disclosure control (Willenborg and de Waal 2001, *Elements of Statistical Disclosure
Control*, chapter 4): two linear programmes a cell, over everything that was published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array
from scipy.sparse.csgraph import connected_components

from satisfaction.errors import EstimationError

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.cell_systems import CellSystem

_CHUNK = 400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bounds:
    """What can be found out about each target.

    Attributes
    ----------
    cells : (targets,) int array
    lower, upper : (targets,) array
    slopes : (targets, cells) array
        By how much at most the width grows if the cell is withheld, from the dual solutions: the
        width under any other choice is at most the sum over the cells then withheld.
    """

    cells: npt.NDArray[np.int64]
    lower: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]
    slopes: npt.NDArray[np.float64]

    @property
    def widths(self) -> npt.NDArray[np.float64]:
        """Return upper less lower."""
        found: npt.NDArray[np.float64] = self.upper - self.lower
        return found


def attack(
    system: CellSystem,
    withheld: npt.NDArray[np.bool_],
    targets: npt.NDArray[np.int64],
    *,
    enough: npt.NDArray[np.float64] | None = None,
    most: int = 0,
) -> Bounds:
    """Return the interval of each target given all cells that are not withheld.

    Parameters
    ----------
    system : CellSystem
    withheld : (switches,) bool array
    targets : (targets,) int array
        Cells, each of them unknown under ``withheld``.
    enough : (cells,) array, optional
        A target that is seen to be as wide as this, by tables that fit what is published, is left
        out: that saves most of the programmes.
    most : int
        With ``enough``: stop when so many targets are found to be narrower; 0 for never.

    Returns
    -------
    Bounds

    Raises
    ------
    EstimationError
        If what is published contradicts itself.

    Notes
    -----
    Counts are taken as real numbers of 0 or more. An attacker who uses that they are whole can
    round both bounds inwards and, in tables that are not two-way, at times do a little better.
    """
    blocks = _blocks(system, system.unknown(withheld), np.asarray(targets, dtype=np.int64))
    seen = _Seen(lowest=system.values.copy(), highest=system.values.copy())
    if enough is None:
        return _bounds(system, _all_solved(system, blocks, seen))
    found: list[_Found] = []
    while blocks and not 0 < most <= len(found):
        blocks = [b for b in blocks if not seen.is_wide(b.target, enough[b.target])]
        chunk, blocks = _chunk(blocks)
        solved = _solved(system, chunk, seen)
        found += [f for f in solved if f.upper - f.lower < enough[f.target] - _TINY]
    return _bounds(system, found)


def _all_solved(system: CellSystem, blocks: list[_Block], seen: _Seen) -> list[_Found]:
    found: list[_Found] = []
    while blocks:
        chunk, blocks = _chunk(blocks)
        found += _solved(system, chunk, seen)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """Both ends of the interval of a target, with its slopes."""

    target: int
    lower: float
    upper: float
    slopes: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Seen:
    """Smallest and largest value of each cell in any table that fits what is published."""

    lowest: npt.NDArray[np.float64]
    highest: npt.NDArray[np.float64]

    def add(self, cells: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> None:
        self.lowest[cells] = np.minimum(self.lowest[cells], values)
        self.highest[cells] = np.maximum(self.highest[cells], values)

    def is_wide(self, cell: int, width: float) -> bool:
        return bool(self.highest[cell] - self.lowest[cell] >= width)


def _bounds(system: CellSystem, found: list[_Found]) -> Bounds:
    return Bounds(
        cells=np.array([f.target for f in found], dtype=np.int64),
        lower=np.array([f.lower for f in found]),
        upper=np.array([f.upper for f in found]),
        slopes=np.array([f.slopes for f in found]).reshape(-1, len(system.values)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Block:
    """One target with the unknown cells and the sums that bear on it."""

    target: int
    cells: npt.NDArray[np.int64]
    sums: npt.NDArray[np.int64]
    matrix: csr_array
    rest: npt.NDArray[np.float64]


def _blocks(
    system: CellSystem, unknown: npt.NDArray[np.bool_], targets: npt.NDArray[np.int64]
) -> list[_Block]:
    cells = np.flatnonzero(unknown)
    matrix = csr_array(system.relations[:, cells])
    known = np.where(unknown, 0.0, system.values)
    rest = -(system.relations @ known)
    _, parts = connected_components(_joined(matrix), directed=False)
    of_sum, of_cell = parts[: matrix.shape[0]], parts[matrix.shape[0] :]
    spot = {int(cell): number for number, cell in enumerate(cells)}
    made: dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], csr_array]] = {}
    found: list[_Block] = []
    for target in targets:
        part = int(of_cell[spot[int(target)]])
        if part not in made:
            held, sums = np.flatnonzero(of_cell == part), np.flatnonzero(of_sum == part)
            made[part] = (cells[held], sums, csr_array(csr_array(matrix[sums])[:, held]))
        inside, sums, small = made[part]
        found.append(
            _Block(target=int(target), cells=inside, sums=sums, matrix=small, rest=rest[sums])
        )
    return found


def _joined(matrix: csr_array) -> csr_array:
    """Return the graph of sums and cells."""
    rows, columns = matrix.nonzero()
    size = sum(matrix.shape)
    ones = np.ones(len(rows))
    return csr_array((ones, (rows, columns + matrix.shape[0])), shape=(size, size))


def _chunk(blocks: list[_Block]) -> tuple[list[_Block], list[_Block]]:
    """Split off programmes to solve in one call, which costs more than a small programme does."""
    ends = np.cumsum([len(block.cells) for block in blocks])
    first = max(1, int(np.searchsorted(ends, _CHUNK, side="right")))
    return blocks[:first], blocks[first:]


def _solved(system: CellSystem, blocks: list[_Block], seen: _Seen) -> list[_Found]:
    """Return both ends of each block: two programmes each, all in one call."""
    if not blocks:
        return []
    aims = [(block, sign) for block in blocks for sign in (1.0, -1.0)]
    found = linprog(
        np.concatenate([sign * (b.cells == b.target) for b, sign in aims]),
        A_eq=block_diag([b.matrix for b, _ in aims], format="csr"),
        b_eq=np.concatenate([b.rest for b, _ in aims]),
        bounds=(0.0, system.far),
        method="highs",
    )
    if found.status != 0 or found.x is None:
        raise EstimationError(
            "What is published contradicts itself: a linear programme of "
            f"{sum(len(b.cells) for b, _ in aims)} cells ended with status {found.status}. Check "
            "that every total is the sum of its parts."
        )
    cells = np.split(found.x, np.cumsum([len(b.cells) for b, _ in aims])[:-1])
    prices = np.split(found.eqlin.marginals, np.cumsum([len(b.sums) for b, _ in aims])[:-1])
    return [
        _ends(system, block, cells[2 * k : 2 * k + 2], prices[2 * k : 2 * k + 2], seen)
        for k, block in enumerate(blocks)
    ]


def _ends(
    system: CellSystem,
    block: _Block,
    solutions: list[npt.NDArray[np.float64]],
    prices: list[npt.NDArray[np.float64]],
    seen: _Seen,
) -> _Found:
    for solution in solutions:
        seen.add(block.cells, solution)
    at = int(np.flatnonzero(block.cells == block.target)[0])
    slopes = _slope(system, block, 1.0, prices[0]) + _slope(system, block, -1.0, prices[1])
    return _Found(
        target=block.target,
        lower=float(solutions[0][at]),
        upper=float(solutions[1][at]),
        slopes=slopes,
    )


def _slope(
    system: CellSystem, block: _Block, sign: float, prices: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return what each cell adds to one end of the interval if it is withheld."""
    reduced = -(system.relations[block.sums].T @ prices)
    reduced[block.target] += sign
    room = system.far - system.values
    slope: npt.NDArray[np.float64] = np.where(reduced > 0, reduced * system.values, -reduced * room)
    slope[np.abs(reduced) < _TINY] = 0.0
    return slope


_TINY = 1e-9
