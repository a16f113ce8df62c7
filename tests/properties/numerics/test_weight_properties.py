"""What must hold for calibrated weights, whatever the sample."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.numerics.calibration import calibrate
from satisfaction.numerics.raking import Cells, rake, tabulate_cells

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.lists(st.integers(2, 6), min_size=1, max_size=4)
STEADY = settings(max_examples=60, deadline=None, derandomize=True)


def draw_sample(seed: int, sizes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Rows in which every level of every margin occurs, and their base weights."""
    rng = np.random.default_rng(seed)
    n = 150
    columns = [np.append(np.arange(size), rng.integers(0, size, n - size)) for size in sizes]
    return np.column_stack(columns), rng.uniform(0.5, 20, n)


def draw_targets(seed: int, rows: np.ndarray, weights: np.ndarray) -> list[np.ndarray]:
    """Margins of some other weights of the same rows, so that they can be met."""
    other = weights * np.random.default_rng(seed + 1).uniform(0.4, 2.5, len(weights))
    return [np.bincount(column, weights=other) for column in rows.T]


def margins_of(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.concatenate([np.bincount(column, weights=weights) for column in rows.T])


def raked_weights(
    rows: np.ndarray, weights: np.ndarray, targets: list[np.ndarray]
) -> tuple[Cells, np.ndarray]:
    cells = tabulate_cells(rows, weights=weights)
    raked = rake(cells.codes, base=cells.base, targets=targets, max_rounds=5_000)
    return cells, weights * raked.factors[cells.index]


@STEADY
@given(seed=SEEDS, sizes=SIZES)
def test_margins_are_met_after_raking(seed: int, sizes: list[int]) -> None:
    rows, weights = draw_sample(seed, sizes)
    targets = draw_targets(seed, rows, weights)
    _, found = raked_weights(rows, weights, targets)
    np.testing.assert_allclose(margins_of(rows, found), np.concatenate(targets), rtol=1e-10)
    assert (found > 0).all()


@STEADY
@given(seed=SEEDS, sizes=SIZES)
def test_raking_raked_weights_changes_nothing(seed: int, sizes: list[int]) -> None:
    rows, weights = draw_sample(seed, sizes)
    targets = draw_targets(seed, rows, weights)
    _, once = raked_weights(rows, weights, targets)
    _, twice = raked_weights(rows, once, targets)
    np.testing.assert_allclose(twice, once, rtol=1e-10)


@STEADY
@given(seed=SEEDS, sizes=SIZES, scale=st.floats(1e-3, 1e3))
def test_scaling_the_base_weights_leaves_raked_weights_alone(
    seed: int, sizes: list[int], scale: float
) -> None:
    rows, weights = draw_sample(seed, sizes)
    targets = draw_targets(seed, rows, weights)
    _, plain = raked_weights(rows, weights, targets)
    _, scaled = raked_weights(rows, weights * scale, targets)
    np.testing.assert_allclose(scaled, plain, rtol=1e-9)


@STEADY
@given(seed=SEEDS, sizes=SIZES)
def test_the_order_of_respondents_leaves_raked_weights_alone(seed: int, sizes: list[int]) -> None:
    rows, weights = draw_sample(seed, sizes)
    targets = draw_targets(seed, rows, weights)
    order = np.random.default_rng(seed).permutation(len(rows))
    _, plain = raked_weights(rows, weights, targets)
    _, shuffled = raked_weights(rows[order], weights[order], targets)
    np.testing.assert_allclose(shuffled, plain[order], rtol=1e-10)


@STEADY
@given(seed=SEEDS, sizes=SIZES)
def test_raking_by_cells_and_by_newton_steps_give_the_same_weights(
    seed: int, sizes: list[int]
) -> None:
    rows, weights = draw_sample(seed, sizes)
    targets = draw_targets(seed, rows, weights)
    indicators = [column[:, None] == np.unique(column) for column in rows.T]
    found = calibrate(
        np.column_stack(indicators).astype(float),
        base=weights,
        totals=np.concatenate(targets),
        distance="raking",
    )
    _, raked = raked_weights(rows, weights, targets)
    np.testing.assert_allclose(weights * found.factors, raked, rtol=1e-9)


@STEADY
@given(seed=SEEDS, sizes=SIZES)
def test_cells_hold_every_row_and_all_weight(seed: int, sizes: list[int]) -> None:
    rows, weights = draw_sample(seed, sizes)
    cells = tabulate_cells(rows, weights=weights)
    np.testing.assert_array_equal(cells.codes[cells.index], rows)
    np.testing.assert_allclose(cells.base.sum(), weights.sum(), rtol=1e-12)
    assert len(np.unique(cells.codes, axis=0)) == len(cells.codes)


@STEADY
@given(seed=SEEDS)
def test_linear_calibration_meets_totals_of_measures(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(80), rng.normal(50, 15, 80), rng.integers(0, 2, 80)])
    weights = rng.uniform(1, 5, 80)
    totals = (x.T @ weights) * rng.uniform(0.9, 1.1, 3)
    found = calibrate(x, base=weights, totals=totals)
    np.testing.assert_allclose(x.T @ (weights * found.factors), totals, rtol=1e-11)
