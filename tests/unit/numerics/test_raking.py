"""Raking: what it gives on small tables, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import CalibrationError
from satisfaction.numerics.raking import Unreachable, rake, tabulate_cells, unreachable

TWO_BY_TWO = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def test_independent_cells_are_raked_to_the_product_of_the_margins() -> None:
    raked = rake(TWO_BY_TWO, base=np.ones(4), targets=[np.array([60, 40]), np.array([70, 30])])
    np.testing.assert_allclose(raked.factors, [42, 18, 28, 12], rtol=1e-13)
    assert raked.converged


def test_raking_keeps_the_odds_ratio_of_the_base_weights() -> None:
    base = np.array([8.0, 1.0, 2.0, 5.0])
    raked = rake(TWO_BY_TWO, base=base, targets=[np.array([60, 40]), np.array([70, 30])])
    fitted = base * raked.factors
    assert fitted[0] * fitted[3] / (fitted[1] * fitted[2]) == pytest.approx(20, rel=1e-12)


def test_a_level_that_is_zero_on_both_sides_is_no_obstacle() -> None:
    targets = [np.array([6.0, 0.0, 4.0]), np.array([5.0, 5.0])]
    codes = np.array([[0, 0], [0, 1], [2, 0], [2, 1]])
    assert rake(codes, base=np.ones(4), targets=targets).factors.sum() == pytest.approx(10)


def test_a_cell_without_base_weight_still_has_a_factor() -> None:
    codes = np.vstack([TWO_BY_TWO, [[1, 1]]])
    base = np.array([1.0, 1.0, 1.0, 1.0, 0.0])
    raked = rake(codes, base=base, targets=[np.array([60, 40]), np.array([70, 30])])
    assert raked.factors[4] == raked.factors[3]


def test_margins_that_differ_in_rounding_only_are_met() -> None:
    targets = [np.array([60.0, 40.0]), np.array([70.0, 30.0 + 5e-8])]
    raked = rake(TWO_BY_TWO, base=np.ones(4), targets=targets)
    assert raked.factors.sum() == pytest.approx(100, rel=1e-12)


@pytest.mark.parametrize(
    ("targets", "text"),
    [
        ([[60, 40], [70, 31]], "different totals"),
        ([[60, 40, 5], [70, 35]], "margin 0 level 2: sample 0, target 5"),
        ([[100, 0], [70, 30]], "margin 0 level 1: sample 2, target 0"),
        ([[60, -40], [70, 30]], "negative or missing target"),
        ([[np.nan, 40], [70, 30]], "negative or missing target"),
        ([[100], [70, 30]], "level code 1"),
        ([[60, 40]], "2 columns of level codes and 1 margins"),
    ],
)
def test_margins_that_cannot_be_met_are_refused(targets: list[list[float]], text: str) -> None:
    with pytest.raises(CalibrationError, match=text):
        rake(TWO_BY_TWO, base=np.ones(4), targets=[np.array(t, dtype=float) for t in targets])


@pytest.mark.parametrize("base", [[1, 1, 1, -1], [1, 1, 1, np.nan], [1, 1, 1, np.inf]])
def test_base_weights_that_are_no_weights_are_refused(base: list[float]) -> None:
    targets = [np.array([60.0, 40.0]), np.array([70.0, 30.0])]
    with pytest.raises(CalibrationError, match="1 base weights are negative or missing"):
        rake(TWO_BY_TWO, base=np.array(base, dtype=float), targets=targets)


def test_margins_that_empty_cells_make_contradict_one_another_are_an_error() -> None:
    diagonal = np.array([[0, 0], [1, 1]])
    with pytest.raises(CalibrationError, match="did not reach the margins in 50 rounds"):
        rake(
            diagonal,
            base=np.ones(2),
            targets=[np.array([60.0, 40.0]), np.array([50.0, 50.0])],
            max_rounds=50,
        )


def test_unreachable_levels_are_listed_with_their_totals() -> None:
    found = unreachable(TWO_BY_TWO, np.ones(4), [np.array([3.0, 0.0]), np.array([1.0, 1.0, 1.0])])
    assert found == [
        Unreachable(margin=0, level=1, sample=2.0, target=0.0),
        Unreachable(margin=1, level=2, sample=0.0, target=1.0),
    ]


def test_rows_are_tabulated_to_the_cells_that_occur() -> None:
    rows = np.array([[2, 0], [0, 1], [2, 0], [2, 1]])
    cells = tabulate_cells(rows, weights=np.array([1.0, 2.0, 4.0, 8.0]))
    assert cells.codes.tolist() == [[0, 1], [2, 0], [2, 1]]
    assert cells.base.tolist() == [2.0, 5.0, 8.0]
    np.testing.assert_array_equal(cells.codes[cells.index], rows)


def test_a_sparse_cross_classification_is_tabulated_like_a_dense_one() -> None:
    rows = np.array([[1999, 1999], [0, 3], [1999, 1999]])
    cells = tabulate_cells(rows, weights=np.ones(3))
    assert cells.codes.tolist() == [[0, 3], [1999, 1999]]
    assert cells.base.tolist() == [1.0, 2.0]


def test_a_row_without_a_level_is_refused() -> None:
    with pytest.raises(CalibrationError, match="1 rows have no level"):
        tabulate_cells(np.array([[0, -1], [0, 0]]), weights=np.ones(2))


def test_raking_a_million_rows_to_84_cells_meets_the_margins_to_the_last_digits() -> None:
    rng = np.random.default_rng(5)
    rows = np.column_stack([rng.integers(0, size, 1_000_000) for size in (7, 2, 6)])
    cells = tabulate_cells(rows, weights=rng.uniform(1, 50, 1_000_000))
    total = cells.base.sum()
    shares = [rng.dirichlet(np.full(size, 5.0)) for size in (7, 2, 6)]
    raked = rake(cells.codes, base=cells.base, targets=[total * share for share in shares])
    assert len(cells.base) == 84
    assert raked.margin_error < 1e-12
