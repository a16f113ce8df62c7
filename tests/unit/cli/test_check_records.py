"""``satisfaction check-records``: what it prints, writes and returns; no value of a record."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.cli import main
from satisfaction.intake.pseudonyms import PseudonymKey

SURVEY = ["--survey", "user-satisfaction-2007"]
RECORD = {
    "CRIMEREF": "C1", "REPORTED": "2007-10-01", "UG": "1", "BOCU": "Harrow", "AGE": "34",
    "GENDER": "F", "SDE": "W1", "IC": "IC1", "EXCLUDED": "", "EXCLUDED2": "", "EXCL_BY": "",
    "EXCL_ON": "",
}  # fmt: skip
CANARIES = ("Quillfeather", "QF-4711")


@pytest.fixture
def write(tmp_path):
    def write(*changes):
        path = tmp_path / "records.csv"
        pd.DataFrame([{**RECORD, **change} for change in changes]).to_csv(path, index=False)
        return str(path)

    return write


def test_records_in_order_are_said_to_be(write, capsys):
    assert main.run(["check-records", write({}, {}), *SURVEY]) == main.DONE
    assert "no fault was found" in capsys.readouterr().out


def test_faults_are_counted_by_column_and_no_value_is_shown(write, tmp_path, capsys):
    path = write({}, {"GENDER": "Quillfeather"}, {"AGE": "QF-4711"}, {"REPORTED": "Quillfeather"})
    key = tmp_path / "k.key"
    PseudonymKey.create_file(key)
    command = ["check-records", path, *SURVEY, "--out", str(tmp_path / "out")]
    assert main.run([*command, "--key-file", str(key)]) == main.ATTENTION
    shown = "".join(capsys.readouterr())
    written = (tmp_path / "out" / "record_checks.json").read_text(encoding="utf-8")
    assert not [word for word in CANARIES if word in shown + written]
    found = json.loads(written)
    faults = {row["column"]: (row["fault"], row["rows"]) for row in found["table"]}
    assert faults == {
        "GENDER": ("unknown_code", 1),
        "AGE": ("not_a_number", 1),
        "REPORTED": ("unreadable_date", 1),
    }
    assert len(found["references"]) == 3
    assert all(len(row["reference"]) == 24 for row in found["references"])


def test_no_reference_leaves_without_a_key(write):
    checks = sat.check_records(write({"GENDER": "?"}), "user-satisfaction-2007")
    assert checks.needs_attention
    assert checks.references.empty


def test_missing_columns_are_refused(tmp_path, capsys):
    path = tmp_path / "records.csv"
    pd.DataFrame([{"CRIMEREF": "C1", "AGE": "3"}]).to_csv(path, index=False)
    assert main.run(["check-records", str(path), *SURVEY]) == main.REFUSED
    assert "'REPORTED'" in capsys.readouterr().err
