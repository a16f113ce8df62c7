"""Gaps, group against all, funnel limits, power, association and regression give R's numbers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from satisfaction.estimates import association, base_needed, detectable_change, gap, regression
from satisfaction.estimates.funnel_limits import binomial_limit
from satisfaction.numerics.discovery import false_discovery_q_values
from satisfaction.weighting import weight

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def numbers():
    return json.loads((DATA / "comparisons_reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def stratified(returns, profile):
    return weight(returns, profile, margins=()).returns


def satisfied(result):
    return result.table[result.table["statistic"] == "satisfied"]


def test_a_group_against_everyone_is_r_s(stratified, reference):
    block = reference["Dn"]["group_vs_all"]
    row = satisfied(
        gap(stratified, measure="q1", between=("black", "everyone"), by="ethnicity")
    ).iloc[0]
    assert row["gap"] == pytest.approx(block["est"], rel=1e-10)
    assert row["gap_standard_error"] == pytest.approx(block["se"], rel=1e-10)


def test_gaps_have_r_s_t_intervals_and_p_values(stratified, reference):
    """R's block takes the degrees of freedom of the design; here they are those of the pair."""
    block = reference["Dn"]["diff_vg"]
    row = satisfied(gap(stratified, measure="q1", between=("burglary", "hate_crime"))).iloc[0]
    assert row["gap"] == pytest.approx(block["est"]["burglary_minus_hate"], rel=1e-10)
    expected = block["se"]["burglary_minus_hate"]
    assert row["gap_standard_error"] == pytest.approx(expected, rel=1e-10)
    assert row["df"] == 1998
    assert (row["gap_lower"], row["gap_upper"]) == pytest.approx(block["ci_t"][0], rel=1e-4)


@pytest.mark.parametrize("against", ["everyone", "others"])
def test_every_level_against_the_rest_is_r_s(stratified, numbers, against):
    found = satisfied(gap(stratified, measure="q1", against=against, by="age")).set_index("level")
    block = numbers[f"against_{against}"]
    assert list(found.index) == list(block)
    for level, expected in block.items():
        assert found.loc[level, "gap"] == pytest.approx(expected["gap"], rel=1e-10)
        error = found.loc[level, "gap_standard_error"]
        assert error == pytest.approx(expected["se"], rel=1e-10)


def test_q_values_are_those_of_p_adjust(numbers):
    np.testing.assert_allclose(false_discovery_q_values(numbers["p"]), numbers["bh"], rtol=1e-12)


def test_funnel_limits_are_the_published_interpolated_quantiles(numbers):
    for row in numbers["limits"]:
        found = binomial_limit(row["theta"], row["n"], row["p"])[0]
        # The construction can leave [0, 1] by part of an answer; a share cannot.
        assert found == pytest.approx(np.clip(row["limit"], 0, 1), abs=1e-11)


@pytest.mark.parametrize(
    ("name", "bases", "power"),
    [
        ("h_500_500", (500, 500), 0.8),
        ("h_460_1900", (460, 1900), 0.8),
        ("h_90_power_90", (90, 90), 0.9),
    ],
)
def test_detectable_changes_are_r_s_effects_on_the_scale_of_shares(numbers, name, bases, power):
    fall = float(detectable_change(0.77, *bases, power=power, direction="fall"))
    effect = 2 * np.arcsin(np.sqrt(0.77)) - 2 * np.arcsin(np.sqrt(0.77 - fall))
    # The solver of statsmodels stops at six digits.
    assert effect == pytest.approx(numbers["effects"][name], rel=1e-5)


def test_base_needed_is_that_of_the_formula():
    """1.96 squared times 0.25 over 0.03 squared is 1,067.07."""
    assert float(base_needed(0.5, 0.03)) == 1068


def test_the_test_of_association_is_svychisq_s(stratified, reference):
    block = reference["Dn"]["chisq"]["q1_ethnicity"]
    found = association(stratified, measure="q1", by="ethnicity").tests.set_index("test")
    row = found.loc["Rao-Scott F"]
    assert row["statistic"] == pytest.approx(block["F"]["statistic"], rel=1e-10)
    assert [row["df"], row["df_denominator"]] == pytest.approx(block["F"]["parameter"], rel=1e-10)
    assert row["p_value"] == pytest.approx(block["F"]["p"], rel=1e-9)
    assert found.loc["Wald F", "p_value"] == pytest.approx(block["Wald"]["p"], rel=1e-9)


def test_every_grade_can_be_tested(stratified, reference):
    block = reference["Dn"]["chisq"]["sat_gender"]["F"]
    row = association(stratified, measure="sat", by="gender", answer="grades").tests.iloc[0]
    assert row["statistic"] == pytest.approx(block["statistic"], rel=1e-10)
    assert row["p_value"] == pytest.approx(block["p"], rel=1e-9)


def test_the_test_within_a_domain_is_that_of_r_s_subset(stratified, numbers):
    block = numbers["chisq_female"]
    found = association(stratified, measure="q4", by="user_group", where={"gender": "female"})
    row = found.tests.iloc[0]
    assert row["statistic"] == pytest.approx(block["F"], rel=1e-10)
    assert [row["df"], row["df_denominator"]] == pytest.approx(block["df"], rel=1e-10)
    assert row["p_value"] == pytest.approx(block["p"], rel=1e-8)


def test_odds_ratios_are_svyglm_s(stratified, reference):
    block = reference["Dn"]["glm_q1"]
    found = regression(
        stratified, measure="q1", outcome="satisfied",
        on=["age", "gender", "ethnicity", "user_group"],
    )  # fmt: skip
    np.testing.assert_allclose(
        found.table["coefficient"], list(block["coef"].values()), rtol=1e-9, atol=1e-11
    )
    np.testing.assert_allclose(found.table["standard_error"], list(block["se"].values()), rtol=1e-9)
    np.testing.assert_allclose(
        found.table["odds_ratio"].iloc[1:], np.exp(list(block["coef"].values())[1:]), rtol=1e-9
    )
    assert (found.table["df"] == block["df_resid"]).all()


def test_a_term_is_tested_as_by_reg_term_test(stratified, reference, numbers):
    block = reference["Dn"]["regTermTest_ethnicity"]
    on = ["age", "gender", "ethnicity", "user_group"]
    tests = regression(stratified, measure="q1", on=on).tests.set_index("term")
    row = tests.loc["ethnicity"]
    # R fitted this model to its default tolerance of 1e-8.
    assert row["statistic"] == pytest.approx(block["F"], rel=1e-6)
    assert (row["df"], row["df_denominator"]) == (block["df"], block["ddf"])
    exact = regression(stratified, measure="q4", on=["age", "gender", "user_group"])
    row = exact.tests.set_index("term").loc["age"]
    assert row["statistic"] == pytest.approx(numbers["glm_q4"]["F_age"], rel=1e-9)
    assert row["p_value"] == pytest.approx(numbers["glm_q4"]["p_age"], rel=1e-8)


def test_odds_of_dissatisfied_are_those_of_satisfied_turned_round(stratified):
    one, other = (
        regression(stratified, measure="q1", outcome=outcome, on=["age", "gender"]).table
        for outcome in ("satisfied", "dissatisfied")
    )
    np.testing.assert_allclose(one["coefficient"], -other["coefficient"], rtol=1e-9)


def test_the_ordinal_model_has_clm_s_coefficients(returns, profile, reference):
    """Weights of block RK; `clm` gives the exact weighted likelihood, thresholds first."""
    raked = weight(returns, profile, margins=("age", "gender", "ethnicity")).returns
    block = reference["RK"]["clm_sat"]["coef"]
    found = regression(
        raked, model="ordinal", outcome="satisfied",
        on=["age", "gender", "ethnicity", "user_group"],
    )  # fmt: skip
    np.testing.assert_allclose(found.table["coefficient"], list(block.values()), rtol=1e-7)
