"""The published figure is the one that the survey definition names."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satisfaction.contractor import read_inspection_log
from satisfaction.definitions.library import load_rules
from satisfaction.definitions.survey import Headline
from satisfaction.errors import DataRefusedError
from satisfaction.periods import parse_period
from satisfaction.synthesis.inspection_log import example_log
from satisfaction.workflow import attention
from satisfaction.workflow.analysis import analyse
from satisfaction.workflow.config import Settings
from satisfaction.workflow.inputs import QuarterInputs

PERIOD = parse_period("2007/08 Q3")


@pytest.fixture
def inputs(make_returns, make_profile):
    """Women are interviewed twice as often as men, and are satisfied; men are not."""
    cells = pd.DataFrame({"user_group": "burglary", "age": "old", "gender": ["female", "male"]})
    frame = cells.loc[np.repeat([0, 1], [80, 40])].reset_index(drop=True)
    returns = make_returns(frame, (frame["gender"] == "female").to_numpy())
    profile = make_profile(cells.assign(victims=1_000))

    def build(headline=None, period=PERIOD):
        survey = returns.survey.model_copy(update={"headline": headline})
        told = type(returns)(frame=returns.frame, survey=survey)
        return QuarterInputs(
            returns=told,
            period=period,
            profile_of=lambda _: profile,
            settings=Settings(history=1),
            rules=load_rules(),
        )

    return build


def run(inputs):
    return analyse(inputs, step=lambda _: nullcontext())


def satisfied(results):
    table = results.headline.table
    return table[table["statistic"] == "satisfied"].iloc[0]


def test_by_default_it_is_weighted_and_covers_twelve_months(inputs):
    row = satisfied(run(inputs()))
    assert row["estimate"] == pytest.approx(0.5)
    assert row["period"] == "12m to 2007-12"


def test_it_can_be_of_the_quarter_and_unweighted(inputs):
    headline = Headline(measure="overall", period="quarter", weighted=False)
    row = satisfied(run(inputs(headline)))
    assert row["estimate"] == pytest.approx(2 / 3)
    assert row["period"] == "2007/08 Q3"


def test_a_quarter_without_interviews_is_refused(inputs):
    with pytest.raises(DataRefusedError, match="no interview in 2001/02 Q1"):
        run(inputs(period=parse_period("2001/02 Q1")))


def test_what_was_not_done_is_said(inputs):
    skipped = run(inputs()).skipped
    assert "Drivers were not analysed: the survey definition marks no drivers." in skipped
    assert "The rolling twelve months to 2007/08 Q3 hold interviews of 1 of 4 quarters." in skipped
    assert any(said.startswith("The history starts with 2007/08 Q3") for said in skipped)


def test_headline_gap_and_change_are_parts_of_one_weighted_sample(inputs):
    made = inputs()
    weighted = made.history.frame
    assert set(weighted["weight_period"].astype(str)) == {"2007/08 Q3"}
    assert made.best(PERIOD).weighting.by_period


def test_the_plan_stands_as_at_the_end_of_the_quarter_and_what_is_overdue_needs_attention(
    inputs, tmp_path
):
    path = tmp_path / "plan.csv"
    path.write_text(
        "ACTION,RECOMMENDATION,PRIORITY,RESPONSIBILITY,AGREED,COMMENTS,DATE\n"
        "10c,Tell victims of progress,1,Head of investigation,Y,,2007-12-30\n"
        "10d,Document visits,2,Survey manager,Y,,2008-01-31\n",
        encoding="utf-8",
    )
    results = run(replace(inputs(), actions=path))
    assert results.actions.table.set_index("action")["status"].to_dict() == {
        "10c": "overdue",
        "10d": "open",
    }
    assert any("10c" in sentence for sentence in attention._overdue(results.actions))
    assert any(part is results.actions for part in results.all)


def test_a_log_of_inspections_makes_a_review_without_single_interviewers(inputs):
    log = example_log(seed=3)
    found = run(replace(inputs(), inspections=read_inspection_log(log.sheets)))
    assert found.contractor.fieldwork is None
    assert found.contractor.on == PERIOD.end
    codes = {caveat.code for caveat in found.contractor.caveats}
    assert codes <= {"sheets-absent", "checks-added-up"}
    sentences = attention._inspections(found.contractor)
    assert sentences[0].startswith("The contractor: ")
    assert found.contractor.calendar.empty
    assert "an interviewer" in set(found.contractor.table["subject"])
    assert "to be listened to" not in set(found.contractor.table["status"])
