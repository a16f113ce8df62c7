"""What a check of crime records says of repeats, columns, periods and texts that are too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from satisfaction.definitions.checks import Minimum, Unique
from satisfaction.definitions.library import load_survey, load_table
from satisfaction.errors import DataRefusedError, DefinitionError, UsageError
from satisfaction.intake.profiles.checks import fields as checked_fields
from satisfaction.intake.profiles.checks.queries import count_texts
from satisfaction.intake.profiles.record_checks import check_records
from satisfaction.intake.pseudonyms import PseudonymKey, pseudonyms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.table import TableContract
    from satisfaction.intake.profiles.checks.queries import Table

SURVEY = "user-satisfaction-2007"
KEY = PseudonymKey(bytes(range(32)))
CONTRACT = load_table("crime-records")
RECORD = {"CRIMEREF": "C", "REPORTED": "2007-10-01", "UG": "1", "BOCU": "Harrow", "AGE": "34"}
RECORD |= {"GENDER": "F", "SDE": "W1", "IC": "IC1", "EXCLUDED": "", "EXCLUDED2": ""}
RECORD |= {"EXCL_BY": "", "EXCL_ON": ""}


def records(*changes: dict[str, str]) -> pd.DataFrame:
    rows = [{**RECORD, "CRIMEREF": f"C{n}", **change} for n, change in enumerate(changes)]
    return pd.DataFrame(rows, dtype="str")


def standing_once(*fields: str) -> TableContract:
    once = Unique(kind="unique", fields=fields, reason="twice", says="Once.", then="reject")
    return CONTRACT.model_copy(update={"checks": (once,)})


def repeats(frame: pd.DataFrame, contract: TableContract) -> int:
    found = check_records(frame, contract).table
    return int(found.loc[found["fault"] == "twice", "rows"].sum())


def test_a_reference_repeats_however_it_was_typed_and_a_blank_repeats_nothing() -> None:
    crimes = ["a/1", " A/1", "\u00a0a/1 ", "'=x", "=X", "b", "", " "]
    frame = records(*({"CRIMEREF": crime} for crime in crimes))
    checks = check_records(frame, standing_once("crime"), key=KEY)
    twice = checks.table[checks.table["fault"] == "twice"].iloc[0]
    assert (twice["rows"], twice["expected"]) == (3, "each once; 2 stand more than once")
    listed = checks.references[checks.references["fault"] == "twice"]["reference"]
    assert set(listed) == set(pseudonyms_of(["a/1", "=x"], KEY, "crime"))


def test_rows_are_the_same_by_levels_and_numbers_not_by_their_spelling() -> None:
    frame = records({"AGE": "34"}, {"AGE": "34.0"}, {"AGE": "034", "UG": "1.0"}, {"AGE": ""})
    frame["CRIMEREF"] = "C"
    assert repeats(frame, standing_once("crime", "age")) == 2
    assert repeats(frame, standing_once("age", "user_group")) == 2
    assert repeats(frame, standing_once("crime", "user_group", "area")) == 3
    assert repeats(frame.assign(UG=["1", "2", "3", "4"]), standing_once("crime", "user_group")) == 0


def test_columns_that_identify_are_faults_and_others_only_named() -> None:
    frame = records({}, {}).assign(Surname="Quillfeather", SHOE="9")
    checks = check_records(frame, SURVEY)
    assert checks.table[["column", "fault", "rows"]].to_numpy().tolist() == [
        ["Surname", "identifying_column", 2]
    ]
    assert [c.code for c in checks.caveats] == ["columns_not_read"]
    assert "'SHOE'" in checks.caveats[0].text


def test_a_period_is_checked_with_the_records_of_which_nobody_can_tell() -> None:
    days = ["2007-07-09", "2007-11-19", "2007-07-08", "2007-11-20", "", "Quillfeather"]
    frame = records(*({"REPORTED": day, "GENDER": "?"} for day in days))
    checks = check_records(frame, SURVEY, period="2007/08 Q3")
    found = checks.table.set_index("fault")["rows"].to_dict()
    assert checks.rows == 4
    assert found == {"blank_date": 1, "unreadable_date": 1, "unknown_code": 4}
    assert "report_date_unknown" in {c.code for c in checks.caveats}
    assert "Quillfeather" not in str(checks) + checks._repr_html_()
    with pytest.raises(DataRefusedError):
        check_records(frame.iloc[2:4], SURVEY, period="2007/08 Q3")
    with pytest.raises(UsageError):
        check_records(frame, CONTRACT, period="2007/08 Q3")


def test_a_column_that_a_profile_would_refuse_is_said_to_be_with_days_and_months_exchanged() -> (
    None
):
    fields = dict(CONTRACT.fields)
    fields["reported_on"] = fields["reported_on"].model_copy(update={"format": "%d/%m/%Y"})
    contract = CONTRACT.model_copy(update={"fields": fields})
    frame = records({"REPORTED": "12/31/2007"}, {"REPORTED": "01/02/2007"})
    said = next(
        c.text for c in check_records(frame, contract).caveats if c.code == "column_refused"
    )
    assert "1 of 2 cells cannot be read" in said
    assert "written %m/%d/%Y, every date can be read" in said


def test_too_many_texts_stay_where_they_are_and_are_said_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checked_fields, "MOST_TEXTS", 3)
    asked: set[str] = set()

    def noted(table: Table, names: Sequence[str]) -> pd.DataFrame:
        asked.update(names)
        return count_texts(table, names)

    monkeypatch.setattr(checked_fields, "count_texts", noted)
    frame = records(*({"BOCU": f"area {n}", "AGE": str(118 + n)} for n in range(4)))
    checks = check_records(frame, load_survey(SURVEY))
    assert "gender" in asked
    assert not {"area", "age", "crime", "exclusion_by"} & asked
    tested = checks.fields.set_index("field")["tested"]
    assert tested[["area", "age", "gender", "crime"]].tolist() == [
        "patterns in the engine", "patterns in the engine", "each different text",
        "blanks and lengths",
    ]  # fmt: skip
    assert checks.table[["column", "fault", "rows"]].to_numpy().tolist() == [
        ["AGE", "out_of_range", 1]
    ]


def test_a_rule_that_does_not_fit_its_field_is_refused_by_its_name() -> None:
    wrong = Minimum(
        kind="minimum", field="gender", at_least=1, reason="odd", says="Odd.", then="flag"
    )
    with pytest.raises(DefinitionError, match="'odd' needs a count or a number"):
        check_records(records({}), CONTRACT.model_copy(update={"checks": (wrong,)}))
