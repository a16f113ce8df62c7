"""Cumulative logit and survey regressions: truth, derivatives, missing values, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from satisfaction.errors import EstimationError
from satisfaction.numerics.design import Design
from satisfaction.numerics.logit import fit_logit
from satisfaction.numerics.ordinal import fit_ordinal
from satisfaction.numerics.regression import fit_survey_grades, fit_survey_line, fit_survey_logit

RNG = np.random.default_rng(5)
N = 400
X = np.column_stack([RNG.normal(size=N), RNG.random(N) < 0.4]).astype(float)
LATENT = X @ [0.8, -0.5] + RNG.logistic(size=N)
GRADES = np.digitize(LATENT, [-1.0, 0.2, 1.5])
WEIGHTS = RNG.uniform(0.5, 3.0, N)
WITH_ONE = np.column_stack([np.ones(N), X])
DESIGN = Design(weights=WEIGHTS, clusters=np.arange(N) % 50)


def log_likelihood(parameters: np.ndarray) -> float:
    cuts = np.concatenate([[-np.inf], parameters[:3], [np.inf]])
    predictor = X @ parameters[3:]
    upper, lower = cuts[GRADES + 1] - predictor, cuts[GRADES] - predictor
    return float(WEIGHTS @ np.log(1 / (1 + np.exp(-upper)) - 1 / (1 + np.exp(-lower))))


def test_the_ordinal_fit_is_at_the_top_of_the_likelihood_with_its_curvature() -> None:
    fit = fit_ordinal(GRADES, X, weights=WEIGHTS)
    top = np.concatenate([fit.thresholds, fit.coefficients])
    assert fit.log_likelihood == pytest.approx(log_likelihood(top), rel=1e-13)
    assert np.abs(approx_fprime(top, log_likelihood, 1e-6)).max() < 1e-2
    steps = 1e-4 * np.eye(5)
    curvature = [
        [
            (
                log_likelihood(top + a + b)
                - log_likelihood(top + a - b)
                - log_likelihood(top - a + b)
                + log_likelihood(top - a - b)
            )
            / 4e-8
            for a in steps
        ]
        for b in steps
    ]
    ours = np.linalg.inv(fit.inverse_information)
    np.testing.assert_allclose(ours, -np.array(curvature), rtol=1e-4, atol=1e-3)


def test_ordinal_scores_are_the_derivatives_of_the_coefficients_by_the_weights() -> None:
    fit = fit_ordinal(GRADES, X, weights=WEIGHTS)
    for row in (0, 17):
        step = np.zeros(N)
        step[row] = 1e-4 * WEIGHTS[row]
        more = fit_ordinal(GRADES, X, weights=WEIGHTS + step)
        less = fit_ordinal(GRADES, X, weights=WEIGHTS - step)
        slope = np.append(more.thresholds, more.coefficients) - np.append(
            less.thresholds, less.coefficients
        )
        np.testing.assert_allclose(fit.scores[row], slope / 2e-4, rtol=1e-4, atol=1e-9)


def test_ordinal_scores_sum_to_zero_and_thresholds_rise() -> None:
    fit = fit_ordinal(GRADES, X, weights=WEIGHTS)
    assert np.abs(fit.scores.sum(axis=0)).max() < 1e-10
    assert (np.diff(fit.thresholds) > 0).all()


def test_turning_the_scale_round_turns_the_signs() -> None:
    there, back = (fit_ordinal(g, X, weights=WEIGHTS) for g in (GRADES, 3 - GRADES))
    np.testing.assert_allclose(back.coefficients, -there.coefficients, rtol=1e-8)
    np.testing.assert_allclose(back.thresholds, -there.thresholds[::-1], rtol=1e-8)


@pytest.mark.parametrize(
    ("grades", "x", "text"),
    [
        (GRADES, np.column_stack([X, X[:, 0]]), "linear combinations"),
        (GRADES, np.column_stack([X, np.ones(N)]), "linear combinations"),
        (np.where(GRADES == 2, 3, GRADES), X, "3 of 4 grades"),
        (np.minimum(GRADES, 1), X, "at least three"),
        (GRADES - 1, X, "no grade"),
        (GRADES, np.where(X[3, 0] == X, np.nan, X), "1 rows have a missing value"),
        (GRADES[:9], X, "one row for each grade"),
    ],
)
def test_an_ordinal_model_that_cannot_be_fitted_is_refused(
    grades: np.ndarray, x: np.ndarray, text: str
) -> None:
    with pytest.raises(EstimationError, match=text):
        fit_ordinal(grades, x, weights=WEIGHTS)


@pytest.mark.parametrize("column", [(GRADES >= 2).astype(float), GRADES.astype(float)])
def test_a_column_that_separates_the_grades_is_refused(column: np.ndarray) -> None:
    with pytest.raises(EstimationError, match="predict some grades perfectly"):
        fit_ordinal(GRADES, column[:, None], weights=WEIGHTS)


def test_an_ordinal_fit_that_runs_out_of_steps_is_refused() -> None:
    with pytest.raises(EstimationError, match="did not converge in 2 steps"):
        fit_ordinal(GRADES, X, weights=WEIGHTS, max_rounds=2)


@pytest.mark.parametrize(
    ("fit", "outcome", "x"),
    [
        (fit_survey_logit, (GRADES >= 2).astype(float), WITH_ONE),
        (fit_survey_line, LATENT, WITH_ONE),
        (fit_survey_grades, GRADES.astype(float), X),
    ],
)
def test_a_missing_answer_is_a_row_of_no_weight_and_stays_in_the_design(
    fit: Any, outcome: np.ndarray, x: np.ndarray
) -> None:
    silent = np.arange(N) % 7 == 0
    missing = fit(np.where(silent, np.nan, outcome), x, DESIGN)
    none = Design(weights=np.where(silent, 0.0, WEIGHTS), clusters=DESIGN.clusters)
    weightless = fit(outcome, x, none)
    np.testing.assert_allclose(missing.coefficients, weightless.coefficients, rtol=1e-10)
    np.testing.assert_allclose(missing.covariance, weightless.covariance, rtol=1e-8, atol=1e-14)
    assert missing.n == weightless.n == int((~silent).sum())


@pytest.mark.parametrize(
    ("fit", "outcome", "x"),
    [
        (fit_survey_logit, (GRADES >= 2).astype(float), WITH_ONE),
        (fit_survey_line, LATENT, WITH_ONE),
        (fit_survey_grades, GRADES.astype(float), X),
    ],
)
def test_the_sandwich_is_near_the_jackknife_over_clusters(
    fit: Any, outcome: np.ndarray, x: np.ndarray
) -> None:
    full = fit(outcome, x, DESIGN)
    drops = []
    for cluster in range(50):
        held = np.where(DESIGN.clusters == cluster, 0.0, WEIGHTS)
        drops.append(fit(outcome, x, Design(weights=held)).coefficients)
    gaps = np.array(drops) - np.mean(drops, axis=0)
    jackknife = np.sqrt(np.diag(49 / 50 * gaps.T @ gaps))
    np.testing.assert_allclose(full.standard_errors, jackknife, rtol=0.1)


def test_a_separated_logit_is_refused_not_returned() -> None:
    outcome = (GRADES >= 2).astype(float)
    x = np.column_stack([np.ones(N), outcome])
    assert fit_logit(outcome, x, weights=WEIGHTS).separated
    with pytest.raises(EstimationError, match="no finite coefficients"):
        fit_survey_logit(outcome, x, DESIGN)


@pytest.mark.parametrize(
    ("y", "x", "text"),
    [
        (LATENT[:9], WITH_ONE, "9 outcomes and 400 rows"),
        (np.full(N, np.nan), WITH_ONE, "nothing to fit"),
        (LATENT, np.column_stack([WITH_ONE, X[:, 1]]), "linear combinations"),
    ],
)
def test_a_regression_that_cannot_be_fitted_is_refused(
    y: np.ndarray, x: np.ndarray, text: str
) -> None:
    with pytest.raises(EstimationError, match=text):
        fit_survey_line(y, x, DESIGN)


def test_grades_between_the_numbers_are_refused() -> None:
    with pytest.raises(EstimationError, match="1 grades are not whole numbers"):
        fit_survey_grades(np.where(np.arange(N) == 3, 1.5, GRADES), X, DESIGN)


def test_a_line_through_clusters_has_their_degrees_of_freedom() -> None:
    assert fit_survey_line(LATENT, WITH_ONE, DESIGN).df == 49 - 2
    assert fit_survey_grades(GRADES.astype(float), X, DESIGN).df == 49 - 2
