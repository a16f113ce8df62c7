"""Interviews traced to crime records: each is joined or has a reason."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from satisfaction.representativeness import cascade
from satisfaction.representativeness.like_with_like import trace_interviews

DIMENSIONS = ("age", "gender")


@pytest.fixture
def quarter(make_quarter):
    return make_quarter(victims=9_000)


def with_crimes(returns, changes):
    crimes = returns.frame["crime"].copy()
    for row, crime in changes.items():
        crimes.iloc[row] = crime
    return replace(returns, frame=returns.frame.assign(crime=crimes))


def reasons(traced):
    return traced.joins.set_index("reason")["interviews"].to_dict()


def test_every_interview_is_joined_or_has_one_reason(quarter):
    excluded = quarter.records.loc[quarter.records["exclusion"] != "eligible", "crime"].iloc[0]
    sent = set(quarter.issued["crime"])
    never = next(crime for crime in quarter.frame["crime"] if crime not in sent)
    changes = {0: "unknown", 1: excluded, 2: never, 3: "", 4: quarter.returns.frame["crime"][5]}
    returns = with_crimes(quarter.returns, changes)
    traced = trace_interviews(
        returns, DIMENSIONS, frame=quarter.frame, issued=quarter.issued, records=quarter.records
    )
    assert reasons(traced) == {
        "joined": len(returns) - 5,
        "no crime reference": 1,
        "crime interviewed before in these returns": 1,
        "excluded victim interviewed": 1,
        "eligible, never issued": 1,
        "unknown reference": 1,
    }
    assert traced.joins["share"].sum() == pytest.approx(1)
    result = cascade(
        returns, quarter.profile, frame=quarter.frame, issued=quarter.issued,
        records=quarter.records,
    )  # fmt: skip
    assert result.needs_attention
    assert any(c.code == "excluded-interviewed" for c in result.caveats)


def test_without_the_records_an_excluded_victim_is_not_told_from_an_unknown_one(quarter):
    returns = with_crimes(quarter.returns, {0: "unknown"})
    traced = trace_interviews(returns, DIMENSIONS, frame=quarter.frame, issued=quarter.issued)
    assert reasons(traced)["not in the frame: unknown reference or excluded victim"] == 1


def test_a_reference_of_several_victims_is_left_out_on_both_sides(quarter):
    crime = quarter.returns.frame["crime"].iloc[0]
    twice = pd.concat([quarter.frame, quarter.frame[quarter.frame["crime"] == crime]])
    traced = trace_interviews(quarter.returns, DIMENSIONS, frame=twice, issued=quarter.issued)
    assert traced.shared == 1
    assert reasons(traced)["reference of several victims"] == 1
    assert crime not in set(traced.rows["crime"])


def test_recorded_values_are_those_of_the_frame(quarter):
    traced = trace_interviews(
        quarter.returns, DIMENSIONS, frame=quarter.frame, issued=quarter.issued
    )
    expected = quarter.frame.set_index("crime").loc[traced.rows["crime"], "age"]
    assert (traced.rows["age"].to_numpy() == expected.to_numpy()).all()
    interviewed = traced.rows.loc[traced.interview >= 0, "crime"]
    assert set(interviewed) == set(quarter.returns.frame["crime"])


def test_nothing_can_be_traced_without_tables(quarter):
    assert trace_interviews(quarter.returns, DIMENSIONS) is None


def test_interviews_that_never_arrived_are_said(quarter):
    kept = quarter.returns.frame.iloc[7:].reset_index(drop=True)
    result = cascade(
        replace(quarter.returns, frame=kept), quarter.profile, frame=quarter.frame,
        issued=quarter.issued, outcomes=quarter.outcomes,
    )  # fmt: skip
    said = {c.code: c.text for c in result.caveats}
    assert said["interviews-not-accepted"].startswith("7 victims")


def test_no_reference_is_shown_anywhere(quarter):
    result = cascade(
        with_crimes(quarter.returns, {0: "Jane Canary"}), quarter.profile, frame=quarter.frame,
        issued=quarter.issued, records=quarter.records,
    )  # fmt: skip
    shown = str(result) + result._repr_html_() + result.joins.to_string()
    assert "Canary" not in shown
