"""The draw: repeatable, honouring exclusions, keeping chances and weights."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import ColumnNotFoundError, DataRefusedError, UsageError
from satisfaction.sampling import draw_sample


@pytest.fixture
def plan(plan_of):
    return plan_of(interviews=900)


def test_each_stratum_gives_the_number_that_the_plan_says(plan, quarter):
    sample = draw_sample(quarter.frame, plan, rng=1)
    assert list(sample.strata["issued"]) == list(sample.strata["planned"])
    assert not sample.needs_attention


def test_a_draw_cell_gives_the_whole_number_below_or_above_its_expectation(plan, quarter):
    boosted = plan.table["age"].unique()
    drawn = draw_sample(quarter.frame, plan, rng=1).table.merge(
        quarter.frame[["crime", "age", "gender"]], on="crime"
    )
    for name in ("age", "gender"):
        kept = set(plan.table[name])
        drawn[name] = drawn[name].where(drawn[name].isin(kept), "all others")
    got = drawn.groupby(list(plan.fields + plan.dimensions)).size()
    wanted = plan.table.set_index(list(plan.fields + plan.dimensions))["issue"]
    assert "young" in boosted
    assert (got.reindex(wanted.index).fillna(0) - wanted).abs().max() < 1


def test_weights_are_one_over_the_plans_chances(plan, quarter):
    table = draw_sample(quarter.frame, plan, rng=1).table
    np.testing.assert_allclose(table["base_weight"] * table["inclusion_probability"], 1)
    assert set(table["inclusion_probability"].round(9)) <= set(
        plan.table["selection_probability"].round(9)
    )


def test_weights_add_up_to_the_frame_of_each_stratum_nearly(plan, quarter):
    table = draw_sample(quarter.frame, plan, rng=1).table
    totals = table.groupby("user_group")["base_weight"].sum()
    np.testing.assert_allclose(totals, 3_000, rtol=0.02)


def test_victims_issued_before_are_never_drawn_and_are_counted(plan, quarter):
    sample = draw_sample(quarter.frame, plan, rng=1, exclude=quarter.issued)
    assert not sample.table["crime"].isin(quarter.issued["crime"]).any()
    assert sample.excluded == 3_000
    assert list(sample.strata["issued"]) == list(sample.strata["planned"])


def test_exclusions_lapse_after_twelve_months(plan, quarter):
    days = pd.to_datetime(["2007-01-01"] * 1_000 + ["2007-01-02"] * 1_999 + [None])
    before = quarter.issued.assign(issued_on=days)
    sample = draw_sample(quarter.frame, plan, rng=1, exclude=before, issued_on=dt.date(2008, 1, 2))
    assert sample.excluded == 2_000


def test_too_many_exclusions_are_told_by_stratum(plan, quarter):
    burglaries = quarter.frame[quarter.frame["user_group"] == "burglary"]
    sample = draw_sample(quarter.frame, plan, rng=1, exclude=burglaries.iloc[100:])
    issued = sample.strata.set_index("user_group")["issued"]
    assert issued["burglary"] == 100
    assert "fewer-than-planned" in {caveat.code for caveat in sample.caveats}
    assert sample.needs_attention


def test_another_stratum_does_not_change_the_draw_of_this_one(plan, quarter):
    rest = quarter.frame[quarter.frame["user_group"] != "burglary"]
    whole = draw_sample(quarter.frame, plan, rng=1).table
    part = draw_sample(rest, plan, rng=1).table
    assert set(part["crime"]) == set(whole.loc[whole["user_group"] != "burglary", "crime"])


def test_the_mark_tells_another_frame(plan, quarter):
    first = draw_sample(quarter.frame, plan, rng=1)
    again = draw_sample(quarter.frame.iloc[::-1], plan, rng=1)
    other = draw_sample(quarter.frame.iloc[1:], plan, rng=1)
    assert first.frame_mark == again.frame_mark != other.frame_mark


def test_the_draw_of_seed_2007_is_the_same_on_every_platform(plan, quarter):
    table = draw_sample(quarter.frame, plan, rng=2007).table
    assert list(table["crime"].head(3)) == FIRST_DRAWN


def test_no_reference_is_shown(plan, quarter):
    sample = draw_sample(quarter.frame, plan, rng=1)
    shown = f"{sample!r}{sample}{sample._repr_html_()}"
    assert not any(reference in shown for reference in sample.table["crime"].head(200))


@pytest.mark.parametrize("seed", [-1, 1.5, None, True])
def test_a_seed_that_is_none_is_refused(plan, quarter, seed):
    with pytest.raises(UsageError, match="whole number"):
        draw_sample(quarter.frame, plan, rng=seed)


def test_a_reference_that_stands_twice_is_refused(plan, quarter):
    twice = pd.concat([quarter.frame, quarter.frame.head(2)])
    with pytest.raises(DataRefusedError, match="2 rows"):
        draw_sample(twice, plan, rng=1)


def test_a_missing_column_is_named(plan, quarter):
    with pytest.raises(ColumnNotFoundError, match="'gender'"):
        draw_sample(quarter.frame.drop(columns="gender"), plan, rng=1)


FIRST_DRAWN = ["0001c8", "00040e", "000695"]
