"""A plan and a draw from the files of the shipped quarter, by the command line."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from satisfaction.cli.main import ATTENTION, DONE, REFUSED, USAGE, run
from satisfaction.intake.pseudonyms import KEY_FILE_VARIABLE, PseudonymKey
from satisfaction.intake.tables import read_table
from satisfaction.workflow.sample_planning import read_plan

QUARTER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"
FRAME, ISSUED = QUARTER / "frame.parquet", QUARTER / "issued_sample.parquet"
SURVEY = ["--survey", "user-satisfaction-2007", "--period", "2007/08 Q3"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("quarter")
    PseudonymKey(bytes(range(32))).keep(place / "pseudonyms.key")
    records = str(QUARTER / "crime_records.parquet")
    assert run(["profile", records, *SURVEY, "--out", str(place / "profile.parquet")]) == DONE
    return place


def plan(folder, *more, out=None):
    return run(
        ["sample-plan", "--profile", str(folder / "profile.parquet"), *SURVEY,
         "--frame", str(FRAME), "--issued", str(ISSUED),
         "--outcomes", str(QUARTER / "contact_outcomes.parquet"),
         "--out", str(out or folder), *more]
    )  # fmt: skip


def draw(folder, name, *more, key="pseudonyms.key"):
    given = ["--key-file", str(folder / key)] if key else []
    return run(
        ["draw-sample", "--frame", str(FRAME), "--plan", str(folder / "sample_plan.json"),
         "--out", str(folder / name), "--seed", "2008", *given, *more]
    )  # fmt: skip


@pytest.fixture(scope="module")
def planned(folder):
    assert plan(folder, "--interviews", "2500") == DONE
    return folder


def test_the_plan_of_the_shipped_quarter_brings_young_victims_back(planned):
    levels = read_plan(planned / "sample_plan.json").levels.set_index("level")
    young = levels.loc["16-24"]
    assert young["share_without"] < young["profile_share"] - 0.03
    assert young["expected_share"] > young["profile_share"] - 0.01
    assert (levels["expected_verdict"] != "outside").all()


def test_response_rates_are_those_of_the_files(planned):
    rates = read_plan(planned / "sample_plan.json").rates.set_index("level")
    assert rates.loc["16-24", ["issued", "interviewed"]].tolist() == [1_077, 326]


def test_a_plan_is_read_back_as_it_was_written(planned, tmp_path):
    assert plan(planned, "--interviews", "2500", out=tmp_path) == DONE
    again = (tmp_path / "sample_plan.json").read_bytes()
    assert again == (planned / "sample_plan.json").read_bytes()


def test_a_plan_that_cannot_be_had_ends_in_attention(folder, tmp_path):
    assert plan(folder, "--precision", "2", out=tmp_path) == ATTENTION
    assert read_plan(tmp_path / "sample_plan.json").infeasible


def test_the_sample_satisfies_its_contract_and_is_private(planned):
    assert draw(planned, "issued.csv", "--issued-on", "2008-01-02") == DONE
    delivery = read_table(planned / "issued.csv", "issued-sample")
    wanted = read_plan(planned / "sample_plan.json").strata["issue"].sum()
    assert delivery.report.rejected == 0
    assert len(delivery.frame) == wanted
    if sys.platform != "win32":
        assert stat.S_IMODE((planned / "issued.csv").stat().st_mode) == 0o600


def test_the_contractor_gets_the_forces_own_references(planned):
    draw(planned, "issued.csv")
    sent = pd.read_csv(planned / "issued.csv", dtype=str)
    frame = pd.read_parquet(FRAME).set_index("CRIMEREF")
    known = frame.loc[sent["CRIMEREF"]]
    assert (known["UG"].to_numpy() == sent["UG"].to_numpy()).all()
    assert (known["BOCU"].to_numpy() == sent["BOCU"].to_numpy()).all()


def test_the_same_seed_and_key_write_the_same_bytes(planned):
    draw(planned, "one.csv")
    draw(planned, "two.csv")
    assert (planned / "one.csv").read_bytes() == (planned / "two.csv").read_bytes()


def test_the_last_sample_is_left_out(planned, capsys):
    draw(planned, "fresh.csv", "--exclude", str(ISSUED), "--json")
    summary = json.loads(capsys.readouterr().out)
    sent = pd.read_csv(planned / "fresh.csv", dtype=str)
    last = pd.read_parquet(ISSUED)
    assert summary["excluded"] == 6_106
    assert not sent["CRIMEREF"].isin(last["CRIMEREF"]).any()


def test_the_summary_holds_no_reference(planned, capsys):
    draw(planned, "issued.csv")
    captured = capsys.readouterr()
    sent = pd.read_csv(planned / "issued.csv", dtype=str)["CRIMEREF"]
    assert not any(reference in captured.out + captured.err for reference in sent)


def test_without_a_lasting_key_nothing_is_drawn(planned, monkeypatch, capsys):
    monkeypatch.delenv(KEY_FILE_VARIABLE, raising=False)
    assert draw(planned, "none.csv", key="") == USAGE
    assert "repeated" in capsys.readouterr().err
    assert not (planned / "none.csv").exists()


def test_a_file_that_is_no_plan_is_refused(planned, tmp_path):
    (planned / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="no sample plan"):
        read_plan(planned / "other.json")
    assert draw(tmp_path, "none.csv", key="") in {USAGE, REFUSED}


def test_weights_in_the_file_are_one_over_the_chances_of_the_plan(planned):
    draw(planned, "issued.csv")
    weights = pd.read_csv(planned / "issued.csv")["BASEWT"]
    chances = read_plan(planned / "sample_plan.json").table["selection_probability"]
    nearest = np.sort(chances.to_numpy())
    place = np.clip(np.searchsorted(nearest, 1 / weights), 1, len(nearest) - 1)
    off = np.minimum(abs(nearest[place] - 1 / weights), abs(nearest[place - 1] - 1 / weights))
    assert off.max() < 1e-9
