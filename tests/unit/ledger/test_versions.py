"""A ledger of every released version opens, is brought up to date, and loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

import satisfaction as sat
from satisfaction.errors import LedgerError
from satisfaction.ledger import migrations

VERSIONS = sorted(path for path in (Path(__file__).parent / "versions").iterdir())


def test_there_is_a_ledger_of_every_version():
    assert [path.name for path in VERSIONS] == [
        f"v{number + 1}" for number in range(len(migrations.MIGRATIONS))
    ]


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.name)
def test_a_ledger_of_an_older_version_opens_and_goes_on(version, folder, deliver, survey, key):
    shutil.copytree(version, folder)
    ledger = sat.Ledger(folder)
    first, second = ledger.deliveries
    assert (first.rows_in, first.accepted, first.rejected, first.superseded) == (4, 1, 1, 1)
    assert (first.removed, second.rows_in, second.accepted) == (1, 2, 2)
    assert not ledger.verify().faults
    assert list(ledger.returns().frame["overall"]) == [
        "satisfied", "very dissatisfied", "satisfied",
    ]  # fmt: skip
    assert list(ledger.history()["event"]) == ["load", "load", "forget", "forget"]
    assert ledger.load(deliver("c.csv", {"INT": "I20"}), survey, key=key).entry.number == 3
    assert not ledger.verify().faults


@pytest.fixture
def next_version(monkeypatch):
    steps = ("ALTER TABLE delivery ADD COLUMN note TEXT NOT NULL DEFAULT ''",)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, steps))
    monkeypatch.setattr("satisfaction.ledger.catalogue.MIGRATIONS", migrations.MIGRATIONS)
    return migrations.MIGRATIONS


def test_a_migration_runs_once_and_keeps_every_delivery(load, ledger, folder, request):
    load("a.csv", {}, {})
    steps = request.getfixturevalue("next_version")
    for _ in range(2):
        assert [entry.rows_in for entry in ledger.deliveries] == [2]
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(steps)
    assert connection.execute("SELECT note FROM delivery").fetchall() == [("",)]
    connection.close()


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(load, ledger, folder, monkeypatch):
    load("a.csv", {})
    before = (folder / "catalogue.sqlite").read_bytes()
    with monkeypatch.context() as patch:
        broken = (*migrations.MIGRATIONS, ("CREATE TABLE extra (a)", "NOT SQL"))
        patch.setattr(migrations, "MIGRATIONS", broken)
        patch.setattr("satisfaction.ledger.catalogue.MIGRATIONS", broken)
        with pytest.raises(LedgerError):
            _ = ledger.deliveries
    assert (folder / "catalogue.sqlite").read_bytes() == before
    assert len(ledger.deliveries) == 1


def test_a_ledger_of_a_newer_version_is_refused(load, ledger, folder):
    load("a.csv", {})
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerError, match="version 99"):
        _ = ledger.deliveries
