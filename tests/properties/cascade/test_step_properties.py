"""Steps of a cascade, for any counts: contributions add up, and labels do not matter."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from satisfaction.numerics.partial_indicators import level_errors, partial_indicator
from satisfaction.representativeness.cascade_tables import holm
from satisfaction.representativeness.steps import (
    census_stage,
    draw_covariance,
    retention_step,
    stage_of,
)

levels = st.integers(2, 6)


@st.composite
def populations(draw):
    size = draw(levels)
    counts = draw(arrays(np.int64, size + 1, elements=st.integers(1, 400)))
    kept = [draw(st.integers(0, int(n))) for n in counts[:-1]]
    kept[0] = max(kept[0], 1)
    return counts.astype(float), np.array([*kept, 0], dtype=float)


@st.composite
def coded(draw):
    size = draw(levels)
    codes = np.array(draw(st.lists(st.integers(0, size), min_size=5, max_size=80)))
    weights = draw(arrays(np.float64, len(codes), elements=st.floats(0.1, 50)))
    stays = draw(arrays(np.bool_, len(codes)))
    stays[0], codes[0] = True, 0
    return size, codes, weights, stays


def census(counts, kept):
    before, after = census_stage("before", counts), census_stage("after", kept)
    return retention_step(before, after, chance="process", weight="none")


@given(populations())
def test_what_levels_lose_others_gain(population):
    step = census(*population)
    assert abs(step.differences.sum()) < 1e-12
    assert (step.errors >= 0).all()


@given(populations(), st.randoms(use_true_random=False))
def test_the_order_of_levels_changes_nothing(population, random):
    counts, kept = population
    order = list(range(len(counts) - 1))
    random.shuffle(order)
    moved = [*order, len(counts) - 1]
    plain, shuffled = census(counts, kept), census(counts[moved], kept[moved])
    np.testing.assert_allclose(shuffled.differences, plain.differences[order], atol=1e-14)
    np.testing.assert_allclose(shuffled.test_errors, plain.test_errors[order], rtol=1e-9)


@given(populations(), st.integers(2, 5))
def test_a_level_kept_at_the_overall_rate_keeps_its_share(population, times):
    counts, _ = population
    step = census(counts * times, counts)
    np.testing.assert_allclose(step.differences, 0, atol=1e-14)
    np.testing.assert_allclose(step.after.shares / step.before.shares, 1)


@given(coded(), st.floats(0.01, 100))
def test_the_unit_of_the_weights_changes_neither_shares_nor_errors(case, scale):
    size, codes, weights, stays = case

    def step(w):
        before = stage_of("before", codes, size, w)
        after = stage_of("after", codes[stays], size, w[stays])
        return retention_step(before, after, chance="response", weight="w")

    plain, scaled = step(weights), step(weights * scale)
    np.testing.assert_allclose(scaled.differences, plain.differences, atol=1e-12)
    np.testing.assert_allclose(scaled.test_errors, plain.test_errors, rtol=1e-6, atol=1e-12)
    assert (scaled.can_tell == plain.can_tell).all()


@given(coded())
def test_steps_through_any_stage_add_up_to_the_step_past_it(case):
    size, codes, weights, stays = case
    first = stage_of("a", codes, size)
    middle = stage_of("b", codes, size, weights)
    last = stage_of("c", codes[stays], size, weights[stays])
    parts = (middle.shares - first.shares) + (last.shares - middle.shares)
    np.testing.assert_allclose(parts, last.shares - first.shares, atol=1e-14)


@given(coded())
def test_drawing_everybody_has_no_variance(case):
    size, codes, _, _ = case
    counts = np.bincount(codes, minlength=size + 1).astype(float)[None, :]
    n = np.array([float(len(codes))])
    np.testing.assert_allclose(draw_covariance(counts, n, np.ones(1)), 0, atol=1e-12)


@given(arrays(np.float64, st.integers(1, 20), elements=st.floats(0, 1)))
def test_holm_only_raises_and_keeps_the_order(p_values):
    adjusted = holm(p_values)
    assert (adjusted >= p_values).all()
    assert (adjusted <= 1).all()
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(adjusted[order]) >= 0).all()


@given(coded())
def test_partial_indicators_of_levels_square_up_to_the_variable(case):
    size, codes, weights, stays = case
    values = np.where(stays, 0.7, 0.3)
    found = partial_indicator(values, codes, np.zeros_like(codes), weights=weights)
    together = np.sqrt((found.by_level_unconditional**2).sum())
    np.testing.assert_allclose(together, found.unconditional_unadjusted, atol=1e-12)
    sizes = np.bincount(codes, weights, size + 1)[: len(found.by_level_unconditional)]
    balance = np.sqrt(sizes) @ found.by_level_unconditional
    assert abs(balance) < 1e-9 * np.sqrt(weights.sum())
    assert (level_errors(stays.astype(float), codes, weights=weights) >= 0).all()
