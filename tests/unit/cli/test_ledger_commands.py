"""``satisfaction load`` and ``satisfaction ledger``: what they print, write and return."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pandas as pd
import pytest

from satisfaction.cli.main import DONE, FAILED, REFUSED, USAGE, run
from satisfaction.intake.pseudonyms import PseudonymKey

SURVEY = str(Path(__file__).parents[1] / "intake" / "small_survey.yaml")
ROW = {
    "INT": "I0", "CRIME": "C0", "REP": "01/10/2007", "DONE": "30/11/2007", "AREA": "=Harrow",
    "AGE": "34", "SEX": "1", "SDE": "W1", "CALLS": "2", "MIN": "12,5", "RECON": "1", "PURP": "",
    "GIVEN": "", "WORDS": "=SUM(A1)", "Q1": "1", "Q2": "1", "Q3": "2",
}  # fmt: skip


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv("SATISFACTION_KEY_FILE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name, *changes):
    rows = [{**ROW, "INT": f"I{n}", "CRIME": f"C{n}", **change} for n, change in enumerate(changes)]
    pd.DataFrame(rows, dtype="str").to_csv(name, index=False)
    return name


def load(*files):
    return run(["load", *files, "--ledger", "kept", "--survey", SURVEY, "--key-file", "key"])


def ledger(command, *arguments):
    return run(["ledger", command, *arguments, "--ledger", "kept"])


@pytest.mark.usefixtures("place")
def test_each_file_is_a_delivery_and_rejected_rows_need_attention(capsys):
    assert load(write("a.csv", {}, {}), write("b.csv", {"INT": "I8"}, {"INT": "I9"})) == DONE
    assert load(write("c.csv", {}, {"INT": "I10"}, {"INT": "I11", "Q3": "7"})) == 1
    said = capsys.readouterr().out
    assert "3 rows in = 2 accepted + 1 rejected + 0 superseded" in said
    assert "replaces 1 rows of delivery 1" in said
    assert load("c.csv") == DONE
    assert "nothing changed" in capsys.readouterr().out
    assert ledger("list", "--json") == DONE
    assert [d["number"] for d in json.loads(capsys.readouterr().out)] == [1, 2, 3]
    assert ledger("show", "3") == DONE
    assert "rejected 1: not_on_scale" in capsys.readouterr().out
    assert ledger("verify") == DONE
    assert "No fault." in capsys.readouterr().out


@pytest.mark.usefixtures("place")
def test_the_key_is_made_once_and_never_for_a_ledger_that_has_one(capsys):
    assert load(write("a.csv", {})) == DONE
    key = PseudonymKey.from_file("key")
    Path("key").rename("elsewhere")
    assert load(write("b.csv", {"INT": "I7"})) == USAGE
    assert "first load" in capsys.readouterr().err
    assert not Path("key").exists()
    assert PseudonymKey.from_file("elsewhere") == key


@pytest.mark.usefixtures("place")
def test_a_key_inside_the_ledger_is_refused():
    arguments = ["--ledger", "kept", "--survey", SURVEY, "--key-file", "kept/key"]
    assert run(["load", write("a.csv", {}), *arguments]) == USAGE
    assert not Path("kept").exists()


@pytest.mark.usefixtures("place")
def test_a_refused_file_keeps_those_before_it(capsys):
    assert load(write("a.csv", {}), write("b.csv", {"Q3": "7"})) == REFUSED
    assert "b.csv" in capsys.readouterr().err
    assert ledger("list") == DONE
    assert "a.csv" in capsys.readouterr().out


@pytest.mark.usefixtures("place")
def test_an_export_holds_no_formula_and_is_private(capsys):
    load(write("a.csv", {}, {"DONE": "01/12/2007"}))
    assert ledger("export", "--out", "out", "--period", "2007-11") == DONE
    assert "1 interviews" in capsys.readouterr().out
    table = pd.read_csv("out/returns.csv", dtype="str")
    assert list(table["area"]) == ["'=Harrow"]
    assert list(table["comment"]) == ["'=SUM(A1)"]
    assert list(table["interviewed_on"]) == ["2007-11-30"]
    assert len(pd.read_parquet("out/returns.parquet")) == 1
    if os.name != "nt":
        assert stat.S_IMODE(Path("out/returns.csv").stat().st_mode) == 0o600


@pytest.mark.usefixtures("place")
def test_expire_and_forget_say_what_went_and_prove_it(capsys):
    load(write("a.csv", {}, {"DONE": "05/12/2007"}, {"DONE": "06/12/2007"}))
    assert ledger("expire", "--before", "2007-12-01", "--reason", "two years") == DONE
    assert "1 rows removed (two years" in capsys.readouterr().out
    forget = ["forget", "C1", "--key-file", "key", "--reason", "request", "--json"]
    assert ledger(*forget) == DONE
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["files_with_hits"]) == (1, 0)
    assert ledger(*forget) == 1
    assert ledger("verify", "--json") == DONE
    assert b"C1" not in Path("kept/catalogue.sqlite").read_bytes()


@pytest.mark.usefixtures("place")
def test_a_damaged_ledger_fails_without_a_traceback(capsys):
    load(write("a.csv", {}))
    max(Path("kept/files").iterdir(), key=lambda path: path.stat().st_size).unlink()
    assert ledger("verify") == 1
    assert ledger("export", "--out", "out") == FAILED
    assert "verify" in capsys.readouterr().err
    assert not Path("out").exists()


@pytest.mark.usefixtures("place")
def test_no_command_makes_a_ledger_but_load(capsys):
    for command in (["list"], ["verify"], ["show", "1"], ["export", "--out", "out"]):
        assert ledger(*command) == USAGE
    assert "satisfaction load" in capsys.readouterr().err
    assert not Path("kept").exists()
