"""Exact LMG against brute force over all subsets."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest

from satisfaction.errors import EstimationError
from satisfaction.numerics.shapley import exact_lmg

RNG = np.random.default_rng(12)


def random_correlation(columns: int) -> np.ndarray:
    data = RNG.standard_normal((60, columns)) @ RNG.standard_normal((columns, columns))
    return np.asarray(np.corrcoef(data, rowvar=False))


def r_squared(matrix: np.ndarray, inside: list[int]) -> float:
    if not inside:
        return 0.0
    outcome = matrix[0, inside]
    return float(outcome @ np.linalg.solve(matrix[np.ix_(inside, inside)], outcome))


def brute_force(matrix: np.ndarray, always: tuple[int, ...]) -> list[float]:
    drivers = [row for row in range(1, len(matrix)) if row not in always]
    p, shares = len(drivers), []
    for driver in drivers:
        rest, share = [other for other in drivers if other != driver], 0.0
        for size in range(p):
            weight = factorial(size) * factorial(p - size - 1) / factorial(p)
            for subset in combinations(rest, size):
                inside = [*always, *subset]
                share += weight * (r_squared(matrix, [*inside, driver]) - r_squared(matrix, inside))
        shares.append(share)
    return shares


@pytest.mark.parametrize("columns", [2, 3, 6, 8])
def test_shares_equal_brute_force(columns: int) -> None:
    matrix = random_correlation(columns)
    np.testing.assert_allclose(
        exact_lmg(matrix).shares, brute_force(matrix, ()), rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("always", [(1,), (3, 6), (2, 4, 5)])
def test_shares_with_columns_always_in_equal_brute_force(always: tuple[int, ...]) -> None:
    matrix = random_correlation(8)
    ours = exact_lmg(matrix, always_in=always)
    np.testing.assert_allclose(ours.shares, brute_force(matrix, always), rtol=1e-9, atol=1e-12)
    assert ours.r_squared_always == pytest.approx(r_squared(matrix, list(always)))


def test_shares_sum_to_the_gain_in_r_squared_with_15_drivers() -> None:
    matrix = random_correlation(18)
    found = exact_lmg(matrix, always_in=(4, 9))
    assert len(found.shares) == 15
    assert found.shares.sum() == pytest.approx(found.r_squared - found.r_squared_always)
    assert (found.shares >= 0).all()


def test_a_covariance_matrix_gives_the_shares_of_its_correlations() -> None:
    matrix = random_correlation(5)
    scale = np.array([3.0, 0.1, 20.0, 1.0, 7.0])
    np.testing.assert_allclose(
        exact_lmg(matrix * np.outer(scale, scale)).shares, exact_lmg(matrix).shares, rtol=1e-9
    )


def test_two_copies_of_a_driver_share_its_gain() -> None:
    matrix = np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 1.0], [0.5, 1.0, 1.0]])
    np.testing.assert_allclose(exact_lmg(matrix).shares, [0.125, 0.125], rtol=1e-12)


@pytest.mark.parametrize(
    ("matrix", "always", "text"),
    [
        (np.eye(18), (), "There are 17 drivers"),
        (np.eye(1), (), "There are 0 drivers"),
        (np.eye(3), (7,), r"Rows \[7\]"),
        (np.ones((2, 3)), (), "expected a square"),
        (np.full((3, 3), np.nan), (), "missing values"),
    ],
)
def test_a_division_that_cannot_be_made_is_refused(
    matrix: np.ndarray, always: tuple[int, ...], text: str
) -> None:
    with pytest.raises(EstimationError, match=text):
        exact_lmg(matrix, always_in=always)
