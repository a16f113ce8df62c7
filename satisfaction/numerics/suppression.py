"""Which counts to withhold so that none of them follows from the others.

Secondary cell suppression (Fischetti and Salazar 2001, *Management Science* 47, 1008-1027): choose,
attack the choice, turn each attack that succeeds into a linear condition that every safe choice
meets, choose again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.optimize import Bounds as Limits
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from satisfaction.numerics.disclosure_bounds import attack

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.cell_systems import CellSystem
    from satisfaction.numerics.disclosure_bounds import Bounds

Method = Literal["optimum", "heuristic"]

_NODES = 20_000
_SLACK = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Suppression:
    """A choice of what to withhold.

    Attributes
    ----------
    withheld : (switches,) bool array
    loss : float
        Costs of what is withheld.
    method : {"optimum", "heuristic"}
        ``heuristic`` also where the search for the optimum was given up.
    rounds : int
        How often a choice was attacked.
    unreachable : (cells,) int array
        Withheld cells whose width cannot be had: too much is out already, or there are too few
        people to hide among.
    """

    withheld: npt.NDArray[np.bool_]
    loss: float
    method: Method
    rounds: int
    unreachable: npt.NDArray[np.int64]


def suppress(system: CellSystem, *, largest_optimum: int = 60, rounds: int = 200) -> Suppression:
    """Return a safe choice that loses little.

    Parameters
    ----------
    system : CellSystem
    largest_optimum : int
        With more free switches than that the heuristic is used; 0 for always.
    rounds : int
        After so many choices of the optimum the heuristic is used.

    Returns
    -------
    Suppression
        Each withheld cell with a width is at least that wide to an attacker, apart from
        ``unreachable`` ones, which are as wide as they can be.

    Notes
    -----
    The optimum is an integer programme with cuts, so exact up to the solver's tolerance. The
    heuristic meets each violated cut by the switch that gives most width for its cost, and at the
    end gives back, dearest first, what is not needed.
    """
    start = system.closed(system.withheld)
    found = None
    if int((~start & ~system.published).sum()) <= largest_optimum:
        found = _optimum(system, start, rounds)
    return found or _heuristic(system, start)


def exposed(system: CellSystem, withheld: npt.NDArray[np.bool_], *, most: int = 0) -> Bounds:
    """Return the bounds of cells that come out narrower than they have to be.

    Of ``most`` of them or a few more; 0 for all.
    """
    targets = np.flatnonzero(system.unknown(withheld) & (system.widths > 0))
    return attack(system, withheld, targets, enough=system.widths - _SLACK, most=most)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cuts:
    """Conditions of safe choices: gains (cuts, switches) of at least ``needs``, if asked for."""

    gains: npt.NDArray[np.float64]
    needs: npt.NDArray[np.float64]
    askers: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int64]


def _cuts(system: CellSystem, bounds: Bounds) -> _Cuts:
    """Return one condition for each target that is too narrow."""
    short = bounds.widths < system.widths[bounds.cells] - _SLACK
    cells, slopes = bounds.cells[short], bounds.slopes[short]
    switched = system.switches >= 0
    given = slopes[:, ~switched].sum(axis=1)
    needs = np.maximum(system.widths[cells] - given, 0.0)
    gains = np.zeros((len(cells), len(system.costs)))
    np.add.at(gains.T, system.switches[switched], slopes[:, switched].T)
    # More than is needed helps no more: the sharpest form of the condition for whole choices.
    gains = np.minimum(gains, needs[:, None])
    return _Cuts(gains=gains, needs=needs, askers=system.switches[cells], cells=cells)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Attack:
    """A choice that was attacked: what it has to meet further; nothing if it is safe.

    The system asks of no cell more width than withholding everything would give it.
    """

    system: CellSystem
    cuts: _Cuts | None
    unreachable: frozenset[int]


def _attacked(
    system: CellSystem, chosen: npt.NDArray[np.bool_], unreachable: frozenset[int]
) -> _Attack:
    bounds = exposed(system, chosen)
    cuts = _cuts(system, bounds)
    beyond = cuts.cells[cuts.gains @ ~system.published < cuts.needs - _SLACK]
    if len(beyond):
        most = attack(system, ~system.published, beyond)
        widths = system.widths.copy()
        # A width that is had already asks for nothing; with 0 the cell would not be attacked.
        widths[beyond] = np.maximum(most.widths - _SLACK, _SLACK)
        system = replace(system, widths=widths)
        unreachable |= {int(cell) for cell in beyond}
        cuts = _cuts(system, bounds)
        if not len(cuts.cells):
            return _attacked(system, chosen, unreachable)
    return _Attack(system=system, cuts=cuts if len(cuts.cells) else None, unreachable=unreachable)


def _finished(
    found: _Attack, chosen: npt.NDArray[np.bool_], method: Method, rounds: int
) -> Suppression:
    out = np.array(sorted(found.unreachable), dtype=np.int64)
    return Suppression(
        withheld=chosen,
        loss=found.system.loss(chosen),
        method=method,
        rounds=rounds,
        unreachable=out[found.system.unknown(chosen)[out]],
    )


def _optimum(system: CellSystem, start: npt.NDArray[np.bool_], rounds: int) -> Suppression | None:
    """Return the cheapest safe choice; None where the search was given up."""
    chosen: npt.NDArray[np.bool_] | None = start
    found = _Attack(system=system, cuts=None, unreachable=frozenset())
    held: list[_Cuts] = []
    for used in range(1, rounds + 1):
        if chosen is None:
            return None
        found = _attacked(found.system, chosen, found.unreachable)
        if found.cuts is None:
            return _finished(found, chosen, "optimum", used)
        held.append(found.cuts)
        chosen = _cheapest(found.system, start, held)
    return None


def _cheapest(
    system: CellSystem, start: npt.NDArray[np.bool_], held: list[_Cuts]
) -> npt.NDArray[np.bool_] | None:
    """Return the cheapest choice that meets every condition so far."""
    size = len(system.costs)
    rows = [_conditional(cuts, start, size) for cuts in held]
    matrix = np.vstack([row for row, _ in rows])
    least = np.concatenate([need for _, need in rows])
    pairs = system.follows
    order = np.arange(len(pairs))
    ones = np.ones(len(pairs))
    implied = coo_array(
        (
            np.concatenate([ones, -ones]),
            (np.tile(order, 2), np.concatenate([pairs[:, 1], pairs[:, 0]])),
        ),
        shape=(len(pairs), size),
    )
    conditions = [LinearConstraint(matrix, least, np.inf)]
    if len(pairs):
        conditions.append(LinearConstraint(implied.tocsr(), 0.0, np.inf))
    found = milp(
        system.costs,
        integrality=np.ones(size, dtype=np.int64),
        bounds=Limits(start.astype(float), (~system.published | start).astype(float)),
        constraints=conditions,
        options={"node_limit": _NODES, "mip_rel_gap": 0.0},
    )
    return None if found.status != 0 else found.x > 0.5  # noqa: PLR2004


def _conditional(
    cuts: _Cuts, start: npt.NDArray[np.bool_], size: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the conditions, each of them waived where its own cell is not withheld.

    A cell that is published needs no width: its need goes to the left side, against its switch.
    """
    gains, needs = cuts.gains.copy(), cuts.needs - _SLACK * np.minimum(cuts.needs, 1.0)
    waived = (cuts.askers >= 0) & ~np.append(start, True)[cuts.askers]
    rows = np.flatnonzero(waived)
    gains[rows, cuts.askers[rows] % size] -= cuts.needs[rows]
    needs = np.where(waived, -_SLACK, needs)
    return gains, needs


def _heuristic(system: CellSystem, start: npt.NDArray[np.bool_]) -> Suppression:
    chosen, used = start, 1
    found = _attacked(system, chosen, frozenset())
    while found.cuts is not None:
        chosen, used = _one_more(found.system, chosen, found.cuts), used + 1
        found = _attacked(found.system, chosen, found.unreachable)
    return _given_back(found, start, chosen, used)


def _one_more(
    system: CellSystem, chosen: npt.NDArray[np.bool_], cuts: _Cuts
) -> npt.NDArray[np.bool_]:
    """Withhold the switch that gives most width, over all cells in need, for its cost."""
    missing = cuts.needs - cuts.gains @ chosen
    worst = np.minimum(cuts.gains, np.maximum(missing, 0.0)[:, None])
    value = worst.sum(axis=0) / system.costs
    value[chosen | system.published] = -1.0
    more = chosen.copy()
    more[int(np.argmax(value))] = True
    return system.closed(more)


def _given_back(
    found: _Attack, start: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_], used: int
) -> Suppression:
    """Publish again, dearest first, what the others protect without it."""
    system = found.system
    extra = np.flatnonzero(chosen & ~start)
    for switch in extra[np.argsort(-system.costs[extra], kind="stable")]:
        fewer = chosen.copy()
        fewer[switch] = False
        if not chosen[switch] or system.closed(fewer)[switch]:
            continue
        used += 1
        if not len(exposed(system, fewer, most=1).cells):
            chosen = fewer
    return _finished(found, chosen, "heuristic", used)
