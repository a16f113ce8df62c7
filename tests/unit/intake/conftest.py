from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.intake.delivery import Delivery
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.returns import read_returns

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey

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
    "Q2": "1",
    "Q1": "1",
    "Q3": "2",
}

Rows = Callable[..., pd.DataFrame]
Read = Callable[..., Delivery]


@pytest.fixture(scope="session")
def survey() -> Survey:
    return load_survey(Path(__file__).with_name("small_survey.yaml"))


@pytest.fixture(scope="session")
def key() -> PseudonymKey:
    return PseudonymKey(bytes(range(32)))


@pytest.fixture(scope="session")
def rows() -> Rows:
    """Return good rows as text with the given changes, one row a change, and good rows after."""

    def make(*changes: dict[str, str], good: int = 9) -> pd.DataFrame:
        changed = [{**ROW, "INT": f"I{n}", "CRIME": f"C{n}", **c} for n, c in enumerate(changes)]
        spare = [{**ROW, "INT": f"G{n}", "CRIME": f"CG{n}"} for n in range(good)]
        return pd.DataFrame([*changed, *spare], dtype="str")

    return make


@pytest.fixture
def read(survey: Survey, key: PseudonymKey, rows: Rows, tmp_path: Path) -> Read:
    """Read rows with the given changes from a CSV file."""

    def through_file(*changes: dict[str, str], good: int = 9) -> Delivery:
        path = tmp_path / "returns.csv"
        rows(*changes, good=good).to_csv(path, index=False, encoding="utf-8")
        return read_returns(path, survey, key=key)

    return through_file
