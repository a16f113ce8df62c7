"""From files to lists, by the command line: references only, whole or not at all."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pandas as pd
import pytest

from satisfaction.cli.main import ATTENTION, DONE, REFUSED, USAGE, run
from satisfaction.workflow.invitations import safe_cell

QUARTER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"
RETURNS = QUARTER / "returns_2007-08-q3.parquet"
READY = ("--caller", "the survey contractor", "--support-contact", "Victim Support")
FILES = {
    "invitations.csv", "invitations.xlsx", "contact_log.csv", "focus_groups.json",
    "focus_groups.txt",
}  # fmt: skip


def choose(out, *more, returns=RETURNS, ready=READY):
    return run(
        ["focus-groups", "--returns", str(returns), "--survey", "user-satisfaction-2007",
         "--seed", "2007", "--groups", "2", "--size", "6", "--reserves", "2",
         "--topic", "told_progress", "--on", "2008-01-14", *ready,
         *(["--out", str(out)] if out else []), *more]
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("groups")
    assert choose(place / "first") in (DONE, ATTENTION)
    return place / "first"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_all_files_are_written_and_private(folder):
    assert {path.name for path in folder.iterdir()} == FILES
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())


def test_the_list_holds_the_delivery_s_own_references_and_nothing_of_the_person(folder):
    rows = rows_of(folder / "invitations.csv")
    assert len(rows) == 16
    assert set(rows[0]) == {
        "group", "role", "place", "status", "safe_contact", "interview", "crime", "purpose",
        "called_by", "support_contact", "round",
    }  # fmt: skip
    delivered = pd.read_parquet(RETURNS).astype(str).set_index("INTNO")
    for row in rows:
        person = delivered.loc[row["interview"]]
        assert person["CRIMEREF"] == row["crime"]
        assert person["RECON"] == "1"
        assert (person["PURP"], person["WHO"]) == ("focus group", "the survey contractor")
        assert int(person["Q21"]) >= 5


def test_the_workbook_holds_the_same_as_the_list(folder):
    held = pd.read_excel(folder / "invitations.xlsx", dtype=str, engine="calamine")
    assert held.to_dict("records") == rows_of(folder / "invitations.csv")


def test_the_record_holds_counts_and_no_reference(folder):
    text = (folder / "focus_groups.json").read_text(encoding="utf-8")
    record = json.loads(text)
    assert record["invitations"] == "12 participants and 4 reserves"
    assert not any(row["interview"] in text for row in rows_of(folder / "invitations.csv"))


def test_equal_runs_give_equal_files(folder, tmp_path):
    choose(tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


def test_a_full_cycle_asks_nobody_twice(folder, tmp_path):
    listed = rows_of(folder / "invitations.csv")
    log = rows_of(folder / "contact_log.csv")
    seated = [row for row in listed if row["role"] == "participant"]
    declined = {row["interview"] for row in seated[::2]}
    answers = [
        {**row, "ON": "2008-01-20", "EVENT": "DEC" if row["INTNO"] in declined else "ACC"}
        for row in log
        if row["EVENT"] == "LST"
    ]
    path = tmp_path / "log.csv"
    pd.DataFrame([*log, *answers]).to_csv(path, index=False)
    out = tmp_path / "second"
    code = choose(out, "--log", str(path), "--continues", log[0]["ROUND"])
    assert code in (DONE, ATTENTION)
    second = rows_of(out / "invitations.csv")
    asked = {row["interview"] for row in second}
    assert not asked & declined
    called = {row["interview"] for row in second if row["status"] == "called up"}
    assert called == {row["interview"] for row in listed if row["role"] == "reserve"}
    assert len([row for row in second if row["role"] == "participant"]) == 12
    grown = rows_of(out / "contact_log.csv")
    assert grown[: len(log) + len(answers)] == [*log, *answers]
    assert {row["INTNO"] for row in grown[len(log) + len(answers) :]} == {
        row["interview"] for row in second if row["status"] != "stays"
    }


@pytest.mark.parametrize("ready", [READY[:2], READY[2:]])
def test_no_list_without_a_caller_and_a_support_contact(tmp_path, ready, capsys):
    assert choose(tmp_path / "out", ready=ready) == USAGE
    assert "--caller" in (said := capsys.readouterr().err) or "--support-contact" in said
    assert not (tmp_path / "out").exists()


def test_accepted_returns_make_no_list(tmp_path, capsys):
    given = ["validate", str(RETURNS), "--survey", "user-satisfaction-2007"]
    run([*given, "--out", str(tmp_path / "valid")])
    out = tmp_path / "out"
    assert choose(out, returns=tmp_path / "valid" / "accepted.parquet") == USAGE
    assert "pseudonyms" in capsys.readouterr().err
    assert not out.exists()


def test_a_reference_that_is_a_formula_stops_the_list(tmp_path, capsys):
    text = pd.read_parquet(RETURNS)
    path = tmp_path / "returns.csv"
    text.assign(CRIMEREF='=HYPERLINK("canary")&' + text["CRIMEREF"]).to_csv(path, index=False)
    assert choose(tmp_path / "out", returns=path) == REFUSED
    said = capsys.readouterr().err
    assert "formula" in said
    assert "canary" not in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_of_a_list_is_taken_for_a_formula(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert safe_cell("Victim Support") == "Victim Support"


def test_json_is_printed(capsys):
    assert choose(None, "--json") in (DONE, ATTENTION)
    assert json.loads(capsys.readouterr().out)["type"] == "FocusGroups"


def test_a_quota_that_cannot_be_had_needs_attention(capsys):
    assert choose(None, "--groups", "12") == ATTENTION
    assert "short by" in capsys.readouterr().out


def test_an_unknown_purpose_is_refused_with_counts(capsys):
    assert choose(None, "--purpose", "a chat") == REFUSED
    assert "by 'other purpose'" in capsys.readouterr().err
