"""The plan as a file: begun, added to, listed, whole or not at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from satisfaction.cli.main import ATTENTION, DONE, REFUSED, USAGE, run
from satisfaction.errors import ContractError, UsageError
from satisfaction.improvement import action_plan
from satisfaction.workflow.actions import add_to_file

DAY = date(2008, 1, 10)


@pytest.fixture
def table(tmp_path, make_table):
    path = tmp_path / "table.csv"
    make_table(("10c", {"COMMENTS": "=1+1"}), ("10d", {})).to_csv(path, index=False)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_plan_is_begun_added_to_and_read_back(tmp_path, table, make_table, kind):
    path = tmp_path / f"plan.{kind}"
    assert add_to_file(path, table, on=DAY).added == 2
    make_table(("10c", {"COMMENTS": "Begun"})).to_csv(table, index=False)
    add_to_file(path, table, on=date(2008, 2, 1))
    history = action_plan(path, as_at=date(2008, 2, 1)).history
    assert history["comments"].tolist() == ["=1+1", "", "Begun"]
    assert history["version"].tolist() == [1, 1, 2]


def test_what_a_spreadsheet_would_run_is_shielded_in_the_file(tmp_path, table):
    path = tmp_path / "plan.csv"
    add_to_file(path, table, on=DAY)
    assert ",'=1+1," in path.read_text(encoding="utf-8-sig")


def test_a_table_with_a_fault_changes_nothing(tmp_path, table, make_table):
    path = tmp_path / "plan.csv"
    add_to_file(path, table, on=DAY)
    before = path.read_bytes()
    make_table(("11", {}), ("12", {"PRIORITY": "9"})).to_csv(table, index=False)
    with pytest.raises(ContractError):
        add_to_file(path, table, on=DAY)
    assert path.read_bytes() == before


def test_a_write_that_fails_leaves_the_plan_as_it_was(tmp_path, table, make_table, monkeypatch):
    path = tmp_path / "plan.csv"
    add_to_file(path, table, on=DAY)
    before = path.read_bytes()
    make_table(("11", {})).to_csv(table, index=False)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        add_to_file(path, table, on=DAY)
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plan.csv", "table.csv"]


def test_a_table_that_somebody_keeps_by_hand_is_not_taken_for_a_history(table):
    with pytest.raises(UsageError, match="Begin one"):
        add_to_file(table, table, on=DAY)


def test_the_command_lists_adds_and_shows_versions_with_their_exit_codes(tmp_path, table, capsys):
    path = str(tmp_path / "plan.csv")
    add = ["actions", "add", path, "--from", str(table), "--on", "2008-01-10", "--by", "Analyst"]
    assert run(add) == DONE
    assert "2 new" in capsys.readouterr().err
    assert run(["actions", "list", path, "--as-at", "2008-03-31"]) == DONE
    capsys.readouterr()
    assert run(["actions", "list", path, "--as-at", "2008-04-01"]) == ATTENTION
    assert "Action 10c (Head of contact) is 1 day overdue." in capsys.readouterr().out
    assert run(["actions", "list", path, "--as-at", "2008-04-01", "--json"]) == ATTENTION
    found = json.loads(capsys.readouterr().out)
    assert [row["status"] for row in found["table"]] == ["overdue", "overdue"]
    assert run(["actions", "history", path, "10c"]) == DONE
    assert run(["actions", "history", path, "10x"]) == USAGE
    table.write_text("ACTION\n1\n", encoding="utf-8")
    assert run(add) == REFUSED


def test_the_force_s_own_table_is_listed_as_it_is(table, capsys):
    assert run(["actions", "list", str(table), "--as-at", "2008-01-01"]) == DONE
    assert "10d" in capsys.readouterr().out
