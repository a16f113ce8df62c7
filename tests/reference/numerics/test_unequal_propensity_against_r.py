"""R-indicators and partials where victims count unequally, as R has them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from satisfaction.numerics.partial_indicators import level_errors, partial_indicator
from satisfaction.numerics.response_propensity import fit_propensities, r_indicator

FILE = Path(__file__).parents[1] / "data" / "unequal_propensity_reference.json"


@pytest.fixture(scope="module")
def reference():
    return json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def issued(reference):
    return {name: np.array(column) for name, column in reference["data"].items()}


@pytest.fixture(scope="module")
def fit(issued):
    age, ones = issued["age"], np.ones(len(issued["age"]))
    x = np.column_stack([ones, age == 1, age == 2, issued["sex"], issued["stratum"]])
    return fit_propensities(
        issued["y"].astype(float), x.astype(float), weights=issued["w"], covariance="sandwich"
    )


def test_coefficients_and_r_indicator_equal_r(reference, issued, fit):
    np.testing.assert_allclose(fit.coefficients, reference["coef"], rtol=1e-9)
    found = r_indicator(fit, strata=issued["stratum"])
    names = {"mean": "mean", "S2": "variance", "bias": "bias", "R": "r", "R_se": "r_se"}
    for theirs, ours in names.items():
        assert getattr(found, ours) == pytest.approx(reference[theirs], rel=1e-9), theirs


def test_partial_indicators_and_their_errors_equal_r(reference, issued, fit):
    others = issued["sex"] * 2 + issued["stratum"]
    found = partial_indicator(
        fit.values, issued["age"], others, weights=issued["w"],
        bias_factor=r_indicator(fit, strata=issued["stratum"]).bias_factor,
    )  # fmt: skip
    errors = level_errors(issued["y"].astype(float), issued["age"], weights=issued["w"])
    for theirs, ours in {
        "Pu": found.unconditional,
        "Pc": found.conditional,
        "Pu_level": found.by_level_unconditional,
        "Pc_level": found.by_level_conditional,
        "Pu_level_se": errors,
    }.items():
        np.testing.assert_allclose(ours, reference[theirs], rtol=1e-9, err_msg=theirs)
