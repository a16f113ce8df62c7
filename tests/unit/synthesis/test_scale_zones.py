"""Scales of any length and either direction, as zones."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.definitions.scales import Scale
from satisfaction.synthesis.scale_zones import spread, zones_of


def scale(grades: int, satisfied, dissatisfied, top=()):
    return Scale(
        grades={str(n): f"grade {n}" for n in range(1, grades + 1)},
        satisfied=tuple(map(str, satisfied)),
        dissatisfied=tuple(map(str, dissatisfied)),
        top=tuple(map(str, top)),
    )


def test_seven_points_from_best_to_worst_have_all_four_zones():
    zones = zones_of(scale(7, [1, 2, 3], [5, 6, 7], [1, 2]))
    assert (zones.low, zones.neither, zones.fair, zones.top) == ((4, 5, 6), (3,), (2,), (1, 0))


def test_the_mildest_grade_comes_first_also_when_the_best_grade_is_last():
    zones = zones_of(scale(5, [4, 5], [1, 2], [5]))
    assert (zones.low, zones.neither, zones.fair, zones.top) == ((1, 0), (2,), (3,), (4,))


def test_without_a_stated_top_all_satisfied_grades_are_the_top():
    zones = zones_of(scale(10, [7, 8, 9, 10], [1, 2, 3, 4]))
    assert not zones.has_top
    assert (zones.top, zones.fair) == ((6, 7, 8, 9), ())


def test_a_yes_or_no_has_no_middle_that_a_top_rating_could_be_better_than():
    assert not zones_of(scale(2, [1], [2], [1])).has_middle


@pytest.mark.parametrize("place", [0.0, 0.3, 0.9999999])
def test_a_zone_of_one_grade_always_gives_it(place):
    assert spread((3,), np.array([place])).tolist() == [3]


def test_each_grade_of_a_zone_is_rarer_than_the_one_before():
    drawn = spread((4, 5, 6), (np.arange(1_000) + 0.5) / 1_000)
    counts = [int((drawn == grade).sum()) for grade in (4, 5, 6)]
    assert counts[0] > counts[1] > counts[2] > 0
