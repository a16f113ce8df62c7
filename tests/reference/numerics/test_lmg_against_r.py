"""LMG of R's swiss data against relaimpo."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from satisfaction.numerics.shapley import conditional_dominance, exact_lmg


def test_lmg_of_the_swiss_data_equals_relaimpo(
    swiss: np.ndarray, lmg_reference: dict[str, Any]
) -> None:
    ours = exact_lmg(np.corrcoef(swiss, rowvar=False))
    np.testing.assert_allclose(ours.shares, lmg_reference["lmg"], rtol=1e-10)
    assert ours.r_squared == pytest.approx(lmg_reference["R2"], rel=1e-10)


def test_weighted_lmg_of_the_swiss_data_equals_relaimpo(
    swiss: np.ndarray, lmg_reference: dict[str, Any]
) -> None:
    weights = np.array(lmg_reference["weights"])
    ours = exact_lmg(np.cov(swiss, rowvar=False, aweights=weights))
    np.testing.assert_allclose(ours.shares, lmg_reference["lmg_weighted_relaimpo"], rtol=1e-10)


def test_conditional_dominance_of_the_swiss_data_equals_domir(
    swiss: np.ndarray, lmg_reference: dict[str, Any]
) -> None:
    ours = conditional_dominance(np.corrcoef(swiss, rowvar=False))
    expected = np.array(lmg_reference["conditional_dominance_domir"])
    np.testing.assert_allclose(ours, expected, atol=1e-10)
