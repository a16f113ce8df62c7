"""A survey whose user groups are not those of 2007: frame, plan and draw have its own levels."""

from __future__ import annotations

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.cli.main import run
from satisfaction.definitions.library import load_survey
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.workflow.fieldwork import read_fieldwork

SURVEY, PERIOD = "victim-satisfaction-2025", "2025/26 Q2"
GROUPS = {"burglary", "violent crime", "vehicle crime", "hate crime"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("today")
    sat.synthesise(SURVEY, interviews=500, crimes=12_000, ending=PERIOD, seed=3).write(folder)
    PseudonymKey(bytes(32)).keep(folder / "key")
    return folder


def test_the_frame_is_read_with_the_levels_of_the_records(desk):
    work = read_fieldwork(
        frame=[desk / "frame.parquet"],
        issued=[desk / "issued_sample.parquet"],
        outcomes=[desk / "contact_outcomes.parquet"],
        survey=load_survey(SURVEY),
    )
    assert set(work.frame["user_group"].astype(str)) == GROUPS
    assert (work.rejected, len(work.frame) > 5_000) == (0, True)


def test_a_sample_is_planned_and_drawn(desk, tmp_path):
    files = {name: str(desk / f"{name}.parquet") for name in
             ("frame", "issued_sample", "contact_outcomes", "crime_records")}  # fmt: skip
    key = ["--key-file", str(desk / "key")]
    profile, plan, drawn = (tmp_path / n for n in ("profile.parquet", "plan", "drawn.csv"))
    counted = ["profile", files["crime_records"], "--survey", SURVEY, "--period", PERIOD]
    assert run([*counted, "--out", str(profile)]) == 0
    asked = ["--profile", str(profile), "--survey", SURVEY, "--period", PERIOD]
    tables = ["--frame", files["frame"], "--issued", files["issued_sample"]]
    more = ["--outcomes", files["contact_outcomes"], "--out", str(plan)]
    code = run(["sample-plan", *asked, *tables, *more, *key])
    assert code in (0, 1)
    draw = ["draw-sample", "--frame", files["frame"], "--plan", str(plan / "sample_plan.json")]
    assert run([*draw, "--survey", SURVEY, "--seed", "1", "--out", str(drawn), *key]) in (0, 1)
    assert len(pd.read_csv(drawn)) > 500
