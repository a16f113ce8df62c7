"""``satisfaction exclusions``: what it prints, writes and returns."""

from __future__ import annotations

import json

import pytest

from satisfaction.cli import main

SURVEY = ["--survey", "user-satisfaction-2007"]


@pytest.fixture
def file(tmp_path, records):
    """Write records and return the path."""

    def write(rows, name="records.csv"):
        path = tmp_path / name
        records(rows).to_csv(path, index=False)
        return str(path)

    return write


def test_the_exit_code_is_1_when_something_is_to_be_justified(file, capsys):
    path = file([{}, {"EXCLUDED": "OPS"}])
    assert main.run(["exclusions", "--records", path, *SURVEY]) == main.ATTENTION
    shown = capsys.readouterr().out
    assert "police officer on duty" in shown
    assert "To be justified: police officer on duty." in shown
    assert "proposal that nobody has verified" in shown


def test_the_exit_code_is_0_when_every_reason_is_in_order(file):
    path = file([{}, {"EXCLUDED": "DV"}])
    assert main.run(["exclusions", "--records", path, *SURVEY]) == main.DONE


def test_several_files_may_follow(file, capsys):
    paths = [file([{}, {"EXCLUDED": "DV"}], "a.csv"), file([{}, {}], "b.csv")]
    assert main.run(["exclusions", "--records", *paths, *SURVEY]) == main.DONE
    assert "25.0% of 4 victims" in capsys.readouterr().out


def test_json_is_one_document_and_out_holds_the_same(file, capsys, tmp_path):
    path = file([{}, {"EXCLUDED": "OPS"}])
    out = tmp_path / "out"
    arguments = ["exclusions", "--records", path, *SURVEY, "--json", "--out", str(out)]
    assert main.run(arguments) == main.ATTENTION
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((out / "exclusions.json").read_text(encoding="utf-8"))
    assert printed["table"][0]["verdict"] == "to be justified"


def test_a_period_limits_the_records(file):
    path = file([{}, {"EXCLUDED": "DV"}])
    period = ["--period", "2010/11 Q1"]
    assert main.run(["exclusions", "--records", path, *SURVEY, *period]) == main.REFUSED


def test_the_forces_own_rulebook_counts(file, tmp_path):
    shipped = (main.import_module("satisfaction.resources").resource_dir("schemas")) / "rules.yaml"
    text = shipped.read_text(encoding="utf-8")
    own = tmp_path / "rules.yaml"
    own.write_text(
        text.replace("police officer on duty: discretionary", "police officer on duty: mandatory"),
        encoding="utf-8",
    )
    path = file([{}, {"EXCLUDED": "OPS"}])
    assert main.run(["exclusions", "--records", path, *SURVEY, "--rules", str(own)]) == main.DONE


def test_a_key_file_lists_references_in_the_json_only_as_pseudonyms(file, capsys, tmp_path):
    from satisfaction.intake.pseudonyms import PseudonymKey

    PseudonymKey.create_file(tmp_path / "key")
    path = file([{}, {"EXCLUDED": "DV", "EXCL_BY": ""}])
    key = ["--key-file", str(tmp_path / "key"), "--json"]
    main.run(["exclusions", "--records", path, *SURVEY, *key])
    printed = capsys.readouterr().out
    assert len(json.loads(printed)["references"]) == 1
    assert "S0000000" not in printed
