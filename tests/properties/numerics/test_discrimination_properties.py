"""What must hold for the area under the curve, whatever the scores."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.numerics.discrimination import discrimination

SEEDS = st.integers(0, 2**32 - 1)
STEADY = settings(max_examples=60, deadline=None, derandomize=True)


def draw(seed: int, values: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = np.r_[0.0, 1.0, rng.integers(0, 2, 40)]
    return y, rng.integers(0, values, 42) / values, rng.uniform(0.2, 9, 42)


@STEADY
@given(seed=SEEDS, values=st.integers(1, 60))
def test_it_is_the_weighted_share_of_all_pairs(seed: int, values: int) -> None:
    y, score, weights = draw(seed, values)
    right = np.sign(score[:, None] - score[None, :]) / 2 + 0.5
    pairs = np.outer(weights * y, weights * (1 - y))
    found = discrimination(y, score, weights)
    np.testing.assert_allclose(found.auc, (pairs * right).sum() / pairs.sum(), atol=1e-12)
    np.testing.assert_allclose(found.scores.sum(), 0.0, atol=1e-12)


@STEADY
@given(seed=SEEDS, values=st.integers(2, 60), scale=st.floats(1e-2, 1e2))
def test_only_the_order_counts_and_only_relative_weights(
    seed: int, values: int, scale: float
) -> None:
    y, score, weights = draw(seed, values)
    first = discrimination(y, score, weights)
    second = discrimination(y, np.exp(3 * score), weights * scale)
    np.testing.assert_allclose(second.auc, first.auc, rtol=1e-12)
    np.testing.assert_allclose(second.scores, first.scores, atol=1e-12)


@STEADY
@given(seed=SEEDS, values=st.integers(2, 60))
def test_scores_the_other_way_round_give_the_rest_of_the_pairs(seed: int, values: int) -> None:
    y, score, weights = draw(seed, values)
    there, back = discrimination(y, score, weights), discrimination(y, -score, weights)
    np.testing.assert_allclose(there.auc + back.auc, 1.0, atol=1e-12)
    np.testing.assert_allclose(there.scores, -back.scores, atol=1e-12)


@STEADY
@given(seed=SEEDS, values=st.integers(2, 60))
def test_a_respondent_split_in_two_half_weights_changes_nothing(seed: int, values: int) -> None:
    y, score, weights = draw(seed, values)
    twice = np.append(np.arange(42), 7)
    halves = weights[twice]
    halves[[7, -1]] /= 2
    np.testing.assert_allclose(
        discrimination(y[twice], score[twice], halves).auc,
        discrimination(y, score, weights).auc,
        rtol=1e-12,
    )
