"""The cheapest safe choice, held against every choice there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.sparse import csr_array

from satisfaction.errors import EstimationError
from satisfaction.numerics.cell_systems import CellSystem
from satisfaction.numerics.disclosure_bounds import attack
from satisfaction.numerics.suppression import exposed, suppress


def line(values, *, costs=None, withheld=(), published=()):
    """Return parts and their total, in one sum."""
    full = np.array([*values, sum(values)], dtype=float)
    size = len(full)
    at = np.arange(size)
    return CellSystem(
        values=full,
        relations=csr_array(np.array([[1.0] * len(values) + [-1.0]])),
        switches=at,
        widths=np.full(size, 5.0),
        costs=np.array(costs or [1.0] * size),
        withheld=np.isin(at, withheld),
        published=np.isin(at, published),
        follows=np.zeros((0, 2), dtype=np.int64),
    )


def test_one_small_part_takes_the_cheapest_other_along():
    system = line([3, 40, 30, 20], costs=[1, 4, 3, 2, 50], withheld=[0])
    found = suppress(system)
    assert list(np.flatnonzero(found.withheld)) == [0, 3]
    assert found.loss == 3


def test_a_part_too_small_to_hide_behind_is_passed_over():
    system = line([3, 1, 30], costs=[1, 0.1, 3, 50], withheld=[0])
    assert list(np.flatnonzero(suppress(system).withheld)) == [0, 2]


def test_what_is_out_already_is_not_withheld():
    system = line([3, 40, 30], costs=[1, 1, 9, 50], withheld=[0], published=[1, 3])
    assert list(np.flatnonzero(suppress(system).withheld)) == [0, 2]


def test_a_width_that_cannot_be_had_is_reported():
    system = line([1, 1, 1], withheld=[0, 1, 2], published=[3])
    found = suppress(system)
    assert list(found.unreachable) == [0, 1, 2]


def test_the_interval_is_that_of_the_sum():
    system = line([3, 40, 30], withheld=[0, 2], published=[3])
    bounds = attack(system, system.withheld, np.array([0, 2]))
    assert bounds.lower == pytest.approx([0, 0])
    assert bounds.upper == pytest.approx([33, 33])


def test_figures_that_contradict_one_another_are_refused():
    system = line([3, 40, 30], withheld=[0])
    wrong = system.values.copy()
    wrong[3] = 60
    broken = CellSystem(
        **{name: getattr(system, name) for name in system.__dataclass_fields__ if name != "values"},
        values=wrong,
    )
    with pytest.raises(EstimationError, match="contradicts itself"):
        attack(broken, system.withheld, np.array([0]))


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_among_all_is_cheaper(seed):
    """Two-way tables of 2 x 3 with margins: all 2^11 choices are tried."""
    rng = np.random.default_rng(seed)
    inner = rng.poisson(rng.gamma(1.5, 8, (2, 3))).astype(float)
    full = np.block([[inner, inner.sum(1, keepdims=True)], [inner.sum(0), inner.sum()]])
    ties = np.zeros((7, 12))
    at = np.arange(12).reshape(3, 4)
    for k in range(3):
        ties[k, at[k, :3]], ties[k, at[k, 3]] = 1, -1
    for k in range(4):
        ties[3 + k, at[:2, k]], ties[3 + k, at[2, k]] = 1, -1
    values = full.ravel()
    published = np.arange(12) == 11
    system = CellSystem(
        values=values,
        relations=csr_array(ties),
        switches=np.arange(12),
        widths=np.full(12, 5.0),
        costs=rng.uniform(1, 3, 12),
        withheld=(values > 0) & (values < 5) & ~published,
        published=published,
        follows=np.zeros((0, 2), dtype=np.int64),
    )
    found = suppress(system)
    cheaper = [
        choice
        for bits in product([False, True], repeat=11)
        if system.loss(choice := np.array([*bits, False]) | system.withheld) < found.loss - 1e-6
    ]
    if not len(found.unreachable):
        assert all(len(exposed(system, c, most=1).cells) for c in dedupe(cheaper))


def dedupe(choices):
    return [np.array(c) for c in {tuple(map(bool, choice)) for choice in choices}]
