"""Two Newton steps stand for fitting a replicate anew."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from satisfaction.numerics.attributable import attributable_shares
from satisfaction.numerics.design import Design
from satisfaction.numerics.logit import fit_logit
from satisfaction.numerics.replicate_shares import replicate_coefficients, replicate_shares
from satisfaction.numerics.replicate_weights import replicate_weights

LOW = [[1], [2], [3, 4]]


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(12)
    low = (rng.random((2_000, 4)) < 0.15).astype(float)
    x = np.column_stack([np.ones(2_000), low, rng.integers(0, 2, (2_000, 3))])
    y = (rng.random(2_000) < expit(-2 + low @ [1.5, 0.8, 0.4, 0.0])).astype(float)
    weights = rng.uniform(0.5, 2, 2_000)
    block = next(replicate_weights(Design(weights=weights), replicates=6, seed=9))
    return x, y, weights, block


def fitted_anew(x, y, weights):
    fit = fit_logit(y, x, weights=weights)
    found = attributable_shares(fit, x, y, weights=weights, low_columns=LOW)
    return fit.coefficients, found.shares


@pytest.mark.parametrize(("steps", "within"), [(0, 1e-2), (1, 5e-4), (5, 1e-9)])
def test_shares_of_a_replicate_are_those_of_fitting_it_anew(survey, steps, within):
    x, y, weights, block = survey
    fit = fit_logit(y, x, weights=weights)
    moved = replicate_coefficients(fit, x, y, weights=block, steps=steps)
    shares = replicate_shares(moved, x, y, weights=block, low_columns=LOW)
    anew = np.column_stack([fitted_anew(x, y, column)[1] for column in block.T])
    assert np.abs(shares - anew).max() < within


def test_the_full_weights_are_a_replicate_that_does_not_move(survey):
    x, y, weights, _ = survey
    fit = fit_logit(y, x, weights=weights)
    moved = replicate_coefficients(fit, x, y, weights=weights[:, None])
    assert np.abs(moved[:, 0] - fit.coefficients).max() < 1e-8
    shares = replicate_shares(moved, x, y, weights=weights[:, None], low_columns=LOW)
    assert np.abs(shares[:, 0] - fitted_anew(x, y, weights)[1]).max() < 1e-8


def test_a_replicate_without_carriers_of_a_column_is_finite(survey):
    x, y, weights, _ = survey
    without = np.where(x[:, 1] > 0, 0.0, weights)[:, None]
    moved = replicate_coefficients(fit_logit(y, x, weights=weights), x, y, weights=without)
    assert np.isfinite(moved).all()
    shares = replicate_shares(moved, x, y, weights=without, low_columns=LOW)
    assert shares[0, 0] == 0.0
