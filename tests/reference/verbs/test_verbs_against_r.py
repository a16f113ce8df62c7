"""The public verbs give R's numbers: weights, estimates, gaps (R 4.2.2, survey 4.1-1)."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.estimates import estimate, gap
from satisfaction.weighting import weight

MARGINS = ("age", "gender", "ethnicity")


@pytest.fixture(scope="module")
def weighted(returns, profile):
    return weight(returns, profile, margins=MARGINS)


@pytest.fixture(scope="module")
def base_weighted(returns, profile):
    return weight(returns, profile, margins=()).returns


def shares(result, level, statistic="satisfied"):
    table = result.table
    return table[(table["statistic"] == statistic) & (table["level"] == level)].iloc[0]


def test_base_weights_are_the_design_weights(base_weighted, r_weights):
    np.testing.assert_allclose(base_weighted.frame["weight"], r_weights["design"], rtol=1e-12)


def test_raked_weights_are_those_of_r_rake(weighted, r_weights):
    np.testing.assert_allclose(weighted.returns.frame["weight"], r_weights["rake"], rtol=1e-10)


def test_linear_weights_are_those_of_r_calibrate(returns, profile, r_weights):
    linear = weight(returns, profile, margins=MARGINS, method="linear").returns
    np.testing.assert_allclose(linear.frame["weight"], r_weights["cal_linear"], rtol=1e-10)


def test_logit_weights_are_those_of_r_calibrate(returns, profile, r_weights):
    logit = weight(returns, profile, margins=MARGINS, method="logit", bounds=(0.3, 3)).returns
    np.testing.assert_allclose(logit.frame["weight"], r_weights["cal_logit_0.3_3"], rtol=1e-10)


def test_kish_design_effect_is_r_s(weighted, reference):
    expected = reference["RK"]["kish_deff"]
    assert weighted.diagnostics.design_effect == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("question", ["q1", "q2", "q3", "q4"])
def test_stratified_estimates_have_r_s_standard_errors(base_weighted, reference, question):
    block = reference["Dn"]["overall"]
    row = shares(estimate(base_weighted, measure=question), "everyone")
    assert row["estimate"] == pytest.approx(block["est"][question], rel=1e-10)
    assert row["standard_error"] == pytest.approx(block["se"][question], rel=1e-10)


def test_raked_estimates_have_the_standard_errors_of_r_calibrate_but_for_its_correction(
    weighted, reference
):
    """Block CR has the finite population correction, which the package leaves out by default.

    Per stratum the correction is 1 - 1000 / N_h, so the two bracket each other.
    """
    block = reference["CR"]["overall"]
    row = shares(estimate(weighted.returns, measure="q1"), "everyone")
    assert row["estimate"] == pytest.approx(block["est"]["q1"], rel=1e-10)
    assert 1 < row["standard_error"] / block["se"]["q1"] < 1 / np.sqrt(1 - 1000 / 9921)


@pytest.mark.parametrize("group", ["ethnicity", "age", "user_group"])
def test_domain_estimates_have_r_s_standard_errors(base_weighted, reference, group):
    block = reference["Dn"]["by_victim_group" if group == "user_group" else f"by_{group}"]
    result = estimate(base_weighted, measure="q1", by=group)
    for level, expected in block["est"].items():
        row = shares(result, level)
        assert row["estimate"] == pytest.approx(expected, rel=1e-10)
        assert row["standard_error"] == pytest.approx(block["se"][level], rel=1e-9)


def test_a_question_with_missing_answers_is_a_domain_and_not_a_smaller_sample(
    base_weighted, reference
):
    block = reference["Dn"]["q5_na"]
    row = shares(estimate(base_weighted, measure="q5"), "everyone")
    assert row["estimate"] == pytest.approx(block["est"]["q5"], rel=1e-10)
    assert row["standard_error"] == pytest.approx(block["se"]["q5"], rel=1e-10)
    assert row["base"] + row["not_answered"] == 5000


def test_the_gap_has_r_s_standard_error(base_weighted, reference):
    block = reference["Dn"]["diff_ethnicity"]
    found = gap(base_weighted, measure="q1", between=("black", "white_british"), by="ethnicity")
    row = found.table.set_index("statistic").loc["satisfied"]
    assert row["gap"] == pytest.approx(block["est"]["black_minus_white_british"], rel=1e-10)
    expected = block["se"]["black_minus_white_british"]
    assert row["gap_standard_error"] == pytest.approx(expected, rel=1e-10)


def test_the_distribution_of_grades_is_r_s(base_weighted, reference):
    block = reference["Dn"]["sat_dist"]
    table = estimate(base_weighted, measure="sat", statistics="grades").table
    np.testing.assert_allclose(table["estimate"], list(block["est"].values()), rtol=1e-10)
    np.testing.assert_allclose(table["standard_error"], list(block["se"].values()), rtol=1e-10)


def test_intervals_are_korn_graubard_on_the_domain_s_own_base(base_weighted, reference):
    """R's `beta` takes the n of the design; overall it is the same as the domain's own."""
    block = reference["Dn"]["ciprop_q1"]["beta"]
    row = shares(estimate(base_weighted, measure="q1"), "everyone")
    assert (row["lower"], row["upper"]) == pytest.approx((block["lo"], block["hi"]), rel=1e-9)
