"""Tests of fit: agreement, and what has no test."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import EstimationError
from satisfaction.numerics.goodness import goodness_of_fit, rao_scott_goodness


def test_counts_in_proportion_show_no_difference() -> None:
    fit = goodness_of_fit(np.array([20, 30, 50]), expected_shares=np.array([0.2, 0.3, 0.5]))
    assert fit.chi_square == pytest.approx(0, abs=1e-20)
    assert fit.p_value == pytest.approx(1)
    assert fit.dissimilarity == pytest.approx(0, abs=1e-15)


def test_under_simple_random_sampling_rao_scott_is_pearson() -> None:
    known = np.array([0.2, 0.3, 0.5])
    multinomial = (np.diag(known) - np.outer(known, known)) / 500
    shares = np.array([0.24, 0.29, 0.47])
    pearson = goodness_of_fit(shares * 500, expected_shares=known)
    corrected = rao_scott_goodness(shares, multinomial, expected_shares=known, n=500, df_design=499)
    assert corrected.df == pytest.approx(2)
    assert corrected.scale == pytest.approx(1)
    assert corrected.p_value == pytest.approx(pearson.p_value)
    assert corrected.p_value_f > corrected.p_value


def test_the_base_that_the_statistic_is_quoted_on_leaves_the_p_value_alone() -> None:
    known, shares = np.array([0.5, 0.5]), np.array([0.55, 0.45])
    spread = np.array([[0.001, -0.001], [-0.001, 0.001]])
    small, large = (
        rao_scott_goodness(shares, spread, expected_shares=known, n=n, df_design=99)
        for n in (100, 200_000)
    )
    assert large.p_value == pytest.approx(small.p_value)
    assert large.chi_square == pytest.approx(2000 * small.chi_square)


@pytest.mark.parametrize(
    ("counts", "shares", "text"),
    [
        ([0, 0], [0.5, 0.5], "All counts are zero"),
        ([5, 5], [1.0, 0.0], "first level 1"),
        ([5, 5], [0.5, 0.3, 0.2], "2 levels and 3 known shares"),
        ([5], [1.0], "at least two"),
    ],
)
def test_a_distribution_that_cannot_be_tested_is_refused(
    counts: list[int], shares: list[float], text: str
) -> None:
    with pytest.raises(EstimationError, match=text):
        goodness_of_fit(np.array(counts), expected_shares=np.array(shares))


def test_shares_without_variance_are_refused() -> None:
    with pytest.raises(EstimationError, match="no variance"):
        rao_scott_goodness(
            np.array([0.5, 0.5]),
            np.zeros((2, 2)),
            expected_shares=np.array([0.4, 0.6]),
            n=10,
            df_design=9,
        )
