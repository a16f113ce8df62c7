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


@pytest.mark.slow
def test_rare_levels_at_the_ratio_tolerance_are_rarely_called_outside(make_profile, make_returns):
    """Levels of 0.2 to 0.5 % in strata with unequal weights, each at 0.8 of its profile share.

    The few respondents of a rare level may have small weights by chance; an interval that took
    their small variance at its word would call them outside far too often.
    """
    ages = {"young": 0.002, "middle": 0.005, "old": 0.993}
    rows = [
        (group, age, gender, total * share / 2)
        for (group, total), (age, share), gender in itertools.product(
            {"burglary": 400_000, "violent crime": 3_000_000, "vehicle crime": 100_000}.items(),
            ages.items(),
            GENDERS,
        )
    ]
    cells = pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"])
    profile = make_profile(cells.assign(victims=cells["victims"].round().astype(int)))
    rng = np.random.default_rng(2010)
    shares = np.array([0.8 * 0.002, 0.8 * 0.005, 1 - 0.8 * 0.007])
    outside = []
    for _ in range(QUARTERS):
        frame = pd.DataFrame(
            {
                "user_group": np.resize(list(GROUPS), INTERVIEWS),
                "age": rng.choice(list(ages), INTERVIEWS, p=shares),
                "gender": rng.choice(list(GENDERS), INTERVIEWS),
            }
        )
        returns = make_returns(frame, np.ones(INTERVIEWS, dtype=bool))
        outside.append(check_profile(returns, profile).needs_attention)
    assert np.mean(outside) <= BOUND
