"""Random numbers that never change."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.synthesis.streams import Streams


def test_a_stream_gives_these_numbers_on_every_platform_and_version_of_numpy():
    drawn = Streams(seed=2007).uniform("user_group", 3)
    assert drawn.tolist() == PINNED


def test_streams_of_different_names_and_seeds_differ():
    first = Streams(seed=2007).uniform("age", 4)
    assert not np.array_equal(first, Streams(seed=2007).uniform("gender", 4))
    assert not np.array_equal(first, Streams(seed=2008).uniform("age", 4))


def test_a_longer_draw_begins_with_the_shorter_one():
    streams = Streams(seed=1)
    assert np.array_equal(streams.uniform("x", 100)[:10], streams.uniform("x", 10))


def test_no_rows_give_no_numbers():
    assert len(Streams(seed=1).uniform("x", 0)) == 0


def test_each_row_chooses_by_its_own_shares():
    shares = np.zeros((3, 121))
    shares[0, 5] = shares[1, 60] = shares[2, 120] = 1.0
    # Small codes: 2 x 121 does not fit into eight bits.
    which = np.array([2, 0, 1, 2], dtype=np.int8)
    assert Streams(seed=1).choose_by("x", shares, which).tolist() == [120, 5, 60, 120]


def test_choices_follow_their_shares():
    chosen = Streams(seed=3).choose("x", np.array([1.0, 3.0]), 40_000)
    assert abs(chosen.mean() - 0.75) < 4 * np.sqrt(0.75 * 0.25 / 40_000)


def test_whole_numbers_reach_both_ends_and_no_further():
    drawn = Streams(seed=3).integers("x", 2, 5, 10_000)
    assert sorted(set(drawn.tolist())) == [2, 3, 4, 5]


def test_normal_numbers_have_mean_0_and_variance_1():
    drawn = Streams(seed=3).normal("x", 40_000)
    assert abs(drawn.mean()) < 4 / np.sqrt(40_000)
    assert drawn.var() == pytest.approx(1, abs=4 * np.sqrt(2 / 40_000))


PINNED = [0.19527383814429367, 0.3412363562898836, 0.6395236722727821]
