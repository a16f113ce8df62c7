"""No withheld count follows from the others; withholding more never tells more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from satisfaction.numerics.cell_systems import CellSystem
from satisfaction.numerics.disclosure_bounds import attack
from satisfaction.numerics.suppression import suppress

THRESHOLD = 5.0


@st.composite
def tables(draw):
    """Return a two-way table of counts."""
    shape = draw(st.tuples(st.integers(2, 4), st.integers(2, 4)))
    cells = draw(
        st.lists(st.integers(0, 40), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    )
    return np.array(cells, dtype=float).reshape(shape)


def system_of(table):
    """Return the table with its margins as a system; only the grand total is out."""
    rows, columns = table.shape
    full = np.zeros((rows + 1, columns + 1))
    full[:-1, :-1] = table
    full[-1, :-1], full[:-1, -1], full[-1, -1] = table.sum(0), table.sum(1), table.sum()
    places = np.arange(full.size).reshape(full.shape)
    ties = np.zeros((rows + columns + 2, full.size))
    for k in range(rows + 1):
        ties[k, places[k, :-1]], ties[k, places[k, -1]] = 1, -1
    for k in range(columns + 1):
        ties[rows + 1 + k, places[:-1, k]], ties[rows + 1 + k, places[-1, k]] = 1, -1
    values = full.ravel()
    grand = places[-1, -1]
    published = np.arange(full.size) == grand
    return CellSystem(
        values=values,
        relations=csr_array(ties),
        switches=np.arange(full.size),
        widths=np.full(full.size, THRESHOLD),
        costs=1.0 + values / max(values.max(), 1.0),
        withheld=(values > 0) & (values < THRESHOLD) & ~published,
        published=published,
        follows=np.zeros((0, 2), dtype=np.int64),
    )


def independent_width(system, withheld, cell):
    """Return upper less lower of a cell, by programmes over the whole table."""
    ends = []
    for sign in (1.0, -1.0):
        costs = np.zeros(len(system.values))
        costs[cell] = sign
        limits = [
            (0.0, system.far) if gone else (value, value)
            for value, gone in zip(system.values, withheld, strict=True)
        ]
        dense = system.relations.toarray()
        found = linprog(costs, A_eq=dense, b_eq=np.zeros(len(dense)), bounds=limits)
        assert found.status == 0
        ends.append(found.x[cell])
    return ends[1] - ends[0]


@given(table=tables(), largest=st.sampled_from([0, 60]))
@settings(max_examples=25, deadline=None)
def test_every_withheld_count_is_as_wide_as_it_has_to_be(table, largest):
    system = system_of(table)
    found = suppress(system, largest_optimum=largest)
    assert (found.withheld | ~system.withheld).all()
    for cell in np.flatnonzero(found.withheld):
        width = independent_width(system, found.withheld, cell)
        if cell not in found.unreachable:
            assert width >= THRESHOLD - 1e-4


@given(table=tables())
@settings(max_examples=15, deadline=None)
def test_what_cannot_be_reached_is_as_wide_as_withholding_everything_makes_it(table):
    system = system_of(table)
    found = suppress(system)
    for cell in found.unreachable:
        most = independent_width(system, ~system.published, cell)
        assert most < THRESHOLD
        assert independent_width(system, found.withheld, cell) >= most - 1e-3


@given(table=tables())
@settings(max_examples=15, deadline=None)
def test_the_optimum_never_loses_more_than_the_heuristic(table):
    system = system_of(table)
    best, quick = suppress(system), suppress(system, largest_optimum=0)
    assert best.method == "optimum"
    assert best.loss <= quick.loss + 1e-6


@given(table=tables(), more=st.integers(0, 24))
@settings(max_examples=25, deadline=None)
def test_withholding_more_never_makes_a_count_easier_to_find(table, more):
    system = system_of(table)
    few = system.withheld | (np.arange(len(system.values)) == 0)
    many = few.copy()
    many[more % len(many)] = True
    many &= ~system.published
    cells = np.flatnonzero(few & ~system.published)
    before = attack(system, few & ~system.published, cells)
    after = attack(system, many, cells)
    assert (after.lower <= before.lower + 1e-6).all()
    assert (after.upper >= before.upper - 1e-6).all()


@given(table=tables())
@settings(max_examples=15, deadline=None)
def test_the_truth_lies_within_the_bounds(table):
    system = system_of(table)
    found = suppress(system)
    cells = np.flatnonzero(found.withheld)
    bounds = attack(system, found.withheld, cells)
    assert (bounds.lower <= system.values[cells] + 1e-6).all()
    assert (system.values[cells] <= bounds.upper + 1e-6).all()


@given(table=tables())
@settings(max_examples=10, deadline=None)
def test_a_choice_that_is_safe_is_kept(table):
    system = system_of(table)
    first = suppress(system)
    again = suppress(replace(system, withheld=first.withheld))
    assert (again.withheld == first.withheld).all()
