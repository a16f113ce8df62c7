"""Margins that were published come out; plans follow the present bases and design effects."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import EstimationError, UsageError
from satisfaction.estimates import (
    base_needed,
    detectable_change,
    estimate,
    margin_of_error,
    plan_precision,
)


def points(*arguments, **options):
    return round(100 * float(margin_of_error(*arguments, **options)), 2)


def test_the_published_margin_of_76_per_cent_on_1140_answers():
    """Metropolitan Police, April to September 2000: plus or minus 2.5."""
    assert points(0.76, 1140) == pytest.approx(2.5, abs=0.05)


def test_the_london_margin_of_2014_is_that_of_17_000_answers():
    assert points(0.799, 17_000) == pytest.approx(0.6, abs=0.005)


@pytest.mark.parametrize(("base", "published"), [(500, 3.5), (125, 7), (500 / 12, 12)])
def test_a_borough_with_500_interviews_a_year(base, published):
    assert points(0.8, base) == pytest.approx(published, abs=0.2)


@pytest.mark.parametrize(
    ("base", "issued", "published"), [(405, 1296, 4.05), (536, 1296, 3.24), (432, 1008, 3.57)]
)
def test_tayside_s_margins_need_the_finite_population_correction(base, issued, published):
    """Tayside 2010/11 and 2011/12 published 4, 3 and 3: without the correction 4.9, 4.2, 4.7."""
    assert points(0.5, base, population=issued) == pytest.approx(published, abs=0.015)
    assert points(0.5, base) > published + 0.8


def test_the_design_effect_takes_answers_away():
    assert points(0.5, 1000, 2.0) == points(0.5, 500)
    assert float(base_needed(0.5, 0.03, 2.0)) == pytest.approx(2 * 1067.07, abs=1)


def test_everybody_asked_leaves_no_margin():
    assert points(0.5, 400, population=400) == 0


def test_a_finite_population_needs_a_smaller_base():
    assert float(base_needed(0.5, 0.03, population=1_000)) == 517
    assert float(base_needed(0.5, 0.03, population=np.inf)) == 1068


def test_a_fall_and_a_rise_differ_and_either_is_the_larger():
    fall, rise, either = (
        float(detectable_change(0.8, 400, direction=direction))
        for direction in ("fall", "rise", "either")
    )
    assert rise < fall == either
    assert np.isnan(detectable_change(0.98, 30, direction="rise"))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: margin_of_error(76, 1140), "Write 76 per cent as 0.76"),
        (lambda: margin_of_error(0.5, 0), "not above 0"),
        (lambda: margin_of_error(0.5, 500, population=400), "larger than the population"),
        (lambda: base_needed(0.5, 0), "margins given are not above 0"),
    ],
)
def test_input_that_cannot_be_is_refused(call, says):
    with pytest.raises(EstimationError, match=says):
        call()


@pytest.fixture
def estimates(make_returns):
    frame = pd.DataFrame(
        {
            "user_group": np.repeat(["burglary", "violent crime"], [400, 20]),
            "age": "old",
            "gender": "female",
        }
    )
    return estimate(make_returns(frame, np.arange(420) % 5 > 0), by="user_group")


def row(plan, level):
    table = plan.table[plan.table["statistic"] == "satisfied"]
    return table.set_index("level").loc[level]


def test_a_plan_gives_margin_base_needed_and_change_of_each_group(estimates):
    found = row(plan_precision(estimates, target=0.03), "burglary")
    effect = found["design_effect"]
    assert found["margin"] == pytest.approx(float(margin_of_error(0.8, 400, effect)))
    assert found["base_needed"] == float(base_needed(0.8, 0.03, effect))
    assert found["more_needed"] == found["base_needed"] - 400
    change = float(detectable_change(0.8, 400, design_effect=effect))
    assert found["detectable_change"] == pytest.approx(change, rel=1e-6)


def test_a_hidden_group_is_planned_for_a_share_of_one_half(estimates):
    found = row(plan_precision(estimates), "violent crime")
    assert (found["flag"], found["expected"]) == ("hidden", 0.5)


def test_a_group_nobody_was_interviewed_of_still_has_a_base_needed(estimates):
    found = row(plan_precision(estimates), "vehicle crime")
    assert np.isnan(found["margin"])
    assert found["base_needed"] == found["more_needed"] == 1068


def test_a_population_makes_the_plan_cheaper(estimates):
    plain = row(plan_precision(estimates, target=0.02), "burglary")
    finite = row(plan_precision(estimates, target=0.02, population={"burglary": 900}), "burglary")
    assert finite["base_needed"] < plain["base_needed"]
    assert finite["margin"] < plain["margin"]


def test_a_target_in_per_cent_is_refused(estimates):
    with pytest.raises(UsageError, match=r"such as 0\.03"):
        plan_precision(estimates, target=3)
