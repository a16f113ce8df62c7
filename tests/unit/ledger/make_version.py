"""Make the ledger of a version that is kept in ``versions/``; run once, when a version is released.

``python tests/unit/ledger/make_version.py v1`` from the project's root.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pandas as pd

import satisfaction as sat
from satisfaction.definitions.library import load_survey
from satisfaction.intake.pseudonyms import PseudonymKey

HERE = Path(__file__).parent
KEY = PseudonymKey(bytes(range(32)))
ROW = {
    "CRIME": "C", "REP": "01/10/2007", "DONE": "30/11/2007", "AREA": "Harrow", "AGE": "34",
    "SEX": "1", "SDE": "W1", "CALLS": "2", "MIN": "12,5", "RECON": "1", "PURP": "", "GIVEN": "",
    "WORDS": "", "Q1": "1", "Q2": "1",
}  # fmt: skip


def main(name: str) -> None:
    """Two deliveries: one row superseded, one rejected, one forgotten."""
    survey = load_survey(HERE.parent / "intake" / "small_survey.yaml")
    ledger = sat.Ledger(HERE / "versions" / name)
    with tempfile.TemporaryDirectory() as place:
        for file, rows in (
            ("first.csv", {"I1": "1", "I2": "2", "I3": "2", "I4": "7"}),
            ("second.csv", {"I1": "4", "I5": "2"}),
        ):
            path = Path(place) / file
            frame = pd.DataFrame([{**ROW, "INT": i, "Q3": q} for i, q in rows.items()])
            frame.to_csv(path, index=False)
            ledger.load(path, survey, key=KEY)
    ledger.forget("I3", key=KEY, reason="as an example")


if __name__ == "__main__":
    main(sys.argv[1])
