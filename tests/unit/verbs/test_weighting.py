"""Weights: what they meet, what they refuse, and what they say of themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import CalibrationError, ColumnNotFoundError
from satisfaction.estimates import estimate
from satisfaction.weighting import weight

VICTIMS = pd.DataFrame(
    {
        "user_group": ["burglary"] * 4 + ["violent crime"] * 4,
        "age": ["young", "young", "old", "old"] * 2,
        "gender": ["female", "male"] * 4,
        "victims": [100, 200, 300, 400, 50, 50, 50, 50],
    }
)


def respondents(**changes):
    frame = VICTIMS.drop(columns="victims")
    frame = pd.concat([frame] * 5, ignore_index=True)
    return frame.assign(**changes) if changes else frame


@pytest.fixture
def returns(make_returns):
    frame = respondents()
    return make_returns(frame, np.arange(len(frame)) % 2 == 0)


@pytest.fixture
def profile(make_profile):
    return make_profile(VICTIMS)


def test_base_weights_bring_each_stratum_to_its_victims(returns, profile):
    frame = weight(returns, profile, margins=()).returns.frame
    totals = frame.groupby("user_group", observed=True)["weight"].sum()
    assert totals.to_dict() == pytest.approx({"burglary": 1000, "violent crime": 200})


def test_raked_shares_are_the_profile_s(returns, profile):
    table = weight(returns, profile).table
    np.testing.assert_allclose(table["share"], table["target"], rtol=1e-10)
    old = table.set_index("level").loc["old", "share"]
    assert old == pytest.approx(800 / 1200)


@pytest.mark.parametrize("method", ["rake", "linear"])
def test_every_method_meets_the_margins(returns, profile, method):
    found = weight(returns, profile, method=method)
    assert found.diagnostics.converged
    np.testing.assert_allclose(found.table["share"], found.table["target"], rtol=1e-9)


def test_unknowns_keep_their_base_weighted_share(make_returns, profile):
    frame = respondents()
    frame.loc[:3, "age"] = "not known"
    found = weight(make_returns(frame, np.ones(len(frame), dtype=bool)), profile)
    row = found.table.set_index(["margin", "level"]).loc[("age", "not known")]
    assert row["share"] == pytest.approx(row["base_share"])
    assert row["policy"].startswith("not known")


def test_a_level_that_nobody_was_interviewed_of_is_refused_by_name(make_returns, profile):
    returns = make_returns(respondents(age="old"), np.ones(40, dtype=bool))
    with pytest.raises(CalibrationError, match="age: 'young' has victims in the profile"):
        weight(returns, profile)


def test_such_a_level_can_be_set_aside_and_is_then_a_caveat(make_returns, profile):
    returns = make_returns(respondents(age="old"), np.ones(40, dtype=bool))
    found = weight(returns, profile, unreachable="set aside")
    assert any("'young'" in caveat.text for caveat in found.caveats)
    assert found.table.set_index("level").loc["old", "share"] == pytest.approx(1)


def test_a_level_that_the_profile_does_not_have_is_refused_by_name(make_returns, profile):
    returns = make_returns(respondents(age="middle"), np.ones(40, dtype=bool))
    with pytest.raises(CalibrationError, match="age: 'middle' was interviewed but has no victims"):
        weight(returns, profile)


def test_a_stratum_that_the_profile_does_not_have_is_refused_by_name(make_returns, profile):
    returns = make_returns(respondents(user_group="vehicle crime"), np.ones(40, dtype=bool))
    with pytest.raises(CalibrationError, match="vehicle crime"):
        weight(returns, profile)


def test_a_margin_that_is_not_there_is_refused_with_the_nearest_name(returns, profile):
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'gender'"):
        weight(returns, profile, margins=["gendre"])


def test_a_user_group_that_nobody_was_interviewed_of_is_refused(make_returns, profile):
    frame = respondents()
    returns = make_returns(frame[frame["user_group"] == "burglary"], np.ones(20, dtype=bool))
    with pytest.raises(CalibrationError, match=r"'violent crime' was interviewed \(16\.7%"):
        weight(returns, profile)


def test_weighting_weighted_returns_again_changes_nothing(returns, profile):
    once = weight(returns, profile).returns
    again = weight(once, profile).returns
    np.testing.assert_allclose(again.frame["weight"], once.frame["weight"], rtol=1e-12)


def test_the_standard_error_counts_the_chance_of_who_is_unknown(make_returns, profile):
    """Known and unknown respondents answer differently; how many are unknown is chance, too."""
    frame = pd.concat([respondents()] * 10, ignore_index=True)
    unknown = np.arange(len(frame)) % 3 == 0
    hidden = frame.assign(age=frame["age"].where(~unknown, "not known"))
    satisfied = np.where(unknown, np.arange(len(frame)) % 4 == 0, np.arange(len(frame)) % 8 != 0)
    returns = weight(make_returns(hidden, satisfied), profile, margins=["age"]).returns
    row = estimate(returns, measure="overall").table.iloc[0]
    plain = np.sqrt(row["estimate"] * (1 - row["estimate"]) / row["effective_base"])
    assert row["standard_error"] == pytest.approx(plain, rel=0.02)
    assert row["design_effect"] > 0.95


def test_victims_outside_the_survey_are_not_weighted_to(make_returns, profile):
    in_scope = profile.covered_counts("age").sum()
    assert weight(make_returns(respondents(), np.ones(40, dtype=bool)), profile).returns.frame[
        "weight"
    ].sum() == pytest.approx(in_scope)
