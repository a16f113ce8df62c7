"""Trimming, crossed cells, unknowns, periods and corrections: what each option does and refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import CalibrationError, UsageError
from satisfaction.estimates import association, estimate, gap, regression
from satisfaction.numerics.variance import covariance
from satisfaction.periods import parse_period
from satisfaction.tables.design import survey_design
from satisfaction.weighting import weight

VICTIMS = pd.DataFrame(
    {
        "user_group": ["burglary"] * 4 + ["violent crime"] * 4,
        "age": ["young", "young", "old", "old"] * 2,
        "gender": ["female", "male"] * 4,
        "victims": [100, 200, 300, 400, 50, 90, 60, 40],
    }
)


@pytest.fixture
def profile(make_profile):
    return make_profile(VICTIMS)


@pytest.fixture
def skewed(make_returns):
    """Return 200 interviews, few of them with young people, so that weights vary."""
    frame = VICTIMS.drop(columns="victims")
    rng = np.random.default_rng(7)
    rows = rng.choice(len(frame), 200, p=[0.05, 0.05, 0.2, 0.3, 0.05, 0.05, 0.2, 0.1])
    return make_returns(frame.iloc[rows].reset_index(drop=True), np.arange(200) % 3 > 0)


def hidden(returns, name, rows, level="not known"):
    column = returns.frame[name].copy()
    column[rows] = level
    return replace(returns, frame=returns.frame.assign(**{name: column}))


def dated(returns, days):
    return replace(returns, frame=returns.frame.assign(interviewed_on=pd.to_datetime(days)))


def test_trimmed_and_raked_weights_keep_to_the_limits_and_meet_the_margins(skewed, profile):
    plain = weight(skewed, profile)
    high = plain.returns.frame["weight"].max() * 0.93
    found = weight(skewed, profile, trim=(1, high))
    weights = found.returns.frame["weight"]
    assert weights.max() <= high < plain.returns.frame["weight"].max()
    assert weights.sum() == pytest.approx(VICTIMS["victims"].sum(), rel=1e-9)
    np.testing.assert_allclose(found.table["share"], found.table["target"], rtol=1e-8)
    assert found.diagnostics.converged
    assert found.diagnostics.trimmed == (np.isclose(weights, high, rtol=1e-12)).sum() > 0
    moved = np.abs(weights - plain.returns.frame["weight"]).sum() / 2 / weights.sum()
    assert found.diagnostics.weight_moved == pytest.approx(moved)
    assert [c.code for c in found.caveats if "trim" in c.code] == ["weights-trimmed"]


def test_limits_that_the_margins_do_not_allow_leave_a_named_miss(skewed, profile):
    found = weight(skewed, profile, trim=(5, 7.5))
    assert found.returns.frame["weight"].between(5, 7.5).all()
    assert not found.diagnostics.converged
    worst = (found.table["share"] / found.table["target"] - 1).abs().max()
    assert found.diagnostics.margin_error == pytest.approx(worst, rel=0.05)
    text = next(c.text for c in found.caveats if c.code == "margins-missed")
    assert "age 'young'" in text
    assert "Widen the limits" in text


def test_a_missed_margin_goes_with_the_weighted_returns_in_points(skewed, profile):
    found = weight(skewed, profile, trim=(5, 7.5))
    points = 100 * (found.table["share"] - found.table["target"]).abs().max()
    assert found.returns.weighting.margin_error_points == pytest.approx(points, abs=1e-9)
    assert points > 0.01
    (caveat,) = [c for c in found.returns.caveats if c.code == "margins-missed"]
    assert f"{points:.2g} percentage points" in caveat.text


def test_every_figure_made_with_weights_that_miss_a_margin_says_so(skewed, profile):
    returns = weight(skewed, profile, trim=(5, 7.5)).returns
    results = {
        "estimate": estimate(returns),
        "gap": gap(returns, measure="overall", between=("female", "male")),
        "association": association(returns, measure="overall", by="age"),
        "regression": regression(returns, on=["gender"]),
    }
    for name, result in results.items():
        told = [c for c in result.caveats if c.code == "margins-missed"]
        assert told == [c for c in returns.caveats if c.code == "margins-missed"], name
    met = weight(skewed, profile).returns
    assert "margins-missed" not in [c.code for c in estimate(met).caveats]


def test_weighting_again_forgets_the_margins_that_earlier_weights_missed(skewed, profile):
    missed = weight(skewed, profile, trim=(5, 7.5)).returns
    met = weight(missed, profile).returns
    assert met.weighting.margin_error_points == 0
    assert "margins-missed" not in [c.code for c in met.caveats]


def test_limits_that_look_like_ratios_are_refused_with_the_unit_that_was_meant(skewed, profile):
    with pytest.raises(CalibrationError, match='trim_unit="ratio"'):
        weight(skewed, profile, trim=(0.3, 3))


def test_writing_to_a_delivered_weight_leaves_the_base_weight_alone(skewed, profile):
    plan = skewed.survey.weights.model_copy(update={"column": "delivered"})
    returns = replace(
        skewed,
        frame=skewed.frame.assign(delivered=2.0),
        survey=skewed.survey.model_copy(update={"weights": plan}),
    )
    weighted = weight(returns, profile).returns.frame
    weighted.loc[0, "delivered"] = 99.0
    weighted.loc[1, "base_weight"] = 77.0
    assert weighted["base_weight"].tolist()[:2] == [2, 77]
    assert weighted["delivered"].tolist()[:2] == [99, 2]
    assert (returns.frame["delivered"] == 2).all()


def test_trimming_by_ratio_limits_weight_over_base_weight(skewed, profile):
    ratios = weight(skewed, profile).diagnostics.base_ratio
    found = weight(skewed, profile, trim=(0.5, ratios[-1] * 0.97), trim_unit="ratio")
    assert found.diagnostics.base_ratio[-1] == pytest.approx(ratios[-1] * 0.97)
    assert found.diagnostics.converged


def test_trimming_without_margins_keeps_the_total(skewed, profile):
    found = weight(skewed, profile, margins=(), trim=(0, 7))
    assert found.returns.frame["weight"].max() == 7
    assert found.returns.frame["weight"].sum() == pytest.approx(VICTIMS["victims"].sum())


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"trim": (5, 5)}, "smallest < largest"),
        ({"trim": (2, 9), "trim_unit": "ratio"}, "must enclose 1"),
        ({"trim": (1, 9), "method": "logit", "bounds": (0.5, 2)}, "`bounds` or `trim`"),
        ({"bounds": (0.5, 2)}, 'method="rake" takes no bounds'),
        ({"method": "raking"}, "Did you mean 'rake'"),
        ({"unknown": "own"}, "'keep base share', 'own level', 'refuse'"),
    ],
)
def test_options_that_contradict_are_refused(skewed, profile, options, text):
    with pytest.raises(UsageError, match=text):
        weight(skewed, profile, **options)


def test_limits_that_do_not_enclose_the_mean_weight_are_refused(skewed, profile):
    with pytest.raises(CalibrationError, match="enclose the mean weight"):
        weight(skewed, profile, trim=(0, 5))


def test_post_stratification_meets_every_crossed_cell(skewed, profile):
    found = weight(skewed, profile, method="post-stratify")
    cells = found.returns.frame.groupby(["age", "gender"], observed=True)["weight"].sum()
    expected = VICTIMS.groupby(["age", "gender"])["victims"].sum()
    for cell, victims in expected.items():
        assert cells[cell] == pytest.approx(victims)
    assert set(found.table["margin"]) == {"age x gender"}
    assert "post-stratify to age x gender" in found.provenance.method


def test_a_cell_that_nobody_was_interviewed_of_is_named(skewed, profile):
    frame = skewed.frame
    gone = (frame["age"] == "old") & (frame["gender"] == "female")
    returns = replace(skewed, frame=frame[~gone].reset_index(drop=True))
    with pytest.raises(CalibrationError, match="age x gender: 'old x female' has victims"):
        weight(returns, profile, method="post-stratify")
    found = weight(returns, profile, method="post-stratify", unreachable="set aside")
    assert any("age x gender 'old x female'" in caveat.text for caveat in found.caveats)


def test_a_cell_without_victims_is_named(skewed, make_profile):
    no_old_men = VICTIMS[(VICTIMS["age"] != "old") | (VICTIMS["gender"] != "male")]
    with pytest.raises(CalibrationError, match="'old x male' was interviewed but has no victims"):
        weight(skewed, make_profile(no_old_men), method="post-stratify")


def test_margins_that_contradict_one_another_name_the_level_and_the_remedy(
    make_returns, make_profile
):
    """All young are female and all old male, but the profile has other shares of the two."""
    frame = VICTIMS.drop(columns="victims")
    frame = frame[(frame["age"] == "young") == (frame["gender"] == "female")]
    returns = make_returns(pd.concat([frame] * 20, ignore_index=True), np.ones(80, dtype=bool))
    profile = make_profile(VICTIMS)
    with pytest.raises(CalibrationError, match=r"age 'young' is still .* drop a margin") as error:
        weight(returns, profile)
    assert "margin 0" not in str(error.value)
    with pytest.raises(CalibrationError, match=r"(age|gender) '\w+' is still .* widen the bounds"):
        weight(returns, profile, method="logit", bounds=(0.5, 2))
    with pytest.raises(CalibrationError, match=r"(age|gender) '\w+' is still"):
        weight(returns, profile, method="linear")


def test_bounds_that_the_margins_do_not_allow_name_the_level(skewed, profile):
    with pytest.raises(CalibrationError, match=r"age '(young|old)' is still .* widen the bounds"):
        weight(skewed, profile, method="logit", bounds=(0.9, 1.1))


def test_respondents_at_a_bound_are_counted(skewed, profile):
    free = weight(skewed, profile, method="linear").diagnostics.base_ratio
    bounds = (free[0] * 1.02, free[-1] * 1.2)
    found = weight(skewed, profile, method="linear", bounds=bounds)
    ratio = found.returns.frame["weight"] / found.returns.frame["base_weight"]
    assert found.diagnostics.at_bounds == (ratio < bounds[0] * (1 + 1e-6)).sum() > 0


def test_a_respondent_without_any_level_is_refused_with_the_count(skewed, profile):
    broken = hidden(skewed, "age", [0, 1, 2], level=np.nan)
    with pytest.raises(CalibrationError, match="age: 3 respondents have no level"):
        weight(broken, profile)
    broken = hidden(skewed, "user_group", [0], level=np.nan)
    with pytest.raises(CalibrationError, match="user_group: 1 respondents have no level"):
        weight(broken, profile)


def test_unknowns_can_be_refused(skewed, profile):
    with pytest.raises(CalibrationError, match="age: 9 respondents are 'not known'"):
        weight(hidden(skewed, "age", list(range(9))), profile, unknown="refuse")
    assert weight(skewed, profile, unknown="refuse").diagnostics.converged


def test_unknowns_can_be_a_level_of_the_profile(skewed, make_profile):
    unknown = pd.DataFrame(
        {"user_group": ["burglary"], "age": ["not known"], "gender": ["male"], "victims": [240]}
    )
    profile = make_profile(pd.concat([VICTIMS, unknown], ignore_index=True))
    returns = hidden(skewed, "age", list(range(9)))
    kept = weight(returns, profile).table.set_index(["margin", "level"])
    own = weight(returns, profile, unknown="own level").table.set_index(["margin", "level"])
    total = VICTIMS["victims"].sum() + 240
    assert own.loc[("age", "not known"), "share"] == pytest.approx(240 / total)
    assert kept.loc[("age", "not known"), "share"] == pytest.approx(
        kept.loc[("age", "not known"), "base_share"]
    )
    assert own.loc[("age", "not known"), "policy"].startswith("profile share")


def test_unknown_victims_of_whom_nobody_was_interviewed_are_named(skewed, make_profile):
    unknown = VICTIMS.head(1).assign(age="not known")
    profile = make_profile(pd.concat([VICTIMS, unknown], ignore_index=True))
    with pytest.raises(CalibrationError, match="age: 'not known' has victims"):
        weight(skewed, profile, unknown="own level")


def quarters(returns):
    half = len(returns) // 2
    return dated(returns, ["2007-08-15"] * half + ["2007-11-15"] * (len(returns) - half))


@pytest.fixture
def profiles(make_profile):
    later = VICTIMS.assign(victims=VICTIMS["victims"].to_numpy()[::-1] * 2)
    return {"2007/08 Q3": make_profile(later), parse_period("2007/08 Q2"): make_profile(VICTIMS)}


def test_each_period_gets_the_weights_that_it_would_get_alone(skewed, profiles):
    returns = quarters(skewed)
    found = weight(returns, profiles)
    frame = found.returns.frame
    assert list(frame["weight_period"].cat.categories) == ["2007/08 Q2", "2007/08 Q3"]
    for period, profile in profiles.items():
        alone = weight(returns.during(period), profile).returns.frame
        together = frame[frame["weight_period"] == str(period)]
        np.testing.assert_allclose(together["weight"], alone["weight"], rtol=1e-12)
    assert found.returns.weighting.by_period
    assert list(found.table["weight_period"].unique()) == ["2007/08 Q2", "2007/08 Q3"]


def test_a_period_s_estimate_and_error_are_those_of_the_period_weighted_alone(skewed, profiles):
    returns = quarters(skewed)
    both = weight(returns, profiles).returns
    for period, profile in profiles.items():
        alone = estimate(weight(returns.during(period), profile).returns).table
        within = estimate(both, period=period).table
        for name in ("estimate", "standard_error", "base"):
            np.testing.assert_allclose(within[name], alone[name], rtol=1e-10)


def test_periods_weighted_apart_are_not_correlated(skewed, profiles):
    design = survey_design(weight(quarters(skewed), profiles).returns)
    first = np.arange(len(design.weights)) < 100
    answers = np.arange(len(first)) % 3 > 0
    scores = np.column_stack(
        [
            design.weights * here * (answers - np.average(answers, weights=design.weights * here))
            for here in (first, ~first)
        ]
    )
    joint = covariance(scores, design)
    assert abs(joint[0, 1]) < 1e-9 * np.sqrt(joint[0, 0] * joint[1, 1])
    assert joint[0, 0] > 0


def test_the_record_over_all_periods_has_each_level_once(skewed, profiles):
    found = weight(quarters(skewed), profiles)
    pooled = found.over_periods()
    weights = found.returns.frame.groupby("age", observed=True)["weight"].sum()
    young = pooled.set_index(["margin", "level"]).loc[("age", "young")]
    assert young["share"] == pytest.approx(weights["young"] / weights.sum())
    assert young["respondents"] == (found.returns.frame["age"] == "young").sum()


def test_interviews_outside_every_period_are_counted(skewed, profiles):
    returns = dated(skewed, ["2007-08-15"] * 100 + ["2007-11-15"] * 93 + ["2008-01-02"] * 7)
    with pytest.raises(CalibrationError, match="7 of 200 interviews lie outside"):
        weight(returns, profiles)


def test_a_period_without_interviews_is_named(skewed, profiles):
    with pytest.raises(CalibrationError, match="'2007/08 Q2' but no interview"):
        weight(dated(skewed, ["2007-11-15"] * 200), profiles)


def test_periods_that_overlap_are_refused(skewed, make_profile):
    profile = make_profile(VICTIMS)
    with pytest.raises(UsageError, match="2007/08 Q3 and 2007-11 overlap"):
        weight(skewed, {"2007/08 Q3": profile, "2007-11": profile})
    with pytest.raises(UsageError, match="No profile"):
        weight(skewed, {})


def test_a_caveat_of_one_period_names_it(skewed, profiles):
    returns = quarters(skewed)
    frame = returns.frame
    gone = (frame["age"] == "young") & (frame["interviewed_on"].dt.month == 11)
    returns = replace(returns, frame=frame[~gone].reset_index(drop=True))
    found = weight(returns, profiles, unreachable="set aside")
    assert [c.text[:11] for c in found.caveats if c.code == "level-set-aside"] == ["2007/08 Q3:"]


def test_the_correction_of_the_profile_makes_errors_smaller_by_the_stratum_s_fraction(
    skewed, profile
):
    plain = weight(skewed, profile, margins=()).returns
    corrected = weight(skewed, profile, margins=(), fpc="profile").returns
    here = {"where": {"user_group": "burglary"}, "measure": "overall"}
    errors = [estimate(one, **here).table["standard_error"].iloc[0] for one in (plain, corrected)]
    n = (skewed.frame["user_group"] == "burglary").sum()
    assert errors[1] / errors[0] == pytest.approx(np.sqrt(1 - n / 1000), rel=1e-9)


def test_nobody_to_weight_is_an_error(skewed, profile):
    nobody = replace(skewed, frame=skewed.frame.head(0))
    with pytest.raises(CalibrationError, match="no interviews"):
        weight(nobody, profile)


def test_the_ratio_to_base_weights_is_in_the_record(skewed, profile):
    found = weight(skewed, profile)
    ratio = found.returns.frame["weight"] / found.returns.frame["base_weight"]
    expected = ratio.quantile([0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(found.diagnostics.base_ratio, expected, rtol=1e-12)


def test_residual_weights_are_kept_and_reach_the_design(skewed, profile):
    found = weight(skewed, profile, residual_weights="none").returns
    assert survey_design(found).residual_weights == "none"
    assert survey_design(weight(skewed, profile).returns).residual_weights == "base"
