"""The cumulative logit as a check: what holds when odds are proportional, and when they are not."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.drivers.model import code_answers, fit_model
from satisfaction.drivers.ordinal_check import ordinal_check


def overall_grades(latent):
    """Cut a latent judgement into seven grades; higher is better."""
    return 1 + np.searchsorted([-2.5, -1.5, -0.5, 0.0, 1.0, 2.0], latent)


def test_a_shift_of_the_whole_scale_is_found_and_is_proportional(plant, fit):
    rng = np.random.default_rng(1)
    early = rng.integers(1, 8, 6_000)
    latent = rng.logistic(size=6_000) - 1.2 * (early <= 3) + 0.5 * (early >= 6)
    returns = plant(early=early, overall=overall_grades(latent))
    (row,) = ordinal_check(returns, fit(returns, "early"), confidence=0.95).to_dict("records")
    assert row["odds_ratio_lower"] < np.exp(1.2) < row["odds_ratio_upper"]
    assert row["odds_ratio"] == pytest.approx(np.exp(1.2), rel=0.1)
    assert row["proportional"]


def test_an_effect_only_at_the_worst_grades_is_not_proportional(plant, fit):
    rng = np.random.default_rng(2)
    early = rng.integers(1, 8, 6_000)
    good = rng.integers(4, 8, 6_000)
    overall = np.where(rng.random(6_000) < np.where(early <= 3, 0.45, 0.1), 2, good)
    returns = plant(early=early, overall=overall)
    (row,) = ordinal_check(returns, fit(returns, "early"), confidence=0.95).to_dict("records")
    assert not row["proportional"]
    assert row["odds_ratio"] < row["at_the_cut"]


def test_odds_at_the_cut_are_those_of_the_table_of_counts(plant, fit):
    rng = np.random.default_rng(3)
    told = rng.integers(1, 3, 3_000)
    overall = overall_grades(rng.logistic(size=3_000) - 0.8 * (told == 1))
    returns = plant(told=told, overall=overall)
    (row,) = ordinal_check(returns, fit(returns, "told"), confidence=0.95).to_dict("records")
    dissatisfied = overall <= 3
    odds = [dissatisfied[told == k].sum() / (~dissatisfied)[told == k].sum() for k in (1, 2)]
    assert row["at_the_cut"] == pytest.approx(odds[0] / odds[1], rel=1e-8)


def test_proportional_odds_is_rejected_about_one_time_in_twenty_when_it_holds(plant, fit):
    rng = np.random.default_rng(4)
    rejected = 0
    for _ in range(100):
        early = rng.integers(1, 8, 1_500)
        latent = rng.logistic(size=1_500) - 1.0 * (early <= 3)
        returns = plant(early=early, overall=overall_grades(latent))
        found = ordinal_check(returns, fit(returns, "early"), confidence=0.95)
        rejected += int((~found["proportional"]).sum())
    # 100 trials at 5 %: 0 to 12 with probability 0.999.
    assert 1 <= rejected <= 12


def test_two_grades_leave_nothing_to_check(plant, fit):
    rng = np.random.default_rng(5)
    early = rng.integers(1, 8, 1_000)
    returns = plant(early=early, overall=np.where(rng.random(1_000) < 0.3, 2, 6))
    assert ordinal_check(returns, fit(returns, "early"), confidence=0.95).empty


def test_each_question_of_a_driver_has_a_row_of_its_own(plant):
    rng = np.random.default_rng(5)
    early, late = rng.integers(1, 8, (2, 6_000))
    latent = rng.logistic(size=6_000) - 1.2 * (early <= 3) - 0.4 * (late <= 3)
    returns = plant(early=early, late=late, overall=overall_grades(latent))
    answers = code_answers(
        returns, {"both": ("early", "late")}, controls=(), inside=np.ones(6_000, dtype=bool)
    )
    rows = ordinal_check(returns, fit_model(answers), confidence=0.95).set_index("question")
    assert rows["driver"].tolist() == ["both", "both"]
    for question, effect in (("early", 1.2), ("late", 0.4)):
        row = rows.loc[question]
        assert row["odds_ratio_lower"] < np.exp(effect) < row["odds_ratio_upper"]
