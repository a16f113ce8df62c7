"""Adjusted p-values, beside those of statsmodels."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from satisfaction.numerics.discovery import false_discovery_q_values, holm_p_values


@pytest.mark.parametrize("size", [1, 2, 40])
@pytest.mark.parametrize(
    ("adjust", "method"), [(holm_p_values, "holm"), (false_discovery_q_values, "fdr_bh")]
)
def test_adjusted_p_values_are_those_of_statsmodels(adjust, method, size) -> None:
    given = np.random.default_rng(size).uniform(size=size).round(2) ** 3
    np.testing.assert_allclose(adjust(given), multipletests(given, method=method)[1], rtol=1e-13)


def test_no_p_value_gives_none() -> None:
    assert holm_p_values([]).tolist() == []
    assert false_discovery_q_values([float("nan")]).tolist() == pytest.approx([np.nan], nan_ok=True)
