"""What a delivery calls for, in sentences."""

from dataclasses import dataclass, field

import pytest

from satisfaction.periods import parse_period
from satisfaction.workflow.attention import delivery_attention

YEAR = ("2007/08 Q1", "2007/08 Q2", "2007/08 Q3")


@dataclass
class Report:
    rows_in: int = 100
    accepted: int = 100
    rejected: int = 0
    flagged_by: dict = field(default_factory=dict)


@dataclass
class Results:
    interviews: dict
    period: object = field(default_factory=lambda: parse_period("2007/08 Q3"))


def test_a_usual_delivery_calls_for_nothing():
    assert delivery_attention(Report(), Results(dict.fromkeys(YEAR, 2500))) == ()


def test_rejections_name_the_quarters_that_they_are_of():
    sentences = delivery_attention(Report(rejected=3), Results(dict.fromkeys(YEAR, 2500)))
    assert sentences[0].startswith("3 of 100 rows of 2007/08 Q1 to 2007/08 Q3 were rejected")


def test_interviews_after_the_quarter_are_counted():
    interviews = {**dict.fromkeys(YEAR, 2500), "2007/08 Q4": 2400}
    (sentence,) = delivery_attention(Report(), Results(interviews))
    assert sentence.startswith("2,400 interviews are dated after 2007/08 Q3, in 2007/08 Q4;")


@pytest.mark.parametrize(("stray", "named"), [(9, True), (900, False)])
def test_a_quarter_with_hardly_an_interview_raises_the_question_of_exchanged_dates(stray, named):
    interviews = {"2006/07 Q2": stray, **dict.fromkeys(YEAR, 2500)}
    found = " ".join(delivery_attention(Report(), Results(interviews)))
    assert ("day and month" in found) is named


def test_a_survey_without_dates_has_no_quarters_to_ask_about():
    assert delivery_attention(Report(), Results({}, period=None)) == ()
