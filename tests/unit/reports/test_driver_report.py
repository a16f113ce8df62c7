"""The page about dissatisfied victims: every number with its interval, and nothing causal."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import satisfaction as sat
from satisfaction.definitions.library import load_rules
from satisfaction.reports.driver_report import driver_report
from satisfaction.reports.driver_words import finding, leading_records, opening, robustness

QUARTER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"
CAUSAL = re.compile(
    r"\b(caus\w+|because of|due to|leads? to|results? in|would (reduce|fall|rise|improve)|"
    r"reduc\w+ by|effect of|impact of|driven by|thanks to)\b",
    re.IGNORECASE,
)
PERCENTAGE = re.compile(r"[0-9]+% ?(.{0,1})")


@pytest.fixture(scope="module")
def survey():
    return sat.load_survey("user-satisfaction-2007")


@pytest.fixture(scope="module")
def found(survey):
    returns = sat.read_returns(max(QUARTER.glob("returns_*")), survey).returns
    return sat.find_drivers(returns, bootstraps=200)


@pytest.fixture(scope="module")
def page(found, survey):
    return driver_report(found, survey=survey, rules=load_rules(), not_done=["Nothing else."])


def said(found):
    told = [finding(record) for record in leading_records(found)]
    return [*opening(found), *told, *robustness(found)]


def text_of(page):
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_nothing_on_the_page_is_said_to_cause_anything(page):
    text = text_of(page).replace("design effect", "").replace("does not show what would follow", "")
    assert CAUSAL.findall(text) == []


def test_the_scan_would_find_causal_words():
    assert CAUSAL.search("Dissatisfaction is caused by delay")
    assert CAUSAL.search("this would reduce complaints")


def test_every_percentage_in_the_sentences_stands_with_its_interval(found):
    shares = [match for sentence in said(found) for match in PERCENTAGE.findall(sentence)]
    assert len(shares) >= 2 * len(found.leading)
    assert set(shares) == {"("}


def test_each_leading_driver_is_told_with_what_the_table_says(found, page):
    text = text_of(page)
    for record in leading_records(found):
        assert str(record["label"]) in text
        assert f"{100 * record['share']:.0f}%" in finding(record)
        assert f"{int(record['low_base']):,} respondents rated it poor" in finding(record)


def test_the_estimand_stands_on_the_page(found, page):
    assert found.estimand in text_of(page)


def test_without_a_leading_driver_the_page_says_so(found, survey):
    none = replace(found, table=found.table.assign(leading=False, agreed=False))
    assert "No single experience stands out" in " ".join(opening(none))
    page = driver_report(none, survey=survey, rules=load_rules())
    assert "No single experience stands out" in text_of(page)


def test_labels_from_a_definition_are_inert(found, survey):
    hostile = found.table.assign(label="<script>alert(1)</script>")
    page = driver_report(replace(found, table=hostile), survey=survey, rules=load_rules())
    assert "<script>alert(1)" not in page
