"""How many to issue from each stratum."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import UsageError
from satisfaction.synthesis.allocation import allocate


def test_groups_of_any_size_give_about_equal_interviews():
    available = np.array([900, 300, 9_000, 3_000])
    response = np.array([0.5, 0.5, 0.25, 0.25])
    group = np.array([0, 0, 1, 1])
    issued = allocate(available, response, group, interviews=400)
    assert (issued * response)[group == 0].sum() == pytest.approx(200, abs=1)
    assert (issued * response)[group == 1].sum() == pytest.approx(200, abs=1)


def test_strata_share_by_the_square_root_of_their_size():
    issued = allocate(np.array([1_600, 100]), np.array([0.5, 0.5]), np.zeros(2, int), interviews=50)
    assert issued.tolist() == [80, 20]


def test_what_a_small_group_cannot_give_the_others_do():
    available = np.array([20, 1_000, 1_000])
    issued = allocate(available, np.full(3, 0.5), np.arange(3), interviews=210)
    assert issued.tolist() == [20, 200, 200]


def test_more_interviews_than_there_are_victims_is_refused_with_the_number_that_can_be_had():
    with pytest.raises(UsageError, match="would give about 50"):
        allocate(np.array([100]), np.array([0.5]), np.array([0]), interviews=51)
