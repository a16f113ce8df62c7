"""Trimming of weights, and what unequal weights cost."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import CalibrationError
from satisfaction.numerics.kish import kish_design_effect
from satisfaction.numerics.trimming import trim_weights


def test_what_is_cut_is_shared_equally_by_those_inside() -> None:
    found = trim_weights(np.array([1.0, 2.0, 3.0, 10.0]), upper=7)
    np.testing.assert_allclose(found.weights, [2, 3, 4, 7])
    assert found.outside.tolist() == [False, False, False, True]
    assert (found.moved, found.rounds) == (3, 1)


def test_weights_inside_the_limits_are_left_alone() -> None:
    found = trim_weights(np.array([1.0, 2.0]), lower=1, upper=2)
    assert found.weights.tolist() == [1, 2]
    assert (found.rounds, found.moved, found.outside.any()) == (0, 0, False)


def test_strict_repeats_until_all_are_inside() -> None:
    weights = np.array([1.0, 6.5, 14.0])
    once = trim_weights(weights, upper=8, strict=False).weights
    np.testing.assert_allclose(once, [4, 9.5, 8])
    found = trim_weights(weights, upper=8)
    assert found.weights.max() <= 8
    assert found.weights.sum() == pytest.approx(21.5)
    assert found.rounds > 1


def test_each_row_can_have_limits_of_its_own() -> None:
    base = np.array([1.0, 4.0, 4.0])
    found = trim_weights(np.array([4.0, 3.0, 2.0]), lower=base / 3, upper=base * 3)
    np.testing.assert_allclose(found.weights, [3, 3.5, 2.5])


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ({"lower": 3}, "sum to between 9 and inf, but their sum is 6"),
        ({"upper": 1.5}, "enclose the mean weight"),
        ({"lower": 2, "upper": 1}, "above the upper in 3 rows"),
        ({"upper": np.nan}, "limit is missing"),
    ],
)
def test_limits_that_no_weights_can_keep_are_refused(limits: dict[str, float], text: str) -> None:
    with pytest.raises(CalibrationError, match=text):
        trim_weights(np.array([1.0, 2.0, 3.0]), **limits)


def test_weights_that_are_all_outside_are_refused() -> None:
    with pytest.raises(CalibrationError, match="All 2 weights are beyond"):
        trim_weights(np.array([1.0, 9.0]), lower=2, upper=8)


def test_kish_is_one_for_equal_weights_and_n_for_a_single_one_that_counts() -> None:
    assert kish_design_effect(np.full(7, 3.2)) == pytest.approx(1)
    assert kish_design_effect(np.array([1.0, 0, 0, 0])) == 4
    assert np.isnan(kish_design_effect(np.zeros(2)))
