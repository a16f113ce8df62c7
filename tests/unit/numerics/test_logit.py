"""Weighted logit: closed forms, separation, rank, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logit

from satisfaction.errors import EstimationError
from satisfaction.numerics.logit import coefficient_scores, dependent_columns, fit_logit

RNG = np.random.default_rng(21)
N = 500
X = np.column_stack([np.ones(N), RNG.integers(0, 2, (N, 2)), RNG.standard_normal(N)]).astype(float)
Y = (RNG.random(N) < 1 / (1 + np.exp(-(X @ [-0.5, 1.0, -0.7, 0.4])))).astype(float)
WEIGHTS = RNG.uniform(0.2, 30, N)


def test_a_saturated_model_gives_the_log_odds_of_the_weighted_shares() -> None:
    group = X[:, 1]
    fit = fit_logit(Y, X[:, :2], weights=WEIGHTS)
    shares = [np.average(Y[group == g], weights=WEIGHTS[group == g]) for g in (0, 1)]
    np.testing.assert_allclose(
        fit.coefficients, [logit(shares[0]), logit(shares[1]) - logit(shares[0])], rtol=1e-11
    )


def test_the_estimating_equations_are_solved() -> None:
    fit = fit_logit(Y, X, weights=WEIGHTS)
    assert fit.converged
    assert not fit.separated
    assert np.abs(X.T @ (WEIGHTS * (Y - fit.fitted))).max() < 1e-9 * WEIGHTS.sum()


def test_scaling_the_weights_leaves_the_coefficients_and_their_scores_alone() -> None:
    first, second = (fit_logit(Y, X, weights=scale * WEIGHTS) for scale in (1.0, 1e4))
    np.testing.assert_allclose(second.coefficients, first.coefficients, rtol=1e-11)
    np.testing.assert_allclose(
        coefficient_scores(second, X, Y, weights=1e4 * WEIGHTS),
        coefficient_scores(first, X, Y, weights=WEIGHTS),
        rtol=1e-7,
        atol=1e-12,
    )


def test_scores_are_the_derivatives_of_the_coefficients_by_the_weights() -> None:
    fit = fit_logit(Y, X, weights=WEIGHTS)
    scores = coefficient_scores(fit, X, Y, weights=WEIGHTS)
    for row in (0, 17, 499):
        step = 1e-4 * WEIGHTS[row]
        moved = [WEIGHTS + sign * step * (np.arange(N) == row) for sign in (1, -1)]
        up, down = (fit_logit(Y, X, weights=w).coefficients for w in moved)
        numeric = (up - down) / (2 * step) * WEIGHTS[row]
        np.testing.assert_allclose(scores[row], numeric, rtol=1e-6, atol=1e-11)


def test_a_column_that_predicts_perfectly_is_reported_as_separation() -> None:
    perfect = (X[:, 3] > 1.5).astype(float)
    y = np.where(perfect > 0, 1.0, Y)
    fit = fit_logit(y, np.column_stack([X[:, :3], perfect]), weights=WEIGHTS)
    assert fit.separated
    assert not fit.converged


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_an_outcome_that_does_not_vary_is_reported_as_separation(outcome: float) -> None:
    fit = fit_logit(np.full(N, outcome), X, weights=WEIGHTS)
    assert fit.separated
    assert not fit.converged


def test_dependent_columns_are_refused_and_named() -> None:
    dependent = np.column_stack([X, X[:, 1] + X[:, 2], np.zeros(N)])
    with pytest.raises(EstimationError, match=r"2 of 6 columns .*'4', '5'"):
        fit_logit(Y, dependent, weights=WEIGHTS)


def test_a_column_that_varies_only_where_weights_are_zero_is_dependent() -> None:
    lonely = (np.arange(N) == 3).astype(float)
    weights = np.where(lonely > 0, 0.0, WEIGHTS)
    assert dependent_columns(np.column_stack([X, lonely]), weights).tolist() == [4]


def test_a_fit_that_runs_out_of_rounds_says_so() -> None:
    fit = fit_logit(Y, X, weights=WEIGHTS, max_rounds=1)
    assert not fit.converged
    assert fit.rounds == 1


@pytest.mark.parametrize(
    ("y", "x", "weights", "text"),
    [
        (Y + 0.5, X, WEIGHTS, "500 rows have a missing value"),
        (np.where(np.arange(N) < 3, np.nan, Y), X, WEIGHTS, "3 rows have a missing value"),
        (Y[:9], X, WEIGHTS, "9 outcomes and 500 weights"),
        (Y, X, np.zeros(N), "All weights are zero"),
    ],
)
def test_input_that_cannot_be_fitted_is_refused(
    y: np.ndarray, x: np.ndarray, weights: np.ndarray, text: str
) -> None:
    with pytest.raises(EstimationError, match=text):
        fit_logit(y, x, weights=weights)


@pytest.mark.parametrize("seed", [62, 272, 337])
def test_a_fit_on_which_full_newton_steps_diverge_is_still_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = rng.integers(6, 20)
    x = np.column_stack([np.ones(n), rng.standard_normal(n) ** 3, rng.standard_normal(n)])
    y = (rng.random(n) < rng.uniform(0.1, 0.9)).astype(float)
    weights = np.exp(rng.normal(0, 2, n))
    fit = fit_logit(y, x, weights=weights)
    assert fit.converged
    assert np.abs(x.T @ (weights * (y - fit.fitted))).max() < 1e-9 * weights.sum()


def test_a_respondent_far_out_on_a_measure_is_not_taken_for_separation() -> None:
    x = X.copy()
    x[0, 3], y = 60.0, np.append(1.0, Y[1:])
    fit = fit_logit(y, x, weights=WEIGHTS)
    assert fit.fitted[0] > 1 - 1e-6
    assert fit.converged
    assert not fit.separated
