"""A secret in any cell of a delivery stands in no error, report, repr or warning."""

from __future__ import annotations

import traceback
import warnings
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from satisfaction.errors import ContractError, SatisfactionError
from satisfaction.intake.columns.codes import convert_category
from satisfaction.intake.columns.words import words_of
from satisfaction.intake.contents import survey_contents
from satisfaction.intake.contracts import failures, schema
from satisfaction.intake.loading import load_tables
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.intake.returns import read_returns
from satisfaction.intake.screening import screen
from satisfaction.intake.separation import separate

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey

    from .conftest import Rows

CANARY = "Zaphod Beeblebrox"
COLUMNS = ("INT", "CRIME", "REP", "AREA", "AGE", "SEX", "SDE", "CALLS", "MIN", "RECON", "PURP")
RECORD = {
    "CRIMEREF": "C1",
    "REPORTED": "2007-10-01",
    "UG": "1",
    "BOCU": "Harrow",
    "AGE": "34",
    "GENDER": "F",
    "SDE": "W1",
    "EXCLUDED": "",
}


def everything_said(error: BaseException) -> str:
    """Return message, traceback and the same of whatever error lies behind."""
    said = [str(error), repr(error), *map(str, getattr(error, "faults", ()))]
    said += traceback.format_exception(error)
    behind = [e for e in (error.__cause__, error.__context__) if e is not None]
    return "\n".join([*said, *(everything_said(e) for e in behind)])


@pytest.mark.parametrize("column", [*COLUMNS, "GIVEN", "WORDS", "Q1", "Q2", "Q3"])
def test_a_secret_in_a_single_cell_stays_in_the_row(
    rows: Rows, survey: Survey, key: PseudonymKey, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        delivery = read_returns(rows({column: CANARY}), survey, key=key)
    said = [str(delivery), repr(delivery), delivery._repr_html_(), str(delivery.report.to_dict())]
    said += [repr(delivery.returns), delivery.report.table.to_string(), caplog.text]
    said += [str(warning.message) for warning in warned]
    assert CANARY not in "\n".join(said)
    assert CANARY.upper() not in "\n".join(said)


@pytest.mark.parametrize(
    "column", ["REP", "AGE", "SEX", "SDE", "CALLS", "MIN", "RECON", "Q1", "Q3"]
)
def test_a_secret_in_every_cell_of_a_column_is_not_in_the_refusal(
    rows: Rows, survey: Survey, key: PseudonymKey, column: str
) -> None:
    with pytest.raises(ContractError) as caught:
        read_returns(rows(*[{column: CANARY}] * 9, good=1), survey, key=key)
    assert CANARY not in everything_said(caught.value)
    assert f"`{column}`" in str(caught.value)


def test_nothing_on_the_way_shows_a_cell_in_its_repr(
    rows: Rows, survey: Survey, key: PseudonymKey
) -> None:
    contents = survey_contents(survey)
    loaded = load_tables(rows({"AREA": CANARY, "WORDS": CANARY}), contents)
    screened = screen(loaded, contents, key)
    parts = separate(screened, loaded, contents, key)
    words = words_of(loaded.text["AREA"])
    converted = convert_category("area", survey.fields["area"], words)
    shown = [repr(thing) for thing in (loaded, screened, parts, words, converted)]
    assert CANARY not in "".join(shown)


def test_a_table_that_breaks_its_contract_shows_no_value(
    rows: Rows, survey: Survey, key: PseudonymKey
) -> None:
    frame = read_returns(rows(), survey, key=key).returns.frame
    damaged = frame.assign(interview=CANARY, recontact_on=pd.NaT)
    found = failures(damaged, schema(survey).update_column("interview", unique=True))
    assert set(found["position"]) == set(range(9))
    assert CANARY not in found.to_string()
    with pytest.raises(ContractError) as caught:
        failures(frame.assign(overall=CANARY), schema(survey))
    assert CANARY not in everything_said(caught.value)


@pytest.mark.parametrize("column", [*RECORD])
def test_a_secret_in_crime_records_is_not_in_the_refusal(
    survey: Survey, tmp_path: Path, column: str
) -> None:
    path = tmp_path / "records.csv"
    pd.DataFrame([{**RECORD, column: CANARY}] * 5).to_csv(path, index=False)
    said = ""
    try:
        profile = victim_profile(path, survey, period="2007/08 Q3")
    except SatisfactionError as error:
        said = everything_said(error)
    else:
        said = " ".join(caveat.text for caveat in profile.caveats) + str(profile.provenance)
    assert CANARY not in said


def test_a_damaged_parquet_file_is_refused_without_the_engines_words(
    survey: Survey, tmp_path: Path
) -> None:
    path = tmp_path / "records.parquet"
    pd.DataFrame([{**RECORD, "BOCU": CANARY}] * 500).to_parquet(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(SatisfactionError) as caught:
        victim_profile(path, survey)
    assert caught.value.__context__ is None
    assert CANARY not in everything_said(caught.value)
