"""The discussion guide: which topics, with what evidence, and never a leading word."""

from __future__ import annotations

import re

import pytest

from satisfaction.errors import ColumnNotFoundError, UsageError
from satisfaction.improvement import discussion_guide
from satisfaction.improvement.prompts import CLOSING, OPENING, rota, topic_prompts
from satisfaction.improvement.wording import faults_of_prompt

SUPPORT = "Victim Support, in the room next door"


def test_topics_are_what_leads_what_is_severe_but_rare_and_words_no_driver_covers(drivers, terms):
    guide = discussion_guide(drivers, terms, support=SUPPORT)
    kinds = dict(zip(guide.topics, guide.table["kind"], strict=True))
    assert kinds == {
        "informed": "leading driver",
        "serious": "leading driver",
        "fair": "severe but rare",
        "cost": "own words, coded",
        "voicemail": "own words, a term",
        "parking": "own words, a term",
    }


def test_each_topic_of_the_survey_has_its_interval_and_its_bases(drivers):
    guide = discussion_guide(drivers, support=SUPPORT)
    said = guide.table.set_index("topic")["evidence"]["informed"]
    assert "30% (28 to 32) of respondents rated it poor (400 of 1,900 asked, unweighted)" in said
    assert "21% (19 to 23)" in said
    assert "associated with" in said


@pytest.mark.parametrize("kind", ["leading driver", "own words, coded", "own words, a term"])
def test_no_prompt_of_the_package_leads_or_takes_a_cause_for_granted(kind):
    asked = [*OPENING, *CLOSING, *topic_prompts("Fairness", kind)]
    assert [prompt for prompt in asked if faults_of_prompt(prompt)] == []


@pytest.mark.parametrize(
    "prompt",
    [
        "Why were you dissatisfied?", "What went wrong?", "How badly were you kept informed?",
        "Don't you think they should have rung?", "What caused this?", "Was the officer polite?",
        "Most people say they waited. How was it for you?", "What made you angry?",
        "What was the problem?", "What did the police fail to do?", "What led to this?",
        "30% said so. What do you say?",
    ],
)  # fmt: skip
def test_a_leading_causal_or_closed_prompt_is_refused(drivers, prompt):
    with pytest.raises(UsageError, match="not neutral"):
        discussion_guide(drivers, support=SUPPORT, prompts={"informed": [prompt]})


def test_nothing_that_the_survey_found_is_in_a_prompt(drivers, terms):
    guide = discussion_guide(drivers, terms, support=SUPPORT)
    for asked in guide.prompts.values():
        assert not any(re.search(r"\d", prompt) for prompt in asked)
    # A word that is put to people comes back from them.
    assert not any("voicemail" in prompt for prompt in guide.prompts["voicemail"])


def test_the_guide_never_says_cause_of_what_the_survey_found(drivers, terms):
    text = discussion_guide(drivers, terms, support=SUPPORT).markdown
    assert not re.search(r"\b(caused by|because of|would reduce|leads to|due to)\b", text)


def test_a_guide_says_what_the_survey_cannot_say(drivers):
    text = discussion_guide(drivers, support=SUPPORT).markdown
    assert "## What the survey cannot say" in text
    assert "Insurance letter" in text
    assert "excluded from the survey" in text


def test_no_group_meets_without_support(drivers):
    with pytest.raises(UsageError, match="No support is named"):
        discussion_guide(drivers, support="  ")
    text = discussion_guide(drivers, support=SUPPORT, safeguarding="Duty inspector").markdown
    assert SUPPORT in text
    assert "Safeguarding: Duty inspector" in text


def test_each_group_begins_with_another_topic_and_has_them_all():
    orders = rota(["a", "b", "c"], 3)
    assert [order[0] for order in orders] == ["a", "b", "c"]
    assert all(sorted(order) == ["a", "b", "c"] for order in orders)


def test_a_neutral_name_stands_in_for_a_label_that_leads(drivers):
    guide = discussion_guide(drivers, support=SUPPORT, names={"informed": "Progress of the case"})
    assert "“Progress of the case”" in guide.prompts["informed"][0]
    with pytest.raises(UsageError, match="not neutral"):
        discussion_guide(drivers, support=SUPPORT, names={"informed": "Problems with updates"})


def test_a_prompt_for_a_topic_that_is_not_there_names_the_nearest(drivers):
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'informed'"):
        discussion_guide(drivers, support=SUPPORT, prompts={"informd": ["What happened?"]})


def test_the_page_escapes_what_a_label_holds_and_loads_nothing(drivers):
    spoilt = drivers.table.assign(label="<script>alert(1)</script>")
    page = discussion_guide(type(drivers)(table=spoilt), support=SUPPORT).html
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_without_any_topic_the_guide_still_has_its_open_questions(drivers):
    quiet = drivers.table.assign(leading=False, penalty=0.0, penalty_lower=-0.1)
    guide = discussion_guide(type(drivers)(table=quiet), support=SUPPORT)
    assert guide.topics == ()
    assert {c.code for c in guide.caveats} == {"no-topic"}
    assert OPENING[0] in guide.markdown
