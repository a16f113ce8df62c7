"""Crime records by hand: a row says only what matters."""

from __future__ import annotations

import pandas as pd
import pytest

from satisfaction.definitions.library import load_rules, load_table

_BLANK = {
    "REPORTED": "2007-09-03",
    "UG": "1",
    "BOCU": "Barnet",
    "AGE": "40",
    "GENDER": "F",
    "SDE": "W1",
    "IC": "",
    "EXCLUDED": "",
    "EXCLUDED2": "",
    "EXCL_BY": "",
    "EXCL_ON": "",
}


def records_of(rows, *, times=1):
    """Return records; an exclusion is approved unless the row says otherwise."""
    made = []
    for row in [row for row in rows for _ in range(times)]:
        approved = {"EXCL_BY": "P1", "EXCL_ON": "2007-09-10"} if row.get("EXCLUDED") else {}
        made.append({**_BLANK, **approved, **row})
    table = pd.DataFrame(made)
    table.insert(0, "CRIMEREF", [f"S{number:08d}" for number in range(len(table))])
    return table.astype("str")


@pytest.fixture
def records():
    return records_of


@pytest.fixture
def with_rules():
    """Return the shipped rulebook with other settings of one rule."""

    def change(rule, **settings):
        rules = load_rules()
        new = rules.rules[rule].model_copy(
            update={"settings": {**rules.rules[rule].settings, **settings}}
        )
        return rules.model_copy(update={"rules": {**rules.rules, rule: new}})

    return change


@pytest.fixture
def under_18():
    """Return the shipped contract with a wider rule of age."""
    contract = load_table("crime-records")
    fields = dict(contract.fields)
    for name in ("exclusion", "exclusion_2"):
        levels = {**fields[name].levels, "AGE": "under 18"}
        fields[name] = fields[name].model_copy(update={"levels": levels})
    return contract.model_copy(update={"fields": fields})
