"""The shipped synthetic quarter: the cascade comes out as the truth was planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.cli.main import run
from satisfaction.definitions.library import load_survey
from satisfaction.intake import read_returns, victim_profile
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.tables import read_table
from satisfaction.representativeness import cascade, compare_recorded, response_propensity
from satisfaction.synthesis import synthesise

PERIOD = "2007/08 Q3"


@pytest.fixture(scope="module")
def made():
    return synthesise("user-satisfaction-2007", interviews=2_000, crimes=40_000)


@pytest.fixture(scope="module")
def tables(made):
    survey, key = (
        load_survey("user-satisfaction-2007"),
        PseudonymKey(b"any key that all of the tables share"),
    )
    return {
        "profile": victim_profile(made.records, survey, period=PERIOD),
        "returns": read_returns(made.returns, survey, key=key).returns.during(PERIOD),
        "frame": read_table(made.frame, "frame", key=key).frame,
        "issued": read_table(made.issued, "issued-sample", key=key).frame,
        "outcomes": read_table(made.outcomes, "contact-outcomes", key=key).frame,
        "records": read_table(made.records, "crime-records", key=key).frame,
    }


@pytest.fixture(scope="module")
def result(tables):
    return cascade(**tables)


def known_shares(truth, column, levels):
    """Return the truth's shares among the known levels of one dimension."""
    found = truth.set_index("level")[column].reindex(levels).fillna(0)
    return found / found.sum()


@pytest.mark.parametrize("dimension", ["age", "gender", "ethnicity", "user_group"])
@pytest.mark.parametrize(
    ("step", "column"), [(1, "eligible"), (2, "eligible"), (3, "interviewed_weighted")]
)
def test_shares_are_those_of_the_truth_within_chance(made, result, dimension, step, column):
    truth = made.truth.table("cascade").query(f"dimension == '{dimension}'")
    rows = result.table.query(f"dimension == '{dimension}' and step == {step}").set_index("level")
    expected = known_shares(truth, column, rows.index)
    issued = rows["count_after"].sum()
    error = 2 * np.sqrt(expected * (1 - expected) / issued) + 0.001
    assert (np.abs(rows["share_after"] - expected) < 3 * error).all()


def test_the_young_are_lost_when_the_contractor_calls(result):
    found = result.summary.set_index("level").loc["16-24"]
    assert found["costs_at"] == "issued to interviewed"
    assert found["beyond_tolerance"]
    assert result.needs_attention


def test_women_are_lost_by_the_exclusions(result):
    assert result.summary.set_index("level").loc["female", "costs_at"] == "recorded to eligible"


def test_every_interview_is_traced_and_the_draw_is_random(result, tables):
    assert result.joins["reason"].tolist() == ["joined"]
    assert result.joins["interviews"].sum() == len(tables["returns"])
    assert not result.draw["verdict"].eq("not like a random draw").any()


def test_recorded_ethnicity_differs_for_the_share_that_was_planted(tables):
    found = compare_recorded(tables["returns"], records=tables["records"])
    ethnicity = found.table.set_index("dimension").loc["ethnicity"]
    # 3 % have another code; some of these are in the same group of codes.
    assert 0.96 < ethnicity["agreement"] < 0.995
    assert len(found.observed) > 10


def test_propensities_are_those_planted(made, tables):
    found = response_propensity(
        tables["issued"], tables["frame"], returns=tables["returns"], outcomes=tables["outcomes"],
        profile=tables["profile"],
    )  # fmt: skip
    rates = found.levels.query("part == 'response' and variable == 'age'").set_index("level")
    truth = made.truth.table("propensities").query("dimension == 'age'").set_index("level")
    both = rates.join(truth["propensity"], how="inner")
    error = 1.5 * np.sqrt(both["propensity"] * (1 - both["propensity"]) / both["issued"])
    # A fiftieth of the interviews is lost to rows that validation rejects.
    assert len(both) == 7
    assert (np.abs(both["rate"] - 0.985 * both["propensity"]) < 3 * error).all()
    assert found.table["r"].iloc[0] < 0.9


def test_the_command_reads_the_files_and_says_who_is_lost(made, tmp_path, capsys):
    folder = made.write(tmp_path / "quarter", leave_out=["inspection"])
    profile = tmp_path / "profile.parquet"
    common = ["--survey", "user-satisfaction-2007", "--period", PERIOD]
    records = str(folder / "crime_records.parquet")
    assert run(["profile", records, *common, "--out", str(profile)]) == 0
    capsys.readouterr()
    code = run(
        ["cascade", *common, "--profile", str(profile),
         "--returns", str(folder / "returns_2007-08-q3.parquet"),
         "--frame", str(folder / "frame.parquet"),
         "--issued", str(folder / "issued_sample.parquet"),
         "--outcomes", str(folder / "contact_outcomes.parquet"), "--records", records,
         "--out", str(tmp_path / "out")]
    )  # fmt: skip
    said = capsys.readouterr().out
    assert code == 1
    assert "issued to interviewed" in said
    assert (tmp_path / "out" / "cascade.json").exists()
    crimes = pd.read_parquet(folder / "returns_2007-08-q3.parquet")["CRIMEREF"].dropna()
    assert not any(crime in said for crime in crimes)
