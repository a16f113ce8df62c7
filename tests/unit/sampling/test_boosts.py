"""The second stage against a search over all boosts of two levels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.sampling.boosts import BoostProblem, solve_boosts
from satisfaction.sampling.cells import Cells
from satisfaction.sampling.levels import Levels
from satisfaction.sampling.settings import PlanLimits

LEVELS = ["young", "middle", "old"]


def problem(*, response=(0.2, 0.4, 0.5), frame=(300, 400, 300), interviews=100.0, **limits):
    """Return one stratum with three ages, each its own cell."""
    table = pd.DataFrame({"group": "all", "age": LEVELS, "frame": frame})
    strata = pd.DataFrame({"group": ["all"], "victims": [1000.0], "frame": [sum(frame)]})
    share = np.array([0.3, 0.4, 0.3])
    return BoostProblem(
        cells=Cells(strata=strata, fields=("group",), table=table, stratum=np.zeros(3, dtype=int)),
        levels=Levels(
            names=pd.DataFrame({"dimension": "age", "level": LEVELS}),
            profile=share,
            lower=np.full(3, -0.03),
            upper=np.full(3, 0.03),
            member=np.eye(3),
            known=np.ones((3, 3)),
        ),
        response=np.array(response),
        interviews=np.array([interviews]),
        limits=PlanLimits(**{"aim": 1.0, "max_boost": 5.0, **limits}),
    )


def issued(given, chances):
    return float(given.cells.count @ chances)


def test_shares_come_inside_the_aim():
    given = problem()
    solved = solve_boosts(given)
    assert np.abs(given.shares(solved.chances) - given.levels.profile).max() <= 0.03 + 1e-6
    assert not solved.missed.any()


def test_the_stratum_gives_its_interviews_with_and_without_boosts():
    given = problem()
    chances = solve_boosts(given).chances
    assert (given.cells.count * given.response) @ chances == pytest.approx(100)
    assert (given.cells.count * given.response) @ np.repeat(given.plain_rates, 3) == pytest.approx(
        100
    )


def test_no_boosts_of_two_levels_meet_the_aim_with_fewer_victims():
    given = problem(response=(0.2, 0.35, 0.5))
    yields = given.cells.count * given.response
    plain = given.plain_rates[0]
    best = np.inf
    for young in np.linspace(0, 2.5, 101):
        for middle in np.linspace(0, 1.5, 61):
            added = plain * np.array([young, middle, 0.0])
            rate = (100 - yields @ added) / yields.sum()
            chances = rate + added
            close = np.abs(given.shares(chances) - given.levels.profile).max() <= 0.03
            if close and rate > 0 and chances.max() <= min(1, 5 * rate):
                best = min(best, issued(given, chances))
    found = issued(given, solve_boosts(given).chances)
    assert found <= best + 1e-6
    assert found == pytest.approx(best, rel=0.01)


def test_equal_response_needs_no_boost():
    solved = solve_boosts(problem(response=(0.4, 0.4, 0.4)))
    assert (solved.added == 0).all()


def test_a_level_is_not_boosted_because_its_victims_are_cheap():
    """Old victims answer best; middle ones nearly so and are over too: only the young are short."""
    added = solve_boosts(problem(response=(0.3, 0.49, 0.5), aim=0.5)).added
    assert added[0] > 0
    assert added[1] == pytest.approx(0, abs=1e-6)


def test_nobody_is_left_out_because_another_level_is_cheaper():
    assert solve_boosts(problem()).chances.min() > 0


@pytest.mark.parametrize("limit", [1.0, 1.3, 2.0])
def test_no_boost_passes_the_largest(limit):
    chances = solve_boosts(problem(max_boost=limit)).chances
    assert chances.max() / chances.min() <= limit + 1e-6


def test_no_chance_passes_the_largest_fraction():
    chances = solve_boosts(problem(max_fraction=0.4)).chances
    assert chances.max() <= 0.4 + 1e-6


def test_a_level_that_is_not_reached_misses_by_its_slack():
    given = problem(max_boost=1.2)
    solved = solve_boosts(given)
    short = given.levels.profile - 0.03 - given.shares(solved.chances)
    assert solved.missed[0]
    assert solved.short[0] == pytest.approx(short[0], abs=1e-6)


def test_a_level_that_the_frame_lacks_is_missed_and_not_boosted():
    solved = solve_boosts(problem(frame=(0, 400, 300)))
    assert solved.missed[0]
    assert solved.added[0] == 0
