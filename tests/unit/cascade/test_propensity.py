"""Response propensity: planted differences are found, and the indicators keep their meaning."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.charts import chart
from satisfaction.errors import ColumnNotFoundError, EstimationError
from satisfaction.representativeness import response_propensity

VARIABLES = ("age", "gender", "user_group")


def run(quarter, **options):
    given = {"returns": quarter.returns, "outcomes": quarter.outcomes, "profile": quarter.profile}
    given = {"variables": VARIABLES, **given, **options}
    return response_propensity(quarter.issued, quarter.frame, **given)


def of(table, part, level):
    return table[(table["part"] == part) & (table["level"] == level)].iloc[0]


@pytest.fixture(scope="module")
def uneven(make_quarter):
    return run(make_quarter(responding=(0.2, 0.5)))


def test_r_is_that_of_the_planted_propensities(uneven):
    found = uneven.table.set_index("part").loc["response"]
    spread = np.sqrt(0.3 * 0.7) * 0.3
    assert found["r_lower"] < 1 - 2 * spread < found["r_upper"]
    assert found["cv_lower"] < spread / 0.41 < found["cv_upper"]


def test_the_planted_level_is_named_and_the_others_are_not(uneven):
    assert of(uneven.levels, "response", "young")["stands_out"]
    assert of(uneven.levels, "response", "young")["unconditional"] < 0
    assert not of(uneven.levels, "response", "female")["stands_out"]
    variables = uneven.variables[uneven.variables["part"] == "response"].set_index("variable")
    assert variables["unconditional"].idxmax() == "age"


def test_equal_propensities_give_r_near_one(make_quarter):
    found = run(make_quarter()).table.set_index("part").loc["response"]
    assert found["r"] > 0.95
    assert found["r"] >= found["r_unadjusted"]


def test_the_largest_bias_is_the_bound_of_the_published_share(uneven):
    found = uneven.table.iloc[0]
    expected = (1 - found["r"]) * np.sqrt(0.7 * 0.3) / (2 * found["mean"])
    assert uneven.largest_bias == pytest.approx(expected, rel=0.02)
    assert uneven.headline == "share satisfied (overall)"


def test_contact_and_cooperation_are_parts_of_response(make_quarter):
    quarter = make_quarter()
    outcome = quarter.outcomes["outcome"].astype(str)
    lost = (outcome == "refused") & (np.arange(len(outcome)) % 2 == 0)
    quarter.outcomes["outcome"] = pd.Categorical(outcome.mask(lost, "no answer to any call"))
    result = run(quarter)
    parts = result.table.set_index("part")
    assert list(parts.index) == ["response", "contact", "cooperation"]
    assert parts.loc["contact", "responded"] == parts.loc["cooperation", "issued"]
    together = parts.loc["contact", "mean"] * parts.loc["cooperation", "mean"]
    assert together == pytest.approx(parts.loc["response", "mean"], rel=1e-9)


def test_without_outcomes_only_response_is_modelled(make_quarter):
    result = run(make_quarter(), outcomes=None)
    assert list(result.table["part"]) == ["response"]


def test_outcomes_alone_decide_who_responded(make_quarter):
    quarter = make_quarter()
    alone = response_propensity(
        quarter.issued, quarter.frame, outcomes=with_contacts(quarter.outcomes),
        variables=VARIABLES,
    )  # fmt: skip
    assert alone.table["responded"].iloc[0] == len(quarter.returns)


def with_contacts(outcomes):
    text = outcomes["outcome"].astype(str)
    lost = (text == "refused") & (np.arange(len(text)) % 2 == 0)
    return outcomes.assign(outcome=pd.Categorical(text.mask(lost, "no answer to any call")))


def test_the_whole_population_is_shown_with_its_coefficient_of_variation(uneven):
    assert uneven.population["population"].tolist() == ["recorded", "eligible"]
    assert (uneven.population["r"] > uneven.table["r"].iloc[0]).all()
    assert (uneven.population["cv"] > 0.25).all()
    assert any(c.code == "r-is-blind" for c in uneven.caveats)


def test_levels_with_few_issued_are_merged_and_named(make_quarter):
    quarter = make_quarter()
    age = quarter.frame["age"].astype(str)
    sent = quarter.frame["crime"].isin(quarter.issued["crime"])
    age.loc[sent[sent].index[:5]] = "rare"
    quarter.frame["age"] = pd.Categorical(age)
    result = run(quarter, profile=None)
    response = result.levels[result.levels["part"] == "response"]
    assert response["issued"].sum() == 3 * len(quarter.issued)
    assert "levels with few issued" in set(result.levels["level"])
    assert any(c.code == "levels-merged" and "'rare'" in c.text for c in result.caveats)


def test_what_is_missing_is_said(make_quarter):
    quarter = make_quarter()
    with pytest.raises(EstimationError, match="give the returns"):
        run(quarter, returns=None, outcomes=None)
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'gender'"):
        run(quarter, variables=("gendre",))


def test_the_figure_names_who_is_interviewed_less(uneven):
    for narrow in (False, True):
        words = chart(uneven, narrow=narrow).layout.meta
        assert words["title"].startswith("Interviewed less often than others issued: age young")
        assert "R is near 1" in words["caption"]


def test_contact_that_everybody_had_is_left_out_with_a_caveat(uneven):
    assert list(uneven.table["part"]) == ["response", "cooperation"]
    assert any(c.code == "part-not-modelled" and "contact" in c.text for c in uneven.caveats)


def test_returns_that_join_nobody_are_refused(make_quarter):
    quarter = make_quarter()
    quarter.returns.frame["crime"] = "x" + quarter.returns.frame["crime"]
    with pytest.raises(EstimationError, match="one period and key"):
        run(quarter, outcomes=None)
