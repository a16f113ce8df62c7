"""What a survey manager is told by a review of the log: see the YAML files beside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from satisfaction.contractor import read_inspection_log, review_contractor
from satisfaction.errors import ContractError
from satisfaction.intake.pseudonyms import PseudonymKey, pseudonyms_of
from satisfaction.synthesis.inspection_log import example_log

SCENARIOS = sorted(Path(__file__).parent.glob("*.yaml"))
KEY = PseudonymKey(b"0123456789abcdef0123456789abcdef")


def changed_sheets(scenario):
    """Return the example log with the cells that the scenario changes."""
    sheets = {name: frame.copy() for name, frame in example_log().sheets.items()}
    for change in scenario["change"]:
        frame = sheets[change["sheet"]]
        rows = frame.index[frame.iloc[:, 0] == str(change["row"])]
        assert len(rows), f"the example has no row {change['row']}"
        for column, value in change["cells"].items():
            frame.loc[rows, column] = None if value is None else str(value)
    return sheets


def readable(text):
    """Return the text with interviewers as they stand in the log, so that a person can read it."""
    people = [f"I{number:03d}" for number in range(1, 11)]
    for name, pseudonym in zip(people, pseudonyms_of(people, KEY, "interviewer"), strict=True):
        text = text.replace(pseudonym, name)
    return text


def told(scenario):
    try:
        log = read_inspection_log(changed_sheets(scenario), key=KEY)
    except ContractError as error:
        return str(error)
    review = review_contractor(log, on=date.fromisoformat(str(scenario["day"])))
    return readable(review.explain())


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_review_is_the_one_that_was_agreed(path):
    scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert told(scenario).splitlines() == scenario["says"].splitlines()
