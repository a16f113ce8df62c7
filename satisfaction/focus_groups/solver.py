"""The best choice, with a bound that shows how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from satisfaction.errors import EstimationError
from satisfaction.focus_groups.deviation import Deviation, broken_rules, measure
from satisfaction.focus_groups.programme import TIES, build_programme

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.optimize import OptimizeResult

    from satisfaction.focus_groups.problem import Problem
    from satisfaction.focus_groups.programme import Programme

    Floats = npt.NDArray[np.float64]

# Of more cells a random part is tried first: whatever reaches the bound of all is best.
_TRIED_FIRST = 300
_PER_LEVEL = 3
# Half of the smallest step of the deviation is for ties and the solver's gap together.
_STEP = 0.1
_INFEASIBLE = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """A choice of people.

    Attributes
    ----------
    chosen : (t, 2 k) float array
        Whole numbers of people of each cell in each slot.
    deviation : Deviation
    bound : float
        No choice deviates less.
    """

    chosen: Floats
    deviation: Deviation
    bound: float

    @property
    def gap(self) -> float:
        """By how much the deviation may be above the least possible; 0 where it is the least."""
        gap = self.deviation.total - self.bound
        return gap if gap > _STEP else 0.0


def solve(problem: Problem, draw: np.random.Generator, *, seconds: float) -> Solution:
    """Return the choice that deviates least.

    Of many cells a random part is tried first. The deviation of a part can only be larger than that
    of all; where it is no larger than a lower bound for all, nothing better exists, and otherwise
    all cells are solved.

    Raises
    ------
    EstimationError
        If the solver found no choice in time.
    """
    end = monotonic() + seconds
    ties = draw.random(problem.lowest.shape)
    if len(problem.cells) <= _TRIED_FIRST:
        return _solved(problem, ties, seconds)
    part = _part(problem, draw)
    tried = _solved(problem.of_cells(part), ties[part], seconds / 2)
    chosen = np.zeros_like(problem.lowest)
    chosen[part] = tried.chosen
    first = Solution(chosen=chosen, deviation=measure(problem, chosen), bound=0.0)
    if first.gap > 0:
        first = Solution(chosen=chosen, deviation=first.deviation, bound=lower_bound(problem))
    if first.gap <= 0:
        return first
    return _better(problem, ties, first, seconds=end - monotonic())


def lower_bound(problem: Problem) -> float:
    """Return a deviation that no choice is below: that of parts of people."""
    programme = build_programme(problem, np.zeros_like(problem.lowest))
    found = _run(programme, whole=False, gap=0.0, seconds=60.0)
    return max(float(found.fun) - 1.0, 0.0) if found.x is not None else 0.0


def _better(problem: Problem, ties: Floats, first: Solution, *, seconds: float) -> Solution:
    """Return the best of all cells, or the first solution where time is up."""
    if seconds < 1:
        return first
    try:
        found = _solved(problem, ties, seconds)
    except EstimationError:
        return first
    if found.deviation.total < first.deviation.total - _STEP:
        return found
    best = max(found.bound, first.bound)
    return Solution(chosen=first.chosen, deviation=first.deviation, bound=best)


def _solved(problem: Problem, ties: Floats, seconds: float) -> Solution:
    programme = build_programme(problem, ties)
    least = _run(programme, whole=False, gap=0.0, seconds=seconds)
    # The gap is relative: this one leaves less than a step of the deviation, however large that is.
    scale = 1.0 + max(float(least.fun) - 1.0, 0.0) if least.x is not None else 1.0
    found = _run(programme, whole=True, gap=(_STEP - TIES) / scale, seconds=seconds)
    if found.x is None:
        raise _not_found(seconds, infeasible=found.status == _INFEASIBLE)
    people = np.rint(found.x[: programme.people])
    chosen = people.reshape(problem.slots, len(problem.cells)).T
    broken = broken_rules(problem, chosen)
    if broken:
        raise EstimationError(
            f"The solver broke a rule that is never broken ({', '.join(broken)}). This is a fault "
            "of the package; report it."
        )
    bound = max(float(found.mip_dual_bound) - 1.0 - TIES, 0.0)
    return Solution(chosen=chosen, deviation=measure(problem, chosen), bound=bound)


def _run(programme: Programme, *, whole: bool, gap: float, seconds: float) -> OptimizeResult:
    integer = np.zeros(len(programme.cost), dtype=np.int64)
    integer[: programme.people] = int(whole)
    return milp(
        programme.cost,
        integrality=integer,
        bounds=Bounds(lb=programme.lowest, ub=programme.highest),
        constraints=LinearConstraint(
            programme.rows, lb=programme.lowest_row, ub=programme.highest_row
        ),
        options={"time_limit": max(seconds, 1.0), "mip_rel_gap": gap},
    )


def _not_found(seconds: float, *, infeasible: bool) -> EstimationError:
    if infeasible:
        return EstimationError(
            "Those who have a place already cannot keep it: together they break a rule that is "
            "never broken (people from one borough, victims of one crime, size of the group). "
            "Allow more from one borough, or start a new round."
        )
    return EstimationError(
        f"The solver found no choice within {seconds:.0f} seconds. Give it more "
        "(limits=FocusLimits(seconds=...)), or ask for fewer groups, fewer topics or fewer quotas."
    )


def _part(problem: Problem, draw: np.random.Generator) -> npt.NDArray[np.intp]:
    """Return a random part of the cells, enough of each level, and all that have a place."""
    cells = problem.cells
    order = draw.permutation(len(cells))
    keep = problem.lowest[order].sum(axis=1) > 0
    keep[:_TRIED_FIRST] = True
    traits = np.column_stack([cells.member, cells.topic])[order]
    wanted = np.concatenate([problem.overall.high, np.full(cells.topic.shape[1], problem.places)])
    rank = np.cumsum(traits, axis=0)
    keep |= ((rank <= _PER_LEVEL * wanted) & (traits > 0)).any(axis=1)
    return np.sort(order[keep])
