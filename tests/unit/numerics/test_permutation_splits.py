"""The best cut against every cut there is, and p-values where nothing is to be found."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from satisfaction.numerics.permutation_splits import Grouping, Room, best_cut

ROOM = Room(searched=5)


def cut(y, groupings, *, weights=None, permutations=99, clusters=None, room=ROOM, seed=0):
    return best_cut(
        np.asarray(y, dtype=float),
        np.ones(len(y)) if weights is None else weights,
        groupings,
        room=room,
        permutations=permutations,
        rng=np.random.default_rng(seed),
        clusters=clusters,
    )


def grouping(codes, size, *, is_ordered=False, others=0):
    return Grouping(codes=codes, others=np.full(size, others), is_ordered=is_ordered)


def height(y, weights, inside):
    """Return the statistic of one cut from its definition."""
    e = y - np.average(y, weights=weights)
    part = weights[inside].sum() / weights.sum()
    variance = (weights[inside] ** 2).sum() * (1 - 2 * part) + part**2 * (weights**2).sum()
    return abs((weights * e)[inside].sum()) / np.sqrt(variance * np.average(e**2, weights=weights))


@pytest.mark.parametrize("seed", range(8))
def test_an_unordered_grouping_is_cut_as_the_best_of_all_cuts(seed):
    rng = np.random.default_rng(seed)
    codes = np.concatenate([np.arange(6).repeat(6), rng.integers(0, 6, 200)])
    y = (rng.random(236) < 0.1 + 0.1 * codes[rng.permutation(236)] / 6).astype(float)
    found = cut(y, [grouping(codes, 6)])
    every = [
        height(y, np.ones(236), np.isin(codes, side))
        for size in range(1, 6)
        for side in combinations(range(6), size)
    ]
    assert found.statistic == pytest.approx(max(every), rel=1e-12)
    assert height(y, np.ones(236), found.first[codes]) == pytest.approx(max(every), rel=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_an_ordered_grouping_is_cut_between_neighbours_with_its_weights(seed):
    rng = np.random.default_rng(seed)
    codes, weights = rng.integers(0, 7, 300), rng.gamma(3, 1, 300)
    y = (rng.random(300) < np.where(codes > 3, 0.4, 0.2)).astype(float)
    found = cut(y, [grouping(codes, 7, is_ordered=True)], weights=weights)
    every = [height(y, weights, codes <= last) for last in range(6)]
    assert found.statistic == pytest.approx(max(every), rel=1e-12)
    assert found.first.tolist() == (np.arange(7) <= np.argmax(every)).tolist()


def test_a_side_never_has_fewer_than_there_is_room_for():
    y = np.concatenate([np.ones(4), np.zeros(96)])
    codes = np.concatenate([np.zeros(4, int), np.arange(96) % 4 + 1])
    found = cut(y, [grouping(codes, 5)], room=Room(searched=5))
    assert np.bincount(found.first[codes].astype(int)).min() >= 5
    kept_out = Grouping(codes=codes % 2, others=np.array([40, 29]))
    assert cut(y, [kept_out], room=Room(searched=5, others=30)) is None
    assert cut(y, [kept_out], room=Room(searched=5, others=29)) is not None


def test_without_any_cut_or_any_variation_there_is_none():
    y = np.tile([0.0, 1.0], 20)
    assert cut(y, [grouping(np.zeros(40, int), 1)]) is None
    assert cut(np.ones(40), [grouping(np.arange(40) % 2, 2)]) is None


def test_levels_that_nobody_searched_has_go_with_the_larger_side():
    codes = np.concatenate([np.zeros(30, int), np.full(70, 2)])
    y = (codes == 0).astype(float)
    found = cut(y, [grouping(codes, 4)])
    assert found.first.tolist() == [False, True, True, True]


def test_the_grouping_that_tells_is_chosen_though_another_has_thirty_levels():
    rng = np.random.default_rng(5)
    two, many = rng.integers(0, 2, 800), rng.integers(0, 30, 800)
    y = (rng.random(800) < np.where(two, 0.35, 0.15)).astype(float)
    found = cut(y, [grouping(many, 30), grouping(two, 2)], permutations=199)
    assert found.grouping == 1
    assert found.p_value == 1 / 200


def test_where_nothing_tells_groupings_are_chosen_about_equally_and_p_values_are_uniform():
    chosen, p_values = [], []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        groups = [grouping(rng.integers(0, size, 250), size) for size in (2, 12)]
        y = (rng.random(250) < 0.25).astype(float)
        found = cut(y, groups, weights=rng.gamma(2, 1, 250), permutations=39, seed=seed)
        chosen.append(found.grouping)
        p_values.append(found.p_value)
    # Of 300: standard error 2.9 points of the choice, 1.3 points of the rate of 5 %.
    assert 0.40 < np.mean(chosen) < 0.60
    assert np.mean(np.array(p_values) <= 0.05) <= 0.05 + 2.33 * 0.013
    assert 0.4 < np.mean(p_values) < 0.62


def test_clusters_that_agree_are_not_taken_for_a_difference():
    """Twenty households of ten agree; respondents one by one would make each a finding."""
    rate = {True: 0, False: 0}
    for seed in range(120):
        rng = np.random.default_rng(seed)
        homes = np.repeat(np.arange(20), 10)
        y = (rng.random(20) < 0.4).astype(float)[homes]
        groups = [grouping((np.arange(20) % 2)[homes], 2)]
        for together in rate:
            found = cut(y, groups, clusters=homes if together else None, permutations=39, seed=seed)
            rate[together] += found is not None and found.p_value <= 0.05
    assert rate[False] > 40
    assert rate[True] <= 120 * 0.05 + 2.33 * 2.4


def test_clusters_of_different_sizes_still_exchange_outcomes():
    rng = np.random.default_rng(2)
    sizes = rng.integers(1, 6, 150)
    homes = np.repeat(np.arange(150), sizes)
    place = rng.integers(0, 2, 150)[homes]
    y = (rng.random(150)[homes] < np.where(place, 0.7, 0.2)).astype(float)
    found = cut(y, [grouping(place, 2)], clusters=homes, permutations=199)
    assert found.p_value == 1 / 200


def test_scaling_weights_or_renaming_levels_changes_nothing():
    rng = np.random.default_rng(6)
    codes, weights = rng.integers(0, 5, 300), rng.gamma(3, 1, 300)
    y = (rng.random(300) < 0.1 + 0.06 * codes).astype(float)
    found = cut(y, [grouping(codes, 5)], weights=weights)
    scaled = cut(y, [grouping(codes, 5)], weights=7 * weights)
    renamed = cut(y, [grouping(4 - codes, 5)], weights=weights)
    assert scaled.statistic == pytest.approx(found.statistic)
    assert scaled.p_value == renamed.p_value == found.p_value
    assert renamed.first.tolist() == found.first[::-1].tolist()
