"""Association and regression: what is left out, what is refused, what is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError
from satisfaction.estimates import association, regression


@pytest.fixture
def returns(make_returns):
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "user_group": rng.choice(["burglary", "violent crime"], 400),
            "age": rng.choice(["young", "middle", "old"], 400),
            "gender": rng.choice(["female", "male"], 400),
        }
    )
    chance = np.where(frame["age"] == "young", 0.5, 0.8)
    made = make_returns(frame, rng.random(400) < chance)
    made.frame["age"] = made.frame["age"].cat.add_categories([])
    return made


def with_unknown_gender(returns, rows):
    column = returns.frame["gender"]
    known = column.cat.categories
    unknown = next(level for level in known if level not in ("female", "male"))
    column = column.astype(str)
    column.iloc[:rows] = unknown
    returns.frame["gender"] = pd.Categorical(column, categories=known)
    return returns


def test_shares_within_a_level_add_up_and_are_the_estimates(returns):
    found = association(returns, measure="overall", by="age")
    assert found.table["share"].sum() == pytest.approx(1)
    within = found.table.groupby("level", observed=True)["within"].sum()
    np.testing.assert_allclose(within, 1)
    assert found.table.groupby("answer")["base"].sum().eq(400).all()


def test_a_planted_association_is_found_and_its_absence_is_not(returns):
    assert association(returns, measure="overall", by="age").tests["p_value"].iloc[0] < 1e-4
    assert association(returns, measure="overall", by="gender").tests["p_value"].iloc[0] > 0.05


def test_the_unweighted_test_of_two_by_two_is_nearly_pearson_s(returns):
    found = association(returns, measure="overall", by="gender")
    counts = pd.crosstab(returns.frame["overall"], returns.frame["gender"]).to_numpy()
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    pearson = ((counts - expected) ** 2 / expected).sum()
    assert found.cramers_v == pytest.approx(np.sqrt(pearson / counts.sum()))
    assert found.tests["statistic"].iloc[0] == pytest.approx(pearson, rel=0.02)


def test_the_odds_ratio_of_two_by_two_is_that_of_the_table(returns):
    found = regression(returns, on=["gender"], outcome="satisfied").table.set_index("term")
    counts = pd.crosstab(returns.frame["gender"], returns.frame["overall"])
    odds = counts["yes"] / counts["no"]
    row = found.loc["gender"]
    assert (row["level"], row["reference"]) == ("male", "female")
    assert row["odds_ratio"] == pytest.approx(odds["male"] / odds["female"])
    assert row["odds_lower"] < row["odds_ratio"] < row["odds_upper"]


def test_another_reference_turns_the_odds_ratio_round(returns):
    plain = regression(returns, on=["gender"]).table.iloc[1]
    turned = regression(returns, on=["gender"], reference={"gender": "male"}).table.iloc[1]
    assert turned["odds_ratio"] == pytest.approx(1 / plain["odds_ratio"])


def test_the_test_of_a_term_does_not_depend_on_its_reference(returns):
    one = regression(returns, on=["age", "gender"]).tests
    other = regression(returns, on=["age", "gender"], reference={"age": "old"}).tests
    np.testing.assert_allclose(one["statistic"], other["statistic"], rtol=1e-8)


def test_respondents_of_unknown_level_leave_the_model_and_are_counted(returns):
    found = regression(with_unknown_gender(returns, 25), on=["age", "gender"])
    assert found.base == 375
    (caveat,) = found.caveats
    assert caveat.text.startswith("25 respondents")
    assert list(found.table["term"]).count("gender") == 1


def test_a_scale_of_two_grades_has_no_ordinal_model(returns):
    with pytest.raises(EstimationError, match="at least three"):
        regression(returns, on=["age"], model="ordinal")


def test_it_speaks_of_association(returns):
    for result in (
        association(returns, measure="overall", by="age"),
        regression(returns, on=["age"]),
    ):
        assert "not" in result.provenance.method
        assert "cause" in result.provenance.method


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"on": "age"}, UsageError, "as a list"),
        ({"on": []}, UsageError, "as a list"),
        ({"on": ["age"], "outcome": "neither"}, UsageError, "'neither'"),
        ({"on": ["age"], "model": "probit"}, UsageError, "'probit'"),
        ({"on": ["agee"]}, ColumnNotFoundError, "Did you mean 'age'"),
        ({"on": ["age"], "reference": {"age": "ol"}}, ColumnNotFoundError, "Did you mean 'old'"),
        ({"on": ["age"], "where": {"age": "old"}}, EstimationError, "only one level"),
    ],
)
def test_models_that_cannot_be_fitted_are_refused(returns, arguments, error, says):
    with pytest.raises(error, match=says):
        regression(returns, **arguments)
