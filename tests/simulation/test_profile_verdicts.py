"""The verdicts keep their promise: at most 5 % of quarters have a level wrongly judged.

Each test draws 200 quarters of 2,500 interviews, disproportionately by user group. The Monte Carlo
standard error of a 5 % rate is 1.5 points, so the bound asserted is 5 % + 2.33 x 1.5 = 8.6 %.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from satisfaction.representativeness import check_profile
from satisfaction.representativeness.result import Tolerance

QUARTERS = 200
INTERVIEWS = 2_500
BOUND = 0.086
POINTS_ONLY = Tolerance(points=0.03, ratio_low=0.0, ratio_high=100.0)

GROUPS = {"burglary": 20_000, "violent crime": 40_000, "vehicle crime": 10_000}
AGES = {"young": 0.25, "middle": 0.45, "old": 0.30}
GENDERS = {"female": 0.5, "male": 0.5}


def victims() -> pd.DataFrame:
    rows = [
        (group, age, gender, round(total * AGES[age] * GENDERS[gender]))
        for (group, total), age, gender in itertools.product(GROUPS.items(), AGES, GENDERS)
    ]
    return pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"])


def draw(rng, shift, interviews):
    """Draw a quarter whose respondents' age shares differ from the profile's by ``shift``."""
    shares = np.array([AGES[age] + shift.get(age, 0.0) for age in AGES])
    groups = np.resize(list(GROUPS), interviews)
    return pd.DataFrame(
        {
            "user_group": groups,
            "age": rng.choice(list(AGES), interviews, p=shares),
            "gender": rng.choice(list(GENDERS), interviews, p=list(GENDERS.values())),
        }
    )


def verdicts(make_profile, make_returns, shift, quarters=QUARTERS, interviews=INTERVIEWS):
    rng = np.random.default_rng(2007)
    profile = make_profile(victims())
    for _ in range(quarters):
        returns = make_returns(draw(rng, shift, interviews), np.ones(interviews, dtype=bool))
        table = check_profile(returns, profile, tolerance=POINTS_ONLY).table
        yield table.set_index("level")


def rate(flags) -> float:
    found = list(flags)
    return sum(found) / len(found)


@pytest.mark.slow
def test_a_representative_sample_is_rarely_called_outside(make_profile, make_returns):
    found = verdicts(make_profile, make_returns, {})
    assert rate((table["verdict"] == "outside").any() for table in found) <= BOUND


@pytest.mark.slow
def test_levels_exactly_at_the_tolerance_are_rarely_called_outside(make_profile, make_returns):
    found = verdicts(make_profile, make_returns, {"young": -0.03, "old": 0.03})
    assert rate((table["verdict"] == "outside").any() for table in found) <= BOUND


@pytest.mark.slow
def test_levels_just_beyond_the_tolerance_are_rarely_called_within(make_profile, make_returns):
    found = verdicts(make_profile, make_returns, {"young": -0.031, "old": 0.031})
    beyond = ["young", "old"]
    assert rate((t.loc[beyond, "verdict"] == "within").any() for t in found) <= BOUND


@pytest.mark.slow
def test_a_real_shortfall_of_seven_points_is_found(make_profile, make_returns):
    found = verdicts(make_profile, make_returns, {"young": -0.07, "old": 0.07}, quarters=50)
    assert rate(t.loc["young", "direction"] == "under" for t in found) >= 0.95


@pytest.mark.slow
def test_a_representative_year_of_10000_is_called_within(make_profile, make_returns):
    """At 2,500 the interval of a large level is as wide as the tolerance: a year settles it."""
    found = verdicts(make_profile, make_returns, {}, quarters=50, interviews=10_000)
    assert rate((t["verdict"] == "within").mean() for t in found) >= 0.9
