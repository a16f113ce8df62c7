"""Weighted estimates are right when response depends on age: bias removed, intervals cover.

1,000 samples of 900 from a population of 70,000 in which the young are less satisfied and answer
half as often. The Monte Carlo standard error of a 95 % coverage is 0.7 points.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from satisfaction.estimates import estimate
from satisfaction.weighting import weight

SAMPLES = 1_000
GROUPS = {"burglary": 20_000, "violent crime": 40_000, "vehicle crime": 10_000}
AGES = {"young": (0.3, 0.55, 0.2), "middle": (0.45, 0.75, 0.4), "old": (0.25, 0.85, 0.5)}
DRAWN = 700


@pytest.fixture(scope="module")
def population():
    """One row a cell: victims, the share satisfied, and the propensity to answer."""
    rows = [
        (group, age, gender, round(total * share / 2), satisfied, propensity)
        for (group, total), (age, (share, satisfied, propensity)), gender in itertools.product(
            GROUPS.items(), AGES.items(), ["female", "male"]
        )
    ]
    columns = ["user_group", "age", "gender", "victims", "satisfied", "propensity"]
    return pd.DataFrame(rows, columns=columns)


def sample(rng, population):
    """Issue as many victims in each user group; they answer by their propensity."""
    parts = []
    for _, cells in population.groupby("user_group"):
        shares = cells["victims"] / cells["victims"].sum()
        issued = cells.loc[rng.choice(cells.index, DRAWN, p=shares)]
        parts.append(issued[rng.random(DRAWN) < issued["propensity"]])
    respondents = pd.concat(parts)
    return respondents, rng.random(len(respondents)) < respondents["satisfied"]


@pytest.fixture(scope="module")
def replications(population, make_profile, make_returns):
    rng = np.random.default_rng(2008)
    profile = make_profile(population[["user_group", "age", "gender", "victims"]])
    rows = []
    for _ in range(SAMPLES):
        returns = make_returns(*sample(rng, population))
        weighted = weight(returns, profile).returns
        rows.append(estimate(weighted, measure="overall").table.iloc[0])
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def truth(population):
    return float(np.average(population["satisfied"], weights=population["victims"]))


@pytest.mark.slow
def test_weights_take_away_the_bias_of_non_response(replications, truth):
    error = replications["estimate"].mean() - truth
    assert abs(error) < 4 * replications["estimate"].std() / np.sqrt(SAMPLES)
    assert replications["unweighted"].mean() - truth > 0.01


@pytest.mark.slow
def test_intervals_cover_the_truth_as_often_as_they_say(replications, truth):
    covered = (replications["lower"] <= truth) & (truth <= replications["upper"])
    assert 0.93 <= covered.mean() <= 0.98


@pytest.mark.slow
def test_standard_errors_are_those_of_repeated_sampling(replications):
    ratio = replications["standard_error"].mean() / replications["estimate"].std()
    assert 0.93 < ratio < 1.07
