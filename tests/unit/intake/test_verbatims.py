"""A verbatim comes in as it was said, and stands nowhere but in the trusted table."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.definitions.column_words import kind_of
from satisfaction.definitions.dictionary import data_dictionary
from satisfaction.definitions.drafting import draft_survey
from satisfaction.errors import ContractError
from satisfaction.intake.observing import observe_columns

SAID = "Sergeant Zzyzx of 12 Quince Row never rang 020 7946 0999"


@pytest.fixture(scope="module")
def table():
    made = sat.synthesise("user-satisfaction-2007", interviews=120, crimes=3_000)
    return made.returns.astype("str").fillna("").replace("nan", "")


def spoken(table, **cells):
    changed = table.copy()
    for row, text in cells.items():
        changed.loc[int(row[1:]), "VERBATIM"] = text
    return changed


def test_a_verbatim_is_kept_as_text_and_a_blank_one_is_empty(table):
    rejects = sat.read_returns(table, "user-satisfaction-2007").rejects
    rows = [row for row in range(len(table)) if row + 1 not in set(rejects["row"])][:3]
    given = spoken(table, **{f"_{rows[0]}": f"  {SAID} ", f"_{rows[1]}": "   "})
    frame = sat.read_returns(given, "user-satisfaction-2007").returns.frame
    found = frame.set_index("row")["could_be_better"]
    assert found.dtype == "str"
    assert found.loc[rows[0] + 1] == SAID
    assert found.loc[rows[1] + 1] == ""
    assert found.notna().all()


def test_a_delivery_without_the_column_has_nobody_who_said_anything(table):
    frame = sat.read_returns(table.drop(columns="VERBATIM"), "user-satisfaction-2007").returns.frame
    assert (frame["could_be_better"] == "").all()


def test_the_schema_has_the_verbatim_as_text_with_its_question():
    column = sat.schema(sat.load_survey("user-satisfaction-2007")).columns["could_be_better"]
    assert str(column.dtype).startswith("str")
    assert column.metadata["kind"] == "verbatim"
    assert column.description == "What could have been done better?"


def test_no_repr_report_or_reject_holds_a_verbatim(table):
    given = table.assign(VERBATIM=SAID)
    delivery = sat.read_returns(given, "user-satisfaction-2007")
    assert len(delivery.rejects)
    shown = io.StringIO()
    with redirect_stdout(shown):
        print(repr(delivery), str(delivery), repr(delivery.returns), str(delivery.report))
    assert "Zzyzx" not in shown.getvalue()
    assert "Zzyzx" not in delivery.rejects.to_csv()
    assert "withheld" in delivery.rejects["VERBATIM"].iloc[0]


def test_an_error_about_the_delivery_holds_no_verbatim(table):
    given = table.assign(VERBATIM=SAID, Q21="wrong")
    with pytest.raises(ContractError) as refusal:
        sat.read_returns(given, "user-satisfaction-2007")
    assert "Zzyzx" not in f"{refusal.value!r} {refusal.value} {refusal.value.__context__!r}"


def test_a_draft_of_a_definition_holds_no_verbatim(table, tmp_path):
    path = tmp_path / "delivery.csv"
    table.assign(VERBATIM=[f"{SAID} {k % 7}" for k in range(len(table))]).to_csv(path, index=False)
    assert "Zzyzx" not in draft_survey(observe_columns(path))


def test_the_data_dictionary_says_what_a_verbatim_is():
    survey = sat.load_survey("user-satisfaction-2007")
    assert kind_of(survey.fields["could_be_better"]) == "the respondent's own words"
    entry = next(e for e in data_dictionary(survey).entries if e.column == "VERBATIM")
    assert not entry.required


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '=HYPERLINK("http://example.org","x")',
        "\u202eoot eht morf",
        "line one\nline two\ttab",
        "ab\x07c",
        "word " * 200_000,
    ],
    ids=["html", "formula", "right to left", "lines", "control", "a megabyte"],
)
def test_a_hostile_text_comes_in_as_text(table, hostile):
    given = table.assign(VERBATIM=hostile)
    frame = sat.read_returns(given, "user-satisfaction-2007").returns.frame
    assert (frame["could_be_better"] == hostile.strip()).all()
    assert isinstance(frame["could_be_better"].dtype, pd.StringDtype)
