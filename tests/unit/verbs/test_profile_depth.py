"""What stands behind a verdict: tests, power, and who described the respondents."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError
from satisfaction.representativeness import check_profile
from satisfaction.representativeness.result import Tolerance

VICTIMS = {"young": 3_000, "middle": 4_000, "old": 3_000}


@pytest.fixture
def profile(make_profile):
    rows = [("burglary", age, gender, count // 2)
            for age, count in VICTIMS.items() for gender in ("female", "male")]  # fmt: skip
    return make_profile(pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"]))


@pytest.fixture
def interview(make_returns):
    """Return ``n`` interviews with these shares of ages, each with a crime of its own."""

    def build(n, young, old):
        counts = [round(n * young), round(n * (1 - young - old)), round(n * old)]
        frame = pd.DataFrame({"user_group": "burglary", "age": np.repeat(list(VICTIMS), counts)})
        frame = frame.assign(gender=np.resize(["female", "male"], len(frame)))
        returns = make_returns(frame, np.ones(len(frame), dtype=bool))
        crimes = [f"c{k}" for k in range(len(frame))]
        return replace(returns, frame=returns.frame.assign(crime=crimes))

    return build


def level(table, name):
    return table.set_index("level").loc[name]


@pytest.mark.parametrize("tolerance", [3, 0.6, 0, -0.03, Tolerance(points=3)])
def test_a_tolerance_that_is_no_share_is_refused(interview, profile, tolerance):
    with pytest.raises(UsageError, match="not possible"):
        check_profile(interview(100, 0.3, 0.3), profile, tolerance=tolerance)


def test_points_given_for_a_share_are_answered_with_the_share(interview, profile):
    with pytest.raises(UsageError, match=r"Did you mean 0\.03\?"):
        check_profile(interview(100, 0.3, 0.3), profile, tolerance=3)


def test_the_design_residual_is_the_difference_over_its_own_error(interview, profile):
    result = check_profile(interview(2_000, 0.25, 0.35), profile)
    row = level(result.table, "young")
    residual = level(result.residuals, "young")["design_residual"]
    assert residual == pytest.approx(row["difference"] / row["standard_error"])
    assert residual < 0 < level(result.residuals, "old")["design_residual"]


def test_a_sample_exactly_like_the_profile_has_no_residuals(interview, profile):
    result = check_profile(interview(2_000, 0.3, 0.3), profile)
    assert result.residuals["adjusted_residual"].abs().max() < 1e-9
    assert (result.goodness["rao_scott_p_value"] > 0.999).all()


def test_power_names_the_share_it_supposes_and_grows_with_the_base(interview, profile):
    few, many = (
        level(check_profile(interview(n, 0.3, 0.3), profile).table, "young") for n in (1_000, 5_000)
    )
    assert few["power_share"] == pytest.approx(0.3 - 0.03 - 0.03)
    assert few["power"] < 0.5
    assert many["power"] > 0.95
    assert few["detectable"] < many["detectable"] < -0.03


def test_the_detectable_shortfall_is_the_one_with_80_per_cent_power(interview, profile):
    """At the detectable share the distance to the edge is critical value plus 0.84 errors."""
    result = check_profile(interview(2_000, 0.3, 0.3), profile)
    row = level(result.table, "young")
    share = row["profile_share"] + row["detectable"]
    error = np.sqrt(row["power_effect"] * share * (1 - share) / 2_000)
    distance = (0.27 - share) / error
    assert distance == pytest.approx(result.critical_value + 0.8416212, abs=1e-6)


def test_a_level_too_small_to_fall_short_by_so_much_has_no_power(make_profile, interview):
    rows = [("burglary", "young", "female", 200), ("burglary", "middle", "male", 5_000),
            ("burglary", "old", "female", 4_800)]  # fmt: skip
    profile = make_profile(pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"]))
    row = level(check_profile(interview(1_000, 0.02, 0.48), profile).table, "young")
    assert np.isnan(row["power"])
    assert np.isnan(row["power_share"])


def test_observed_against_self_described_is_a_caveat_of_its_own(interview, profile):
    seen = replace(profile.dimensions["gender"], source="officer-observed")
    observed = replace(profile, dimensions={**profile.dimensions, "gender": seen})
    codes = [c.code for c in check_profile(interview(500, 0.3, 0.3), observed).caveats]
    assert codes.count("observed-not-self-defined") == 1
    assert "unlike-sources" not in codes


def recorded_as(returns, ages):
    frame = returns.frame
    return pd.DataFrame({"crime": frame["crime"], "age": ages, "gender": frame["gender"]})


def test_recorded_values_decide_the_verdict_and_the_own_account_is_kept(interview, profile):
    returns = interview(5_000, 0.15, 0.45)
    as_profile = np.repeat(list(VICTIMS), [1_500, 2_000, 1_500])
    result = check_profile(returns, profile, recorded=recorded_as(returns, as_profile))
    assert result.basis == "as recorded"
    assert level(result.table, "young")["difference"] == pytest.approx(0)
    assert level(result.self_described, "young")["verdict"] == "outside"
    assert "as recorded" in result.provenance.method
    assert (result.coverage["profile_source"] == result.coverage["sample_source"]).all()


def test_without_recorded_values_there_is_no_second_table(interview, profile):
    result = check_profile(interview(500, 0.3, 0.3), profile)
    assert result.basis == "as respondents said"
    assert result.self_described.empty


def test_respondents_without_one_crime_record_are_unknown_and_counted(interview, profile):
    returns = interview(1_000, 0.3, 0.3)
    recorded = recorded_as(returns, returns.frame["age"].to_numpy())
    table = pd.concat([recorded.iloc[100:], recorded.iloc[-50:]])
    result = check_profile(returns, profile, recorded=table)
    assert result.coverage.set_index("dimension").loc["age", "sample_unknown"] == 0.15
    text = next(c.text for c in result.caveats if c.code == "recorded-not-found")
    assert "100 have no crime record and 50 one" in text


def test_a_table_of_other_crimes_is_refused(interview, profile):
    returns = interview(400, 0.3, 0.3)
    other = recorded_as(returns, returns.frame["age"].to_numpy()).assign(crime="another")
    with pytest.raises(EstimationError, match="different pseudonym keys"):
        check_profile(returns, profile, recorded=other)


def test_a_recorded_table_without_a_dimension_is_refused(interview, profile):
    returns = interview(400, 0.3, 0.3)
    table = recorded_as(returns, returns.frame["age"].to_numpy()).drop(columns="gender")
    with pytest.raises(ColumnNotFoundError, match="no column 'gender'"):
        check_profile(returns, profile, recorded=table)


def test_leaving_out_the_verdicts_within_groups_changes_no_other(interview, profile):
    returns = interview(1_000, 0.25, 0.35)
    whole = check_profile(returns, profile)
    slim = check_profile(returns, profile, within_groups=False)
    assert slim.within_groups.empty
    assert not whole.within_groups.empty
    assert slim.table.equals(whole.table)
    assert slim.goodness.equals(whole.goodness)
