"""What holds of every choice of focus groups, whatever the pool."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.errors import EstimationError
from satisfaction.focus_groups import Prices, choose_focus_groups
from satisfaction.focus_groups.cells import gather_cells
from satisfaction.focus_groups.deviation import broken_rules, measure
from satisfaction.focus_groups.problem import Problem, free_limits
from satisfaction.focus_groups.solver import solve

PEOPLE = st.fixed_dictionaries(
    {
        "age_years": st.sampled_from([16, 17, 18, 22, 30, 45, 60, 80, None]),
        "gender": st.sampled_from(["female", "male"]),
        "user_group": st.sampled_from(
            ["burglary", "vehicle crime", "vehicle crime", "racist incident", "domestic abuse"]
        ),
        "area": st.sampled_from(["Barnet", "Brent", "Camden"]),
        "crime": st.sampled_from([f"c{k}" for k in range(12)]),
        "recontact": st.sampled_from(["yes", "yes", "yes", "no", "no answer"]),
        "recontact_purpose": st.sampled_from(["focus group", "Focus Group ", "quality check", ""]),
        "recontact_by": st.sampled_from(["the contractor", "the police", ""]),
        "recontact_on": st.sampled_from(
            ["2007-11-20", "2007-01-14", "2007-01-13", "2008-01-15", None]
        ),
        "overall": st.sampled_from(["poor", "poor", "poor", "good", "neither"]),
        "told": st.sampled_from(["poor", "good"]),
    }
)
EVENTS = st.sampled_from(
    ["declined", "asked not to be contacted", "withdrew consent", "case became sensitive", "died",
     "found to be under age", "not safe to contact", "listed as reserve", "accepted"]
)  # fmt: skip
FATAL = {
    "declined", "asked not to be contacted", "withdrew consent", "case became sensitive", "died",
    "found to be under age", "not safe to contact", "accepted",
}  # fmt: skip


def may_be_asked(person, event):
    """Say in plain words of Python what the law says in words."""
    given = pd.to_datetime(person["recontact_on"])
    return (
        person["overall"] == "poor"
        and person["recontact"] == "yes"
        and person["recontact_purpose"].strip().lower() == "focus group"
        and person["recontact_by"] == "the contractor"
        and given is not None
        and pd.Timestamp("2007-01-14") <= given <= pd.Timestamp("2008-01-14")
        and person["age_years"] is not None
        and person["age_years"] >= 18
        and person["user_group"] != "domestic abuse"
        and event not in FATAL
    )


@given(
    people=st.lists(PEOPLE, min_size=4, max_size=24),
    events=st.lists(EVENTS, max_size=6),
    seed=st.integers(0, 3),
    fairness=st.sampled_from(["random within cells", "equal chance"]),
)
@settings(max_examples=120, deadline=None)
def test_nobody_without_consent_is_chosen_and_no_hard_rule_is_broken(
    made_up, people, events, seed, fairness
):
    returns = made_up.returns_of(people)
    log = made_up.log_of(
        {"crime": "-", "interview": "-", "on": "2007-12-01", "event": "died"},
        *(
            {"crime": "-", "interview": f"i{k:05d}", "on": "2007-12-01", "event": event}
            for k, event in enumerate(events)
        ),
    )
    told = dict(enumerate(events))
    allowed = {f"i{k:05d}" for k, p in enumerate(people) if may_be_asked(p, told.get(k))}
    try:
        groups = choose_focus_groups(
            returns, groups=2, size=3, reserves=1, purpose="focus group", caller="the contractor",
            on=made_up.DAY, topics=["told"], rng=seed, log=log, fairness=fairness,
        )  # fmt: skip
    except EstimationError:
        # Only where nobody is left, or nobody is dissatisfied in the first place.
        assert not {name for name in allowed if _could_sit(name, people, allowed)}
        return
    chosen = groups.invitations.frame
    assert set(chosen["interview"]) <= allowed
    _check_hard_rules(chosen, people)


def _could_sit(name, people, allowed):
    person = people[int(name[1:])]
    own = [n for n in allowed if people[int(n[1:])]["user_group"] == "racist incident"]
    return person["user_group"] != "racist incident" or len(own) >= 3


def _check_hard_rules(chosen, people):
    who = [people[int(name[1:])] for name in chosen["interview"]]
    seated = chosen.assign(
        area=[p["area"] for p in who],
        linked=[p["crime"] for p in who],
        hate=[p["user_group"] == "racist incident" for p in who],
    )
    assert not seated["interview"].duplicated().any()
    mains = seated[seated["role"] == "participant"]
    assert (mains.groupby("group").size() <= 3).all()
    assert (seated.groupby(["group", "area"]).size() <= 2).all()
    assert not seated.duplicated(["group", "linked"]).any()
    assert (seated["hate"] == (seated["kind"] == "racist incident")).all()
    assert seated["chance"].between(0, 1 + 1e-9).all()


@given(order=st.permutations(range(30)), seed=st.integers(0, 50))
@settings(max_examples=12, deadline=None)
def test_the_order_of_the_candidates_changes_nothing(made_up, order, seed):
    returns = made_up.returns_of(made_up.a_crowd(30, seed))
    shuffled = type(returns)(
        frame=returns.frame.iloc[list(order)].reset_index(drop=True), survey=returns.survey
    )
    first, second = (
        choose_focus_groups(
            each, groups=2, size=4, reserves=2, purpose="focus group", rng=seed, topics=["told"],
            on=made_up.DAY,
        )
        for each in (returns, shuffled)
    )  # fmt: skip
    assert first.deviation == pytest.approx(second.deviation)
    pd.testing.assert_frame_equal(first.invitations.frame, second.invitations.frame)


def problem_of(traits, topic, area, crime, shares, *, groups, size, reserves):
    cells = gather_cells(
        np.asarray(traits, bool), np.asarray(topic, bool), np.asarray(area), np.asarray(crime),
        held=np.zeros(len(area), np.int64),
    )  # fmt: skip
    lowest, highest = free_limits(cells, groups, reserves)
    areas = max(int(np.max(area)) + 1, 1)
    return Problem(
        cells=cells, shares=np.asarray(shares, float), known=np.ones(len(shares), bool),
        area_shares=np.full(areas, 1 / areas), groups=groups, size=size, reserves=reserves,
        most_from_area=2, per_topic=1, prices=Prices(), lowest=lowest, highest=highest,
    )  # fmt: skip


@given(
    plan=st.lists(st.integers(0, 3), min_size=3, max_size=3),
    strangers=st.lists(st.integers(0, 3), max_size=20),
    seed=st.integers(0, 100),
)
@settings(max_examples=40, deadline=None)
def test_a_plan_that_can_be_had_has_no_deviation(plan, strangers, seed):
    # Two groups of the same make-up are planted among strangers; the shares are theirs.
    kinds = np.array([*plan, *plan, *strangers])
    traits = kinds[:, None] == np.arange(4)
    count = len(kinds)
    shares = np.bincount(plan, minlength=4) / len(plan)
    problem = problem_of(
        traits, np.ones((count, 1)), np.arange(count), np.full(count, -1), shares,
        groups=2, size=3, reserves=0,
    )  # fmt: skip
    found = solve(problem, np.random.default_rng(seed), seconds=20)
    assert found.deviation.total == 0
    assert found.gap == 0


@given(
    traits=st.lists(st.integers(0, 3), min_size=6, max_size=6),
    topic=st.lists(st.booleans(), min_size=6, max_size=6),
    area=st.lists(st.integers(0, 2), min_size=6, max_size=6),
    crime=st.lists(st.sampled_from([-1, -1, 0, 1]), min_size=6, max_size=6),
    shares=st.lists(st.integers(0, 4), min_size=4, max_size=4).filter(any),
    form=st.sampled_from([(2, 2, 0), (1, 3, 1), (1, 2, 2)]),
)
@settings(max_examples=40, deadline=None)
def test_no_other_choice_deviates_less(traits, topic, area, crime, shares, form):
    groups, size, reserves = form
    problem = problem_of(
        np.array(traits)[:, None] == np.arange(4), np.array(topic)[:, None], area, crime,
        np.array(shares) / sum(shares), groups=groups, size=size, reserves=reserves,
    )  # fmt: skip
    found = solve(problem, np.random.default_rng(0), seconds=20)
    assert not broken_rules(problem, found.chosen)
    assert found.deviation.total == pytest.approx(_least_of_all(problem), abs=1e-6)


def _least_of_all(problem):
    """Try every seat for every person."""
    slots = [s for s in range(problem.slots) if problem.highest[:, s].any()]
    people = np.repeat(np.arange(len(problem.cells)), problem.cells.count)
    least = np.inf
    for seats in product([-1, *slots], repeat=len(people)):
        chosen = np.zeros_like(problem.lowest)
        for cell, seat in zip(people, seats, strict=True):
            if seat >= 0:
                chosen[cell, seat] += 1
        spare = chosen[:, problem.groups :].sum(axis=0)
        if (spare > problem.reserves).any() or broken_rules(problem, chosen):
            continue
        least = min(least, measure(problem, chosen).total)
    return least
