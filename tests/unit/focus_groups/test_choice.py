"""Groups that mirror dissatisfied victims, with topics, reserves and rounds that go on."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import ColumnNotFoundError, UsageError
from satisfaction.focus_groups import FocusLimits, choose_focus_groups

WISHES = {"purpose": "focus group", "rng": 7}


@pytest.fixture
def crowd(made_up):
    return made_up.returns_of(made_up.a_crowd(90))


def test_the_leading_drivers_are_the_topics(crowd):
    drivers = SimpleNamespace(table=pd.DataFrame(), leading=("polite", "told"))
    groups = choose_focus_groups(crowd, drivers, groups=2, size=6, **WISHES)
    assert groups.topics == ("Manner", "Being told")
    covered = groups.by_group[groups.by_group["dimension"] == "topic"]
    assert (covered["chosen"] >= 2).all()


def test_quotas_are_the_whole_numbers_round_the_weighted_share(crowd):
    groups = choose_focus_groups(crowd, groups=2, size=6, quotas=["gender"], **WISHES)
    share = (crowd.frame["gender"] == "female").mean()
    row = groups.quotas.set_index("level").loc["female"]
    assert row["share"] == pytest.approx(share)
    assert row["wanted_low"] == np.floor(share * 12)
    assert row["wanted_high"] == np.ceil(share * 12)
    assert row["wanted_low"] <= row["chosen"] <= row["wanted_high"]


def test_whoever_cannot_be_asked_still_counts_in_the_quotas(made_up):
    people = [*made_up.a_crowd(30, gender="female", recontact="no"),
              *made_up.a_crowd(30, 1, gender="male")]  # fmt: skip
    groups = choose_focus_groups(
        made_up.returns_of(people), groups=1, size=6, quotas=["gender"], **WISHES
    )
    row = groups.quotas.set_index("level").loc["female"]
    assert (row["wanted_low"], row["chosen"], row["short"]) == (3, 0, 3)
    assert groups.needs_attention
    text = groups.shortfalls.set_index("level").loc["female", "text"]
    assert groups.shortfalls["rule"].tolist() == ["quota", "quota"]
    assert "3 wanted, 0 chosen, short by 3" in text
    assert "0 can be asked; 30 removed: 30 by 'did not agree'" in text


def test_the_same_seed_gives_the_same_people_and_another_gives_others(crowd):
    first, again, other = (
        choose_focus_groups(crowd, groups=2, size=6, purpose="focus group", rng=seed)
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first.invitations.frame, again.invitations.frame)
    assert set(first.invitations.frame["interview"]) != set(other.invitations.frame["interview"])


def test_victims_of_hate_crime_sit_by_themselves(made_up):
    people = [*made_up.a_crowd(40), *made_up.a_crowd(20, 1, user_group="racist incident")]
    groups = choose_focus_groups(made_up.returns_of(people), groups=3, size=5, **WISHES)
    assert groups.kinds == ("mixed", "mixed", "racist incident")
    hate = groups.invitations.frame["interview"].str[1:].astype(int) >= 40
    assert (hate == (groups.invitations.frame["kind"] == "racist incident")).all()


def test_the_number_of_groups_of_their_own_can_be_said(made_up):
    people = [*made_up.a_crowd(40), *made_up.a_crowd(20, 1, user_group="racist incident")]
    groups = choose_focus_groups(
        made_up.returns_of(people), groups=2, size=5, own_groups=0, **WISHES
    )
    assert groups.kinds == ("mixed", "mixed")
    assert groups.filters.set_index("rule").loc["no group of their own", "removed"] == 20


def test_two_victims_of_one_crime_never_meet_not_even_by_a_reserve(made_up):
    people = made_up.a_crowd(16)
    for k, person in enumerate(people):
        person["crime"] = f"c{k // 4}"
    groups = choose_focus_groups(made_up.returns_of(people), groups=2, size=3, reserves=1, **WISHES)
    assert not groups.invitations.frame.duplicated(["group", "crime"]).any()


def test_a_driver_that_is_no_question_asks_for_its_questions(crowd):
    drivers = SimpleNamespace(table=pd.DataFrame(), leading=("being informed",))
    with pytest.raises(ColumnNotFoundError, match="topics="):
        choose_focus_groups(crowd, drivers, groups=1, size=4, **WISHES)
    groups = choose_focus_groups(
        crowd, drivers, groups=1, size=4, topics={"being informed": ["told", "polite"]}, **WISHES
    )
    assert groups.topics == ("being informed",)


def test_nothing_of_the_people_is_printed(crowd):
    groups = choose_focus_groups(crowd, groups=2, size=6, **WISHES)
    shown = f"{groups} {groups._repr_html_()} {groups.invitations} {groups.invitations!r}"
    assert "i000" not in shown
    assert "c000" not in shown
    assert str(groups.invitations) == "12 participants and 8 reserves"


def log_after(groups, made_up, answers):
    """Return the log of a list with one answer for some of the people."""
    listed = {"participant": "listed as participant", "reserve": "listed as reserve"}
    events = [
        {"crime": row.crime, "interview": row.interview, "on": "2008-01-14", "round": groups.round,
         "event": listed[row.role], "group": row.group, "place": row.place}
        for row in groups.invitations.frame.itertuples()
    ]  # fmt: skip
    events += [
        {"crime": "-", "interview": name, "on": "2008-01-20", "round": groups.round, "event": event}
        for name, event in answers.items()
    ]
    return made_up.log_of(*events)


@pytest.fixture
def gone_on(crowd, made_up):
    """Return two groups of which half decline, and the same round a week later."""
    wishes = {"groups": 2, "size": 6, "reserves": 2, "on": made_up.DAY, **WISHES}
    first = choose_focus_groups(crowd, **wishes)
    declined = first.invitations.participants.groupby("group").head(3)["interview"]
    log = log_after(first, made_up, dict.fromkeys(declined, "declined"))
    second = choose_focus_groups(crowd, log=log, continues=first.round, **wishes)
    return first.invitations, set(declined), second.invitations, second


def test_nobody_who_declined_is_asked_again(gone_on):
    _, declined, second, result = gone_on
    assert not declined & set(second.frame["interview"])
    assert result.filters.set_index("rule").loc["contacted lately", "removed"] == len(declined)


def test_whoever_stays_keeps_group_and_place(gone_on):
    first, declined, second, _ = gone_on
    before = first.participants[~first.participants["interview"].isin(declined)]
    after = second.participants[second.participants["status"] == "stays"]
    keys = ["interview", "group", "place"]
    pd.testing.assert_frame_equal(
        before[keys].sort_values("interview", ignore_index=True),
        after[keys].sort_values("interview", ignore_index=True),
    )


def test_reserves_are_called_up_in_their_order_and_the_rest_chosen_anew(gone_on):
    first, _, second, result = gone_on
    called = second.participants[second.participants["status"] == "called up"]
    assert set(called["interview"]) == set(first.reserves["interview"])
    new = second.participants[second.participants["status"] == "new"]
    assert len(new) == 2
    assert len(second.participants) == 12
    assert len(second.reserves) == 4
    assert result.deviation < 20


@pytest.mark.parametrize("seed", range(5))
def test_the_first_reserve_is_called_before_the_second(crowd, made_up, seed):
    wishes = {"groups": 1, "size": 6, "reserves": 3, "on": made_up.DAY, **WISHES, "rng": seed}
    first = choose_focus_groups(crowd, **wishes)
    leaver = first.invitations.participants["interview"].iloc[0]
    log = log_after(first, made_up, {leaver: "declined"})
    second = choose_focus_groups(crowd, log=log, continues=first.round, **wishes).invitations
    called = second.participants.loc[second.participants["status"] == "called up", "interview"]
    assert called.tolist() == [first.reserves["interview"].iloc[0]]
    assert second.reserves["interview"].tolist()[:2] == first.reserves["interview"].tolist()[1:]


def test_whoever_is_alike_is_drawn_by_lot(made_up):
    returns = made_up.returns_of([{"area": f"Area {k % 2}"} for k in range(12)])
    chosen = set()
    for seed in range(15):
        groups = choose_focus_groups(
            returns, groups=1, size=4, reserves=0, purpose="focus group", rng=seed
        )
        chosen |= set(groups.invitations.frame["interview"])
        assert (groups.invitations.frame["chance"] == 4 / 12).all()
    assert len(chosen) == 12


def test_a_participant_who_withdraws_loses_the_place(crowd, made_up):
    wishes = {"groups": 1, "size": 6, "on": made_up.DAY, **WISHES}
    first = choose_focus_groups(crowd, **wishes)
    leaver = first.invitations.participants["interview"].iloc[2]
    log = log_after(first, made_up, {leaver: "withdrew consent"})
    second = choose_focus_groups(crowd, log=log, continues=first.round, **wishes)
    assert leaver not in set(second.invitations.frame["interview"])


def test_a_group_of_hate_crime_victims_goes_on_although_most_decline(made_up):
    people = [*made_up.a_crowd(40), *made_up.a_crowd(9, 1, user_group="racist incident")]
    returns = made_up.returns_of(people)
    wishes = {"groups": 2, "size": 5, "reserves": 1, "on": made_up.DAY, **WISHES}
    first = choose_focus_groups(returns, **wishes)
    hate = first.invitations.participants.query("kind == 'racist incident'")["interview"]
    log = log_after(first, made_up, dict.fromkeys(hate[:4], "declined"))
    second = choose_focus_groups(returns, log=log, continues=first.round, **wishes)
    assert second.kinds == ("mixed", "racist incident")
    stays = second.invitations.participants.query("status == 'stays'")["interview"]
    assert hate.iloc[4] in set(stays)
    assert not set(hate[:4]) & set(second.invitations.frame["interview"])


def test_a_round_goes_on_with_the_groups_that_it_had(crowd, made_up):
    wishes = {"size": 5, "on": made_up.DAY, **WISHES}
    first = choose_focus_groups(crowd, groups=3, **wishes)
    log = log_after(first, made_up, {})
    with pytest.raises(UsageError, match="same groups="):
        choose_focus_groups(crowd, groups=2, log=log, continues=first.round, **wishes)


def test_a_round_of_which_nobody_left_stays_as_it_was(crowd, made_up):
    wishes = {"groups": 2, "size": 5, "on": made_up.DAY, **WISHES}
    first = choose_focus_groups(crowd, **wishes)
    log = log_after(first, made_up, {})
    second = choose_focus_groups(crowd, log=log, continues=first.round, **wishes)
    assert set(second.invitations.frame["status"]) == {"stays"}
    keys = ["group", "role", "place", "interview"]
    pd.testing.assert_frame_equal(first.invitations.frame[keys], second.invitations.frame[keys])
    assert second.deviation == pytest.approx(first.deviation)


def test_a_round_that_the_log_does_not_know_is_refused(crowd, made_up):
    log = made_up.log_of({"crime": "-", "interview": "-", "on": "2008-01-01", "event": "died"})
    with pytest.raises(UsageError, match="round"):
        choose_focus_groups(crowd, groups=1, size=4, log=log, continues="last year", **WISHES)


def test_an_even_lottery_records_chances_that_no_other_lottery_betters(made_up):
    returns = made_up.returns_of(made_up.a_crowd(40))
    wishes = {"groups": 2, "size": 4, "reserves": 0, "fairness": "equal chance", **WISHES}
    groups = choose_focus_groups(returns, **wishes)
    assert 0 < groups.least_chance <= groups.least_chance_bound + 1e-9
    assert groups.least_chance >= 0.95 * groups.least_chance_bound
    plain = choose_focus_groups(returns, **(wishes | {"fairness": "random within cells"}))
    assert groups.deviation == pytest.approx(plain.deviation, abs=8)


def test_everybody_alike_has_the_same_chance(made_up):
    returns = made_up.returns_of([{"area": f"Area {k}"} for k in range(24)])
    groups = choose_focus_groups(
        returns, groups=2, size=4, reserves=0, fairness="equal chance", **WISHES
    )
    assert groups.invitations.frame["chance"].to_numpy() == pytest.approx(8 / 24)


def test_a_support_contact_and_a_caller_are_asked_for(crowd):
    codes = {c.code for c in choose_focus_groups(crowd, groups=1, size=4, **WISHES).caveats}
    assert {"no-support-contact", "no-caller", "explain-not-measure", "no-topics"} <= codes
    named = choose_focus_groups(
        crowd, groups=1, size=4, caller="the contractor", support_contact="Victim Support", **WISHES
    )
    assert not {c.code for c in named.caveats} & {"no-support-contact", "no-caller"}


def test_too_few_people_leave_places_empty_and_say_so(made_up):
    groups = choose_focus_groups(made_up.returns_of([{}] * 5), groups=2, size=4, **WISHES)
    assert len(groups.invitations.participants) == 5
    assert groups.shortfalls.iloc[0]["rule"] == "place"
    assert "8 wanted, 5 chosen, short by 3" in groups.explain()


def test_at_most_two_from_a_borough_even_if_places_stay_empty(made_up):
    people = [{"area": "Barnet"}] * 9 + [{"area": "Brent"}]
    groups = choose_focus_groups(made_up.returns_of(people), groups=1, size=4, **WISHES)
    assert len(groups.invitations.participants) == 3
    wider = choose_focus_groups(
        made_up.returns_of(people), groups=1, size=4, limits=FocusLimits(most_from_area=4), **WISHES
    )
    assert len(wider.invitations.participants) == 4
