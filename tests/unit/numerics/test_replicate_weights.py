"""Bootstrap weights stand for the sampling design, calibration included."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import UsageError
from satisfaction.numerics.design import Design
from satisfaction.numerics.replicate_weights import replicate_weights
from satisfaction.numerics.variance import covariance


def weights_of(design, replicates=2_000, seed=5):
    return np.hstack(list(replicate_weights(design, replicates=replicates, seed=seed)))


def stratified(rng, **changes):
    strata = np.repeat([0, 1, 2], [40, 60, 30])
    weights = np.repeat([2.0, 1.0, 4.0], [40, 60, 30]) * rng.uniform(0.8, 1.2, 130)
    return Design(**{"weights": weights, "strata": strata} | changes)


def spread_of_a_mean(design, y, replicates):
    means = (y @ replicates) / replicates.sum(axis=0)
    total = design.weights.sum()
    mean = y @ design.weights / total
    errors = np.sqrt(covariance(design.weights * (y - mean) / total, design))[0, 0]
    return means.std(ddof=1), errors


@pytest.mark.parametrize("clustered", [False, True], ids=["persons", "clusters"])
def test_the_spread_of_a_replicated_mean_is_the_standard_error_of_the_design(clustered):
    rng = np.random.default_rng(3)
    clusters = np.arange(130) // 3 if clustered else None
    design = stratified(rng, clusters=clusters)
    y = rng.normal(size=130) + design.strata + 0.5 * (np.arange(130) // 3 % 4)
    bootstrap, errors = spread_of_a_mean(design, y, weights_of(design, 4_000))
    # Monte Carlo error of a standard deviation over 4,000 replicates: 1.1 %.
    assert bootstrap == pytest.approx(errors, rel=0.04)


def test_a_finite_population_shrinks_the_spread_as_it_shrinks_the_standard_error():
    rng = np.random.default_rng(4)
    design = stratified(rng, population=np.array([50.0, 100.0, 40.0]))
    y = rng.normal(size=130)
    bootstrap, errors = spread_of_a_mean(design, y, weights_of(design, 4_000))
    assert bootstrap == pytest.approx(errors, rel=0.04)


@pytest.mark.parametrize("by_cell", [False, True], ids=["rows", "cells"])
def test_calibrated_replicates_keep_the_totals_and_have_the_calibrated_spread(by_cell):
    rng = np.random.default_rng(6)
    groups = rng.integers(0, 3, 130)
    indicators = np.eye(3)
    changes = {"calibration": indicators if by_cell else indicators[groups]}
    if by_cell:
        changes["calibration_cells"] = groups
    plain = stratified(rng)
    design = Design(
        weights=plain.weights, strata=plain.strata, base_weights=plain.weights, **changes
    )
    replicates = weights_of(design, 4_000)
    wanted = np.bincount(groups, weights=design.weights)
    reached = indicators[groups].T @ replicates
    assert np.abs(reached / wanted[:, None] - 1).max() < 1e-9
    y = groups + rng.normal(size=130)
    bootstrap, errors = spread_of_a_mean(design, y, replicates)
    assert bootstrap == pytest.approx(errors, rel=0.06)
    assert spread_of_a_mean(plain, y, weights_of(plain))[0] > 1.2 * bootstrap


def test_margins_of_two_periods_are_met_each_on_its_own():
    rng = np.random.default_rng(8)
    period, level = rng.integers(0, 2, 130), rng.integers(0, 3, 130)
    indicators = np.eye(6)[period * 3 + level]
    both = np.hstack([indicators, np.eye(2)[period]])
    plain = stratified(rng)
    design = Design(weights=plain.weights, base_weights=plain.weights, calibration=both)
    replicates = weights_of(design, 50)
    wanted = both.T @ design.weights
    assert np.abs(both.T @ replicates / wanted[:, None] - 1).max() < 1e-9


def test_a_level_that_a_replicate_lost_does_not_spoil_the_others():
    indicators = np.eye(3)[np.repeat([0, 1, 2], [2, 60, 68])]
    design = Design(weights=np.ones(130), base_weights=np.ones(130), calibration=indicators)
    replicates = weights_of(design, 500)
    reached = indicators.T @ replicates
    lost = reached[0] == 0
    assert 0 < lost.sum() < 500
    assert np.abs(reached[1] - 60).max() < 1e-9
    assert np.isfinite(replicates).all()


def test_a_single_unit_keeps_its_weight():
    design = Design(weights=np.array([3.0, 1.0, 1.0]), strata=np.array([0, 1, 1]))
    assert (weights_of(design, 20)[0] == 3.0).all()


def test_the_same_seed_gives_the_same_replicates():
    design = stratified(np.random.default_rng(1))
    assert (weights_of(design, 30, seed=2) == weights_of(design, 30, seed=2)).all()
    assert (weights_of(design, 30, seed=2) != weights_of(design, 30, seed=3)).any()


def test_no_replicates_are_refused():
    with pytest.raises(UsageError, match="at least 1"):
        weights_of(stratified(np.random.default_rng(1)), 0)
