r"""How many interviews each stratum gives: the first of the two stages of a plan.

With :math:`W_h` the stratum's share of the victims of its user group and :math:`c_h` what an
interview costs there (victims issued), minimise :math:`\sum_h c_h m_h` so that for each group
:math:`\sum_{h \in g} W_h^2 s_h \le V_g` (the precision wanted), for each area
:math:`\sum_{h \in b} m_h \ge M`, for each stratum :math:`l_h \le m_h \le u_h`, and
:math:`s_h \ge 1 / m_h`. Where interviews are given instead, :math:`\sum_{h \in g} m_h = T_g` and
:math:`\sum_h W_h^2 s_h` is minimised.

The last condition is convex. It is held by tangents, :math:`s_h \ge 2 / k - m_h / k^2` at many
points :math:`k`; the linear programme is solved, tangents are added where its solution stands, and
so on until they are as near as wanted (Kelley 1960). Without areas the solution is Neyman's
allocation with costs, :math:`m_h \propto W_h / \sqrt{c_h}`, inside the bounds. Groups and areas are
elastic: what cannot be reached is missed by as little as can be, which the result shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint

from satisfaction.sampling.programme import needed, solve

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]

_ROUNDS = 15
_NEAR = 1e-7
_GRID = 1.25
# Above what any saving could be worth, so that a target is given up only where it must be.
_MISS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """What is wanted of the strata.

    Attributes
    ----------
    group, area : (h,) int arrays
    share : (h,) float array
        Stratum's share of the victims of its group.
    cost : (h,) float array
        Of one interview.
    low, high : (h,) float arrays
        Fewest and most interviews, above 0; the fewest of a group add up to no more than its total.
    variance : (g,) float array or None
        Largest sum of ``share**2 / interviews`` of each group.
    total : (g,) float array or None
        Interviews of each group, where they are given instead.
    area_minimum : float
    """

    group: Integers
    area: Integers
    share: Floats
    cost: Floats
    low: Floats
    high: Floats
    variance: Floats | None
    total: Floats | None
    area_minimum: float = 0.0


def allocate(demand: Demand) -> Floats:
    """Return the expected interviews of each stratum, (h,)."""
    strata, points = _grid(demand)
    made = demand.high
    for _ in range(_ROUNDS):
        solution = _solve(demand, strata, points)
        made = np.clip(solution[: len(demand.high)], demand.low, demand.high)
        inverse = solution[len(made) : 2 * len(made)]
        if (1 / made - inverse <= _NEAR / made).all():
            break
        strata = np.concatenate([strata, np.arange(len(made))])
        points = np.concatenate([points, made])
    return made


def _grid(demand: Demand) -> tuple[Integers, Floats]:
    """Return the first tangents: a stratum and a number of interviews each."""
    steps = np.ceil(np.log(demand.high / demand.low) / np.log(_GRID)).astype(np.int64) + 1
    strata = np.repeat(np.arange(len(steps)), steps)
    number = np.arange(len(strata)) - np.repeat(np.cumsum(steps) - steps, steps)
    points = np.minimum(demand.low[strata] * _GRID**number, demand.high[strata])
    return strata, points


def _solve(demand: Demand, strata: Integers, points: Floats) -> Floats:
    """Solve with the given tangents; variables are interviews, inverses, misses."""
    size, groups, areas = _sizes(demand)
    count = groups + areas
    kept = [LinearConstraint(_tangents(strata, points, size, count), ub=-2.0)]
    if demand.area_minimum > 0:
        kept.append(LinearConstraint(_area_rows(demand), ub=-1.0))
    if demand.variance is not None:
        kept.append(LinearConstraint(_precision_rows(demand), ub=1.0))
    if demand.total is not None:
        kept.append(LinearConstraint(_total_rows(demand), lb=1.0, ub=1.0))
    lowest, highest = _bounds(demand)
    found = solve(_objective(demand), kept, lowest=lowest, highest=highest)
    return needed(found, "interviews of the strata, within the fewest and most of each")


def _sizes(demand: Demand) -> tuple[int, int, int]:
    return len(demand.group), int(demand.group.max()) + 1, int(demand.area.max()) + 1


def _objective(demand: Demand) -> Floats:
    """Return the costs, about 1 an interview: the solver's tolerances are absolute."""
    size, groups, areas = _sizes(demand)
    nothing = np.zeros(size)
    if demand.total is None:
        cost = demand.cost / float(demand.cost.mean())
        worst, parts = float(cost @ demand.high), [cost, nothing]
    else:
        spread = demand.share**2 * float(demand.total.mean()) ** 2
        worst, parts = float((spread / demand.low).sum()), [nothing, spread]
    return np.concatenate([*parts, np.full(groups + areas, _MISS * worst)])


def _bounds(demand: Demand) -> tuple[Floats, Floats]:
    _, groups, areas = _sizes(demand)
    misses = groups + areas
    least = np.concatenate([demand.low, 1 / demand.high, np.zeros(misses)])
    most = np.concatenate([demand.high, 1 / demand.low, np.full(misses, np.inf)])
    return least, most


def _tangents(strata: Integers, points: Floats, size: int, misses: int) -> sparse.csr_array:
    """Return rows that say k s + m / k >= 2, as upper bounds."""
    place = np.arange(len(points))
    shape = (len(points), size)
    return sparse.hstack(
        [
            sparse.csr_array((-1 / points, (place, strata)), shape=shape),
            sparse.csr_array((-points, (place, strata)), shape=shape),
            sparse.csr_array((len(points), misses)),
        ]
    )


def _sums(of: Integers, values: Floats, count: int) -> sparse.csr_array:
    """Return rows that add up values of the strata of each group or area."""
    return sparse.csr_array((values, (of, np.arange(len(of)))), shape=(count, len(of)))


def _precision_rows(demand: Demand) -> sparse.csr_array:
    size, groups, areas = _sizes(demand)
    limit = np.ones(groups) if demand.variance is None else demand.variance
    spread = _sums(demand.group, demand.share**2 / limit[demand.group], groups)
    return sparse.hstack(
        [
            sparse.csr_array((groups, size)),
            spread,
            sparse.eye_array(groups, format="csr") * -1.0,
            sparse.csr_array((groups, areas)),
        ]
    )


def _total_rows(demand: Demand) -> sparse.csr_array:
    size, groups, areas = _sizes(demand)
    wanted = np.ones(groups) if demand.total is None else demand.total
    rows: sparse.csr_array = sparse.hstack(
        [
            _sums(demand.group, 1 / wanted[demand.group], groups),
            sparse.csr_array((groups, size)),
            sparse.eye_array(groups, format="csr"),
            sparse.csr_array((groups, areas)),
        ],
        format="csr",
    )
    return rows


def _area_rows(demand: Demand) -> sparse.csr_array:
    size, groups, areas = _sizes(demand)
    share = np.full(size, -1 / demand.area_minimum)
    return sparse.hstack(
        [
            _sums(demand.area, share, areas),
            sparse.csr_array((areas, size + groups)),
            sparse.eye_array(areas, format="csr") * -1.0,
        ]
    )
