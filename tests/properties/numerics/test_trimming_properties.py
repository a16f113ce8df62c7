"""Properties of trimming that hold for any weights and limits."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from satisfaction.numerics.trimming import trim_weights

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=3, max_size=60).map(np.array)


@given(weights=WEIGHTS, low=st.floats(0, 0.9), high=st.floats(1.1, 5))
def test_strict_trimming_keeps_the_total_and_the_limits(
    weights: np.ndarray, low: float, high: float
) -> None:
    mean = weights.mean()
    lower, upper = low * mean, high * mean
    assume(((weights > lower) & (weights < upper)).any())
    found = trim_weights(weights, lower=lower, upper=upper).weights
    np.testing.assert_allclose(found.sum(), weights.sum(), rtol=1e-10)
    assert lower <= found.min() <= found.max() <= upper


@given(weights=WEIGHTS, high=st.floats(1.1, 5), factor=st.floats(0.1, 1000))
def test_the_unit_of_the_weights_does_not_matter(
    weights: np.ndarray, high: float, factor: float
) -> None:
    upper = high * weights.mean()
    here = trim_weights(weights, upper=upper, strict=False).weights
    there = trim_weights(weights * factor, upper=upper * factor, strict=False).weights
    np.testing.assert_allclose(there, here * factor, rtol=1e-9)
