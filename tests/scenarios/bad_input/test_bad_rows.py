"""A few rows that are wrong among many that are right: kept apart, with their reasons."""

from __future__ import annotations

import errno
import json
from typing import Any

import pandas as pd
import pytest

ATTENTION, FAILED = 1, 4
CANARY = "Quillfeather"

Desk = Any  # the class stands in conftest.py


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("Q3", "7", "not_on_scale"),
        ("Q3", "2.5", "not_on_scale"),
        ("Q3", CANARY, "not_on_scale"),
        ("UG", CANARY, "unknown_code"),
        ("AGE", CANARY, "not_a_number"),
        ("AGE", "33.3", "not_a_whole_number"),
        ("AGE", "15", "out_of_range"),
        ("MINUTES", "12,5", "not_a_number"),
        ("MINUTES", "-1", "out_of_range"),
        ("INTERVIEWED", "31/02/2007", "unreadable_date"),
        ("INTERVIEWED", "2007-11-13", "unreadable_date"),
        ("INTERVIEWED", "11/13/2007", "unreadable_date"),
        ("INTERVIEWED", "", "blank_date"),
        ("INTERVIEWED", "01/09/2007", "interviewed_before_report"),
        ("INT", "", "blank_reference"),
        ("INT", f"I-{CANARY}-0", "duplicate_reference"),
        ("INT", f" i-{CANARY.lower()}-0 ", "duplicate_reference"),
    ],
)
def test_one_row_that_breaks_a_rule_is_rejected_and_the_others_are_kept(
    desk: Desk, column: str, cell: str, reason: str
) -> None:
    rows = desk.rows()
    rows.loc[7, column] = cell
    done = desk.run(*desk.validate(desk.csv(rows)), "--json")
    assert (done.code, done.err) == (ATTENTION, "")
    report = json.loads(done.out)
    assert (report["rows_in"], report["accepted"], report["rejected"]) == (30, 29, 1)
    assert report["rejected_by"] == {reason: 1}
    assert CANARY not in done.out
    rejects = pd.read_csv(desk.folder / "out" / "rejects.csv", dtype="str", keep_default_na=False)
    assert rejects[["file", "row", "reason"]].to_numpy().tolist() == [["returns.csv", "9", reason]]
    # As it came, so that the contractor can correct it; but no reference and no words of anybody.
    if column != "INT":
        assert rejects.loc[0, column] == cell
    assert CANARY not in rejects[["INT", "CRIME", "WORDS"]].to_string()
    accepted = pd.read_parquet(desk.folder / "out" / "accepted.parquet")
    assert len(accepted) == 29
    assert 9 not in set(accepted["row"])


def test_a_row_with_several_faults_says_all_of_them(desk: Desk) -> None:
    rows = desk.rows()
    rows.loc[0, ["Q1", "AGE", "INTERVIEWED"]] = ["7", "old", "soon"]
    done = desk.run(*desk.validate(desk.csv(rows)), "--json")
    report = json.loads(done.out)
    assert report["rejected"] == 1
    assert report["rejected_by"] == {"unreadable_date": 1, "not_a_number": 1, "not_on_scale": 1}
    rejects = pd.read_csv(desk.folder / "out" / "rejects.csv", dtype="str")
    for column in ("`Q1`", "`AGE`", "`INTERVIEWED`"):
        assert column in rejects["why"][0]


def test_other_commands_say_that_rows_were_left_out(desk: Desk) -> None:
    rows = desk.rows(60)
    rows.loc[7, "Q3"] = "7"
    file = desk.csv(rows)
    done = desk.run("estimate", "--returns", file, "--survey", str(desk.survey), "--json")
    assert done.code == 0
    assert "rejected and" in done.err
    assert CANARY not in done.out + done.err
    bases = {row["base"] for row in json.loads(done.out)["table"] if row["measure"] == "overall"}
    assert bases == {59}


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (KeyboardInterrupt(), "Nothing was half-written"),
        (RuntimeError(f"broken by {CANARY}"), "in a way that it should not"),
    ],
    ids=["the disk is full", "somebody stops it", "something nobody thought of"],
)
@pytest.mark.parametrize("before", [False, True], ids=["a new folder", "a folder with files"])
def test_a_job_that_fails_while_it_writes_leaves_nothing_behind(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: BaseException, says: str, *, before: bool
) -> None:
    file = desk.csv(desk.rows())
    if before:
        assert desk.run(*desk.validate(file)).code == 0

    def fail(*_: object, **__: object) -> None:
        raise fault

    contents = desk.contents()
    monkeypatch.setattr("pyarrow.parquet.write_table", fail)
    done = desk.run(*desk.validate(file))
    assert done.code == FAILED
    assert says in done.err
    assert done.err.count("Error:") == 1
    assert CANARY not in done.err
    assert desk.contents() == contents
