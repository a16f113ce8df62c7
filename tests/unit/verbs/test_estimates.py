"""Shares, gaps and what keeps a small base from looking like a finding."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import ColumnNotFoundError, EstimationError
from satisfaction.estimates import estimate, gap


def people(n, **levels):
    return pd.DataFrame({"user_group": "burglary", "age": "old", "gender": "female"} | levels,
                        index=range(n))  # fmt: skip


@pytest.fixture
def returns(make_returns):
    frame = pd.concat([people(60), people(40, gender="male")], ignore_index=True)
    satisfied = np.r_[np.repeat([True, False], [45, 15]), np.repeat([True, False], [10, 30])]
    return make_returns(frame, satisfied)


def row(result, statistic="satisfied", level="everyone"):
    table = result.table
    return table[(table["statistic"] == statistic) & (table["level"] == level)].iloc[0]


def test_satisfied_dissatisfied_and_neither_add_up_to_one(returns):
    table = estimate(returns).table
    parts = table[table["statistic"].isin(["satisfied", "dissatisfied", "neither"])]
    assert parts["estimate"].sum() == pytest.approx(1)


def test_a_share_is_of_those_who_answered(returns):
    assert row(estimate(returns))["estimate"] == pytest.approx(0.55)
    assert row(estimate(returns), level="everyone")["base"] == 100


def test_without_weights_the_standard_error_is_the_textbook_s(returns):
    expected = np.sqrt(0.55 * 0.45 / 99)
    assert row(estimate(returns))["standard_error"] == pytest.approx(expected)


def test_each_group_has_its_own_base(returns):
    result = estimate(returns, by="gender")
    assert row(result, level="female")["estimate"] == pytest.approx(0.75)
    assert row(result, level="male")["base"] == 40


def test_several_groupings_are_crossed(returns):
    result = estimate(returns, by=["user_group", "gender"])
    assert row(result, level="burglary x male")["estimate"] == pytest.approx(0.25)


def test_where_is_a_domain(returns):
    result = estimate(returns, where={"gender": "male"})
    assert row(result)["base"] == 40


def test_an_empty_group_has_no_interval_and_is_hidden(returns):
    found = row(estimate(returns, by="age"), level="young")
    assert found["base"] == 0
    assert np.isnan([found["estimate"], found["lower"], found["upper"]]).all()
    assert found["flag"] == "hidden"


@pytest.mark.parametrize(("base", "flag"), [(29, "hidden"), (30, "small base"), (100, "")])
def test_small_bases_are_flagged(make_returns, base, flag):
    found = row(estimate(make_returns(people(base), np.arange(base) % 2 == 0)))
    assert found["flag"] == flag


def test_nobody_satisfied_has_an_interval_above_zero(make_returns):
    found = row(estimate(make_returns(people(50), np.zeros(50, dtype=bool))))
    assert found["lower"] == 0
    assert found["upper"] == pytest.approx(1 - 0.05 ** (1 / 50))


def test_the_gap_is_the_difference_of_its_two_levels(returns):
    found = gap(returns, measure="overall", between=("female", "male"))
    one = found.table.set_index("statistic").loc["satisfied"]
    assert one["gap"] == pytest.approx(one["estimate"] - one["other_estimate"])
    assert one["gap_lower"] < one["gap"] < one["gap_upper"]
    assert one["p_value"] < 0.001


def test_the_gap_changes_sign_with_its_levels(returns):
    there = gap(returns, measure="overall", between=("female", "male")).table
    back = gap(returns, measure="overall", between=("male", "female")).table
    np.testing.assert_allclose(there["gap"], -back["gap"])
    np.testing.assert_allclose(there["gap_standard_error"], back["gap_standard_error"])


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ({"measure": "overal"}, "Did you mean 'overall'"),
        ({"by": "gendre"}, "Did you mean 'gender'"),
        ({"where": {"gender": "mal"}}, "Did you mean 'male'"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest(returns, arguments, hint):
    with pytest.raises(ColumnNotFoundError, match=hint):
        estimate(returns, **arguments)


def test_levels_that_no_category_has_are_refused(returns):
    with pytest.raises(ColumnNotFoundError, match="Exactly one category"):
        gap(returns, measure="overall", between=("White", "BME"))


def test_a_period_without_interviews_is_refused(returns):
    with pytest.raises(EstimationError, match="No interview was made in 2001"):
        estimate(returns, period="2001/02 Q1")


def test_groups_stand_in_the_order_of_the_definition(make_returns):
    frame = pd.concat([people(40, user_group=g) for g in ("vehicle crime", "burglary")])
    result = estimate(make_returns(frame, np.ones(80, dtype=bool)), by="user_group")
    assert list(dict.fromkeys(result.table["level"])) == [
        "burglary",
        "violent crime",
        "vehicle crime",
    ]


def test_the_gap_to_a_unanimous_group_is_not_surer_than_that_group(make_returns):
    frame = pd.concat([people(60), people(30, gender="male")], ignore_index=True)
    satisfied = np.r_[np.repeat([True, False], [45, 15]), np.ones(30, dtype=bool)]
    found = gap(make_returns(frame, satisfied), measure="overall", between=("female", "male"))
    one = found.table.set_index("statistic").loc["satisfied"]
    assert one["gap_upper"] - one["gap"] > one["other_estimate"] - one["other_lower"]
    assert np.isnan(one["p_value"])


def test_no_interval_counts_more_than_the_answers_there_are(make_returns):
    """A chance low variance is no information: Korn-Graubard is capped at the base."""
    row_of = row(estimate(make_returns(people(40), np.arange(40) < 36)))
    assert row_of["upper"] - row_of["lower"] >= 0.17
