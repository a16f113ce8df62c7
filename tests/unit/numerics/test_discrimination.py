"""The area under the curve is a share of pairs, and its error that of the design."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import EstimationError
from satisfaction.numerics.design import Design
from satisfaction.numerics.discrimination import discrimination
from satisfaction.numerics.variance import covariance


def by_pairs(y, score, weights):
    one, none = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    above = (score[one][:, None] > score[none]) + 0.5 * (score[one][:, None] == score[none])
    pairs = np.outer(weights[one], weights[none])
    return float((above * pairs).sum() / pairs.sum())


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_weighted_share_of_pairs_with_ties_as_halves(seed):
    rng = np.random.default_rng(seed)
    y = (rng.random(60) < 0.4).astype(float)
    score, weights = rng.integers(0, 6, 60) + y, rng.uniform(0.2, 3, 60)
    found = discrimination(y, score, weights)
    assert found.auc == pytest.approx(by_pairs(y, score, weights), abs=1e-12)


def test_its_error_is_the_spread_over_samples():
    rng = np.random.default_rng(4)
    areas, errors = [], []
    for _ in range(600):
        y = (rng.random(200) < 0.3).astype(float)
        found = discrimination(y, rng.normal(size=200) + y, np.ones(200))
        areas.append(found.auc)
        errors.append(np.sqrt(covariance(found.scores, Design(weights=np.ones(200)))[0, 0]))
    # 600 samples: Monte Carlo error of a standard deviation 2.9 %.
    assert np.std(areas) == pytest.approx(np.mean(errors), rel=0.09)


def test_without_pairs_there_is_nothing_to_tell():
    with pytest.raises(EstimationError, match="pairs"):
        discrimination(np.ones(5), np.arange(5.0), np.ones(5))
