"""Other tables by their contract, and value labels that came with a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyreadstat
import pytest

from satisfaction.definitions.fields import Category
from satisfaction.definitions.library import load_table
from satisfaction.errors import DefinitionError
from satisfaction.intake.contracts import failures, table_schema
from satisfaction.intake.returns import read_returns
from satisfaction.intake.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey

    from .conftest import Rows

RECORDS = pd.DataFrame(
    {
        "CRIMEREF": ["C1", "C2", "C3"],
        "REPORTED": ["2007-10-01", "2007-10-02", ""],
        "UG": ["1", "2", "3"],
        "BOCU": "Harrow",
        "AGE": ["34", "15", ""],
        "GENDER": ["F", "M", "U"],
        "SDE": ["W1", "O1", "NS"],
        "IC": "IC3",
        "EXCLUDED": ["", "AGE", ""],
        "EXCL_BY": ["", "INSP1", ""],
        "EXCL_ON": ["", "2007-10-03", ""],
    }
)


def test_a_table_is_read_by_its_contract(key: PseudonymKey) -> None:
    delivery = read_table(RECORDS, "crime-records", key=key)
    assert str(delivery).splitlines()[0] == "3 rows in = 2 accepted + 1 rejected"
    assert delivery.rejects["reason"].tolist() == ["blank_date"]
    assert delivery.frame["age"].tolist() == ["25-34", "under 16"]
    assert delivery.frame["exclusion"].tolist() == ["eligible", "under 16"]
    assert delivery.frame["observed_ethnicity"].tolist() == ["Black", "Black"]
    assert delivery.frame["exclusion_by"].str.len().tolist() == [0, 24]
    assert failures(delivery.frame, table_schema(load_table("crime-records"))).empty


def test_labels_of_an_spss_file_that_contradict_the_definition_are_a_caveat(
    rows: Rows, survey: Survey, key: PseudonymKey, tmp_path: Path
) -> None:
    path = tmp_path / "returns.sav"
    text = rows().assign(Q3=2.0, SEX=1.0)
    labels = {
        "Q3": {1.0: "Very  Satisfied", 2.0: "Dissatisfied", 3.0: "dissatisfied"},
        "SEX": {1.0: "MALE", 2.0: "Female"},
    }
    pyreadstat.write_sav(text, str(path), variable_value_labels=labels)
    delivery = read_returns(path, survey, key=key)
    (caveat,) = [c for c in delivery.report.caveats if c.code == "label_contradicts"]
    assert caveat.text.startswith("`Q3`: the file labels the code '2' otherwise")
    # The definition decides.
    assert set(delivery.returns.frame["overall"]) == {"satisfied"}


def test_routing_by_a_field_follows_its_levels(rows: Rows, survey: Survey) -> None:
    routed = survey.questions["arrival"].model_copy(update={"asked_if": {"gender": ("female",)}})
    changed = survey.model_copy(update={"questions": {**survey.questions, "arrival": routed}})
    frame = read_returns(
        rows({"SEX": "1", "Q2": ""}, {"SEX": "2", "Q2": ""}), changed
    ).returns.frame
    assert frame["arrival"].head(2).tolist() == ["not asked", "no answer"]


@pytest.mark.parametrize(
    ("routing", "match"),
    [
        ({"calls": ("2",)}, "no levels to route by"),
        ({"gender": ("woman",)}, "'woman' is not a level of 'gender'"),
    ],
)
def test_routing_that_cannot_work_is_a_fault_of_the_definition(
    rows: Rows, survey: Survey, routing: dict[str, tuple[str, ...]], match: str
) -> None:
    routed = survey.questions["arrival"].model_copy(update={"asked_if": routing})
    changed = survey.model_copy(update={"questions": {**survey.questions, "arrival": routed}})
    with pytest.raises(DefinitionError, match=match):
        read_returns(rows(), changed)


def test_blanks_that_must_not_be_are_rejected_with_their_own_reason(
    rows: Rows, survey: Survey
) -> None:
    fields = dict(survey.fields)
    for name in ("area", "age", "minutes", "recontact", "comment"):
        fields[name] = fields[name].model_copy(update={"may_be_blank": False, "required": True})
    strict = survey.model_copy(update={"fields": fields})
    changes = [{column: ""} for column in ("AREA", "AGE", "MIN", "RECON", "WORDS")]
    delivery = read_returns(rows(*changes), strict)
    assert delivery.report.rejected_by == {"blank_not_allowed": 5}
    assert delivery.rejects["row"].tolist() == [1, 2, 3, 4, 5]


def test_a_reference_declared_unique_is_unique_without_a_check(rows: Rows, survey: Survey) -> None:
    crime = survey.fields["crime"].model_copy(update={"unique": True})
    changed = survey.model_copy(update={"fields": {**survey.fields, "crime": crime}})
    delivery = read_returns(rows({"CRIME": "A"}, {"CRIME": "a "}), changed)
    assert delivery.rejects[["row", "reason"]].to_numpy().tolist() == [[2, "duplicate_reference"]]


def test_several_codes_may_share_a_level(rows: Rows, survey: Survey) -> None:
    gender = survey.fields["gender"]
    assert isinstance(gender, Category)
    merged = gender.model_copy(update={"levels": {"1": "man", "2": "woman", "3": "man"}})
    changed = survey.model_copy(update={"fields": {**survey.fields, "gender": merged}})
    frame = read_returns(rows({"SEX": "1"}, {"SEX": "3"}), changed).returns.frame
    assert frame["gender"].head(2).tolist() == ["man", "man"]
    assert frame["gender"].cat.categories.tolist() == ["man", "woman", "not stated"]
