r"""Which levels to issue at a higher rate: the second of the two stages of a plan.

The weighted share of a level is a ratio in which the interviews of a stratum stand in the
denominator (its weight is victims over interviews). With the interviews :math:`m_h` of each stratum
fixed by the first stage the weights :math:`a_h` are constants, and everything is linear. The
chance of a victim of cell :math:`c` in stratum :math:`h` to be issued is

.. math:: \pi_c = f_h + b_h \sum_{l \ni c} t_l,

an ordinary rate of the stratum plus the boosts of the cell's levels. Boosts are in units of the
rate :math:`\bar f_h = m_h / \sum_c N_c r_c` that would do without any; of half the room up to the
largest fraction where that is less, so that a stratum taken whole does not forbid boosts elsewhere:
:math:`b_h = \min(\bar f_h, (f_{max} - \bar f_h) / 2)`. Minimise the victims
issued :math:`\sum_c N_c \pi_c` over :math:`f_h, t_l \ge 0` so that

* :math:`\sum_{c \in h} r_c N_c \pi_c = m_h` in each stratum,
* each level's weighted share among the known differs from the profile's by no more than the part
  of the tolerance that is aimed at: :math:`A_l \le (P_l + u_l) A_d` and the same below, where
  :math:`A_l = \sum_h a_h \sum_{c \in h, l} r_c N_c \pi_c` and :math:`A_d` is over known levels,
* no chance is above the largest fraction, nor above the largest boost times :math:`f_h`.

In each dimension the level that is furthest over without boosts may not be boosted: boosts are
relative to it. Where a boosted level responds better than the average, its boosted victims count in
the cost as if they did not, so that no level is boosted because it is cheap; and nobody's
chance falls to nothing, and no level is left out because it is dear. The programme is elastic:
slacks on the levels are made as small as can be first (each in units of its tolerance), then the
cost is, with the slacks held. Where a slack stays, the plan is infeasible in that level, by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint

from satisfaction.sampling.programme import needed, solve

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.sampling.cells import Cells
    from satisfaction.sampling.levels import Levels
    from satisfaction.sampling.settings import PlanLimits

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]

_NOTHING = 1e-7
_ROOMS = (1e-8, 1e-7, 1e-6, 1e-5)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoostProblem:
    """One second stage: cells with their response, interviews of the strata, levels to meet."""

    cells: Cells
    levels: Levels
    response: Floats
    interviews: Floats
    limits: PlanLimits

    @property
    def plain_rates(self) -> Floats:
        """Rate of each stratum that gives its interviews without boosts, (h,)."""
        return self.interviews / self.cells.by_stratum(self.cells.count * self.response)

    @property
    def units(self) -> Floats:
        """What a boost of 1 adds to the rate of each stratum, (h,)."""
        plain = self.plain_rates
        return np.clip(np.minimum(plain, (self.limits.max_fraction - plain) / 2), 0.0, None)

    @property
    def weights(self) -> Floats:
        """Victims that one interview of each cell's stratum stands for, (c,)."""
        victims = self.cells.strata["victims"].to_numpy(np.float64)
        return np.asarray((victims / self.interviews)[self.cells.stratum])

    def shares(self, chances: Floats) -> Floats:
        """Return the expected weighted share of each level, (k,)."""
        return self.levels.shares(chances * self.cells.count * self.response * self.weights)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Boosts:
    """The solution of one second stage.

    Attributes
    ----------
    chances : (c,) float array
        Chance of being issued, of each cell.
    added : (k,) float array
        Boost of each level, in the units of :attr:`BoostProblem.units`.
    short, over : (k,) float arrays
        By how much the share of a level stays outside what was aimed at, as a share.
    """

    chances: Floats
    added: Floats
    short: Floats
    over: Floats

    @property
    def missed(self) -> npt.NDArray[np.bool_]:
        """Levels that cannot be brought to their aim."""
        return np.asarray(self.short + self.over > _NOTHING)


def solve_boosts(problem: BoostProblem) -> Boosts:
    """Return the boosts of least cost, with the least miss where the aims cannot all be met."""
    programme = _programme(problem)
    slack_cost = np.concatenate(
        [np.zeros(programme.free), 1 / programme.width, 1 / programme.width]
    )
    first = needed(
        _solve(programme, slack_cost, programme.highest),
        "boosts of the levels, within the largest boost and the largest share issued",
    )
    slacks = first[programme.free :]
    return _boosts(problem, programme, _cheapest(programme, first), slacks)


def _cheapest(programme: _Programme, first: Floats) -> Floats:
    """Return the solution of least cost that misses no level by more than the first does.

    The least misses leave the second programme no room but the solver's rounding; where that is
    not enough it gets a little, at most a hundred-thousandth of a share, and in the end the first.
    """
    slacks = first[programme.free :]
    cost = np.concatenate([programme.cost, np.zeros(len(slacks))])
    for room in _ROOMS:
        ceiling = np.where(slacks > _NOTHING, slacks * (1 + 1e-9) + 1e-12, 0) + room
        held = np.concatenate([programme.highest[: programme.free], ceiling])
        found = _solve(programme, cost, held)
        if found is not None:
            return found
    return first


def is_reachable(problem: BoostProblem, limits: PlanLimits) -> bool:
    """Return whether every aim could be met within other limits."""
    return not solve_boosts(replace(problem, limits=limits)).missed.any()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Programme:
    """Matrices for the solver; variables are rates of strata, boosts, short, over."""

    cost: Floats
    highest: Floats
    width: Floats
    boosted: Integers
    upper_rows: sparse.csr_array
    upper: Floats
    equal_rows: sparse.csr_array
    equal: Floats

    @property
    def free(self) -> int:
        return len(self.cost)


def _programme(problem: BoostProblem) -> _Programme:
    levels, cells = problem.levels, problem.cells
    plain = problem.plain_rates
    natural = problem.shares(plain[cells.stratum])
    boosted = _boostable(problem, natural)
    members = levels.member[:, boosted]
    yields = cells.count * problem.response
    victims = float(cells.strata["victims"].sum())
    level_rows, level_limits = _level_rows(problem, members, victims)
    cap_rows, cap_limits = _cap_rows(problem, members)
    slackless = sparse.csr_array((cap_rows.shape[0], 2 * len(levels.profile)))
    by_boost = np.column_stack([cells.by_stratum(yields * m) for m in members.T] or [plain[:0]])
    equal_rows = sparse.hstack(
        [
            sparse.diags_array(cells.by_stratum(yields) / problem.interviews),
            sparse.csr_array(
                _per_interview(by_boost, problem.units / problem.interviews, len(boosted))
            ),
            sparse.csr_array((len(plain), 2 * len(levels.profile))),
        ],
        format="csr",
    )
    lifted = cells.count * problem.units[cells.stratum]
    dear = _dearness(lifted, problem.response, members)
    count = len(plain) + len(boosted)
    return _Programme(
        cost=np.concatenate([cells.by_stratum(cells.count), lifted @ members * dear]),
        highest=np.full(count + 2 * len(levels.profile), np.inf),
        width=levels.upper - levels.lower,
        boosted=boosted,
        upper_rows=sparse.vstack([level_rows, sparse.hstack([cap_rows, slackless])], format="csr"),
        upper=np.concatenate([level_limits, cap_limits]),
        equal_rows=equal_rows,
        equal=np.ones(len(plain)),
    )


def _boostable(problem: BoostProblem, natural: Floats) -> Integers:
    """Return all levels on the frame but the one of each dimension that is furthest over."""
    levels = problem.levels
    if problem.limits.max_boost <= 1:
        return np.zeros(0, dtype=np.int64)
    need = levels.profile / np.maximum(natural, 1e-12)
    least = levels.names.assign(need=need).groupby("dimension")["need"].transform("min")
    return np.flatnonzero((need > least.to_numpy()) & (natural > 0))


def _dearness(lifted: Floats, response: Floats, members: Floats) -> Floats:
    """Return what a boosted victim of each level counts: more than 1 where it responds better."""
    mean = float(lifted @ response) / max(float(lifted.sum()), 1e-12)
    victims = lifted @ members
    rates = np.divide(
        (lifted * response) @ members, victims, out=np.zeros(len(victims)), where=victims > 0
    )
    return np.maximum(1.0, rates / max(mean, 1e-12))


def _per_interview(by_boost: Floats, scale: Floats, boosts: int) -> Floats:
    if not boosts:
        return np.zeros((len(scale), 0))
    return np.asarray(by_boost * scale[:, None])


def _level_rows(
    problem: BoostProblem, members: Floats, victims: float
) -> tuple[sparse.csr_array, Floats]:
    """Return the rows that keep each level's share between its aims, in shares of all victims."""
    levels, cells = problem.levels, problem.cells
    worth = cells.count * problem.response * problem.weights / victims
    aim = problem.limits.aim
    rows = []
    for side, reach in ((1.0, levels.upper * aim), (-1.0, levels.lower * aim)):
        limits = levels.profile + reach
        excess = side * (levels.member - limits * levels.known) * worth[:, None]
        by_rate = np.array([cells.by_stratum(column) for column in excess.T])
        by_boost = (excess * problem.units[cells.stratum][:, None]).T @ members
        slack = -np.eye(len(limits))
        empty = np.zeros_like(slack)
        parts = [empty, slack] if side > 0 else [slack, empty]
        rows.append(np.hstack([by_rate, by_boost, *parts]))
    return sparse.csr_array(np.vstack(rows)), np.zeros(2 * len(levels.profile))


def _cap_rows(problem: BoostProblem, members: Floats) -> tuple[sparse.csr_array, Floats]:
    """Return the rows that keep every chance below the largest fraction and the largest boost."""
    plain = problem.plain_rates
    strata = len(plain)
    kinds = np.unique(np.column_stack([problem.cells.stratum, members]), axis=0)
    stratum = kinds[:, 0].astype(np.int64)
    lifted = sparse.csr_array(kinds[:, 1:] * problem.units[stratum][:, None])
    here = sparse.csr_array(
        (np.ones(len(stratum)), (np.arange(len(stratum)), stratum)), shape=(len(stratum), strata)
    )
    limits = problem.limits
    rows = sparse.vstack(
        [sparse.hstack([here, lifted]), sparse.hstack([(1 - limits.max_boost) * here, lifted])],
        format="csr",
    )
    # A stratum that gives all it has without boosts must not be refused for a rounding error.
    highest = np.maximum(limits.max_fraction, plain[stratum]) + 1e-9
    return rows, np.concatenate([highest, np.zeros(len(stratum))])


def _solve(programme: _Programme, cost: Floats, highest: Floats) -> Floats | None:
    kept = (
        LinearConstraint(programme.upper_rows, ub=programme.upper),
        LinearConstraint(programme.equal_rows, lb=programme.equal, ub=programme.equal),
    )
    # The solver's tolerances are absolute.
    scaled = cost / max(float(cost.max(initial=0.0)), 1e-12)
    return solve(scaled, kept, lowest=np.zeros(len(highest)), highest=highest)


def _boosts(
    problem: BoostProblem, programme: _Programme, solution: Floats, slacks: Floats
) -> Boosts:
    size, count = len(problem.levels.profile), len(problem.interviews)
    added = np.zeros(size)
    added[programme.boosted] = np.where(
        solution[count : programme.free] > _NOTHING, solution[count : programme.free], 0.0
    )
    stratum = problem.cells.stratum
    chances = solution[stratum] + problem.units[stratum] * (problem.levels.member @ added)
    short, over = np.where(slacks > _NOTHING, slacks, 0.0).reshape(2, size)
    return Boosts(chances=np.clip(chances, 0.0, 1.0), added=added, short=short, over=over)
