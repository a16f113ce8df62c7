"""The solver: best of all, also where a part of the cells is tried first."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import EstimationError, UsageError
from satisfaction.focus_groups import FocusLimits, Prices, solver
from satisfaction.focus_groups.cells import gather_cells
from satisfaction.focus_groups.problem import Problem, free_limits


@pytest.fixture
def problem():
    """Return 400 people, every one a cell, half of them of each of two levels."""
    people = 400
    member = np.arange(people)[:, None] % 2 == np.arange(2)
    cells = gather_cells(
        member, np.zeros((people, 0), bool), np.arange(people), np.full(people, -1),
        held=np.zeros(people, np.int64),
    )  # fmt: skip
    lowest, highest = free_limits(cells, 2, 0)
    return Problem(
        cells=cells, shares=np.array([0.5, 0.5]), known=np.ones(2, bool),
        area_shares=np.full(people, 1 / people), groups=2, size=4, reserves=0, most_from_area=2,
        per_topic=1, prices=Prices(), lowest=lowest, highest=highest,
    )  # fmt: skip


def test_a_part_that_is_not_good_enough_is_not_the_end(problem, monkeypatch):
    one_level = np.flatnonzero(problem.cells.member[:, 0] > 0)
    monkeypatch.setattr(solver, "_part", lambda *_: one_level)
    found = solver.solve(problem, np.random.default_rng(1), seconds=20)
    assert found.deviation.total == 0
    assert found.gap == 0


def test_where_time_is_up_the_part_stands_with_its_gap(problem, monkeypatch):
    one_level = np.flatnonzero(problem.cells.member[:, 0] > 0)
    monkeypatch.setattr(solver, "_part", lambda *_: one_level)
    monkeypatch.setattr(solver, "_better", lambda _problem, _ties, first, **_: first)
    found = solver.solve(problem, np.random.default_rng(1), seconds=20)
    # Eight of one level where four were wanted, and four of the other missing: overall and within.
    assert found.deviation.total == pytest.approx(10 * 8 + 2 * 8)
    assert found.gap == pytest.approx(found.deviation.total)


def test_no_solution_in_time_is_an_error_with_advice(problem, monkeypatch):
    class Nothing:
        x, status, fun = None, 1, None

    monkeypatch.setattr(solver, "_run", lambda *_, **__: Nothing)
    with pytest.raises(EstimationError, match="fewer groups"):
        solver.solve(problem, np.random.default_rng(1), seconds=20)


def test_places_that_break_a_rule_together_are_an_error_with_advice(problem):
    lowest = problem.lowest.copy()
    lowest[:5, 0] = 1
    with pytest.raises(EstimationError, match="start a new round"):
        solver.solve(problem.between(lowest, problem.highest), np.random.default_rng(1), seconds=20)


@pytest.mark.parametrize("wrong", [{"youngest": 0}, {"seconds": 0}, {"most_from_area": 0}])
def test_impossible_limits_are_refused(wrong):
    with pytest.raises(UsageError, match="at least 1"):
        FocusLimits(**wrong)


def test_a_price_that_the_solver_cannot_see_is_refused():
    with pytest.raises(UsageError, match="below"):
        Prices(reserve=0.01)
