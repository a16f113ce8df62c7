"""Consent first: every rule in its order, with what it removes."""

from __future__ import annotations

import pandas as pd
import pytest

from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError
from satisfaction.focus_groups import FocusLimits, choose_focus_groups

PASSES = [{"gender": "female"}, {"gender": "male"}] * 4


@pytest.fixture
def choose(made_up):
    def run(people, **more):
        returns = made_up.returns_of([*people, *PASSES])
        settings = {
            "groups": 1, "size": 4, "reserves": 1, "purpose": "focus group", "rng": 1,
            "on": made_up.DAY,
        }  # fmt: skip
        return choose_focus_groups(returns, **(settings | more))

    return run


def removed(groups):
    table = groups.filters.set_index("rule")["removed"]
    return {rule: int(count) for rule, count in table.items() if count}


@pytest.mark.parametrize(
    ("person", "rule"),
    [
        ({"recontact": "no"}, "did not agree"),
        ({"recontact": "no answer"}, "did not agree"),
        ({"recontact_purpose": "quality check"}, "other purpose"),
        ({"recontact_purpose": ""}, "other purpose"),
        ({"recontact_on": None}, "no date of consent"),
        ({"recontact_on": "2007-01-13"}, "consent run out"),
        ({"recontact_on": "2008-01-15"}, "consent run out"),
        ({"age_years": 17}, "under age"),
        ({"age_years": None}, "age not known"),
        ({"user_group": "domestic abuse"}, "protected case"),
        ({"user_group": "racist incident"}, "no group of their own"),
    ],
)
def test_each_rule_removes_whom_it_is_about(choose, person, rule):
    assert removed(choose([person])) == {rule: 1}


def test_a_caller_whom_the_victim_did_not_agree_to_may_not_call(choose):
    groups = choose([{"recontact_by": "the police"}], caller="The Contractor")
    assert removed(groups) == {"other caller": 1}
    assert set(groups.invitations.frame["called_by"]) == {"the contractor"}


def test_consent_given_just_twelve_months_before_still_holds(choose):
    assert removed(choose([{"recontact_on": "2007-01-14"}])) == {}


def test_consent_may_be_held_to_be_shorter(choose):
    groups = choose([{"recontact_on": "2007-10-01"}], limits=FocusLimits(consent_months=3))
    assert removed(groups) == {"consent run out": 1}


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        ("asked not to be contacted", "opted out"),
        ("withdrew consent", "opted out"),
        ("declined", "contacted lately"),
        ("listed as participant", "contacted lately"),
        ("case became sensitive", "sensitive since"),
        ("died", "died"),
        ("found to be under age", "under age"),
        ("not safe to contact", "not safe"),
    ],
)
def test_the_contact_log_removes_whom_it_is_about(choose, made_up, event, rule):
    log = made_up.log_of(
        {"crime": "c00000", "interview": "i00000", "on": "2007-12-01", "event": event}
    )
    assert removed(choose([{}], log=log)) == {rule: 1}


def test_a_contact_of_more_than_a_year_ago_bars_nobody(choose, made_up):
    event = {"crime": "c00000", "interview": "i00000", "on": "2007-01-14", "event": "declined"}
    assert removed(choose([{}], log=made_up.log_of(event))) == {}


def test_an_opt_out_never_runs_out(choose, made_up):
    event = {"crime": "c00000", "interview": "i00000", "on": "2001-01-14"}
    log = made_up.log_of(event | {"event": "asked not to be contacted"})
    assert removed(choose([{}], log=log)) == {"opted out": 1}


def test_an_event_of_a_crime_is_about_all_its_victims(choose, made_up):
    people = [{"crime": "shared"}, {"crime": "shared"}]
    log = made_up.log_of({"crime": "shared", "on": "2007-12-01", "event": "case became sensitive"})
    assert removed(choose(people, log=log)) == {"sensitive since": 2}


def test_a_reserve_who_was_never_called_may_be_asked_in_another_round(choose, made_up):
    event = {"crime": "-", "interview": "i00000", "on": "2007-12-01", "event": "listed as reserve"}
    assert removed(choose([{}], log=made_up.log_of(event))) == {}


@pytest.mark.parametrize(
    ("reason", "counts"),
    [
        ("ongoing sensitive case", {"excluded since": 1}),
        ("asked not to be contacted", {"excluded since": 1}),
        ("a reason that nobody knows", {"excluded since": 1}),
        ("interviewed in the last 12 months", {}),
        ("eligible", {}),
    ],
)
def test_crime_records_of_today_are_obeyed(choose, reason, counts):
    records = pd.DataFrame({"crime": ["c00000"], "exclusion": pd.Categorical([reason])})
    assert removed(choose([{}], records=records)) == counts


def test_without_an_instruction_the_strictest_is_given(choose, made_up):
    said = {"crime": "-", "interview": "i00000", "on": "2007-12-01"}
    log = made_up.log_of(
        said | {"event": "said how to be contacted safely", "safe_contact": "by letter only"}
    )
    groups = choose([{}], log=log, size=5, limits=FocusLimits(most_from_area=9))
    stated = groups.invitations.frame.set_index("interview")["safe_contact"]
    assert set(stated.drop("i00000", errors="ignore").str[:9]) == {"none held"}
    assert stated.get("i00000", "by letter only") == "by letter only"


def test_whoever_said_nothing_about_safe_contact_can_be_left_out(choose, made_up):
    events = [
        {"crime": "-", "interview": f"i{k:05d}", "on": "2007-12-01",
         "safe_contact": "may be called", "event": "said how to be contacted safely"}
        for k in range(1, 9)
    ]  # fmt: skip
    limits = FocusLimits(safe_contact_required=True)
    groups = choose([{}], log=made_up.log_of(*events), limits=limits)
    assert removed(groups) == {"no safe contact": 1}


def test_counts_of_the_rules_add_up(choose):
    people = [{"recontact": "no", "age_years": 17}, {"age_years": 17}, {"recontact": "no"}]
    table = choose(people).filters.set_index("rule")
    assert table.loc["did not agree", ["removed", "applies_to", "alone"]].tolist() == [2, 2, 1]
    assert table.loc["under age", ["removed", "applies_to", "alone"]].tolist() == [1, 2, 1]
    assert table["left"].iloc[-1] == len(PASSES)


def test_where_nobody_can_be_asked_the_rules_are_named_and_no_value_is(made_up):
    people = [{"recontact_purpose": "Jane Canary"}] * 3 + [{"recontact": "no"}] * 2
    with pytest.raises(EstimationError) as caught:
        choose_focus_groups(
            made_up.returns_of(people), groups=1, size=4, purpose="focus group", rng=1
        )
    said = str(caught.value)
    assert "None of 5 dissatisfied respondents can be asked" in said
    assert "3 by 'other purpose'" in said
    assert "Canary" not in said


def test_a_survey_without_consent_is_refused(small_survey, make_returns):
    cells = pd.DataFrame({"user_group": ["burglary"], "age": ["old"], "gender": ["male"]})
    returns = make_returns(cells, [False])
    frame = returns.frame.assign(crime="c1")
    with pytest.raises(ColumnNotFoundError, match="consent"):
        choose_focus_groups(
            type(returns)(frame=frame, survey=small_survey), groups=1, size=2,
            purpose="focus group", rng=1,
        )  # fmt: skip


@pytest.mark.parametrize("rng", [None, -1, 2.5, True])
def test_a_seed_is_a_whole_number(choose, rng):
    with pytest.raises(UsageError, match="seed"):
        choose([], rng=rng)


@pytest.mark.parametrize(
    "wrong",
    [
        {"fairness": "fair"},
        {"groups": 0},
        {"size": 1},
        {"reserves": -1},
        {"purpose": "  "},
        {"own_groups": 3},
    ],
)
def test_impossible_wishes_are_refused(choose, wrong):
    with pytest.raises(UsageError):
        choose([], **wrong)
