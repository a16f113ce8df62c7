"""Quarters, windows that overlap, slopes and mean grades give R's numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.estimates import change, estimate, trend
from satisfaction.numerics.lines import fit_line
from satisfaction.weighting import weight

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
QUARTERS = ("2006/07 Q1", "2006/07 Q2", "2006/07 Q3", "2006/07 Q4")
# Quarters 1 to 3, and 2 to 4: nine months of the year are in both.
WINDOWS = ("12m to 2006-12", "12m to 2007-06")
BETWEEN = {
    "windows": WINDOWS,
    "quarter_3_4": QUARTERS[2:],
    "year_and_quarter": ("2006/07", QUARTERS[3]),
}
EXACT = 1e-9


@pytest.fixture(scope="module")
def numbers():
    return json.loads((DATA / "over_time_reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dated(returns, sample, tmp_path_factory):
    """Return the sample with days of interview in every month of its quarters."""
    text = (HERE / "reference_survey.yaml").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("definitions") / "dated.yaml"
    day = "fields:\n  interviewed_on: {column: day, kind: date}\n"
    path.write_text(text.replace("fields:\n", day), encoding="utf-8")
    first = pd.Period("2006-04", "M")
    places = 3 * (sample["quarter"].astype(int) - 1) + sample["id"] % 3
    days = pd.to_datetime([(first + int(place)).start_time for place in places])
    return replace(
        returns, survey=load_survey(path), frame=returns.frame.assign(interviewed_on=days)
    )


@pytest.fixture(scope="module", params=["stratified", "raked"])
def both(request, dated, profile, numbers):
    """Return the weighted sample and R's numbers for its design."""
    if request.param == "stratified":
        weighted = weight(dated, profile, margins=())
    else:
        weighted = weight(dated, dict.fromkeys(QUARTERS, profile))
    return weighted.returns, numbers[request.param]


def satisfied(result):
    return result.table[result.table["statistic"] == "satisfied"].reset_index(drop=True)


def test_the_weights_by_quarter_are_those_of_calibrate(dated, profile, numbers):
    weights = weight(dated, dict.fromkeys(QUARTERS, profile)).returns.frame["weight"]
    assert (weights**2).sum() == pytest.approx(numbers["raked_weights_sum_squares"], rel=EXACT)


def test_every_quarter_is_that_of_svyby(both):
    returns, expected = both
    found = satisfied(estimate(returns, measure="q5", every="quarter"))
    assert tuple(found["period"]) == QUARTERS
    np.testing.assert_allclose(found["estimate"], expected["quarters"], rtol=EXACT)
    np.testing.assert_allclose(found["standard_error"], expected["quarters_se"], rtol=EXACT)


@pytest.mark.parametrize("name", list(BETWEEN))
def test_changes_are_svytotal_of_the_difference_of_scores(both, name):
    """Apart, overlapping, and one inside the other."""
    returns, expected = both
    found = satisfied(change(returns, measure="q5", between=BETWEEN[name])).iloc[0]
    for column, key in (("before", "before"), ("after", "after"), ("change", "change"),
                        ("change_standard_error", "se")):  # fmt: skip
        assert found[column] == pytest.approx(expected[name][key], rel=EXACT)


def test_changes_among_some_are_those_of_a_domain(both):
    returns, expected = both
    found = satisfied(change(returns, measure="q5", between=WINDOWS, by="gender"))
    row = found.set_index("level").loc["female"]
    assert row["change"] == pytest.approx(expected["windows_female"]["change"], rel=EXACT)
    assert row["change_standard_error"] == pytest.approx(
        expected["windows_female"]["se"], rel=EXACT
    )


def test_the_slope_is_gls_with_the_variances_of_the_line(both):
    returns, expected = both
    slope = trend(returns, measure="q5").slopes.iloc[0]
    block = expected["gls_of_line"]
    widened = max(block["excess"], 1.0)
    assert slope["slope"] == pytest.approx(block["coef"][1], rel=EXACT)
    assert slope["excess"] == pytest.approx(block["excess"], rel=EXACT)
    variance = block["covariance"][1][1] * widened
    assert slope["standard_error"] ** 2 == pytest.approx(variance, rel=EXACT)


def test_the_plain_slope_is_svycontrast_of_the_quarters(both):
    returns, expected = both
    slope = trend(returns, measure="q5", method="ols").slopes.iloc[0]
    widened = max(expected["gls"]["excess"], 1.0)
    assert slope["slope"] == pytest.approx(expected["ols"]["slope"], rel=EXACT)
    assert slope["excess"] == pytest.approx(expected["gls"]["excess"], rel=EXACT)
    variance = expected["ols"]["se"] ** 2 * widened
    assert slope["standard_error"] ** 2 == pytest.approx(variance, rel=EXACT)


def test_the_slope_through_the_answers_is_svyglm(both):
    returns, expected = both
    slope = trend(returns, measure="q5", method="regression").slopes.iloc[0]
    block = expected["svyglm"]
    assert slope["slope"] == pytest.approx(block["coef"][1], rel=EXACT)
    assert slope["standard_error"] == pytest.approx(block["se"][1], rel=EXACT)
    assert slope["df"] == block["df"]
    assert slope["p_value"] == pytest.approx(block["p"], rel=EXACT)


def test_a_line_on_a_full_covariance_is_r_s(both):
    _, expected = both
    line = fit_line(
        np.array(expected["quarters"]), np.array(expected["covariance"]), np.arange(4) / 4
    )
    np.testing.assert_allclose(line.coefficients, expected["gls"]["coef"], rtol=EXACT)
    np.testing.assert_allclose(line.covariance, expected["gls"]["covariance"], rtol=EXACT)
    assert line.excess == pytest.approx(expected["gls"]["excess"], rel=EXACT)


def test_mean_grades_are_svymean_of_the_codes(both):
    returns, expected = both
    found = estimate(returns, measure="overall", every="quarter", statistics="mean").table
    np.testing.assert_allclose(found["estimate"], expected["mean_grade"], rtol=EXACT)
    np.testing.assert_allclose(found["standard_error"], expected["mean_grade_se"], rtol=EXACT)
