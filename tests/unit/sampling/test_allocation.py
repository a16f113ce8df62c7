"""The first stage against closed forms and against every allocation there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from satisfaction.sampling.allocation import Demand, allocate


def demand(**changes):
    usual = {
        "group": np.array([0, 0, 0]),
        "area": np.array([0, 1, 2]),
        "share": np.array([0.5, 0.3, 0.2]),
        "cost": np.array([2.0, 4.0, 1.0]),
        "low": np.full(3, 1.0),
        "high": np.full(3, 1e4),
        "variance": np.array([0.002]),
        "total": None,
    }
    return Demand(**{**usual, **changes})


def test_inside_the_bounds_it_is_neymans_allocation_with_costs():
    wanted = demand()
    root = np.sqrt(wanted.cost)
    exact = wanted.share / root * (wanted.share * root).sum() / 0.002
    np.testing.assert_allclose(allocate(wanted), exact, rtol=2e-3)


def test_the_precision_is_met_exactly():
    wanted = demand()
    made = allocate(wanted)
    assert (wanted.share**2 / made).sum() == pytest.approx(0.002, rel=1e-5)


def test_no_allocation_of_whole_numbers_that_is_precise_enough_is_cheaper():
    wanted = demand(variance=np.array([0.05]), high=np.array([12.0, 12.0, 3.0]))
    cheapest = min(
        float(np.array(made) @ wanted.cost)
        for made in itertools.product(range(1, 13), range(1, 13), range(1, 4))
        if (wanted.share**2 / np.array(made)).sum() <= 0.05
    )
    found = float(allocate(wanted) @ wanted.cost)
    assert found <= cheapest
    assert found >= 0.85 * cheapest


def test_given_interviews_go_to_strata_by_their_victims():
    made = allocate(demand(variance=None, total=np.array([400.0])))
    np.testing.assert_allclose(made, [200, 120, 80], rtol=2e-3)


def test_an_area_gets_its_minimum_and_the_group_keeps_its_number():
    made = allocate(demand(variance=None, total=np.array([400.0]), area_minimum=100))
    assert made.sum() == pytest.approx(400, rel=1e-6)
    assert made[2] == pytest.approx(100, rel=1e-4)
    np.testing.assert_allclose(made[0] / made[1], 5 / 3, rtol=5e-3)


def test_what_cannot_be_reached_takes_all_there_is():
    wanted = demand(high=np.array([50.0, 30.0, 20.0]))
    np.testing.assert_allclose(allocate(wanted), wanted.high, rtol=1e-6)


def test_one_group_out_of_reach_costs_another_nothing():
    wanted = demand(
        group=np.array([0, 1, 1]), share=np.array([1.0, 0.5, 0.5]), cost=np.ones(3),
        high=np.array([10.0, 1e4, 1e4]), variance=np.array([0.01, 0.01]),
    )  # fmt: skip
    np.testing.assert_allclose(allocate(wanted), [10, 50, 50], rtol=2e-3)
