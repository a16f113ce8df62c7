r"""A lottery over panels in which the least likely candidate is as likely as can be.

A panel is everybody who gets a place. Among the panels that deviate least, column generation finds
a distribution that maximises the smallest chance of any candidate (maximin; Flanigan, Goelz, Gupta,
Hennig and Procaccia 2021, "Fair algorithms for selecting citizens' assemblies", Nature 596). With
:math:`x_{P,t}` people of cell :math:`t`, of whom there are :math:`n_t`, in panel :math:`P`:

.. math:: \max_{\lambda} z, \quad \sum_P \lambda_P x_{P,t} / n_t \ge z, \quad \sum_P \lambda_P = 1.

The dual prices the cells; the panel worth most at these prices enters, and its worth bounds
:math:`z` from above; so does the mean chance. Every chance is the same for each seed: the seed
draws the panel, and people within their cell. (Of more than a thousand candidates a thousand are
drawn first, each as likely as the other, and chances are multiplied by that.) It ends where the
least chance is within 5 % of its bound, or at 200 panels; both numbers are in the result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from satisfaction.focus_groups.programme import build_programme
from satisfaction.focus_groups.solver import solve

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.focus_groups.problem import Problem
    from satisfaction.focus_groups.programme import Programme

    Floats = npt.NDArray[np.float64]

# A number and not a time, so that the lottery is the same on every machine.
_MOST_PANELS = 200
_CLOSE = 0.05
_FADE = 0.5
_SEED = 0
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lottery:
    """A distribution over panels.

    Attributes
    ----------
    panels : (l, t) float array
        People of each cell in each panel.
    probabilities : (l,) float array
    chances : (t,) float array
        Chance of each person of a cell to have a place.
    least : float
        The smallest chance of any candidate who can be in a panel at all.
    bound : float
        No lottery over panels that deviate as little gives all of these more.
    """

    panels: Floats
    probabilities: Floats
    chances: Floats
    least: float
    bound: float


def hold_lottery(problem: Problem, *, seconds: float) -> Lottery:
    """Return the lottery; panels deviate as little as any can.

    Raises
    ------
    EstimationError
        If the solver found no panel in time.
    """
    panel = as_panel(problem)
    best = solve(panel, np.random.default_rng(_SEED), seconds=seconds / 3)
    pricing = _Pricing(panel, allowed=best.deviation.total, seconds=seconds / 10)
    count = panel.cells.count.astype(np.float64)
    open_cells = (panel.lowest[:, 0] < 1) & (panel.highest[:, 0] > 0)
    panels = _spread_panels(best.chosen[:, 0], pricing, count, open_cells)
    reachable = open_cells & (panels.sum(axis=0) > 0)
    # Chances add up to the places, so that the smallest is at most their mean.
    free = panel.size - float(panel.lowest[:, 0].sum())
    mean = free / max(float(count[reachable].sum()), 1.0)
    probabilities, least, bound = _generate(panels, pricing, count, reachable, mean)
    panels = np.array(pricing.found)
    used = probabilities > _NOTHING
    return Lottery(
        panels=panels[used],
        probabilities=probabilities[used] / probabilities[used].sum(),
        chances=(probabilities @ panels) / count,
        least=least,
        bound=bound,
    )


def as_panel(problem: Problem) -> Problem:
    """Return the choice of everybody who gets a place, as one large group."""
    k = problem.groups
    merged = replace(
        problem,
        groups=1,
        size=problem.places,
        reserves=0,
        most_from_area=problem.most_from_area * k,
        per_topic=problem.per_topic * k,
    )
    lowest = problem.lowest[:, :k].sum(axis=1)
    highest = np.minimum(problem.highest[:, :k].sum(axis=1), problem.cells.count)
    nothing = np.zeros_like(lowest)
    return merged.between(np.column_stack([lowest, nothing]), np.column_stack([highest, nothing]))


class _Pricing:
    """Finds the panel worth most among those that deviate no more than allowed."""

    def __init__(self, panel: Problem, *, allowed: float, seconds: float) -> None:
        self._programme = build_programme(panel, np.zeros_like(panel.lowest))
        self._rows = _with_ceiling(self._programme, allowed)
        self._cells = len(panel.cells)
        self._seconds = seconds
        self.found: list[Floats] = []

    def best(self, worth: Floats) -> tuple[Floats | None, float]:
        """Return the panel worth most, and an upper bound of its worth."""
        programme = self._programme
        cost = np.zeros(len(programme.cost))
        cost[: self._cells] = -worth / max(float(worth.max()), _NOTHING)
        integer = np.zeros(len(cost), dtype=np.int64)
        integer[: programme.people] = 1
        solved = milp(
            cost,
            integrality=integer,
            bounds=Bounds(lb=programme.lowest, ub=programme.highest),
            constraints=self._rows,
            options={"time_limit": max(self._seconds, 1.0), "mip_rel_gap": _CLOSE / 5},
        )
        if solved.x is None:
            return None, np.inf
        scale = max(float(worth.max()), _NOTHING)
        return np.rint(solved.x[: self._cells]), -float(solved.mip_dual_bound) * scale


def _with_ceiling(programme: Programme, allowed: float) -> LinearConstraint:
    """Return the constraints with one more: the price of all slacks is no more than allowed."""
    price = programme.cost.copy()
    price[: programme.people] = 0.0
    price[-1] = 0.0
    return LinearConstraint(
        sparse.vstack([programme.rows, sparse.csr_array(price[None])], format="csr"),
        lb=np.append(programme.lowest_row, -np.inf),
        ub=np.append(programme.highest_row, allowed + 1e-6),
    )


def _spread_panels(
    first: Floats, pricing: _Pricing, count: Floats, open_cells: npt.NDArray[np.bool_]
) -> Floats:
    """Return panels until everybody who can be in one is in one (multiplicative weights)."""
    pricing.found.append(first)
    weight = open_cells.astype(np.float64)
    covered = first > 0
    while len(pricing.found) < _MOST_PANELS:
        weight = np.where(pricing.found[-1] > 0, weight * _FADE, weight)
        weight = weight / max(float(weight.max()), _NOTHING)
        panel, _ = pricing.best(np.where(covered, weight * _CLOSE, weight) / count)
        if panel is None or not (open_cells & ~covered & (panel > 0)).any():
            break
        pricing.found.append(panel)
        covered = covered | (panel > 0)
    return np.array(pricing.found)


def _generate(
    panels: Floats,
    pricing: _Pricing,
    count: Floats,
    reachable: npt.NDArray[np.bool_],
    bound: float,
) -> tuple[Floats, float, float]:
    """Return probabilities of the panels found, the least chance, and its bound."""
    if not reachable.any():
        return np.eye(1, len(panels))[0], 0.0, 0.0
    while True:
        shares = np.array(pricing.found)[:, reachable] / count[reachable]
        probabilities, least, duals = _maximin(shares)
        worth = np.zeros(len(count))
        worth[reachable] = duals / count[reachable]
        is_close = bound - least <= _CLOSE * bound
        if is_close or len(pricing.found) >= _MOST_PANELS:
            break
        panel, above = pricing.best(worth)
        bound = min(bound, above)
        if panel is None:
            break
        pricing.found.append(panel)
    return probabilities, least, float(bound)


def _maximin(shares: Floats) -> tuple[Floats, float, Floats]:
    """Return the best distribution over panels, its least chance, and the price of each cell."""
    panels, cells = shares.shape
    solved = linprog(
        np.append(np.zeros(panels), -1.0),
        A_ub=np.column_stack([-shares.T, np.ones(cells)]),
        b_ub=np.zeros(cells),
        A_eq=np.append(np.ones(panels), 0.0)[None],
        b_eq=[1.0],
        bounds=(0, None),
        method="highs",
    )
    prices = -np.asarray(solved.ineqlin.marginals, dtype=np.float64)
    found = np.asarray(solved.x, dtype=np.float64)
    return np.maximum(found[:-1], 0.0), float(found[-1]), np.maximum(prices, 0.0)
