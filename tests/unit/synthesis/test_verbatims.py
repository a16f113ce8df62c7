"""Synthetic verbatims: who answers, what is planted, and that nothing else moves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.synthesis import synthesise
from satisfaction.synthesis.remarks import OF_DRIVERS, PERSONAL, UNCOVERED


@pytest.fixture(scope="module")
def said(quarter):
    return quarter.returns["VERBATIM"].astype("object").fillna("")


def share_of(said, sentences, rows):
    pattern = "|".join(s[1:] for s in sentences)
    return said[rows].str.contains(pattern, regex=True).mean()


def test_about_two_in_five_say_anything_and_the_dissatisfied_more_often(quarter, said):
    speaks = said != ""
    poor = quarter.returns["Q21"].isin(["5", "6", "7"])
    assert speaks.mean() == pytest.approx(0.4, abs=0.05)
    assert speaks[poor].mean() > speaks[~poor].mean() + 0.15


@pytest.mark.parametrize(("driver", "column"), [("told_progress", "Q11"), ("kept_promise", "Q12")])
def test_who_rated_a_driver_poor_speaks_of_it_and_nobody_else_does(quarter, said, driver, column):
    low = ["5", "6", "7"] if driver == "told_progress" else ["2"]
    speaks = said != ""
    poor = quarter.returns[column].isin(low) & speaks
    others = ~quarter.returns[column].isin([*low, "8", "9"]) & speaks
    assert share_of(said, OF_DRIVERS[driver], poor) == pytest.approx(0.35, abs=0.1)
    # Straight-liners' ratings are not what they lived through.
    assert share_of(said, OF_DRIVERS[driver], others) < 0.03


def test_a_topic_that_no_driver_asks_about_is_brought_up_by_the_dissatisfied(quarter, said):
    poor = quarter.returns["Q21"].isin(["5", "6", "7"]) & (said != "")
    content = quarter.returns["Q21"].isin(["1", "2", "3"]) & (said != "")
    assert share_of(said, UNCOVERED, poor) > share_of(said, UNCOVERED, content) + 0.04


def test_a_few_answers_end_with_personal_data_of_several_kinds(said):
    planted = {
        kind: sum(said.str.contains(value, regex=False).sum() for _, value in sentences)
        for kind, sentences in PERSONAL.items()
    }
    assert 0.01 < sum(planted.values()) / (said != "").sum() < 0.08
    assert sum(count > 0 for count in planted.values()) >= 4


def test_without_the_open_question_all_other_columns_are_the_same(survey_2007, quarter):
    fields = {n: f for n, f in survey_2007.fields.items() if n != "could_be_better"}
    bare = survey_2007.model_copy(update={"fields": fields})
    without = synthesise(bare, interviews=1_000, crimes=20_000)
    pd.testing.assert_frame_equal(quarter.returns.drop(columns="VERBATIM"), without.returns)


def test_a_survey_with_drivers_of_its_own_gets_sentences_of_their_labels(survey_2007):
    questions = dict(survey_2007.questions)
    questions["told_when"] = questions.pop("told_outcome")
    renamed = survey_2007.model_copy(update={"questions": questions})
    made = synthesise(renamed, interviews=400, crimes=8_000)
    said = made.returns["VERBATIM"].astype("object").fillna("")
    assert np.sum(said.str.contains("More should be done about told of the outcome")) > 5
