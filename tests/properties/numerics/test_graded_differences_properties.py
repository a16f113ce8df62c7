"""Differences and joint covariances from the table of grades are those from the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.numerics.design import Design
from satisfaction.numerics.design_table import tabulate_design
from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.graded_differences import BOTH, FIRST, N_SIDES, graded_differences
from satisfaction.numerics.graded_means import graded_means
from satisfaction.numerics.graded_sums import tabulate_domains
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.numbering import flat_codes, number_codes
from satisfaction.numerics.units import degrees_of_freedom, pair_codes
from satisfaction.numerics.variance import covariance

SEEDS = st.integers(0, 2**32 - 1)
STEADY = settings(max_examples=20, deadline=None, derandomize=True)
CELLS = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]])
WORTH = np.array([[1.0, 5.0], [0.0, 2.0], [np.nan, np.nan]])
N_PAIRS = 3


def draw(seed: int) -> tuple[np.ndarray, np.ndarray, list[Design]]:
    """Draw grades, groups and designs that have a table."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(20, 200))
    weights = rng.uniform(0.1, 9, n)
    plain = Design(weights=weights, strata=rng.integers(0, 4, n))
    raked = replace(
        plain,
        calibration=CELLS,
        calibration_cells=rng.integers(0, 4, n),
        base_weights=weights * rng.uniform(0.8, 1.2, n),
    )
    some = np.where(rng.random(n) < 0.2, 0.0, weights)
    finite = replace(plain, population=np.full(4, n + 10.0))
    groups = rng.integers(-1, N_PAIRS * N_SIDES, n)
    return rng.integers(0, 3, n), groups, [plain, finite, raked, replace(raked, weights=some)]


@STEADY
@given(seed=SEEDS)
def test_a_difference_has_the_covariance_of_groups_that_overlap(seed: int) -> None:
    grades, groups, designs = draw(seed)
    values = WORTH[grades]
    for design in designs:
        table = tabulate_domains(tabulate_design(design), groups, n_domains=N_PAIRS * N_SIDES)
        ours = graded_differences(grades, WORTH, table)
        for pair in range(N_PAIRS):
            mine, side = groups // N_SIDES == pair, groups % N_SIDES
            first, second = (
                mean_scores(
                    values, weights=design.weights, domains=np.where(held, 0, -1), n_domains=1
                )
                for held in (
                    mine & ((side == FIRST) | (side == BOTH)),
                    mine & (side != FIRST),
                )
            )
            wanted = (first.estimates - second.estimates)[0]
            np.testing.assert_allclose(ours.estimates[pair], wanted, rtol=1e-12, atol=1e-13)
            errors = np.sqrt(np.diag(covariance(first.scores - second.scores, design)))
            kept = np.isfinite(wanted)
            np.testing.assert_allclose(
                ours.standard_errors[pair][kept], errors[kept], rtol=1e-10, atol=1e-8
            )
            assert np.isnan(ours.standard_errors[pair][~kept]).all()
            answered = mine & ~np.isnan(values[:, 0])
            assert ours.df[pair] == degrees_of_freedom(design, answered)


@STEADY
@given(seed=SEEDS)
def test_the_joint_covariance_is_that_of_the_rows(seed: int) -> None:
    grades, groups, designs = draw(seed)
    size = N_PAIRS * N_SIDES
    for design in designs:
        table = tabulate_domains(tabulate_design(design), groups, n_domains=size)
        ours = graded_means(grades, WORTH, table, joint=True).covariance
        for statistic in range(WORTH.shape[1]):
            column = WORTH[grades, statistic]
            rows = domain_means(column, design, domains=groups, n_domains=size, joint=True)
            scale = np.abs(rows.covariance).max()
            np.testing.assert_allclose(
                ours[statistic], rows.covariance, rtol=1e-10, atol=1e-13 * scale
            )


@STEADY
@given(seed=SEEDS)
def test_a_table_has_only_places_that_somebody_is_in(seed: int) -> None:
    """So that a month of many costs what its own respondents do, not what the whole design does."""
    _, groups, designs = draw(seed)
    for design in designs:
        one = np.where(groups == 0, 0, -1)
        table = tabulate_domains(tabulate_design(design), one, n_domains=1)
        np.testing.assert_array_equal(table.counts, np.bincount(table.of_row))
        assert (table.counts > 0).all()
        assert len(table.counts) <= np.count_nonzero(groups == 0)


@STEADY
@given(seed=SEEDS)
def test_combinations_are_numbered_in_order_however_many_there_could_be(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = [int(size) for size in rng.choice([1, 3, 40, 3_000, 100_000], 3)]
    columns = [rng.integers(0, size, 50) for size in sizes]
    flat = flat_codes([c.astype(np.int32) for c in columns], sizes)
    np.testing.assert_array_equal(flat, np.ravel_multi_index(columns, sizes))
    found, of_row, counts = number_codes(flat, int(np.prod(sizes)))
    np.testing.assert_array_equal(found, np.unique(flat))
    np.testing.assert_array_equal(found[of_row], flat)
    np.testing.assert_array_equal(counts, np.bincount(of_row))


def test_no_rows_have_no_combinations() -> None:
    nobody = np.zeros(0, dtype=np.int64)
    assert flat_codes([nobody, nobody], [0, 1_000]).tolist() == []
    assert [found.tolist() for found in pair_codes(nobody, nobody)] == [[], [], []]


def test_sizes_at_the_edge_of_a_number_of_bytes_give_every_combination_its_number() -> None:
    for size in (127, 128, 129, 32_767, 32_768, 32_769):
        last, none = np.array([size - 1, 0]), np.array([0, 0])
        assert flat_codes([none, last], [1, size]).tolist() == [size - 1, 0]
        assert flat_codes([last, none], [size, 1]).tolist() == [size - 1, 0]
        assert flat_codes([last, last], [size, size]).tolist() == [size**2 - 1, 0]
