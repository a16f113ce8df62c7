"""A table with pseudonyms for references: which columns, which key, whole or not at all."""

from __future__ import annotations

import os
import stat

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.cli.main import run
from satisfaction.intake.pseudonyms import PseudonymKey, pseudonymise
from satisfaction.intake.tables import read_table
from satisfaction.tables.spreadsheets import csv_of

KEY = PseudonymKey(bytes(range(32)))
TABLE = pd.DataFrame(
    {
        "CRIMEREF": ["ab/1", "AB/1 ", "", "=1+1"],
        "INTNO": ["1", "2", "3", "4"],
        "Surname": ["zqncanary"] * 4,
        "AGE": ["007", "NA", "=2+2", "-5"],
    }
)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    (tmp_path / "keys").mkdir()
    KEY.keep(tmp_path / "keys" / "k.key")
    TABLE.to_csv(tmp_path / "table.csv", index=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*more, out="out/made.csv", key="keys/k.key"):
    return run(["pseudonymise", "table.csv", "--key-file", key, "--out", out, *more])


COLUMNS = ("--columns", "CRIMEREF=crime", "--columns", "INTNO")


@pytest.mark.usefixtures("desk")
def test_references_become_keyed_pseudonyms_and_names_are_dropped(capsys):
    assert make(*COLUMNS) == 0
    made = pd.read_csv("out/made.csv", dtype="str", keep_default_na=False)
    assert list(made) == ["CRIMEREF", "INTNO", "AGE"]
    expected = pseudonymise(TABLE["CRIMEREF"], KEY, "crime").tolist()
    assert made["CRIMEREF"].tolist() == expected
    assert made["INTNO"].tolist() == pseudonymise(TABLE["INTNO"], KEY, "intno").tolist()
    assert made["AGE"].tolist() == ["007", "NA", "'=2+2", "-5"]
    said = capsys.readouterr()
    assert "CRIMEREF: 3 pseudonyms" in said.out
    assert "Dropped: 'Surname'" in said.out
    assert "zqncanary" not in said.out + said.err


@pytest.mark.usefixtures("desk")
def test_parquet_keeps_text_exactly_as_it_came():
    assert make(*COLUMNS, out="out/made.parquet") == 0
    assert pd.read_parquet("out/made.parquet")["AGE"].tolist() == TABLE["AGE"].tolist()


def test_the_output_is_private(desk):
    before = os.umask(0)
    try:
        make(*COLUMNS)
    finally:
        os.umask(before)
    assert stat.S_IMODE((desk / "out/made.csv").stat().st_mode) == 0o600


def test_a_missing_key_is_made_private_and_used_again(desk):
    assert make(*COLUMNS, key="keys/new.key") == 0
    first = (desk / "out/made.csv").read_bytes()
    assert stat.S_IMODE((desk / "keys/new.key").stat().st_mode) == 0o600
    assert make(*COLUMNS, key="keys/new.key") == 0
    assert (desk / "out/made.csv").read_bytes() == first


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes of files")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(desk, mode, capsys):
    (desk / "keys/k.key").chmod(mode)
    assert make(*COLUMNS) == 2
    assert "can be read by others" in capsys.readouterr().err
    assert not (desk / "out").exists()


@pytest.mark.parametrize(("arguments", "says"), [
    ((), "Say which columns"),
    ((*COLUMNS, "--table", "frame"), "Say which columns"),
    (("--columns", "GONE"), "'GONE'"),
    (("--table", "frame"), None),
])  # fmt: skip
def test_what_cannot_be_done_is_refused_and_nothing_is_written(desk, arguments, says, capsys):
    code = make(*arguments)
    if says is None:
        # The contract names CRIMEREF; all that it does not name is dropped.
        assert code == 0
        assert list(pd.read_csv("out/made.csv")) == ["CRIMEREF", "AGE"]
        return
    assert code == 2
    assert says in capsys.readouterr().err
    assert not (desk / "out").exists()


@pytest.mark.usefixtures("desk")
def test_the_key_never_stands_beside_the_pseudonyms(capsys):
    assert make(*COLUMNS, out="keys/made.csv") == 2
    assert "beside the pseudonyms" in capsys.readouterr().err


@pytest.mark.usefixtures("desk")
def test_the_input_is_never_overwritten():
    assert make(*COLUMNS, out="table.csv") == 3


def test_tables_made_with_one_key_still_join_after_they_are_read(tmp_path):
    sat.synthesise("user-satisfaction-2007", interviews=60, crimes=600, seed=5).write(tmp_path)
    (tmp_path / "keys").mkdir()
    made = {}
    for name in ("frame", "issued_sample"):
        arguments = [str(tmp_path / f"{name}.parquet"), "--table", name.replace("_", "-"),
                     "--key-file", str(tmp_path / "keys/k.key"),
                     "--out", str(tmp_path / "made" / f"{name}.csv")]  # fmt: skip
        assert run(["pseudonymise", *arguments]) == 0
        made[name] = read_table(
            tmp_path / "made" / f"{name}.csv", name.replace("_", "-"), key=KEY
        ).frame
    assert len(made["issued_sample"]) > 20
    assert set(made["issued_sample"]["crime"]) <= set(made["frame"]["crime"])


def test_the_mark_before_a_formula_is_no_part_of_a_reference():
    references = pd.Series(["=A/1", "'=A/1", "' =a/1", "'A/1", "A/1"])
    made = pseudonymise(references, KEY, "crime")
    assert made[0] == made[1] == made[2]
    assert made[3] != made[4]


def test_a_sample_list_runs_nothing_in_a_spreadsheet_and_joins_all_the_same(tmp_path):
    sat.synthesise("user-satisfaction-2007", interviews=60, crimes=600, seed=5).write(tmp_path)
    issued = pd.read_parquet(tmp_path / "issued_sample.parquet")
    issued["CRIMEREF"] = "=" + issued["CRIMEREF"]
    (tmp_path / "list.csv").write_text(csv_of(issued), encoding="utf-8")
    listed = read_table(tmp_path / "list.csv", "issued-sample", key=KEY).frame
    assert "'=" in (tmp_path / "list.csv").read_text(encoding="utf-8")
    assert set(listed["crime"]) == set(read_table(issued, "issued-sample", key=KEY).frame["crime"])
