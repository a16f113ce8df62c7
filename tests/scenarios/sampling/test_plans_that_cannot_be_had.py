"""What a survey manager is told when a plan cannot be had: which, wanted, available, what helps."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from satisfaction.sampling import PlanLimits, plan_sample

GROUPS = ["burglary", "violent crime", "vehicle crime"]


def make_frame(young=600, group_size=2_000):
    ages = ["young"] * young + ["middle"] * (group_size - young) * 1
    frame = pd.DataFrame(
        {"user_group": np.repeat(GROUPS, group_size), "age": ages * 3, "gender": "female"}
    )
    frame["gender"] = np.where(np.arange(len(frame)) % 2, "female", "male")
    return frame.assign(crime=[f"{number:05x}" for number in range(len(frame))])


def outcomes_of(issued, **response):
    """Return interviews of so large a part of each user group and age."""
    parts = [
        rows.head(round(response[age] * len(rows)))
        for (_, age), rows in issued.groupby(["user_group", "age"])
    ]
    return pd.DataFrame({"crime": pd.concat(parts)["crime"], "outcome": "interviewed"})


@pytest.fixture
def texts(small_survey, make_profile):
    def plan(frame, *, victims=None, response=None, **wanted):
        counted = frame if victims is None else victims
        keys = ["user_group", "age", "gender"]
        profile = make_profile(counted.groupby(keys).size().rename("victims").reset_index())
        last = make_frame()
        issued = last.sample(3_000, random_state=1)
        done = outcomes_of(issued, **(response or {"young": 0.4, "middle": 0.4}))
        found = plan_sample(
            profile, survey=small_survey, frame=frame, issued=issued, outcomes=done,
            last_frame=last, **wanted,
        )  # fmt: skip
        return {caveat.code: caveat.text for caveat in found.infeasible}

    return plan


def test_a_plan_that_can_be_had_has_nothing_to_explain(texts):
    assert texts(make_frame(), interviews=900) == {}


def test_a_level_that_hardly_answers_is_named_with_share_frame_and_response(texts):
    said = texts(make_frame(), response={"young": 0.05, "middle": 0.5}, interviews=900)
    # Of two levels either may be the one that misses: one under, or the other over.
    name, side, held = (
        ("young", "under", "1,800") if "age young" in said["level-not-reached"]
        else ("middle", "over", "4,200")
    )  # fmt: skip
    assert f"age {name} would stay {side}-represented" in said["level-not-reached"]
    assert f"The frame has {held} of them, with a response rate of" in said["level-not-reached"]


def test_a_boost_that_is_too_small_is_what_would_relax_it(texts):
    said = texts(
        make_frame(), response={"young": 0.2, "middle": 0.5}, interviews=600,
        limits=PlanLimits(max_boost=1.2),
    )  # fmt: skip
    assert said["relax"] == "This would be enough: a boost above 1.2."


def test_a_level_that_the_frame_lacks_is_beyond_any_boost(texts):
    said = texts(make_frame(young=0), victims=make_frame(), interviews=900)
    assert "age" in said["level-not-reached"]
    assert said["relax"].startswith("No boost would be enough")


def test_a_precision_beyond_the_frame_names_the_group_and_its_best_margin(texts):
    said = texts(make_frame(), precision=0.02)
    assert "a margin of 2.0 points wanted" in said["group-not-reached"]
    assert "from the 2,000 victims in the frame" in said["group-not-reached"]


def test_interviews_beyond_the_frame_say_how_many_can_be_had(texts):
    """2,000 victims of each group, of whom 40 % answer, give 800 interviews and a few by chance."""
    said = re.search(
        r"3,000 interviews wanted; at most (\d+) interviews",
        texts(make_frame(), interviews=9_000)["group-not-reached"],
    )
    assert said is not None
    assert abs(int(said[1]) - 800) <= 5


def test_a_budget_says_what_the_targets_would_take(texts):
    said = texts(make_frame(), interviews=900, budget=500)
    assert "the budget is 500" in said["budget"]


def test_no_explanation_holds_a_reference(texts):
    frame = make_frame()
    said = " ".join(texts(frame, interviews=9_000, budget=500).values())
    assert not any(reference in said for reference in frame["crime"].head(500))
