"""The review: planted faults of the example are found, and nothing else is overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.contractor import ContractorSettings, read_inspection_log
from satisfaction.contractor.matters import SOON
from satisfaction.errors import UsageError
from satisfaction.improvement import action_plan, add_actions
from satisfaction.intake.pseudonyms import PseudonymKey, pseudonyms_of
from satisfaction.intake.tables import read_table
from satisfaction.synthesis.inspection_log import example_log

QUARTER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"
KEY = PseudonymKey(b"0123456789abcdef0123456789abcdef")
ON = date(2008, 1, 14)


@pytest.fixture(scope="module")
def example():
    return example_log()


@pytest.fixture(scope="module")
def review(example):
    return sat.review_contractor(read_inspection_log(example.sheets, key=KEY), on=example.on)


@pytest.fixture(scope="module")
def quarter():
    survey = sat.load_survey("user-satisfaction-2007")
    returns = sat.read_returns(QUARTER / "returns_2007-08-q3.parquet", survey, key=KEY).returns
    tables = {
        name: read_table(QUARTER / f"{name.replace('-', '_')}.parquet", name, key=KEY).frame
        for name in ("contact-outcomes", "issued-sample")
    }
    return sat.review_contractor(
        read_inspection_log(QUARTER, key=KEY), returns, on=ON,
        outcomes=tables["contact-outcomes"], issued=tables["issued-sample"],
    )  # fmt: skip


def test_every_planted_fault_is_found_and_nothing_else(review, example):
    people = example.sheets["training"]["INTV"].tolist()
    names = dict(zip(people, pseudonyms_of(people, KEY, "interviewer"), strict=True))
    planted = {
        (r.topic, names.get(r.subject, r.subject), r.status) for r in example.truth.itertuples()
    }
    pressing = review.table[review.table["status"] != SOON]
    found = set(pressing[["topic", "subject", "status"]].itertuples(index=False, name=None))
    assert found == planted


def test_the_day_is_an_argument_and_decides_what_is_overdue(example):
    log = read_inspection_log(example.sheets, key=KEY)
    early = sat.review_contractor(log, on=date(2007, 9, 1))
    assert not (early.table["topic"] == "finding").any() or set(
        early.table.loc[early.table["topic"] == "finding", "status"]
    ) == {SOON}
    assert "V04" not in set(early.visits["visit"])


def test_the_floor_of_in_field_interviewing_is_lower(example):
    sheets = {**example.sheets, "monitoring": example.sheets["monitoring"].assign(SETTING="2")}
    review = sat.review_contractor(read_inspection_log(sheets, key=KEY), on=example.on)
    assert (review.weekly["floor"] == 0.05).all()
    assert (review.monitoring["shortfall"] == 0).all()


def test_listeners_agreement_is_that_of_pairs(review):
    probing = review.listening.set_index("item").loc["probing"]
    assert probing["pairs"] == 30
    assert 0.6 < probing["agreed"] < 1
    assert probing["chance_corrected"] == pytest.approx((probing["agreed"] - 0.25) / 0.75)


def test_findings_are_actions_that_the_plan_takes(review):
    plan = action_plan(review.actions, as_at=ON)
    assert len(plan.table) == len(review.findings)
    again = add_actions(plan, review.actions, on=ON)
    assert (again.added, again.changed) == (0, 0)


def test_the_straight_liners_of_the_quarter_are_to_be_listened_to(quarter):
    import json

    truth = json.loads((QUARTER / "truth.json").read_text(encoding="utf-8"))["tables"]
    rows = pd.DataFrame(truth["interviewers"])
    planted = set(
        pseudonyms_of(rows.loc[rows["straight_liner"], "interviewer"], KEY, "interviewer")
    )
    people = quarter.fieldwork.peers.interviewers
    assert set(people.loc[people["listen"], "interviewer"]) == planted


def test_the_returns_are_held_against_the_outcomes(quarter):
    odd = quarter.fieldwork.reconciliation.set_index("what")
    assert odd.loc["issued, without an outcome", "victims"] == 0
    assert odd.loc["interviewed by the outcomes, without an accepted return", "victims"] > 0


def test_nobody_is_accused(quarter):
    said = quarter.explain().lower()
    assert "to be listened to" in said
    assert not any(word in said for word in ("fraud", "cheat", "fabricat", "falsif", "guilty"))


def test_what_cannot_be_told_is_said(quarter):
    said = " ".join(caveat.text for caveat in quarter.caveats)
    assert "Times of day are not in the returns" in said
    assert "refusal conversion cannot be told" in said


def test_returns_without_an_interviewer_say_so():
    survey = sat.load_survey("user-satisfaction-2007")
    returns = sat.read_returns(QUARTER / "returns_2007-08-q3.parquet", survey, key=KEY).returns
    nameless = replace(returns, frame=returns.frame.assign(interviewer=""))
    review = sat.review_contractor(read_inspection_log(QUARTER, key=KEY), nameless, on=ON)
    assert review.fieldwork.peers is None
    assert any("name no interviewer" in caveat.text for caveat in review.caveats)


def test_settings_that_cannot_be_are_refused():
    with pytest.raises(UsageError, match="share_validated"):
        ContractorSettings(share_validated=1.2)


@pytest.mark.parametrize("kind", ["monitoring", "findings", "interviewers", "calendar"])
@pytest.mark.parametrize("narrow", [False, True])
def test_every_figure_says_what_it_shows(quarter, kind, narrow):
    figure = sat.chart(quarter, kind=kind, narrow=narrow)
    assert figure.layout.meta["title"]
    assert figure.layout.meta["alt"].endswith(".")
