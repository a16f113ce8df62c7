"""After drawing by the plan, levels come back; without it they stay outside.

Three user groups, age by gender, young victims answer half as often as old ones. A quarter: the
last sample is issued without boosts, its response is observed, the next sample is planned from that
and drawn from a new frame, victims answer by the true chances, and the profile check judges. 40
quarters; a share of 0.95 has a Monte Carlo standard error of 0.034, so the bounds are 0.95 less two
of them unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from satisfaction.estimates import estimate
from satisfaction.representativeness import check_profile
from satisfaction.sampling import draw_sample, plan_sample

QUARTERS = 40
BOUND = 0.95 - 2 * np.sqrt(0.95 * 0.05 / QUARTERS)
GROUPS = {"burglary": 24_000, "violent crime": 36_000, "vehicle crime": 30_000}
AGES = {"young": 0.3, "middle": 0.45, "old": 0.25}
RESPONSE = {"young": 0.26, "middle": 0.40, "old": 0.52}
MALE = {"burglary": 0.5, "violent crime": 0.6, "vehicle crime": 0.55}
PRECISION = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quarter:
    plan: object
    before: pd.DataFrame
    after: pd.DataFrame
    margins: np.ndarray


def make_frame(rng):
    group = np.repeat(list(GROUPS), list(GROUPS.values()))
    age = rng.choice(list(AGES), p=list(AGES.values()), size=len(group))
    male = (
        rng.random(len(group))
        < np.array([MALE[g] for g in GROUPS])[np.repeat(np.arange(3), list(GROUPS.values()))]
    )
    return pd.DataFrame(
        {
            "crime": [f"{number:06x}" for number in range(len(group))],
            "user_group": group,
            "age": age,
            "gender": np.where(male, "male", "female"),
        }
    )


def answered(sample, rng):
    chance = sample["age"].map(RESPONSE) * np.where(sample["gender"] == "male", 0.9, 1.05)
    return rng.random(len(sample)) < chance.to_numpy()


def run_quarter(seed, small_survey, make_profile, make_returns):
    rng = np.random.default_rng(seed)
    frame = make_frame(rng)
    keys = ["user_group", "age", "gender"]
    profile = make_profile(frame.groupby(keys).size().rename("victims").reset_index())
    last = frame.groupby("user_group").sample(7_000, random_state=seed)
    responded = last[answered(last, rng)]
    plan = plan_sample(
        profile,
        survey=small_survey,
        frame=frame,
        issued=last[["crime"]],
        outcomes=pd.DataFrame({"crime": responded["crime"], "outcome": "interviewed"}),
        precision=PRECISION,
    )
    drawn = draw_sample(frame, plan, rng=seed).table.merge(
        frame[["crime", "age", "gender"]], on="crime"
    )
    interviewed = drawn[answered(drawn, rng)].reset_index(drop=True)
    returns = [
        make_returns(rows.reset_index(drop=True), rng.random(len(rows)) < 0.5)
        for rows in (responded, interviewed)
    ]
    before, after = (check_profile(r, profile).table for r in returns)
    shares = estimate(returns[1], measure="overall", by="user_group").table
    satisfied = shares[shares["statistic"] == "satisfied"]
    return Quarter(
        plan=plan,
        before=before.set_index("level"),
        after=after.set_index("level"),
        margins=((satisfied["upper"] - satisfied["lower"]) / 2).to_numpy(),
    )


@pytest.fixture(scope="module")
def quarters(small_survey, make_profile, make_returns):
    return [run_quarter(s, small_survey, make_profile, make_returns) for s in range(QUARTERS)]


@pytest.mark.slow
def test_without_boosts_young_victims_are_outside(quarters):
    assert np.mean([q.before.loc["young", "verdict"] == "outside" for q in quarters]) >= BOUND


@pytest.mark.slow
def test_after_drawing_by_the_plan_no_level_is_outside(quarters):
    clear = [(q.after["verdict"] != "outside").all() for q in quarters]
    assert np.mean(clear) >= BOUND


@pytest.mark.slow
def test_after_drawing_by_the_plan_most_levels_return_to_within(quarters):
    """Most, not all: 92.5 % of levels are within, and every one in 75 % of quarters.

    None is outside (above): the others have too few interviews to tell, since three quarters of
    the tolerance are left to chance and 8,600 interviews settle most levels.
    """
    within = [(q.after["verdict"] == "within").mean() for q in quarters]
    assert np.mean(within) >= 0.9


@pytest.mark.slow
def test_the_shares_that_the_plan_expects_come_true(quarters):
    """The mean difference over quarters, whose standard error is 0.1 points, is below 0.3."""
    missed = np.array(
        [
            q.after["sample_share"].to_numpy()
            - q.plan.levels.set_index("level").loc[q.after.index, "expected_share"].to_numpy()
            for q in quarters
        ]
    )
    assert np.abs(missed.mean(axis=0)).max() < 0.003


@pytest.mark.slow
def test_user_groups_reach_their_precision(quarters):
    reached = [(q.margins <= PRECISION).all() for q in quarters]
    assert np.mean(reached) >= BOUND
