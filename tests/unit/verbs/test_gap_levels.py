"""Levels against everyone and the others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import ColumnNotFoundError, UsageError
from satisfaction.estimates import estimate, gap


@pytest.fixture
def returns(make_returns):
    frame = pd.DataFrame(
        {
            "user_group": np.repeat(["burglary", "violent crime"], 150),
            "age": np.tile(["young", "middle", "old"], 100),
            "gender": np.tile(["female", "female", "male"], 100),
        }
    )
    return make_returns(frame, np.arange(300) % 7 < 4)


def satisfied(result):
    return result.table[result.table["statistic"] == "satisfied"].set_index("level")


def test_each_level_stands_with_both_shares_bases_and_intervals(returns):
    found = satisfied(gap(returns, measure="overall", against="everyone", by="age"))
    own = estimate(returns, measure="overall", by="age").table.query("statistic == 'satisfied'")
    own = own.set_index("level")
    assert list(found.index) == ["young", "middle", "old"]
    for column in ("estimate", "lower", "upper", "base"):
        np.testing.assert_allclose(found[column], own[column])
    assert (found["other_base"] == 300).all()
    assert (found["other_level"] == "everyone").all()
    np.testing.assert_allclose(found["gap"], found["estimate"] - found["other_estimate"])


def test_a_level_against_the_others_leaves_itself_out(returns):
    found = satisfied(gap(returns, measure="overall", between=("male", "others")))
    one = found.iloc[0]
    females = estimate(returns, measure="overall", where={"gender": "female"}).table.iloc[0]
    assert one["other_estimate"] == pytest.approx(females["estimate"])
    assert one["other_base"] == females["base"] == 200


def test_two_levels_and_one_against_the_others_of_two_are_the_same_gap(returns):
    pair = gap(returns, measure="overall", between=("female", "male")).table
    rest = gap(returns, measure="overall", between=("female", "others")).table
    np.testing.assert_allclose(pair["gap"], rest["gap"])
    np.testing.assert_allclose(pair["gap_standard_error"], rest["gap_standard_error"])


def test_a_gap_among_some_is_about_them_only(returns):
    found = satisfied(
        gap(returns, measure="overall", against="everyone", by="gender",
            where={"user_group": "burglary"})
    )  # fmt: skip
    assert (found["other_base"] == 150).all()
    assert found["base"].sum() == 150


def test_one_pair_has_its_p_value_as_q_value(returns):
    table = gap(returns, measure="overall", between=("female", "male")).table
    np.testing.assert_allclose(table["q_value"], table["p_value"])


def test_hidden_levels_take_no_part_in_the_control_of_false_discoveries(make_returns):
    frame = pd.DataFrame(
        {
            "user_group": "burglary",
            "age": np.repeat(["young", "middle", "old"], [100, 100, 10]),
            "gender": "female",
        }
    )
    returns = make_returns(frame, np.arange(210) % 3 < 2)
    found = satisfied(gap(returns, measure="overall", against="others", by="age"))
    assert np.isnan(found.loc["old", "q_value"])
    told = found.drop(index="old")
    assert told["q_value"].max() <= 2 * told["p_value"].max()


def test_the_method_names_the_control_and_its_family(returns):
    many = gap(returns, measure="overall", against="everyone", by="age")
    assert "Benjamini and Hochberg (1995) over 3 comparisons" in many.provenance.method
    one = gap(returns, measure="overall", between=("female", "male"))
    assert "Benjamini" not in one.provenance.method


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({}, "Give either the two groups"),
        ({"between": ("female", "male"), "against": "others"}, "not both"),
        ({"against": "others"}, "Name the category"),
        ({"against": "nobody", "by": "age"}, "not 'nobody'"),
        ({"between": ("everyone", "others")}, "at least one that is a level"),
        ({"between": ("male", "male")}, "two different groups"),
    ],
)
def test_comparisons_that_mean_nothing_are_refused(returns, arguments, says):
    with pytest.raises(UsageError, match=says):
        gap(returns, measure="overall", **arguments)


def test_errors_name_no_python_argument(returns):
    with pytest.raises(ColumnNotFoundError) as caught:
        gap(returns, measure="overall", between=("White", "BME"))
    assert "by=" not in str(caught.value)
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'male'"):
        gap(returns, measure="overall", between=("mal", "everyone"), by="gender")
