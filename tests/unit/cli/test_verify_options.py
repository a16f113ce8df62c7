"""`check-profile --verify` takes where files are; settings are the record's own."""

from __future__ import annotations

import pytest

from satisfaction.cli.main import run


@pytest.mark.parametrize(
    "option",
    [["--period", "2007/08 Q3"], ["--tolerance", "3"], ["--population", "eligible"],
     ["--describe", "self-defined"], ["--unreachable", "refuse"], ["--method", "linear"],
     ["--quarters", "4"], ["--out", "x"]],
)  # fmt: skip
def test_an_option_that_would_change_nothing_is_refused_by_name(option, capsys):
    assert run(["check-profile", "--verify", "record.json", *option]) == 2
    assert f"does not take {option[0]}." in " ".join(capsys.readouterr().err.split())


def test_all_that_are_too_many_are_named_and_files_are_not(capsys):
    given = ["--quarters", "8", "--method", "rake", "--returns", "r.csv", "--quiet"]
    assert run(["check-profile", "--verify", "record.json", *given]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "--quarters" in said
    assert "--method" in said
    assert "--returns" not in said


def test_where_the_files_are_may_be_said(tmp_path, capsys):
    record = str(tmp_path / "record.json")
    assert run(["check-profile", "--verify", record, "--survey", "x.yaml", "--quiet"]) != 0
    assert "does not take" not in capsys.readouterr().err
