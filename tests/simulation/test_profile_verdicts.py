"""The verdicts keep their promise: at most 5 % of quarters have a level wrongly judged.

Quarters are drawn disproportionately by user group. The profile is such that all levels can stand
at the edges of the shipped tolerance together (the tighter of 3 points and 0.8 to 1.25 of the
profile share): ages of 10, 5 and 85 % moved by -2, -1 and +3 points, genders by 3 each way.
200 quarters a test: a rate of 5 % has a Monte Carlo standard error of 1.5 points, so the bound is
5 % + 2.33 x 1.5 = 8.6 %; a rate of 90 % has 2.1 points.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from satisfaction.representativeness import check_profile

pytestmark = pytest.mark.slow

QUARTERS = 200
BOUND = 0.086
GROUPS = {"burglary": 20_000, "violent crime": 40_000, "vehicle crime": 10_000}
AGES = {"young": 0.10, "middle": 0.05, "old": 0.85}
EVEN = {"young": 0.25, "middle": 0.45, "old": 0.30}
RARE = {"young": 0.002, "middle": 0.005, "old": 0.993}
GENDERS = {"female": 0.5, "male": 0.5}
EDGE = {"young": -0.02, "middle": -0.01, "old": 0.03, "female": -0.03, "male": 0.03}


@pytest.fixture(scope="module")
def quarters(make_profile, make_returns):
    """Return a maker of verdict tables of quarters whose true shares are moved by ``shift``."""

    def draw(shift, *, interviews, ages=AGES, groups=GROUPS, count=QUARTERS):
        profile = make_profile(victims(groups, ages))
        rng = np.random.default_rng(2011)
        shares = [
            np.array([share + shift.get(name, 0.0) for name, share in levels.items()])
            for levels in (ages, GENDERS)
        ]
        answers = np.ones(interviews, dtype=bool)
        for _ in range(count):
            frame = pd.DataFrame(
                {
                    "user_group": np.resize(list(groups), interviews),
                    "age": rng.choice(list(ages), interviews, p=shares[0]),
                    "gender": rng.choice(list(GENDERS), interviews, p=shares[1]),
                }
            )
            check = check_profile(make_returns(frame, answers), profile, within_groups=False)
            yield check.table.set_index("level")

    return draw


def victims(groups, ages):
    rows = [
        (group, age, gender, round(total * ages[age] * GENDERS[gender]))
        for (group, total), age, gender in itertools.product(groups.items(), ages, GENDERS)
    ]
    return pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"])


def rate(flags) -> float:
    return float(np.mean(list(flags)))


def any_is(verdict, tables) -> float:
    return rate((table["verdict"] == verdict).any() for table in tables)


def test_a_truly_representative_response_is_hardly_ever_called_outside(quarters):
    assert any_is("outside", quarters({}, interviews=2_500)) <= BOUND


@pytest.mark.parametrize("interviews", [2_500, 10_000])
def test_with_every_level_exactly_at_its_tolerance_hardly_any_is_outside(quarters, interviews):
    assert any_is("outside", quarters(EDGE, interviews=interviews)) <= BOUND


def test_with_every_level_just_beyond_its_tolerance_hardly_any_is_within(quarters):
    beyond = {level: shift * 1.02 for level, shift in EDGE.items()}
    assert any_is("within", quarters(beyond, interviews=10_000)) <= BOUND


def test_a_level_3_points_beyond_the_tolerance_is_found_at_5000_interviews(quarters):
    """A level of a quarter of the victims in at least 90 %; the hardest, of a half, in 85 %."""
    shift = {"young": -0.06, "old": 0.06, "female": -0.06, "male": 0.06}
    tables = list(quarters(shift, interviews=5_000, ages=EVEN))
    for level, least in (("young", 0.9), ("female", 0.85)):
        found = rate(
            (t.loc[level, "verdict"], t.loc[level, "direction"]) == ("outside", "under")
            for t in tables
        )
        # What the table promises for such a shortfall, give or take three Monte Carlo errors.
        assert found == pytest.approx(tables[0].loc[level, "power"], abs=0.075)
        assert found >= least


def test_a_representative_year_of_10000_is_called_within(quarters):
    """At 2,500 the interval of a large level is as wide as the tolerance: a year settles it."""
    tables = quarters({}, interviews=10_000, ages=EVEN, count=50)
    assert rate((t["verdict"] == "within").mean() for t in tables) >= 0.9


def test_rare_levels_at_the_ratio_tolerance_are_rarely_called_outside(quarters):
    """Levels of 0.2 to 0.5 % in strata with unequal weights, each at 0.8 of its profile share.

    The few respondents of a rare level may have small weights by chance; an interval that took
    their small variance at its word would call them outside far too often.
    """
    groups = {"burglary": 400_000, "violent crime": 3_000_000, "vehicle crime": 100_000}
    shift = {"young": -0.2 * 0.002, "middle": -0.2 * 0.005, "old": 0.2 * 0.007}
    tables = quarters(shift, interviews=2_500, ages=RARE, groups=groups)
    assert any_is("outside", tables) <= BOUND
