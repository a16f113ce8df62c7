"""Cross products under many weights."""

import numpy as np
import pytest

from satisfaction.numerics.correlations import weighted_correlations
from satisfaction.numerics.weighted_products import weighted_products


@pytest.mark.parametrize("share_of_zeros", [0.0, 0.9, 1.0])
def test_products_are_those_of_the_definition(share_of_zeros: float) -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(60, 7)) * (rng.random((60, 7)) >= share_of_zeros)
    weights = rng.random((60, 4))
    expected = np.einsum("ib,ij,il->jlb", weights, x, x)
    np.testing.assert_allclose(weighted_products(x, weights), expected, rtol=1e-12, atol=1e-14)


def test_a_column_that_does_not_vary_correlates_with_nothing() -> None:
    rng = np.random.default_rng(4)
    weights = rng.random((500, 40))
    x = np.column_stack([np.ones(500), rng.integers(0, 2, 500)]).astype(float)
    found = weighted_correlations(rng.integers(0, 2, 500).astype(float), x, weights)
    assert not found[1].any()
    assert np.abs(found).max() <= 1 + 1e-12
