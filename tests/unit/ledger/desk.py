"""A ledger to load into, and deliveries to load: for every test of the ledger."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.definitions.library import load_survey
from satisfaction.intake.pseudonyms import PseudonymKey

SURVEY = Path(__file__).parents[1] / "intake" / "small_survey.yaml"
ROW = {
    "INT": "I1",
    "CRIME": "C1",
    "REP": "01/10/2007",
    "DONE": "30/11/2007",
    "AREA": "Harrow",
    "AGE": "34",
    "SEX": "1",
    "SDE": "W1",
    "CALLS": "2",
    "MIN": "12,5",
    "RECON": "1",
    "PURP": "focus group",
    "GIVEN": "30/11/2007",
    "WORDS": "They came at once",
    "Q1": "1",
    "Q2": "1",
    "Q3": "2",
}


@pytest.fixture(scope="session")
def key():
    return PseudonymKey(bytes(range(32)))


@pytest.fixture(scope="session")
def survey():
    return load_survey(SURVEY)


@pytest.fixture
def deliver(tmp_path):
    """Write rows with the given changes as a file of a delivery, and return its path."""

    def write(name, *changes):
        rows = [{**ROW, "INT": f"I{n}", "CRIME": f"C{n}", **c} for n, c in enumerate(changes)]
        path = tmp_path / name
        pd.DataFrame(rows, dtype="str").to_csv(path, index=False, encoding="utf-8")
        return path

    return write


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "ledger"


@pytest.fixture
def ledger(folder):
    return sat.Ledger(folder, wait_seconds=2)


@pytest.fixture
def load(ledger, deliver, survey, key):
    """Load rows with the given changes as a delivery."""

    def through_file(name, *changes, definition=None):
        return ledger.load(deliver(name, *changes), definition or survey, key=key)

    return through_file
