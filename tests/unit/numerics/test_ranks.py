"""Intervals of ranks hold the true rank, also where some are nearly level."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.numerics.ranks import rank_intervals


def drawn(truth, errors, rng, draws=400):
    estimates = truth + errors * rng.standard_normal(len(truth))
    return estimates, estimates[:, None] + errors[:, None] * rng.standard_normal(
        (len(truth), draws)
    )


def coverage(truth, errors, samples=400):
    """Share of samples whose intervals hold each true rank; level ones may take any tied rank."""
    rng = np.random.default_rng(77)
    held = np.zeros(len(truth))
    best = np.array([(truth > value).sum() + 1 for value in truth])
    worst = np.array([(truth >= value).sum() for value in truth])
    for _ in range(samples):
        found = rank_intervals(*drawn(truth, errors, rng), confidence=0.95)
        held += (found.lower <= best) & (found.upper >= worst)
    return held / samples


@pytest.mark.parametrize(
    "truth",
    [[0.3, 0.2, 0.1, 0.0, 0.0], [0.1, 0.1, 0.1, 0.1, 0.1], [0.20, 0.19, 0.18, 0.0, 0.0]],
    ids=["apart", "all level", "nearly level"],
)
def test_intervals_hold_the_true_rank(truth):
    # 400 samples: Monte Carlo error of 95 % is 1.1 points.
    assert coverage(np.array(truth), np.full(5, 0.03)).min() >= 0.95 - 2.33 * 0.011


def test_counting_ranks_in_the_draws_would_cover_too_little_where_all_are_level():
    """The reason why intervals test differences."""
    rng, errors, held = np.random.default_rng(77), np.full(5, 0.03), 0
    for _ in range(400):
        _, draws = drawn(np.full(5, 0.1), errors, rng)
        ranks = np.argsort(np.argsort(-draws, axis=0), axis=0)[0] + 1
        lower, upper = np.quantile(ranks, [0.025, 0.975], method="inverted_cdf")
        held += (lower <= 1) and (upper >= 5)
    assert held / 400 < 0.9


def test_chances_are_of_each_driver_and_of_each_rank():
    rng = np.random.default_rng(2)
    estimates, draws = drawn(np.array([0.3, 0.2, 0.1]), np.array([0.1, 0.1, 0.1]), rng)
    found = rank_intervals(estimates, draws, confidence=0.95)
    assert found.chances.sum(axis=0) == pytest.approx(1)
    assert found.chances.sum(axis=1) == pytest.approx(1)
    assert found.among_first(3) == pytest.approx(1)
    assert found.among_first(1).tolist() == found.chances[:, 0].tolist()


def test_one_alone_is_first():
    found = rank_intervals(np.array([0.2]), np.full((1, 50), 0.2), confidence=0.95)
    assert (found.lower.tolist(), found.upper.tolist()) == ([1], [1])
