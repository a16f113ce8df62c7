"""The requirements statement on data where each answer is known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.definitions.library import load_rules
from satisfaction.requirements import Evidence, state_requirements
from satisfaction.tables.returns import Returns


@pytest.fixture(scope="module")
def survey():
    return sat.load_survey("user-satisfaction-2007")


@pytest.fixture
def returns(survey):
    n = 40
    day = pd.Timestamp("2007-11-01")
    groups = list(survey.fields["user_group"].levels.values())
    scale = survey.scale_of("overall")
    frame = pd.DataFrame(
        {
            "interview": [f"i{k}" for k in range(n)],
            "row": np.arange(n) + 2,
            "reported_on": day - pd.to_timedelta(np.full(n, 60), unit="D"),
            "interviewed_on": day,
            "age_years": np.full(n, 30),
            "user_group": pd.Categorical(np.resize(groups, n), categories=groups),
            "overall": pd.Categorical(
                np.resize(["very satisfied", "refused"], n), categories=list(scale.labels)
            ),
            "recontact": pd.Categorical(np.resize(["yes", "no"], n)),
            "recontact_purpose": "focus group",
            "recontact_by": "force",
            "recontact_on": day,
        }
    )
    for name in ("age", "gender", "ethnicity"):
        field = survey.fields[name]
        blank = field.blank
        frame[name] = pd.Categorical(["known"] * (n - 4) + [blank] * 4)
    return Returns(frame=frame, survey=survey)


def _status(statement, rule):
    return statement.table.set_index("rule").loc[rule, "status"]


def _evidence(statement, rule):
    return statement.table.set_index("rule").loc[rule, "evidence"]


def test_every_rule_has_a_row_and_none_is_met_in_silence(returns):
    statement = state_requirements(returns)
    rules = load_rules().rules
    assert list(statement.table["rule"]) == sorted(rules, key=lambda r: rules[r].number)
    untold = statement.table[statement.table["status"] == "cannot be told"]
    assert {"exclusions", "profile_check", "monitoring", "dispositions"} <= set(untold["rule"])


def test_interviews_inside_the_window_meet_it_to_the_day(returns):
    frame = returns.frame.copy()
    days = np.full(len(frame), 60)
    days[:2] = 42, 84
    frame["reported_on"] = frame["interviewed_on"] - pd.to_timedelta(days, unit="D")
    statement = state_requirements(replace(returns, frame=frame))
    assert _status(statement, "interview_window") == "met"
    assert statement.breaches.empty


def test_breaches_of_the_window_are_listed_by_reference_and_days(returns):
    frame = returns.frame.copy()
    days = np.full(len(frame), 60)
    days[:3] = 41, 85, 42
    frame["reported_on"] = frame["interviewed_on"] - pd.to_timedelta(days, unit="D")
    statement = state_requirements(replace(returns, frame=frame))
    assert _status(statement, "interview_window") == "not met"
    assert statement.breaches.to_dict("list") == {
        "interview": ["i0", "i1"],
        "row": [2, 3],
        "days": [41, 85],
    }
    assert statement.needs_attention


def test_a_respondent_under_age_breaks_the_rule(returns):
    frame = returns.frame.assign(age_years=[15, *[30] * (len(returns) - 1)])
    statement = state_requirements(replace(returns, frame=frame))
    assert _status(statement, "eligible_age") == "not met"
    assert _evidence(statement, "eligible_age").startswith("1 respondents were under 16")


def test_a_user_group_that_nobody_answered_for_is_not_met(returns):
    frame = returns.frame[returns.frame["user_group"] != "burglary"]
    statement = state_requirements(replace(returns, frame=frame.reset_index(drop=True)))
    assert _status(statement, "user_groups") == "not met"
    assert "burglary" in _evidence(statement, "user_groups")


def test_a_group_reported_apart_may_be_missing(returns):
    frame = returns.frame[returns.frame["user_group"] != "racist incident"]
    statement = state_requirements(replace(returns, frame=frame.reset_index(drop=True)))
    assert _status(statement, "user_groups") == "met"


def test_answers_outside_the_base_are_counted(returns):
    said = _evidence(state_requirements(returns), "base")
    assert said.startswith("20 of 40 asked gave an answer that counts; 20")


def test_a_consent_without_its_purpose_is_not_met(returns):
    frame = returns.frame.assign(recontact_purpose=["", *["focus group"] * (len(returns) - 1)])
    statement = state_requirements(replace(returns, frame=frame))
    assert _status(statement, "recontact") == "not met"
    assert "1 of these consents" in _evidence(statement, "recontact")


def test_another_mode_is_not_met(returns):
    other = returns.survey.model_copy(update={"mode": "web"})
    assert _status(state_requirements(replace(returns, survey=other)), "mode") == "not met"


def test_other_modes_in_the_data_are_counted(returns):
    frame = returns.frame.assign(mode=["web", *["telephone"] * (len(returns) - 1)])
    statement = state_requirements(replace(returns, frame=frame))
    assert _evidence(statement, "mode") == "1 of 40 interviews were not by telephone."


def test_interviews_across_a_series_break_are_not_met(returns):
    frame = returns.frame.copy()
    frame.loc[0, "interviewed_on"] = pd.Timestamp("2004-03-31")
    statement = state_requirements(replace(returns, frame=frame))
    assert _status(statement, "series_breaks") == "not met"


def test_what_other_results_found_stands(returns):
    found = {"exclusions": Evidence(status="not met", sentence="Two reasons lack an approver.")}
    statement = state_requirements(returns, found=found)
    assert _status(statement, "exclusions") == "not met"


def test_a_five_point_survey_does_not_follow_the_seven_point_rule(returns):
    survey = sat.load_survey("victim-satisfaction-2025")
    grades = {len(survey.scale_of(q).grades) for q in survey.measures.values()}
    frame = returns.frame.assign(
        **{survey.outcome: pd.Categorical(["x"] * len(returns), categories=["x"])}
    )
    statement = state_requirements(replace(returns, frame=frame, survey=survey))
    assert (_status(statement, "response_scale") == "met") == (grades == {7})


def test_only_official_rules_of_high_confidence_are_requirements(returns):
    table = state_requirements(returns).table
    required = table[table["standing"] == "requirement"]
    assert set(required["confidence"]) == {"high"}
