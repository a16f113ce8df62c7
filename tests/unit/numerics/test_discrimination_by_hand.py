"""The area under the curve: every pair by hand, and how it moves with each weight."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.numerics.discrimination import discrimination

Y = np.array([1.0, 1.0, 1.0, 0.0, 0.0])
SCORE = np.array([0.9, 0.5, 0.2, 0.5, 0.1])


def test_pairs_are_counted_by_hand_and_ties_count_half():
    # 0.9 beats both; 0.5 ties and beats; 0.2 loses and beats: 2 + 1.5 + 1 of 6 pairs.
    assert discrimination(Y, SCORE, np.ones(5)).auc == pytest.approx(4.5 / 6, abs=1e-15)


def test_pairs_count_with_the_product_of_their_weights():
    # 2 x (3 + 1) + 1 x (3 / 2 + 1) + 5 x 1, of 8 x 4.
    found = discrimination(Y, SCORE, np.array([2.0, 1.0, 5.0, 3.0, 1.0]))
    assert found.auc == pytest.approx(15.5 / 32, abs=1e-15)


def test_only_pairs_of_the_same_group_count():
    # In the first group 0.9 beats 0.5 and 0.2 loses to it; in the second 0.5 beats 0.1.
    found = discrimination(Y, SCORE, np.ones(5), groups=np.array([0, 1, 0, 0, 1]))
    assert found.auc == pytest.approx(2 / 3, abs=1e-15)


@pytest.mark.parametrize("groups", [None, np.arange(60) % 4])
def test_scores_are_the_weight_times_the_derivative_by_it(groups):
    rng = np.random.default_rng(4)
    y, weights = (rng.random(60) < 0.4).astype(float), rng.uniform(0.5, 4, 60)
    predicted = rng.integers(0, 9, 60) + 0.5 * y
    found = discrimination(y, predicted, weights, groups=groups)
    for row in range(0, 60, 7):
        step = np.zeros(60)
        step[row] = 1e-6
        up = discrimination(y, predicted, weights + step, groups=groups).auc
        down = discrimination(y, predicted, weights - step, groups=groups).auc
        assert found.scores[row] == pytest.approx(weights[row] * (up - down) / 2e-6, abs=1e-8)
