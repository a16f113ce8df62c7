"""Attributable shares: closed forms, and the linearisation against finite differences."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import EstimationError
from satisfaction.numerics.attributable import AttributableShares, attributable_shares
from satisfaction.numerics.logit import fit_logit

RNG = np.random.default_rng(4)
N = 400
GRADE = RNG.integers(0, 3, (N, 2))
X = np.column_stack(
    [np.ones(N), GRADE == 0, GRADE == 2, RNG.integers(0, 2, N), RNG.random(N) < 0.2]
).astype(float)
Y = (RNG.random(N) < 1 / (1 + np.exp(-(X @ [-1.5, 1.2, 0.6, -0.8, -0.3, 0.5, 0.9])))).astype(float)
WEIGHTS = RNG.uniform(0.5, 20, N)
# Columns: intercept, low 1, low 2, top 1, top 2, control, a second low item of driver 2.
LOW: list[int | list[int]] = [1, [2, 6]]
OTHERS = [[3], [4]]


def find(weights: np.ndarray) -> AttributableShares:
    fit = fit_logit(Y, X, weights=weights)
    return attributable_shares(fit, X, Y, weights=weights, low_columns=LOW, other_columns=OTHERS)


def assert_linearised(estimates: str, scores: str, row: int) -> None:
    step = 1e-4 * WEIGHTS[row]
    up, down = (find(WEIGHTS + sign * step * (np.arange(N) == row)) for sign in (1, -1))
    numeric = (getattr(up, estimates) - getattr(down, estimates)) / (2 * step) * WEIGHTS[row]
    ours = getattr(find(WEIGHTS), scores)[row]
    np.testing.assert_allclose(ours, numeric, rtol=1e-6, atol=1e-11)


@pytest.mark.parametrize("row", [0, 5, 123, 399])
@pytest.mark.parametrize(
    ("estimates", "scores"),
    [("shares", "scores"), ("penalties", "penalty_scores"), ("reach", "reach_scores")],
)
def test_scores_are_the_derivatives_by_the_weights(estimates: str, scores: str, row: int) -> None:
    assert_linearised(estimates, scores, row)


def test_scores_of_all_respondents_sum_to_zero() -> None:
    found = find(WEIGHTS)
    for scores in (found.scores, found.penalty_scores, found.reach_scores):
        np.testing.assert_allclose(scores.sum(axis=0), 0, atol=1e-13)


def test_the_share_is_what_setting_low_to_zero_takes_off_the_outcome() -> None:
    fit = fit_logit(Y, X, weights=WEIGHTS)
    without = X.copy()
    without[:, [2, 6]] = 0
    avoided = WEIGHTS @ (fit.fitted - 1 / (1 + np.exp(-without @ fit.coefficients)))
    assert find(WEIGHTS).shares[1] == pytest.approx(avoided / (WEIGHTS @ Y), rel=1e-12)


def test_the_penalty_compares_low_with_the_middle_for_everybody() -> None:
    fit = fit_logit(Y, X, weights=WEIGHTS)
    low, middle = X.copy(), X.copy()
    low[:, [1, 3]] = [1, 0]
    middle[:, [1, 3]] = 0
    chances = [1 / (1 + np.exp(-part @ fit.coefficients)) for part in (low, middle)]
    expected = np.average(chances[0] - chances[1], weights=WEIGHTS)
    assert find(WEIGHTS).penalties[0] == pytest.approx(expected, rel=1e-12)


def test_reach_is_the_weighted_share_with_any_low_rating_of_the_driver() -> None:
    rated = (X[:, 2] > 0) | (X[:, 6] > 0)
    assert find(WEIGHTS).reach[1] == pytest.approx(np.average(rated, weights=WEIGHTS), rel=1e-12)


def test_one_driver_alone_has_the_attributable_fraction_of_the_two_by_two_table() -> None:
    low = X[:, 1] > 0
    fit = fit_logit(Y, X[:, :2], weights=WEIGHTS)
    found = attributable_shares(fit, X[:, :2], Y, weights=WEIGHTS, low_columns=[1])
    among_others = np.average(Y[~low], weights=WEIGHTS[~low])
    overall = np.average(Y, weights=WEIGHTS)
    assert found.shares[0] == pytest.approx((overall - among_others) / overall, rel=1e-10)


@pytest.mark.parametrize(
    ("low", "others", "y", "text"),
    [
        ([9], None, Y, r"Columns \[9\]"),
        ([[]], None, Y, "at least one low column"),
        ([1, 2], [[3]], Y, "low columns for 2 drivers and other columns for 1"),
        ([1], None, np.zeros(N), "Nobody has the outcome"),
    ],
)
def test_drivers_that_the_model_does_not_hold_are_refused(
    low: list[int | list[int]], others: list[list[int]] | None, y: np.ndarray, text: str
) -> None:
    fit = fit_logit(Y, X, weights=WEIGHTS)
    with pytest.raises(EstimationError, match=text):
        attributable_shares(fit, X, y, weights=WEIGHTS, low_columns=low, other_columns=others)
