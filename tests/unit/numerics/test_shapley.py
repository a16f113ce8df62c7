"""Exact LMG against brute force over all subsets."""

from __future__ import annotations

from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest

from satisfaction.errors import EstimationError, UsageError
from satisfaction.numerics.correlations import weighted_correlations
from satisfaction.numerics.shapley import conditional_dominance, exact_lmg
from satisfaction.numerics.shapley_sampling import sampled_lmg

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
        (np.eye(24), (), "There are 23 players.*sampled_lmg"),
        (np.eye(1), (), "a row for every player"),
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


def brute_force_of_groups(
    matrix: np.ndarray, groups: list[list[int]], always: list[int]
) -> np.ndarray:
    shares = np.zeros(len(groups))
    orders = list(permutations(range(len(groups))))
    for order in orders:
        inside = list(always)
        for player in order:
            before = r_squared(matrix, inside)
            inside += groups[player]
            shares[player] += (r_squared(matrix, inside) - before) / len(orders)
    return shares


@pytest.mark.parametrize(
    ("groups", "always"),
    [
        ([[1, 2], [3], [4, 5, 6]], [7, 8]),
        ([[5], [1, 3]], []),
        ([[2, 4], [1, 6], [3, 5], [7, 8]], []),
    ],
)
def test_players_of_several_columns_equal_brute_force(
    groups: list[list[int]], always: list[int]
) -> None:
    matrix = random_correlation(9)
    found = exact_lmg(matrix, groups=groups, always_in=always)
    # A column that is neither in a player nor always in is out of every model.
    expected = brute_force_of_groups(matrix, groups, always)
    np.testing.assert_allclose(found.shares, expected, rtol=0, atol=1e-12)


def test_replicates_on_the_last_axis_are_divided_each_on_its_own() -> None:
    matrices = [random_correlation(7) for _ in range(5)]
    together = exact_lmg(np.stack(matrices, axis=-1), groups=[[1, 2], [3], [4]], always_in=[6])
    for place, matrix in enumerate(matrices):
        alone = exact_lmg(matrix, groups=[[1, 2], [3], [4]], always_in=[6])
        np.testing.assert_allclose(together.shares[:, place], alone.shares, atol=1e-14)
        assert np.asarray(together.r_squared)[place] == pytest.approx(alone.r_squared)


def test_conditional_dominance_averages_to_the_shares_and_starts_with_each_alone() -> None:
    matrix = random_correlation(6)
    gains = conditional_dominance(matrix)
    np.testing.assert_allclose(gains.mean(axis=1), exact_lmg(matrix).shares, atol=1e-13)
    alone = [r_squared(matrix, [row]) for row in range(1, 6)]
    np.testing.assert_allclose(gains[:, 0], alone, atol=1e-13)


@pytest.mark.parametrize("weighted", [False, True])
def test_weighted_correlations_are_those_of_numpy(weighted: bool) -> None:  # noqa: FBT001
    x, y = RNG.normal(size=(80, 4)) + 1e6, RNG.normal(size=80)
    weights = RNG.uniform(0.2, 3, 80) if weighted else np.ones(80)
    cov = np.cov(np.column_stack([y, x]), rowvar=False, aweights=weights)
    expected = cov / np.sqrt(np.outer(np.diag(cov), np.diag(cov)))
    np.testing.assert_allclose(weighted_correlations(y, x, weights), expected, atol=1e-9)
    many = weighted_correlations(y, x, np.column_stack([weights, weights * 2]))
    np.testing.assert_allclose(many[:, :, 1], expected, atol=1e-9)


def test_a_column_without_variance_explains_nothing() -> None:
    x = np.column_stack([RNG.normal(size=50), np.ones(50)])
    y = x[:, 0] + RNG.normal(size=50)
    shares = exact_lmg(weighted_correlations(y, x, np.ones(50))).shares
    assert shares[1] == 0
    assert shares[0] > 0


def test_sampled_orders_agree_with_all_of_them_within_their_error() -> None:
    matrix = random_correlation(12)
    exact = exact_lmg(matrix, groups=[[1, 2], [3], [4], [5, 6], [7], [8], [9]], always_in=[10])
    found = sampled_lmg(
        matrix,
        groups=[[1, 2], [3], [4], [5, 6], [7], [8], [9]],
        always_in=[10],
        orders=400,
        seed=3,
    )
    assert (np.abs(found.shares - exact.shares) < 4 * found.errors + 1e-9).all()
    assert found.r_squared == pytest.approx(exact.r_squared, abs=1e-8)
    assert found.errors.max() < 0.02


def test_thirty_players_can_be_sampled_and_sum_to_r_squared() -> None:
    matrix = random_correlation(31)
    found = sampled_lmg(matrix, orders=50, seed=3)
    assert found.shares.sum() == pytest.approx(r_squared(matrix, list(range(1, 31))), abs=1e-6)


def test_too_few_orders_are_refused() -> None:
    with pytest.raises(UsageError, match="too few"):
        sampled_lmg(random_correlation(4), orders=3, seed=1)


def test_a_row_in_two_players_is_refused() -> None:
    with pytest.raises(EstimationError, match="at most once"):
        exact_lmg(random_correlation(5), groups=[[1, 2], [2, 3]])
