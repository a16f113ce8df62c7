"""What holds of every plan and every draw."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.sampling import PlanLimits, draw_sample, plan_sample
from satisfaction.sampling.systematic import chances_for, pick, random_starts

GROUPS = ["burglary", "violent crime", "vehicle crime"]
counts = st.lists(st.integers(0, 60), min_size=24, max_size=24).filter(
    lambda cells: (
        all(sum(cells[8 * g : 8 * g + 8]) >= 20 for g in range(3))
        and all(sum(cells[a::4]) > 0 for a in range(3))
    )
)
rates = st.lists(st.floats(0.1, 0.9), min_size=3, max_size=3)


def make_frame(cells):
    kinds = pd.MultiIndex.from_product(
        [GROUPS, ["female", "male"], ["young", "middle", "old", "not known"]],
        names=["user_group", "gender", "age"],
    ).to_frame(index=False)
    frame = kinds.loc[np.repeat(np.arange(24), cells)].reset_index(drop=True)
    return frame.assign(crime=[f"{number:05x}" for number in range(len(frame))])


def make_plan(cells, small_survey, make_profile, **wanted):
    frame = make_frame(cells)
    keys = ["user_group", "age", "gender"]
    profile = make_profile(frame.groupby(keys).size().rename("victims").reset_index())
    issued = frame.iloc[::2]
    done = issued.iloc[::3]
    outcomes = pd.DataFrame({"crime": done["crime"], "outcome": "interviewed"})
    return frame, plan_sample(
        profile, survey=small_survey, frame=frame, issued=issued, outcomes=outcomes, **wanted
    )


@settings(max_examples=20, deadline=None)
@given(cells=counts, interviews=st.integers(6, 400), fraction=st.floats(0.3, 1))
def test_nobody_is_asked_for_twice_and_cells_add_up(
    cells, interviews, fraction, small_survey, make_profile
):
    frame, plan = make_plan(
        cells, small_survey, make_profile,
        interviews=interviews, limits=PlanLimits(max_fraction=fraction),
    )  # fmt: skip
    chance = plan.table["selection_probability"]
    assert chance.between(0, 1).all()
    assert (chance > 0).all()
    assert plan.table["frame"].sum() == len(frame)
    assert (plan.table["issue"] <= plan.table["frame"] + 1e-9).all()
    np.testing.assert_allclose(plan.table["issue"], chance * plan.table["frame"])
    assert abs(plan.table["issue"].sum() - plan.strata["issue"].sum()) < 1e-6
    assert (plan.table["boost"].dropna() <= 3 + 1e-4).all()


@settings(max_examples=20, deadline=None)
@given(cells=counts, seed=st.integers(0, 2**31), interviews=st.integers(6, 100))
def test_a_draw_does_not_depend_on_the_order_of_rows(
    cells, seed, interviews, small_survey, make_profile
):
    frame, plan = make_plan(cells, small_survey, make_profile, interviews=interviews)
    shuffled = frame.sample(frac=1, random_state=seed % 1000)
    first = draw_sample(frame, plan, rng=seed).table
    pd.testing.assert_frame_equal(first, draw_sample(shuffled, plan, rng=seed).table)
    assert not first["crime"].duplicated().any()
    assert len(first) == plan.strata["issue"].sum()


@settings(max_examples=20, deadline=None)
@given(cells=counts, seed=st.integers(0, 1000), every=st.integers(2, 5))
def test_excluded_victims_are_never_drawn_and_weights_stand_for_the_others(
    cells, seed, every, small_survey, make_profile
):
    frame, plan = make_plan(cells, small_survey, make_profile, interviews=40)
    before = frame.iloc[::every]
    sample = draw_sample(frame, plan, rng=seed, exclude=before)
    assert set(sample.table["crime"]).isdisjoint(before["crime"])
    assert sample.excluded == len(before)
    assert sample.table["inclusion_probability"].between(0, 1 + 1e-12).all()


@settings(max_examples=60, deadline=None)
@given(
    wanted=st.lists(st.floats(0.01, 1), min_size=2, max_size=40),
    share=st.floats(0.05, 0.95),
    start=st.floats(0, 1, exclude_max=True),
)
def test_a_systematic_draw_has_the_size_it_should(wanted, share, start):
    size = max(1, int(share * len(wanted)))
    stratum = np.zeros(len(wanted), dtype=np.int64)
    chances = chances_for(stratum, np.array(wanted), np.array([size]))
    assert abs(chances.sum() - size) < 1e-6
    assert pick(stratum, chances, np.array([start])).sum() == size


@settings(max_examples=30, deadline=None)
@given(wanted=st.lists(st.floats(0.05, 1), min_size=3, max_size=12), size=st.integers(1, 3))
def test_a_victim_is_drawn_as_often_as_the_chance_says(wanted, size):
    """Starts on a fine grid instead of random ones: the frequency is exact to one step."""
    stratum = np.zeros(len(wanted), dtype=np.int64)
    chances = chances_for(stratum, np.array(wanted), np.array([size]))
    grid = (np.arange(2_000) + 0.5) / 2_000
    often = np.mean([pick(stratum, chances, np.array([u])) for u in grid], axis=0)
    np.testing.assert_allclose(often, chances, atol=2 / 2_000)


def test_seeds_draw_victims_as_often_as_the_plan_says(small_survey, make_profile):
    """200 seeds: the standard error of a frequency is at most 0.036, the bound four of them."""
    frame, plan = make_plan([9, 14, 7, 2] * 6, small_survey, make_profile, interviews=30)
    drawn = pd.concat([draw_sample(frame, plan, rng=seed).table for seed in range(200)])
    often = drawn.groupby("crime").size().reindex(frame["crime"]).fillna(0) / 200
    chance = drawn.drop_duplicates("crime").set_index("crime")["inclusion_probability"]
    assert (often - chance.reindex(frame["crime"])).abs().max() < 0.142
    assert len(chance) == len(frame)


def test_starts_of_strata_are_different_and_spread_evenly():
    starts = random_starts(7, [f"stratum {number}" for number in range(2_000)])
    assert len(set(starts)) == 2_000
    np.testing.assert_allclose(np.histogram(starts, bins=4, range=(0, 1))[0], 500, atol=80)


@settings(max_examples=40, deadline=None)
@given(
    cells=counts,
    interviews=st.floats(0.01, 5_000),
    fewest=st.floats(0, 30),
    area_minimum=st.sampled_from([0, 1, 40]),
    boost=st.floats(1, 6),
)
def test_whatever_is_asked_for_there_is_a_plan_that_names_what_it_misses(
    cells, interviews, fewest, area_minimum, boost, small_survey, make_profile
):
    _, plan = make_plan(
        cells, small_survey, make_profile,
        interviews=interviews, area_minimum=area_minimum,
        limits=PlanLimits(fewest=fewest, max_boost=boost),
    )  # fmt: skip
    told = {caveat.code for caveat in plan.infeasible}
    missed = plan.groups["expected_interviews"] < 0.9 * interviews / 3 - 1
    assert not missed.any() or "group-not-reached" in told
    assert plan.table["selection_probability"].between(0, 1).all()
    if fewest > interviews:
        assert told & {"stratum-minimum", "group-not-reached"}
