"""Calibration: bounds, redundancy and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import CalibrationError
from satisfaction.numerics.calibration import Distance, calibrate, post_stratify

RNG = np.random.default_rng(11)
GROUP = RNG.integers(0, 3, 300)
AGE = RNG.normal(50, 15, 300)
X = np.column_stack([np.ones(300), GROUP == 1, GROUP == 2, AGE]).astype(float)
BASE = RNG.uniform(5, 15, 300)
TOTALS = (X.T @ BASE) * np.array([1.0, 1.08, 0.93, 1.01])


@pytest.mark.parametrize("distance", ["linear", "raking"])
def test_totals_of_levels_and_of_a_measure_are_met(distance: Distance) -> None:
    result = calibrate(X, base=BASE, totals=TOTALS, distance=distance)
    np.testing.assert_allclose(X.T @ (BASE * result.factors), TOTALS, rtol=1e-12)
    assert result.margin_error < 1e-12


@pytest.mark.parametrize("distance", ["linear", "logit"])
def test_factors_stay_within_their_bounds_when_the_bounds_bind(distance: Distance) -> None:
    free = calibrate(X, base=BASE, totals=TOTALS)
    bounds = (0.9, 1.12)
    assert free.factors.max() > bounds[1] or free.factors.min() < bounds[0]
    bound = calibrate(X, base=BASE, totals=TOTALS, distance=distance, bounds=bounds)
    assert bound.factors.min() >= bounds[0]
    assert bound.factors.max() <= bounds[1]
    np.testing.assert_allclose(X.T @ (BASE * bound.factors), TOTALS, rtol=1e-11)


def test_redundant_columns_change_nothing() -> None:
    more = np.column_stack([X, GROUP == 0, X[:, 3] * 2])
    totals = np.append(TOTALS, [TOTALS[0] - TOTALS[1] - TOTALS[2], 2 * TOTALS[3]])
    np.testing.assert_allclose(
        calibrate(more, base=BASE, totals=totals).factors,
        calibrate(X, base=BASE, totals=TOTALS).factors,
        rtol=1e-10,
    )


def test_totals_out_of_reach_of_the_bounds_are_an_error() -> None:
    with pytest.raises(CalibrationError, match="did not reach the totals"):
        calibrate(X, base=BASE, totals=TOTALS * 1.5, distance="logit", bounds=(0.8, 1.2))


def test_totals_that_contradict_one_another_are_an_error() -> None:
    twice = np.column_stack([X[:, 0], X[:, 0]])
    totals = np.array([TOTALS[0], TOTALS[0] * 1.1])
    with pytest.raises(CalibrationError, match="did not reach the totals"):
        calibrate(twice, base=BASE, totals=totals)


@pytest.mark.parametrize(
    ("distance", "bounds", "text"),
    [
        ("logit", None, "needs bounds"),
        ("raking", (0.5, 2.0), "takes no bounds"),
        ("linear", (1.2, 2.0), "must enclose 1"),
    ],
)
def test_bounds_that_do_not_suit_the_distance_are_refused(
    distance: Distance, bounds: tuple[float, float] | None, text: str
) -> None:
    with pytest.raises(CalibrationError, match=text):
        calibrate(X, base=BASE, totals=TOTALS, distance=distance, bounds=bounds)


@pytest.mark.parametrize(
    ("x", "base", "totals", "text"),
    [
        (X[:10], BASE, TOTALS, "expected \\(300, 4\\)"),
        (np.where(X == 1, np.nan, X), BASE, TOTALS, "of `x` are missing"),
        (X, np.where(BASE > 10, -BASE, BASE), TOTALS, "base weights are negative"),
    ],
)
def test_input_that_cannot_be_calibrated_is_refused(
    x: np.ndarray, base: np.ndarray, totals: np.ndarray, text: str
) -> None:
    with pytest.raises(CalibrationError, match=text):
        calibrate(x, base=base, totals=totals)


def test_post_stratification_gives_each_cell_its_population() -> None:
    result = post_stratify(GROUP, base=BASE, targets=np.array([1000.0, 500.0, 250.0]))
    achieved = np.bincount(GROUP, weights=BASE * result.factors)
    np.testing.assert_allclose(achieved, [1000, 500, 250], rtol=1e-13)


@pytest.mark.parametrize("targets", [[10.0, 5.0, 5.0, 1.0], [10.0, 5.0, 0.0]])
def test_a_cell_that_is_empty_on_one_side_is_refused(targets: list[float]) -> None:
    with pytest.raises(CalibrationError, match="1 cells have a population without respondents"):
        post_stratify(GROUP, base=BASE, targets=np.array(targets))


@pytest.mark.parametrize(
    ("targets", "text"),
    [([10.0, 5.0], "Cell codes run from 0 to 2"), ([10.0, 5.0, -1.0], "negative or missing")],
)
def test_cells_without_a_usable_population_are_refused(targets: list[float], text: str) -> None:
    with pytest.raises(CalibrationError, match=text):
        post_stratify(GROUP, base=BASE, targets=np.array(targets))


@pytest.mark.parametrize("seed", [3, 10, 18])
def test_totals_are_met_where_full_newton_steps_would_overshoot(seed: int) -> None:
    rng = np.random.default_rng(seed)
    income, group = np.exp(rng.normal(0, 1.5, 60)), rng.integers(0, 2, 60)
    x = np.column_stack([np.ones(60), income, group])
    base = rng.uniform(5, 15, 60)
    totals = (x.T @ base) * rng.uniform(0.6, 1.6, 3)
    result = calibrate(x, base=base, totals=totals, distance="raking")
    np.testing.assert_allclose(x.T @ (base * result.factors), totals, rtol=1e-11)
