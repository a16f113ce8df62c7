"""The contract of the contact log: what is read, what is refused, never with a value of a row."""

from __future__ import annotations

import pandas as pd
import pytest

from satisfaction.errors import ContractError
from satisfaction.focus_groups.log import _CONTACT, _GONE, _OPTED_OUT, LISTED, RESERVE
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.tables import read_table

ROW = {"CRIMEREF": "S1", "INTNO": "17", "ON": "2008-01-14", "EVENT": "LST"}


def log_with(**cells):
    return pd.DataFrame([ROW, {**ROW, "INTNO": "18", **cells}]).astype("str")


def test_a_log_is_read_with_events_in_words_and_references_as_pseudonyms():
    table = pd.DataFrame([ROW, {**ROW, "INTNO": "", "EVENT": "SEN", "ON": "2008-01-20"}]).astype(
        "str"
    )
    read = read_table(table, "contact-log", key=PseudonymKey.generate()).frame
    assert read["event"].astype(str).tolist() == ["listed as participant", "case became sensitive"]
    assert read["interview"].iloc[1] == ""
    assert "17" not in read["interview"].tolist()
    assert "safe_contact" not in read or (read["safe_contact"] == "none stated").all()


def test_every_event_that_the_choice_looks_for_is_in_the_contract():
    read = read_table(log_with(), "contact-log", key=PseudonymKey.generate()).frame
    known = set(read["event"].cat.categories)
    assert {LISTED, RESERVE, *_CONTACT, *_GONE, *_OPTED_OUT} <= known


def test_a_column_of_names_is_refused_without_its_values():
    table = log_with().assign(NAME="Jane Canary")
    with pytest.raises(ContractError) as caught:
        read_table(table, "contact-log", key=PseudonymKey.generate())
    assert "NAME" in str(caught.value)
    assert "Canary" not in str(caught.value)


def test_an_event_that_nobody_agreed_on_rejects_its_row():
    read = read_table(
        pd.concat([log_with()] * 10 + [log_with(EVENT="Canary")], ignore_index=True),
        "contact-log",
        key=PseudonymKey.generate(),
    )
    assert len(read.rejects) == 1
    assert "Canary" not in str(read.report)
