"""The inspection log in the ledger: every version stays, and what it changed is told."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.cli.main import run
from satisfaction.contractor.log import SHEETS, contract_of
from satisfaction.definitions.checks import Unique
from satisfaction.definitions.library import load_table
from satisfaction.errors import ContractError
from satisfaction.intake.pseudonyms import PseudonymKey

QUARTER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"
KEY = PseudonymKey(bytes(range(32)))


@pytest.fixture
def log() -> dict[str, pd.DataFrame]:
    """Return four sheets of the committed quarter."""
    return {
        name: pd.read_parquet(QUARTER / f"inspection_{name}.parquet")
        for name in ("visit", "monitoring", "training", "finding")
    }


@pytest.fixture
def ledger(tmp_path: Path) -> sat.Ledger:
    return sat.Ledger(tmp_path / "ledger")


def test_the_same_log_again_adds_nothing(ledger, log) -> None:
    first = ledger.keep_inspections(log, key=KEY)
    mixed = {name: sheet.sample(frac=1, random_state=1) for name, sheet in log.items()}
    again = ledger.keep_inspections(mixed, key=KEY)
    assert (first.is_new, again.is_new) == (True, False)
    assert [version.number for version in ledger.inspections()] == [1]


def test_what_was_added_changed_and_taken_out_is_told(ledger, log) -> None:
    ledger.keep_inspections(log, key=KEY)
    finding = log["finding"]
    first, second = finding["FINDING"].iloc[:2]
    changed = finding.iloc[1:].copy()
    changed.loc[changed["FINDING"] == second, "OWNER"] = "somebody else"
    more = changed.iloc[[-1]].assign(FINDING="F999")
    receipt = ledger.keep_inspections({**log, "finding": pd.concat([changed, more])}, key=KEY)
    told = {change.kind: change.names for change in receipt.changes}
    assert told == {"added": ("F999",), "changed": (second,), "taken out": (first,)}
    assert receipt.needs_attention
    assert [version.rows["finding"] for version in ledger.inspections()] == [len(finding)] * 2


def test_a_week_is_known_by_its_day_and_site(ledger, log) -> None:
    ledger.keep_inspections(log, key=KEY)
    monitoring = log["monitoring"].copy()
    monitoring["COMPLETED"] = monitoring["COMPLETED"].astype("str")
    monitoring.loc[0, "COMPLETED"] = str(int(monitoring.loc[0, "COMPLETED"]) + 1)
    receipt = ledger.keep_inspections({**log, "monitoring": monitoring}, key=KEY)
    told = [(c.sheet, c.kind, c.names) for c in receipt.changes]
    assert told == [("monitoring", "changed", ("2005-12-26 North centre",))]
    assert not receipt.needs_attention


def test_a_week_that_is_taken_out_while_another_is_added_is_told(ledger, log) -> None:
    ledger.keep_inspections(log, key=KEY)
    monitoring = log["monitoring"]
    new = monitoring.iloc[[0]].assign(WEEK="2008-01-07")
    changed = {**log, "monitoring": pd.concat([monitoring.iloc[1:], new])}
    receipt = ledger.keep_inspections(changed, key=KEY)
    assert {c.kind: c.names for c in receipt.changes} == {
        "added": ("2008-01-07 North centre",),
        "taken out": ("2005-12-26 North centre",),
    }
    assert receipt.needs_attention


def test_an_interviewer_who_is_taken_out_is_counted_and_not_named(ledger, log) -> None:
    ledger.keep_inspections(log, key=KEY)
    receipt = ledger.keep_inspections({**log, "training": log["training"].iloc[1:]}, key=KEY)
    told = [(c.sheet, c.kind, c.rows, c.names) for c in receipt.changes]
    assert told == [("training", "taken out", 1, ())]
    assert receipt.needs_attention


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_says_what_its_rows_are_known_by(sheet) -> None:
    checks = load_table(contract_of(sheet)).checks
    assert any(isinstance(check, Unique) for check in checks)


def test_interviewers_are_kept_as_pseudonyms(ledger, log, tmp_path) -> None:
    ledger.keep_inspections(log, key=KEY)
    kept = (tmp_path / "ledger" / "catalogue.sqlite").read_bytes()
    references = log["training"]["INTV"].dropna().astype(str)
    assert len(references)
    assert not any(f'"{reference}"'.encode() in kept for reference in references)


def test_a_log_with_faults_is_not_kept(ledger, log) -> None:
    with pytest.raises(ContractError):
        ledger.keep_inspections({**log, "visit": log["visit"].assign(DATE="soon")}, key=KEY)


def test_no_version_can_be_changed_or_deleted(ledger, log, tmp_path) -> None:
    ledger.keep_inspections(log, key=KEY)
    connection = sqlite3.connect(tmp_path / "ledger" / "catalogue.sqlite")
    for statement in ("UPDATE inspection_log SET body = '{}'", "DELETE FROM inspection_log"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
    connection.close()


def test_verify_notices_a_version_that_is_not_what_was_kept(ledger, log, tmp_path) -> None:
    ledger.keep_inspections(log, key=KEY)
    assert not ledger.verify().faults
    connection = sqlite3.connect(tmp_path / "ledger" / "catalogue.sqlite")
    connection.execute("DROP TRIGGER inspection_logs_are_not_changed")
    connection.execute("UPDATE inspection_log SET body = '{\"visit\": []}'")
    connection.commit()
    connection.close()
    assert ledger.verify().faults == ("Version 1 of the inspection log is not what was kept.",)


def test_the_commands_keep_a_log_and_list_its_versions(log, tmp_path, capsys) -> None:
    folder, key = tmp_path / "log", tmp_path / "key"
    KEY.keep(key)
    folder.mkdir()
    for name, sheet in log.items():
        sheet.to_parquet(folder / f"inspection_{name}.parquet")
    asked = [str(folder), "--ledger", str(tmp_path / "kept"), "--key-file", str(key)]
    assert run(["contractor", "keep", *asked]) == 0
    log["finding"].iloc[1:].to_parquet(folder / "inspection_finding.parquet")
    capsys.readouterr()
    assert run(["contractor", "keep", *asked]) == 1
    assert "finding, 1 taken out: " in capsys.readouterr().out
    assert run(["contractor", "history", "--ledger", str(tmp_path / "kept"), "--json"]) == 0
    assert [version["number"] for version in json.loads(capsys.readouterr().out)] == [1, 2]
