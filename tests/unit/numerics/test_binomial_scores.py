"""Scores of shares near 0 and 1 are those of the binomial distribution."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm

from satisfaction.numerics.binomial_scores import binomial_score_limits, binomial_scores


@pytest.mark.parametrize(("share", "base"), [(0.95, 60), (0.5, 20), (0.03, 150)])
def test_a_score_is_the_normal_quantile_of_the_mid_p_probability(share, base):
    hits = np.arange(1, base)
    found = binomial_scores(share, np.full(base - 1, float(base)), hits / base)
    expected = norm.ppf(binom.cdf(hits - 1, base, share) + binom.pmf(hits, base, share) / 2)
    is_median = hits == binom.median(base, share)
    assert found[is_median].tolist() == [0.0]
    inside = (np.abs(expected) < 6) & ~is_median
    np.testing.assert_allclose(found[inside], expected[inside], rtol=1e-8, atol=1e-8)


def test_a_share_of_one_that_the_median_month_has_lies_on_no_side():
    assert binomial_scores(0.99, np.array([30.0]), np.array([1.0]))[0] == 0
    assert binomial_scores(0.9, np.array([30.0]), np.array([1.0]))[0] > 1
    assert binomial_scores(0.01, np.array([30.0]), np.array([0.0]))[0] == 0


def test_a_share_is_beyond_a_limit_exactly_if_its_score_is():
    bases = np.array([37.4, 60.0, 250.0])
    for end in (-3.0, 3.0):
        limits = binomial_score_limits(0.96, bases, end)
        assert ((limits >= 0) & (limits <= 1)).all()
        inner, outer = limits - end / 3 * 1e-6, limits + end / 3 * 1e-6
        within = limits < 1
        assert (np.abs(binomial_scores(0.96, bases, inner))[within] < 3).all()
        assert (np.abs(binomial_scores(0.96, bases, outer))[within] > 3).all()


def test_no_share_is_too_high_where_all_are_nearly_sure():
    assert binomial_score_limits(0.97, np.array([40.0]), 3.0).tolist() == [1.0]
    assert np.isnan(binomial_scores(0.97, np.array([40.0]), np.array([np.nan]))).all()
