"""Time the choice of focus groups, and compare its deviation with greedy and random choices.

Run it from the project's root: ``python tests/benchmarks/focus_groups.py``. Six groups of 8 with 4
reserves each from pools whose make-up differs from the profile that the quotas come from. Greedy is
the best of 20 runs that seat, one place after another, whoever lowers the deviation most among 40
people drawn; random seats people by lot. Both keep the hard rules.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from satisfaction.focus_groups import Prices
from satisfaction.focus_groups.cells import gather_cells
from satisfaction.focus_groups.deviation import broken_rules, measure
from satisfaction.focus_groups.problem import Problem, free_limits
from satisfaction.focus_groups.solver import solve

LIMITS = {1_000: 3.0, 10_000: 30.0}
ROUNDS = 3
GREEDY_RUNS, DRAWN = 20, 40
LEVELS = {
    "age": (0.2, 0.2, 0.18, 0.16, 0.12, 0.08, 0.06),
    "gender": (0.5, 0.49, 0.01),
    "ethnicity": (0.6, 0.05, 0.15, 0.15, 0.05),
    "user group": (0.25, 0.25, 0.25, 0.25),
}
# Young victims and those of minority ethnicity agree less often.
AGREEING = (0.08, 0.12, 0.18, 0.2, 0.18, 0.14, 0.1)


def main() -> int:
    """Print the table; return 1 if a choice took longer than its limit."""
    print("candidates   cells  method    deviation    gap  seconds")
    too_slow = False
    for people, limit in LIMITS.items():
        problem = made_up(people)
        seconds, found = best(problem)
        show(people, problem, "programme", found.deviation.total, found.gap, seconds)
        start = time.perf_counter()
        runs = [seated(problem, np.random.default_rng(k), DRAWN) for k in range(GREEDY_RUNS)]
        show(people, problem, "greedy", min(runs), np.nan, time.perf_counter() - start)
        start = time.perf_counter()
        lots = [seated(problem, np.random.default_rng(k), 1) for k in range(GREEDY_RUNS)]
        show(people, problem, "random", float(np.mean(lots)), np.nan, time.perf_counter() - start)
        too_slow |= seconds > limit
    return int(too_slow)


def show(people, problem, method, deviation, gap, seconds) -> None:
    """Print one row."""
    cells = len(problem.cells)
    print(f"{people:10,} {cells:7,}  {method:<9} {deviation:9.1f} {gap:6.1f} {seconds:8.2f}")


def best(problem: Problem):
    """Return the shortest of several times, and the choice."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = solve(problem, np.random.default_rng(2007), seconds=60)
        times.append(time.perf_counter() - start)
    return min(times), found


def made_up(people: int, *, groups: int = 6, size: int = 8, reserves: int = 4) -> Problem:
    """Return a pool with quotas, four topics and 32 boroughs."""
    draw = np.random.default_rng(1)
    columns = []
    for name, shares in LEVELS.items():
        pool = AGREEING if name == "age" else shares
        codes = draw.choice(len(shares), people, p=pool)
        columns.append(codes[:, None] == np.arange(len(shares)))
    topic = draw.random((people, 4)) < np.array([0.6, 0.4, 0.3, 0.15])
    cells = gather_cells(
        np.column_stack(columns), topic, draw.integers(0, 32, people), np.full(people, -1),
        held=np.zeros(people, dtype=np.int64),
    )  # fmt: skip
    lowest, highest = free_limits(cells, groups, reserves)
    shares = np.concatenate([np.array(part) for part in LEVELS.values()])
    return Problem(
        cells=cells, shares=shares, known=np.ones(len(shares), dtype=bool),
        area_shares=np.full(32, 1 / 32), groups=groups, size=size, reserves=reserves,
        most_from_area=2, per_topic=2, prices=Prices(), lowest=lowest, highest=highest,
    )  # fmt: skip


def seated(problem: Problem, draw: np.random.Generator, drawn: int) -> float:
    """Seat one person after another, the best of ``drawn``; return the deviation."""
    chosen = np.zeros_like(problem.lowest)
    left = problem.cells.count.copy()
    sizes = [problem.size] * problem.groups + [problem.reserves] * problem.groups
    seats = [slot for place in range(problem.size) for slot, n in enumerate(sizes) if place < n]
    for slot in seats:
        pool = draw.permutation(np.repeat(np.arange(len(left)), left))
        tried = 0
        best_cell, least = -1, np.inf
        for cell in pool:
            chosen[cell, slot] += 1
            # The hard rules of the slot's own group are all that a new person can break.
            if not broken_rules(problem.of_cells(used(chosen)), chosen[used(chosen)]):
                tried += 1
                deviation = measure(problem, chosen).total if drawn > 1 else 0.0
                if deviation < least:
                    best_cell, least = cell, deviation
            chosen[cell, slot] -= 1
            if tried == drawn:
                break
        if best_cell >= 0:
            chosen[best_cell, slot] += 1
            left[best_cell] -= 1
    return measure(problem, chosen).total


def used(chosen):
    """Return the cells that somebody was chosen from."""
    return np.flatnonzero(chosen.any(axis=1))


if __name__ == "__main__":
    sys.exit(main())
