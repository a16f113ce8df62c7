"""What must hold for attributed shares, whatever the answers."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from satisfaction.numerics.attributable import AttributableShares, attributable_shares
from satisfaction.numerics.logit import fit_logit
from satisfaction.numerics.shapley import exact_lmg

SEEDS = st.integers(0, 2**32 - 1)
STEADY = settings(max_examples=40, deadline=None, derandomize=True)


def draw(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    grade = rng.integers(0, 3, (300, 3))
    x = np.column_stack([np.ones(300), grade == 0, grade == 2]).astype(float)
    slopes = np.concatenate([[-1.0], rng.uniform(-1, 1.5, 3), rng.uniform(-1, 1, 3)])
    y = (rng.random(300) < 1 / (1 + np.exp(-x @ slopes))).astype(float)
    return x, y, rng.uniform(0.5, 10, 300)


def find(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> AttributableShares:
    fit = fit_logit(y, x, weights=weights)
    assume(fit.converged)
    return attributable_shares(
        fit, x, y, weights=weights, low_columns=[1, 2, 3], other_columns=[[4], [5], [6]]
    )


@STEADY
@given(seed=SEEDS, scale=st.floats(1e-2, 1e2))
def test_scaling_the_weights_changes_no_share(seed: int, scale: float) -> None:
    x, y, weights = draw(seed)
    first, second = find(x, y, weights), find(x, y, weights * scale)
    np.testing.assert_allclose(second.shares, first.shares, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(second.scores, first.scores, rtol=1e-6, atol=1e-12)


@STEADY
@given(seed=SEEDS)
def test_shares_and_penalties_have_the_sign_of_their_coefficient(seed: int) -> None:
    x, y, weights = draw(seed)
    found = find(x, y, weights)
    signs = np.sign(fit_logit(y, x, weights=weights).coefficients[1:4])
    np.testing.assert_array_equal(np.sign(found.shares), signs)
    np.testing.assert_array_equal(np.sign(found.penalties), signs)
    assert (found.shares <= 1).all()


@STEADY
@given(seed=SEEDS)
def test_a_respondent_split_in_two_half_weights_changes_no_share(seed: int) -> None:
    x, y, weights = draw(seed)
    twice = np.append(np.arange(300), 7)
    halves = weights[twice]
    halves[[7, -1]] /= 2
    first, second = find(x, y, weights), find(x[twice], y[twice], halves)
    np.testing.assert_allclose(second.shares, first.shares, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(second.reach, first.reach, rtol=1e-12)


@STEADY
@given(seed=SEEDS, columns=st.integers(2, 8))
def test_lmg_shares_are_not_negative_sum_to_r_squared_and_follow_their_columns(
    seed: int, columns: int
) -> None:
    rng = np.random.default_rng(seed)
    data = rng.standard_normal((50, columns)) @ rng.standard_normal((columns, columns))
    matrix = np.asarray(np.corrcoef(data, rowvar=False), dtype=np.float64)
    order = np.append(0, 1 + rng.permutation(columns - 1))
    found = exact_lmg(matrix)
    assert (found.shares >= -1e-12).all()
    np.testing.assert_allclose(found.shares.sum(), found.r_squared, rtol=1e-10)
    np.testing.assert_allclose(
        exact_lmg(matrix[np.ix_(order, order)]).shares,
        found.shares[order[1:] - 1],
        rtol=1e-8,
        atol=1e-10,
    )
