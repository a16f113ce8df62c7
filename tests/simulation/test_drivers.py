"""Drivers with planted effects are found, and one without is not.

100 surveys of 3,000. Six drivers are asked: two with a strong effect of a poor rating, one with an
effect of a top rating only, three with none. The value to recover is the attributable share that
the same model has in a population of 400,000. The Monte Carlo standard error of a rate of 95 % is
2.2 points, of one of 5 % as well.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from satisfaction.definitions.library import load_survey
from satisfaction.drivers import find_drivers
from satisfaction.tables.returns import Returns

SURVEYS, SIZE = 100, 3_000
GRADES = ("good", "middling", "poor")
DRIVERS = ("strong", "rare", "reward", "none_a", "none_b", "none_c")
LOW = {"strong": 0.30, "rare": 0.06, "reward": 0.20, "none_a": 0.25, "none_b": 0.2, "none_c": 0.3}
PENALTY = {"strong": 1.4, "rare": 2.2}
REWARD = {"reward": -1.2, "strong": -0.3}

DEFINITION = """\
survey: planted
title: Planted drivers
mode: telephone
fields:
  interview: {column: ID, kind: reference}
scales:
  three: {grades: {1: good, 2: middling, 3: poor}, satisfied: [1], top: [1], dissatisfied: [3]}
questions:
  overall: {column: Q0, scale: three, text: Overall, outcome: true}
"""


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("definitions") / "planted.yaml"
    lines = [f"  {d}: {{column: {d}, scale: three, text: {d}, driver: true}}\n" for d in DRIVERS]
    path.write_text(DEFINITION + "".join(lines), encoding="utf-8")
    return load_survey(path)


def draw(rng, size):
    """Draw ratings, alike within a person, and the probability of being dissatisfied."""
    mood = rng.normal(size=size)
    ratings = {}
    for driver in DRIVERS:
        latent = 0.6 * mood + 0.8 * rng.normal(size=size)
        cut_low = np.quantile(latent, LOW[driver])
        cut_top = np.quantile(latent, 0.6)
        ratings[driver] = np.where(latent < cut_low, 2, np.where(latent > cut_top, 0, 1))
    return ratings, probability(ratings)


def probability(ratings):
    logit = np.full(len(ratings["strong"]), -1.6)
    for driver, effect in PENALTY.items():
        logit += effect * (ratings[driver] == 2)
    for driver, effect in REWARD.items():
        logit += effect * (ratings[driver] == 0)
    return expit(logit)


@pytest.fixture(scope="module")
def truth():
    """Share of dissatisfaction that goes when nobody rates the driver poor, among 400,000."""
    ratings, p = draw(np.random.default_rng(1), 400_000)
    return {
        driver: 1 - probability(ratings | {driver: np.where(r == 2, 1, r)}).sum() / p.sum()
        for driver, r in ratings.items()
    }


def survey_returns(survey, rng):
    ratings, p = draw(rng, SIZE)
    overall = np.where(rng.random(SIZE) < p, 2, rng.integers(0, 2, SIZE))
    labels = list(survey.scale_of("overall").labels)
    frame = pd.DataFrame(
        {
            name: pd.Categorical(np.array(GRADES, dtype=object)[codes], categories=labels)
            for name, codes in ({"overall": overall} | ratings).items()
        }
    )
    return Returns(frame=frame, survey=survey)


@pytest.fixture(scope="module")
def found(survey):
    rng = np.random.default_rng(2009)
    tables = [find_drivers(survey_returns(survey, rng)).table for _ in range(SURVEYS)]
    return pd.concat(tables, keys=range(SURVEYS), names=["survey"])


def of(found, driver):
    return found[found["driver"] == driver]


@pytest.mark.slow
@pytest.mark.parametrize("driver", DRIVERS)
def test_intervals_cover_the_planted_share(found, truth, driver):
    rows = of(found, driver)
    covered = (rows["share_lower"] <= truth[driver]) & (truth[driver] <= rows["share_upper"])
    assert covered.mean() >= 0.95 - 2.33 * 0.022


@pytest.mark.slow
def test_planted_drivers_lead(found):
    assert of(found, "strong")["leading"].mean() >= 0.95
    assert of(found, "rare")["leading"].mean() >= 0.95


@pytest.mark.slow
def test_a_driver_without_effect_rarely_leads(found):
    none = found[found["driver"].str.startswith("none")]
    assert none["leading"].groupby("survey").any().mean() <= 0.05 + 2.33 * 0.022


@pytest.mark.slow
def test_a_driver_that_only_rewards_is_not_named_as_one_of_dissatisfaction(found):
    assert of(found, "reward")["leading"].mean() <= 0.05 + 2.33 * 0.022
