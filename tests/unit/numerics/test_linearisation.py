"""Domain means, ratios and contrasts: edges, and the short way against the full one."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import EstimationError
from satisfaction.numerics.linearisation import (
    contrast,
    mean_scores,
    ratio_scores,
)

RNG = np.random.default_rng(8)
N = 400
STRATA = np.append(RNG.integers(0, 6, N - 1), 6)
DOMAINS = RNG.integers(-1, 12, N)
WEIGHTS = RNG.uniform(1, 9, N)
ANSWERS = np.where(RNG.random((N, 3)) < 0.1, np.nan, RNG.integers(0, 2, (N, 3)).astype(float))
POPULATION = np.bincount(STRATA) * RNG.uniform(1.5, 4, 7)


def test_scores_of_a_domain_are_zero_outside_it_and_sum_to_zero() -> None:
    means = mean_scores(ANSWERS, weights=WEIGHTS, domains=DOMAINS, n_domains=12)
    column = means.scores[:, 4 * 3 + 1]
    outside = (DOMAINS != 4) | np.isnan(ANSWERS[:, 1])
    assert not column[outside].any()
    assert column.sum() == pytest.approx(0, abs=1e-15)


def test_a_domain_without_answers_has_no_estimate_and_no_scores() -> None:
    means = mean_scores(
        np.array([np.nan, 1.0]), weights=np.ones(2), domains=np.array([0, 1]), n_domains=3
    )
    assert np.isnan(means.estimates[[0, 2], 0]).all()
    assert means.counts.ravel().tolist() == [0, 1, 0]
    assert not means.scores.any()


def test_a_domain_code_beyond_the_number_of_domains_is_refused() -> None:
    with pytest.raises(EstimationError, match="Domain code 3 occurs, but there are 3 domains"):
        mean_scores(np.ones(2), weights=np.ones(2), domains=np.array([0, 3]), n_domains=3)


def test_a_missing_estimate_spoils_only_the_contrasts_that_use_it() -> None:
    found = contrast(
        np.array([0.6, np.nan, 0.5]),
        np.diag([0.01, 0.0, 0.01]),
        np.array([[1.0, 0.0, -1.0], [1.0, -1.0, 0.0]]),
    )
    assert found.estimates[0] == pytest.approx(0.1)
    assert np.isnan(found.estimates[1])


def test_a_ratio_with_an_empty_denominator_is_refused() -> None:
    with pytest.raises(EstimationError, match="denominator of ratio 1"):
        ratio_scores(np.ones((3, 2)), np.array([[1.0, 0.0]] * 3))


def test_weighting_before_and_in_the_ratio_is_the_same() -> None:
    y, x = RNG.random(N), RNG.uniform(1, 2, N)
    inside = ratio_scores(y, x, weights=WEIGHTS)
    before = ratio_scores(y * WEIGHTS, x * WEIGHTS)
    np.testing.assert_allclose(inside.scores, before.scores, rtol=1e-13)
