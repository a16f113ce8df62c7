"""R-indicators and their partials, as the R script of the reference has them."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from satisfaction.numerics.partial_indicators import partial_indicator
from satisfaction.numerics.response_propensity import (
    cell_propensities,
    fit_propensities,
    population_indicator,
    r_indicator,
)

DATA = Path(__file__).parents[1] / "data"
VARIABLES = ("age", "gender", "ethnicity")
LINKS = {"r_indicator_sample_based_logit": "logit", "r_indicator_sample_based_linear": "linear"}


@pytest.fixture(scope="module")
def reference():
    path = DATA / "representativeness_reference.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def issued():
    with gzip.open(DATA / "issued_sample.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([row[name] for row in rows]) for name in (*VARIABLES, "response")}


@pytest.fixture(scope="module")
def weights(issued):
    n = len(issued["response"])
    return np.full(n, 200_000 / n)


def codes(column):
    return np.unique(column, return_inverse=True)[1]


def cross(*columns):
    return np.unique(np.column_stack(columns), axis=0, return_inverse=True)[1].ravel()


def dummies(table, variables=VARIABLES):
    parts = [np.ones((len(table[variables[0]]), 1))]
    for name in variables:
        found = codes(table[name])
        parts.append((found[:, None] == np.arange(1, found.max() + 1)).astype(float))
    return np.hstack(parts)


@pytest.fixture(scope="module", params=LINKS)
def fitted(request, reference, issued, weights):
    response = issued["response"].astype(float)
    fit = fit_propensities(response, dummies(issued), weights=weights, link=LINKS[request.param])
    return fit, reference[request.param], LINKS[request.param]


def test_coefficients_equal_glm(fitted):
    fit, r, _ = fitted
    np.testing.assert_allclose(fit.coefficients, list(r["coef"].values()), rtol=1e-8, atol=1e-8)


def test_r_indicator_equals_the_reference_in_every_number(fitted):
    fit, r, _ = fitted
    found = r_indicator(fit)
    names = {
        "n": "n", "mean_prop": "mean", "S2": "variance", "bias_S2": "bias",
        "bias_factor": "bias_factor", "R": "r", "R_unadj": "r_unadjusted", "R_se": "r_se",
        "CV": "cv", "CV_unadj": "cv_unadjusted", "CV_se": "cv_se",
    }  # fmt: skip
    assert set(r) == {*names, "coef", "partial"}
    for theirs, ours in names.items():
        assert getattr(found, ours) == pytest.approx(r[theirs], abs=1e-8, rel=1e-8), theirs


@pytest.mark.parametrize("variable", VARIABLES)
def test_partial_indicators_equal_the_reference_in_every_number(fitted, issued, weights, variable):
    fit, r, link = fitted
    expected = r["partial"][variable]
    others = cross(*(codes(issued[name]) for name in VARIABLES if name != variable))
    found = partial_indicator(
        fit.values, codes(issued[variable]), others, weights=weights,
        bias_factor=r_indicator(fit).bias_factor,
    )  # fmt: skip
    assert list(np.unique(issued[variable])) == expected["categories"]
    for theirs, ours in {
        "Pu": found.unconditional,
        "Pu_unadj": found.unconditional_unadjusted,
        "Pc": found.conditional,
        "Pc_unadj": found.conditional_unadjusted,
        "Pu_cat_unadj": found.by_level_unconditional,
        "Pc_cat_unadj": found.by_level_conditional,
    }.items():
        np.testing.assert_allclose(ours, expected[theirs], rtol=1e-8, atol=1e-9, err_msg=theirs)
    alone = fit_propensities(
        issued["response"].astype(float), dummies(issued, (variable,)), weights=weights, link=link
    )
    assert 0.5 * r_indicator(alone).r_se == pytest.approx(expected["Pu_se"], rel=1e-8)


def test_the_saturated_model_equals_glm_on_cells(reference, issued, weights):
    r = reference["r_indicator_sample_based_saturated"]
    cells = cross(*(codes(issued[name]) for name in VARIABLES))
    _, mean, variance = cell_propensities(issued["response"].astype(float), cells, weights=weights)
    assert mean == pytest.approx(r["mean_prop"], rel=1e-8)
    assert variance == pytest.approx(r["S2"], rel=1e-8)
    assert 1 - 2 * np.sqrt(variance) == pytest.approx(r["R_unadj"], rel=1e-8)
    assert np.sqrt(variance) / mean == pytest.approx(r["CV_unadj"], rel=1e-8)


@pytest.fixture(scope="module")
def population():
    with (DATA / "pop_cells.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table = {name: np.array([row[name] for row in rows]) for name in VARIABLES}
    with gzip.open(DATA / "synth_sample.csv.gz", "rt", encoding="utf-8") as file:
        sample = [tuple(row[name] for name in VARIABLES) for row in csv.DictReader(file)]
    keys = list(zip(*(table[name] for name in VARIABLES), strict=True))
    counts = np.array([sample.count(key) for key in keys], dtype=float)
    sizes = np.array([float(row["N"]) for row in rows])
    return table, counts, sizes


def test_the_population_model_of_main_effects_equals_glm_on_counts(reference, population):
    table, counts, sizes = population
    r = reference["r_indicator_population_cells"]["main_effects"]
    found = population_indicator(counts, sizes, dummies(table))
    assert found.mean == pytest.approx(r["mean"], rel=1e-8)
    assert found.variance == pytest.approx(r["S2"], rel=1e-8)
    assert found.r == pytest.approx(r["R_unadj"], rel=1e-8)
    assert found.cv == pytest.approx(r["CV_unadj"], rel=1e-8)
    odds = np.log(found.propensities / (1 - found.propensities))
    coefficients = np.linalg.lstsq(dummies(table), odds, rcond=None)[0]
    np.testing.assert_allclose(coefficients, list(r["coef"].values()), rtol=1e-7, atol=1e-8)


def test_the_saturated_population_model_equals_the_rates(reference, population):
    _, counts, sizes = population
    r = reference["r_indicator_population_cells"]["saturated"]
    found = population_indicator(counts, sizes)
    assert found.mean == pytest.approx(r["mean"], rel=1e-8)
    assert found.variance == pytest.approx(r["S2"], rel=1e-8)
    assert found.r == pytest.approx(r["R_unadj"], rel=1e-8)
    assert found.cv == pytest.approx(r["CV_unadj"], rel=1e-8)


def test_strata_with_equal_weights_and_one_stratum_are_the_plain_indicator(issued, weights):
    fit = fit_propensities(issued["response"].astype(float), dummies(issued), weights=weights)
    one = np.zeros(len(weights), dtype=int)
    assert r_indicator(fit, strata=one).r_se == r_indicator(fit).r_se
    assert r_indicator(fit, strata=codes(issued["age"])).r_se < r_indicator(fit).r_se
