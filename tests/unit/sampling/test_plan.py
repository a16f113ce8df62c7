"""The plan as a whole: what it issues, expects, says and refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError
from satisfaction.sampling import PlanLimits, draw_sample, plan_sample
from satisfaction.sampling.result import OTHERS


def levels(plan):
    return plan.levels.set_index("level")


def test_young_victims_who_answer_less_are_boosted_and_their_share_comes_back(plan_of):
    found = levels(plan_of(interviews=1_200)).loc["young"]
    assert found["boost"] > 1.2
    assert found["share_without"] < found["profile_share"] - 0.03
    assert (
        found["expected_share"] >= found["profile_share"] + 0.25 * found["tolerance_lower"] - 2e-3
    )


def test_a_precision_is_met_by_the_margins_that_are_shown(plan_of):
    groups = plan_of(precision=0.06).groups
    np.testing.assert_allclose(groups["margin"], 0.06, rtol=0.01)
    assert groups["reached"].all()


def test_the_margin_is_that_of_a_share_of_one_half_with_the_design_effect(plan_of):
    group = plan_of(interviews=1_200).groups.iloc[0]
    by_hand = 1.959964 * np.sqrt(0.25 * 1.2 / group["expected_interviews"])
    assert group["margin"] == pytest.approx(by_hand, rel=1e-6)


def test_expected_interviews_are_chances_times_response(plan_of):
    table = plan_of(interviews=1_200).table
    made = table["frame"] * table["selection_probability"] * table["response_rate"]
    assert made.sum() == pytest.approx(table["expected_interviews"].sum(), rel=1e-3)
    assert table["expected_interviews"].sum() == pytest.approx(1_200, rel=5e-3)


def test_strata_issue_whole_numbers_that_their_cells_add_up_to(plan_of):
    plan = plan_of(interviews=1_200)
    by_stratum = plan.table.groupby("user_group")["issue"].sum()
    whole = plan.strata.set_index("user_group")["issue"]
    np.testing.assert_allclose(by_stratum, whole.loc[by_stratum.index], atol=1e-9)


def test_victims_of_unknown_age_are_never_boosted_for_it(plan_of):
    plan = plan_of(interviews=1_200)
    assert "not known" not in set(plan.table["age"])
    assert set(plan.levels["level"]).isdisjoint({"not known"})


def test_response_rates_are_shown_with_their_base_and_shrunken_to_the_mean(plan_of, quarter):
    rates = plan_of(interviews=1_200).rates.set_index("level")
    everyone = (quarter.outcomes["outcome"] == "interviewed").mean()
    young, unknown = rates.loc["young"], rates.loc["not known"]
    assert rates[rates["dimension"] == "age"]["issued"].sum() == 3_000
    assert young["rate"] == pytest.approx(young["observed_rate"], abs=0.01)
    assert abs(unknown["rate"] - everyone) < abs(unknown["observed_rate"] - everyone)


def test_a_budget_is_kept_and_what_it_costs_is_said(plan_of):
    plan = plan_of(precision=0.05, budget=1_000)
    assert plan.strata["issue"].sum() <= 1_000
    assert not plan.groups["reached"].any()
    assert plan.infeasible[0].code == "budget"
    assert plan.needs_attention


def test_interviews_of_each_group_can_be_given(plan_of):
    wanted = {"burglary": 300, "violent crime": 500, "vehicle crime": 100}
    groups = plan_of(interviews=wanted).groups.set_index("group")["expected_interviews"]
    np.testing.assert_allclose(groups.loc[list(wanted)], list(wanted.values()), rtol=0.02)


def test_returns_tell_the_interviewed_as_outcomes_do(plan_of, quarter, make_returns):
    done = quarter.outcomes.loc[quarter.outcomes["outcome"] == "interviewed", ["crime"]]
    rows = done.merge(quarter.frame, on="crime")
    returns = make_returns(rows, np.ones(len(rows), dtype=bool))
    with_crime = returns.frame.assign(crime=rows["crime"])
    object.__setattr__(returns, "frame", with_crime)
    pd.testing.assert_frame_equal(
        plan_of(interviews=900, outcomes=None, returns=returns).rates,
        plan_of(interviews=900).rates,
    )


def test_an_assumed_response_is_a_caveat_and_gives_no_boosts(plan_of):
    plan = plan_of(interviews=900, issued=None, outcomes=None, response_rate=0.4)
    assert "assumed-response" in {caveat.code for caveat in plan.caveats}
    assert (plan.table[["age", "gender"]] == OTHERS).all().all()


def test_the_eligible_of_the_profile_stand_in_for_a_missing_frame(plan_of):
    with_frame = plan_of(interviews=900, issued=None, outcomes=None, response_rate=0.4)
    without = plan_of(interviews=900, frame=None, issued=None, outcomes=None, response_rate=0.4)
    assert list(without.strata["issue"]) == list(with_frame.strata["issue"])


def test_defaults_of_the_package_are_named_as_such(plan_of):
    texts = " ".join(caveat.text for caveat in plan_of(interviews=900).caveats)
    assert "not requirements" in texts
    assert "1 over the base weight" in texts


def test_a_survey_without_strata_is_one_stratum(quarter, small_survey):
    whole = small_survey.model_copy(
        update={"weights": small_survey.weights.model_copy(update={"strata": ()})}
    )
    plan = plan_sample(
        quarter.profile, survey=whole, frame=quarter.frame, response_rate=0.4, interviews=400
    )
    sample = draw_sample(quarter.frame, plan, rng=1)
    assert list(plan.groups["group"]) == ["everyone"]
    assert len(sample.table) == plan.strata["issue"].sum() == pytest.approx(1_000, abs=2)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"interviews": 900, "precision": 0.05}, "not both"),
        ({"precision": 5}, "0.04 for 4 points"),
        ({"interviews": -1}, "above 0"),
        ({"tolerance": 3}, "0.03 for 3 points"),
        ({"issued": None}, "response_rate="),
        ({"outcomes": None}, "contact outcomes"),
    ],
)
def test_contradictions_are_refused(plan_of, wanted, says):
    with pytest.raises(UsageError, match=says):
        plan_of(**wanted)


def test_limits_are_refused_all_at_once():
    with pytest.raises(UsageError, match=r"aim.*max_boost"):
        PlanLimits(aim=2.0, max_boost=0.5)


def test_an_issued_sample_of_another_key_is_refused(plan_of, quarter):
    strange = quarter.issued.assign(crime="x" + quarter.issued["crime"])
    with pytest.raises(EstimationError, match="same pseudonym key"):
        plan_of(issued=strange, interviews=900)


def test_unknown_user_groups_are_refused(plan_of):
    with pytest.raises(ColumnNotFoundError, match="user groups are"):
        plan_of(interviews={"burglary": 300, "arson": 10})


def test_fewer_interviews_than_the_fewest_of_all_strata_are_planned_and_told(plan_of):
    plan = plan_of(interviews=3, limits=PlanLimits(fewest=50))
    told = [c.text for c in plan.infeasible if c.code == "stratum-minimum"]
    assert len(told) == 3
    assert "take 50; 1 are asked for" in told[0]
    assert "Ask for 50 or more" in told[0]
    assert plan.needs_attention
