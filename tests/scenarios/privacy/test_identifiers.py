"""Columns that identify a person are refused or dropped, by name and without a value."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from canaries import NAME, REFERENCE, SURVEY, found_in

import satisfaction as sat
from satisfaction.definitions.library import load_survey, load_table
from satisfaction.errors import ContractError
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.tables import read_table

KEY = PseudonymKey(bytes(range(32)))
COLUMNS = ("NAME", "Telephone", "E-mail", "HOME ADDRESS", "date of birth")
TABLES = {"crime_records": "crime-records", "frame": "frame", "issued_sample": "issued-sample",
          "contact_outcomes": "contact-outcomes"}  # fmt: skip


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """Return each table with a column of canaries for every kind of identifier."""
    folder = tmp_path_factory.mktemp("delivered")
    sat.synthesise(SURVEY, interviews=60, crimes=600, seed=5).write(folder)
    found = {}
    for path in sorted(folder.glob("*.parquet")):
        table = pd.read_parquet(path)
        if "CRIMEREF" in table:
            table["CRIMEREF"] = REFERENCE + table["CRIMEREF"]
            values = dict.fromkeys(COLUMNS, f"{NAME}abcd")
            found[path.stem.partition("_2")[0]] = table.assign(**values)
    return found


def write(table, folder, suffix):
    path = folder / f"delivery{suffix}"
    if suffix == ".csv":
        table.to_csv(path, index=False)
    elif suffix == ".xlsx":
        table.to_excel(path, index=False, engine="xlsxwriter")
    elif suffix == ".sav":
        named = {c: "".join(x for x in c if x.isalnum()) for c in table}
        pyreadstat.write_sav(table.rename(columns=named).fillna(""), str(path))
    else:
        table.to_parquet(path, index=False)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".sav", ".parquet"])
def test_returns_with_identifiers_are_refused_by_name(delivered, tmp_path, suffix):
    path = write(delivered["returns"], tmp_path, suffix)
    with pytest.raises(ContractError) as caught:
        sat.read_returns(path, SURVEY, key=KEY)
    said = str(caught.value)
    squeezed = said.replace(" ", "").replace("-", "").lower()
    assert all(c.replace(" ", "").replace("-", "").lower() in squeezed for c in COLUMNS)
    assert "would identify a person" in said
    assert found_in(said + repr(caught.value) + repr(caught.value.__context__)) == []


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_other_table_with_identifiers_is_refused_by_name(delivered, table):
    with pytest.raises(ContractError, match="would identify a person") as caught:
        read_table(delivered[table], TABLES[table], key=KEY)
    assert all(f"'{column}'" in str(caught.value) for column in COLUMNS)
    assert found_in(str(caught.value) + repr(caught.value)) == []


def test_where_other_columns_are_ignored_they_are_dropped_with_a_warning(delivered):
    survey = load_survey(SURVEY).model_copy(update={"other_columns": "ignore"})
    read = sat.read_returns(delivered["returns"], survey, key=KEY)
    contract = load_table("frame").model_copy(update={"other_columns": "ignore"})
    table = read_table(delivered["frame"], contract, key=KEY)
    for found, frame in ((read, read.returns.frame), (table, table.frame)):
        said = " ".join(caveat.text for caveat in found.report.caveats)
        assert all(f"'{column}'" in said for column in COLUMNS)
        texts = (str(found), repr(found), str(found.report), repr(found.report),
                 str(found.report.caveats), frame.to_csv(), found.rejects.to_csv())  # fmt: skip
        assert found_in(" ".join(texts)) == []


def test_nothing_that_python_shows_of_a_result_holds_anything_of_a_person(delivered, count):
    survey = load_survey(SURVEY).model_copy(update={"other_columns": "ignore"})
    returns = sat.read_returns(delivered["returns"], survey, key=KEY).returns
    records = delivered["crime_records"].drop(columns=list(COLUMNS))
    profile = sat.victim_profile(records, survey)
    shown = [
        returns, profile, sat.estimate(returns), KEY,
    ]  # fmt: skip
    texts = [text for one in shown for text in (
        str(one), repr(one), getattr(one, "_repr_html_", str)(),
    )]  # fmt: skip
    assert found_in(" ".join(texts)) == []
    count("outputs searched for canaries", len(texts))
