"""Out-of-fold quality: what noise gives, what a known model gives, and that clusters stay whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from satisfaction.drivers.dealing import dealt_parts
from satisfaction.drivers.model import fit_model
from satisfaction.drivers.quality import out_of_fold_quality
from satisfaction.numerics.design import Design


def quality(model, seed=1):
    return out_of_fold_quality(model, seed=seed, confidence=0.95)


def noise(plant, size=2_000, seed=1):
    rng = np.random.default_rng(seed)
    names = ("early", "late", "loose")
    ratings = {name: rng.integers(1, 8, size) for name in names}
    return plant(**ratings, overall=np.where(rng.random(size) < 0.3, 2, 6))


def test_a_model_of_noise_tells_nobody_apart(plant, fit):
    found = [quality(fit(noise(plant, seed=k), "early", "late", "loose")) for k in range(25)]
    # An area of 2,000 respondents spreads by 0.02: a mean of 25 by 0.004. Pairs of different folds
    # would pull it to 0.49 and below.
    assert np.mean([one.auc for one in found]) == pytest.approx(0.5, abs=0.01)
    assert np.mean([one.r_squared for one in found]) == pytest.approx(0, abs=0.003)
    assert {one.parameters for one in found} == {7}


def test_in_the_fold_the_same_noise_would_look_like_something(plant, fit):
    # In-sample area of 7 columns of noise on 200 respondents is well above a half.
    model = fit(noise(plant, size=400), "early", "late", "loose")
    y, fitted = model.answers.outcome, model.fit.fitted
    inside = (fitted[y == 1][:, None] > fitted[y == 0]).mean()
    assert quality(model).auc < inside - 0.03


def test_a_step_is_told_apart_as_well_as_it_can_be(plant, fit):
    rng = np.random.default_rng(2)
    early = np.where(rng.random(8_000) < 0.4, 2, 4)
    overall = np.where(rng.random(8_000) < np.where(early == 2, 0.6, 0.1), 2, 6)
    found = quality(fit(plant(early=early, overall=overall), "early"))
    # Dissatisfied: 0.24 of 0.30 rated poor; others: 0.16 of 0.70. Ties count half.
    right = 0.8 * (0.54 / 0.7) + 0.5 * (0.8 * 0.16 / 0.7 + 0.2 * 0.54 / 0.7)
    assert found.auc_lower < right < found.auc_upper
    assert found.auc == pytest.approx(right, abs=0.015)
    # Tjur: mean prediction of the dissatisfied less that of the others.
    assert found.r_squared == pytest.approx(0.5 * (0.8 - 0.16 / 0.7), abs=0.02)


def test_clusters_stay_in_one_fold_and_strata_are_spread_over_all(plant, fit):
    model = fit(noise(plant), "early")
    clusters = np.arange(2_000) // 4
    strata = (clusters >= 300).astype(np.int64)
    design = Design(weights=np.ones(2_000), strata=strata, clusters=clusters)
    clustered = replace(model, answers=replace(model.answers, design=design))
    fold = dealt_parts(clustered.answers.design, 10, seed=5)[clustered.answers.rows]
    assert all(len(set(fold[clusters == k])) == 1 for k in range(500))
    for stratum, units in ((0, 300), (1, 200)):
        held = np.bincount(fold[(strata == stratum)], minlength=10) / 4
        assert np.abs(held - units / 10).max() <= 1


def test_the_seed_decides_the_folds_and_little_else(plant, fit):
    rng = np.random.default_rng(4)
    early = rng.integers(1, 8, 3_000)
    overall = np.where(rng.random(3_000) < np.where(early <= 3, 0.5, 0.1), 2, 6)
    model = fit(plant(early=early, overall=overall), "early")
    first, again, other = (quality(model, seed) for seed in (1, 1, 2))
    assert first == again
    assert other.auc == pytest.approx(first.auc, abs=0.01)


def test_weights_count_in_the_area(plant, code):
    rng = np.random.default_rng(6)
    told, early = rng.integers(1, 3, 4_000), rng.integers(4, 6, 4_000)
    # Only among those told does the rating matter; weighting them up makes the model tell more.
    early = np.where(rng.random(4_000) < 0.4, 2, early)
    chance = np.where((early == 2) & (told == 2), 0.7, 0.1)
    answers = code(plant(early=early, overall=np.where(rng.random(4_000) < chance, 2, 6)), "early")

    def area(weight_of_told):
        weights = np.where(told == 2, weight_of_told, 1.0)
        return quality(fit_model(replace(answers, design=Design(weights=weights)))).auc

    assert area(9.0) - 0.05 > area(1.0) > area(0.1) + 0.05
