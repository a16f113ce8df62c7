"""What a delivery that nobody has described looks like, and the draft made of it."""

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.definitions.drafting import draft_survey
from satisfaction.intake.observing import observe_columns


@pytest.fixture
def delivery(tmp_path):
    days = pd.date_range("2007-10-01", periods=60)
    frame = pd.DataFrame(
        {
            "INTNO": [f"A{k}" for k in range(60)],
            "INTDATE": days.strftime("%d/%m/%Y"),
            "REPDATE": (days - pd.Timedelta(days=50)).strftime("%d/%m/%Y"),
            "Q1 overall": [1, 2, 3, 4, 5, 9] * 10,
            "told": ["yes", "no"] * 30,
        }
    )
    path = tmp_path / "returns.csv"
    frame.to_csv(path, index=False)
    return path


def _column(path, name):
    return next(c for c in observe_columns(path) if c.name == name)


def test_numbers_are_codes_without_a_label_and_words_are_their_own(delivery):
    assert set(_column(delivery, "Q1 overall").codes.values()) == {""}
    assert _column(delivery, "told").codes == {"no": "no", "yes": "yes"}


def test_only_the_format_that_reads_every_date_is_named(delivery):
    assert _column(delivery, "INTDATE").date_formats == ("%d/%m/%Y",)


def test_dates_that_two_formats_read_are_named_as_such(tmp_path):
    path = tmp_path / "dates.csv"
    pd.DataFrame({"D": ["01/02/2007", "03/04/2007"] * 10}).to_csv(path, index=False)
    found = _column(path, "D").date_formats
    assert found == ("%d/%m/%Y", "%m/%d/%Y")
    draft = draft_survey(observe_columns(path))
    assert "%m/%d/%Y would read them too" in draft


def test_an_unlabelled_rating_becomes_a_question_and_the_draft_reads_the_delivery(
    delivery, tmp_path
):
    path = tmp_path / "survey.yaml"
    path.write_text(draft_survey(observe_columns(delivery)), encoding="utf-8")
    survey = sat.load_survey(path)
    assert survey.outcome == "q1_overall"
    assert {check.reason for check in survey.checks} == {"duplicate_interview", "outside_window"}
    report = sat.read_returns(delivery, survey).report
    assert (report.accepted, report.rejected) == (60, 0)
