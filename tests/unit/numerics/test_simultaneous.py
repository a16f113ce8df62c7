"""Simultaneous critical values: known cases and singular correlations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, t

from satisfaction.errors import EstimationError
from satisfaction.numerics.simultaneous import bonferroni_critical, max_t_critical


def test_one_estimate_takes_the_ordinary_t_quantile() -> None:
    assert max_t_critical(np.eye(1), df=20) == pytest.approx(t.ppf(0.975, 20), rel=1e-10)


def test_two_shares_that_sum_to_one_count_as_one_estimate() -> None:
    correlation = np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert max_t_critical(correlation, df=20) == pytest.approx(t.ppf(0.975, 20), rel=1e-10)


def test_independent_estimates_take_the_sidak_value() -> None:
    exact = norm.ppf((1 + 0.95 ** (1 / 5)) / 2)
    assert max_t_critical(np.eye(5), df=np.inf) == pytest.approx(exact, abs=0.008)


def test_the_value_covers_the_stated_share_of_singular_draws() -> None:
    shares = np.array([0.02, 0.1, 0.2, 0.3, 0.38])
    spread = np.diag(shares) - np.outer(shares, shares)
    correlation = spread / np.sqrt(np.outer(np.diag(spread), np.diag(spread)))
    critical = max_t_critical(correlation, df=30, confidence=0.9)
    rng = np.random.default_rng(99)
    normal = rng.multivariate_normal(np.zeros(5), correlation, 40_000, method="eigh")
    largest = np.abs(normal).max(axis=1) / np.sqrt(rng.chisquare(30, 40_000) / 30)
    assert (largest <= critical).mean() == pytest.approx(0.9, abs=0.006)


def test_the_value_lies_between_the_single_and_the_bonferroni_one() -> None:
    correlation = np.full((6, 6), 0.5) + np.eye(6) / 2
    found = max_t_critical(correlation, df=50)
    assert bonferroni_critical(1, 50) < found < bonferroni_critical(6, 50)


def test_the_same_seed_gives_the_same_value_and_another_seed_nearly_so() -> None:
    correlation = np.full((6, 6), 0.2) + np.eye(6) * 0.8
    first = max_t_critical(correlation, df=50, seed=1)
    assert first == max_t_critical(correlation, df=50, seed=1)
    assert first == pytest.approx(max_t_critical(correlation, df=50, seed=2), abs=0.02)


def test_estimates_without_variance_are_left_out() -> None:
    correlation = np.eye(3)
    correlation[2, 2] = 0.0
    assert max_t_critical(correlation, df=9) == max_t_critical(np.eye(2), df=9)


def test_estimates_that_all_lack_variance_are_refused() -> None:
    with pytest.raises(EstimationError, match="None of the estimates has a variance"):
        max_t_critical(np.full((2, 2), np.nan), df=9)


def test_bonferroni_divides_the_error_among_the_estimates() -> None:
    assert bonferroni_critical(4, 12) == pytest.approx(t.ppf(1 - 0.05 / 8, 12), rel=1e-10)
    with pytest.raises(EstimationError, match="one degree of freedom"):
        bonferroni_critical(4, 0)
