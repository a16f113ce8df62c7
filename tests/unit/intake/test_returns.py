"""Each rule by which a row of returns is accepted, rejected or flagged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from satisfaction.definitions.library import load_survey
from satisfaction.errors import ContractError, UsageError
from satisfaction.intake.contracts import failures, schema
from satisfaction.intake.delivery import DeliveryReport
from satisfaction.intake.returns import read_returns

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.intake.pseudonyms import PseudonymKey

    from .conftest import Read, Rows


def test_a_good_row_is_typed_as_the_definition_says(read: Read) -> None:
    row = read({}).returns.frame.iloc[0]
    assert row["reported_on"] == pd.Timestamp("2007-10-01")
    assert (row["area"], row["age"], row["age_years"]) == ("Harrow", "25-34", 34)
    assert (row["gender"], row["ethnicity"], row["ethnicity_pair"]) == ("male", "White", "White")
    assert row["ethnicity_detail"] == "White British"
    assert (row["calls"], row["minutes"], row["recontact"]) == (2, 12.5, "yes")
    assert row["recontact_on"] == pd.Timestamp("2007-11-30")
    assert (row["came"], row["arrival"], row["overall"]) == ("yes", "very satisfied", "satisfied")
    assert (row["file"], row["row"]) == ("returns.csv", 2)


def test_the_trusted_table_fits_its_own_schema(read: Read, survey: Survey) -> None:
    frame = read({"SDE": "", "AGE": "999"}, {"Q3": ""}).returns.frame
    assert failures(frame, schema(survey)).empty
    assert list(schema(survey).columns) == list(frame.columns)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"INT": " "}, "blank_reference"),
        ({"REP": ""}, "blank_date"),
        ({"REP": "2007-10-01"}, "unreadable_date"),
        ({"REP": "31/02/2007"}, "unreadable_date"),
        ({"REP": "today"}, "unreadable_date"),
        ({"REP": "01/10/0007"}, "out_of_range"),
        ({"AGE": "2.5"}, "not_a_whole_number"),
        ({"AGE": "34,5"}, "not_a_number"),
        ({"AGE": "thirty"}, "not_a_number"),
        ({"AGE": "15"}, "out_of_range"),
        ({"AGE": "-34"}, "out_of_range"),
        ({"MIN": "12.5"}, "not_a_number"),
        ({"MIN": "1.000,5"}, "not_a_number"),
        ({"MIN": "nan"}, "not_a_number"),
        ({"MIN": "91"}, "out_of_range"),
        ({"SEX": "4"}, "unknown_code"),
        ({"SEX": "01"}, "unknown_code"),
        ({"SDE": "w1"}, "unknown_code"),
        ({"RECON": "yes"}, "unknown_code"),
        ({"GIVEN": "30.11.2007"}, "unreadable_date"),
        ({"Q3": "7"}, "not_on_scale"),
        ({"Q3": "NA"}, "not_on_scale"),
        ({"DONE": "30/09/2007"}, "interviewed_before_report"),
    ],
)
def test_a_row_with_a_hard_fault_is_rejected_with_its_reason(
    read: Read, change: dict[str, str], reason: str
) -> None:
    delivery = read(change)
    assert delivery.rejects["reason"].tolist() == [reason]
    assert delivery.rejects["row"].tolist() == [2]
    assert delivery.report.rejected_by == {reason: 1}
    assert (delivery.report.rows_in, delivery.report.accepted, delivery.report.rejected) == (
        10,
        9,
        1,
    )


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ({"Q3": " 2 "}, "overall", "satisfied"),
        ({"Q3": "2.0"}, "overall", "satisfied"),
        ({"Q3": "8"}, "overall", "don't know"),
        ({"Q3": ""}, "overall", "no answer"),
        ({"SEX": "9"}, "gender", "not stated"),
        ({"SEX": ""}, "gender", "not stated"),
        ({"SDE": "NS"}, "ethnicity", "not stated"),
        ({"SDE": ""}, "ethnicity_pair", "not known"),
        ({"AGE": "998"}, "age", "refused"),
        ({"AGE": ""}, "age", "not known"),
        ({"AGE": "16.0"}, "age", "16-24"),
        ({"AGE": "75"}, "age", "75+"),
        ({"AREA": "  Harrow   Hill "}, "area", "Harrow Hill"),
        ({"AREA": "NA"}, "area", "NA"),
        ({"AREA": "99"}, "area", "withheld"),
        ({"RECON": ""}, "recontact", "no answer"),
        ({"REP": "1/10/2007"}, "reported_on", pd.Timestamp("2007-10-01")),
    ],
)
def test_a_cell_is_converted_as_the_definition_says(
    read: Read, change: dict[str, str], column: str, value: object
) -> None:
    delivery = read(change)
    assert delivery.report.rejected == 0
    assert delivery.returns.frame[column].iloc[0] == value


def test_every_fault_of_a_row_is_told(read: Read) -> None:
    rejects = read({"AGE": "x", "Q3": "7", "REP": ""}).rejects
    assert set(rejects["reason"].iloc[0].split("; ")) == {
        "not_a_number",
        "not_on_scale",
        "blank_date",
    }
    assert all(f"`{column}`" in rejects["why"].iloc[0] for column in ("AGE", "Q3", "REP"))


@pytest.mark.parametrize(
    ("change", "flag", "arrival"),
    [
        ({"Q1": "1", "Q2": "1"}, False, "very satisfied"),
        ({"Q1": "2", "Q2": ""}, False, "not asked"),
        ({"Q1": "2", "Q2": "1"}, True, "very satisfied"),
        ({"Q1": "1", "Q2": ""}, True, "no answer"),
        ({"Q1": "", "Q2": ""}, False, "not asked"),
    ],
)
def test_routing_tells_not_asked_from_no_answer_and_flags_what_does_not_follow(
    read: Read,
    change: dict[str, str],
    flag: bool,  # noqa: FBT001
    arrival: str,
) -> None:
    row = read(change).returns.frame.iloc[0]
    assert (row["flag_routing_not_followed"], row["arrival"]) == (flag, arrival)


@pytest.mark.parametrize(
    ("done", "flag"),
    [("11/11/2007", True), ("12/11/2007", False), ("24/12/2007", False), ("25/12/2007", True)],
)
def test_both_ends_of_the_interview_window_are_inside(read: Read, done: str, flag: bool) -> None:  # noqa: FBT001
    assert read({"DONE": done}).returns.frame["flag_outside_window"].iloc[0] == flag


def test_a_minimum_flags_only_known_numbers_below_it(read: Read) -> None:
    frame = read({"AGE": "17"}, {"AGE": "18"}, {"AGE": "999"}).returns.frame
    assert frame["flag_under_18"].head(3).tolist() == [True, False, False]


def test_the_first_good_row_of_a_repeated_interview_is_kept(read: Read) -> None:
    delivery = read(
        {"INT": "X1", "Q3": "7"}, {"INT": "x1 ", "AGE": "40"}, {"INT": "X1", "AGE": "50"}
    )
    assert delivery.rejects["row"].tolist() == [2, 4]
    assert delivery.rejects["reason"].tolist() == ["not_on_scale", "duplicate_interview"]
    assert delivery.returns.frame["age_years"].iloc[0] == 40


def test_columns_in_another_order_change_nothing(
    rows: Rows, survey: Survey, key: PseudonymKey
) -> None:
    text = rows({"AGE": "x"}, {"Q1": "2", "Q2": ""}, {"INT": "I0"})
    straight = read_returns(text, survey, key=key)
    turned = read_returns(text[sorted(text.columns, reverse=True)], survey, key=key)
    pd.testing.assert_frame_equal(straight.returns.frame, turned.returns.frame)
    assert straight.rejects["reason"].tolist() == turned.rejects["reason"].tolist()


def test_several_files_are_one_delivery_with_the_rows_of_each(
    rows: Rows, survey: Survey, key: PseudonymKey, tmp_path: Path
) -> None:
    october, november = tmp_path / "october.csv", tmp_path / "november.csv"
    rows({"INT": "X1"}, good=3).to_csv(october, index=False)
    rows({"INT": "X1", "AREA": "Barnet"}, {"INT": "X2"}, good=0).to_csv(november, index=False)
    delivery = read_returns([october, november], survey, key=key)
    assert delivery.report.rows_in == 6
    assert delivery.rejects[["file", "row", "reason"]].to_numpy().tolist() == [
        ["november.csv", 2, "duplicate_interview"]
    ]
    assert delivery.returns.frame["row"].tolist() == [2, 3, 4, 5, 3]
    assert [source.rows for source in delivery.returns.sources] == [4, 2]
    # Barnet was only on the rejected row.
    assert "Barnet" not in delivery.returns.frame["area"].cat.categories


def test_the_same_file_twice_is_refused(
    rows: Rows, survey: Survey, key: PseudonymKey, tmp_path: Path
) -> None:
    path = tmp_path / "october.csv"
    rows().to_csv(path, index=False)
    with pytest.raises(ContractError, match="same content"):
        read_returns([path, path], survey, key=key)


def test_no_file_at_all_is_wrong_usage(survey: Survey) -> None:
    with pytest.raises(UsageError, match="No file"):
        read_returns([], survey)


def test_all_faults_of_the_columns_are_told_at_once(rows: Rows, survey: Survey) -> None:
    text = rows().drop(columns=["Q3", "AGE"]).assign(Q33="1", SURNAME="x")
    with pytest.raises(ContractError) as caught:
        read_returns(text, survey)
    message = " ".join(caught.value.faults)
    assert "'AGE', 'Q3' are required and missing" in message
    assert "Did you mean 'Q33'?" in message
    assert "'SURNAME' is not in the definition and would identify a person" in message


def test_other_columns_are_dropped_and_named_where_the_definition_ignores_them(
    rows: Rows, survey: Survey
) -> None:
    lenient = survey.model_copy(update={"other_columns": "ignore"})
    delivery = read_returns(rows({"Q3": "7"}).assign(SURNAME="Zaphod", EXTRA="1"), lenient)
    assert delivery.report.columns_ignored == ("SURNAME", "EXTRA")
    assert [c.code for c in delivery.report.caveats if "SURNAME" in c.text] == [
        "identifier_dropped"
    ]
    assert "SURNAME" not in delivery.rejects


def test_an_optional_column_that_is_absent_is_blank_and_said(rows: Rows, survey: Survey) -> None:
    delivery = read_returns(rows().drop(columns=["CALLS", "MIN", "WORDS"]), survey)
    frame = delivery.returns.frame
    assert frame["calls"].isna().all()
    assert frame["minutes"].isna().all()
    assert (frame["comment"] == "").all()
    assert any(c.code == "column_absent" and "'CALLS'" in c.text for c in delivery.report.caveats)


def test_a_header_with_blanks_inside_is_recognised_and_said(rows: Rows, survey: Survey) -> None:
    delivery = read_returns(rows().rename(columns={"Q3": "Q 3"}), survey)
    assert (delivery.returns.frame["overall"] == "satisfied").all()
    assert any(c.code == "column_respelt" for c in delivery.report.caveats)


def test_a_column_in_another_format_refuses_the_file_without_values(
    rows: Rows, survey: Survey
) -> None:
    text = rows(*[{"SEX": "F", "Q3": "7"} for _ in range(10)], good=4)
    with pytest.raises(ContractError) as caught:
        read_returns(text, survey)
    assert len(caught.value.faults) == 2
    sex = next(fault for fault in caught.value.faults if "`SEX`" in fault)
    assert "10 of 14 cells cannot be read (rows 1, 2, 3, 4, 5 and 5 more)" in sex
    assert "Expected the codes 1, 2, 3, 9" in sex
    assert "'F'" not in str(caught.value)


def test_dates_with_day_and_month_exchanged_are_recognised(rows: Rows, survey: Survey) -> None:
    text = rows(*[{"REP": f"10/{day}/2007", "DONE": "11/30/2007"} for day in range(1, 29)], good=0)
    with pytest.raises(ContractError, match="order of day and month looks wrong: written %m/%d/%Y"):
        read_returns(text, survey)


def test_a_file_of_which_no_row_passes_is_refused(rows: Rows, survey: Survey) -> None:
    text = rows(*[{"INT": ""} for _ in range(4)], good=0)
    with pytest.raises(ContractError, match="None of the 4 rows passed") as caught:
        read_returns(text, survey)
    assert caught.value.faults == ("4 rows: blank_reference: The reference is blank.",)


def test_typed_days_and_decimals_are_read_whatever_the_text_format(
    rows: Rows, survey: Survey, tmp_path: Path
) -> None:
    text = rows({}, good=2)
    typed = text.assign(
        REP=pd.to_datetime(text["REP"], format="%d/%m/%Y"), MIN=12.5, AGE=34, Q3=[1.0, None, 2.0]
    )
    path = tmp_path / "returns.parquet"
    typed.to_parquet(path)
    frame = read_returns(path, survey).returns.frame
    assert (frame["reported_on"] == pd.Timestamp("2007-10-01")).all()
    assert (frame["minutes"] == 12.5).all()
    assert frame["overall"].tolist() == ["very satisfied", "no answer", "satisfied"]


def test_references_of_rejected_rows_are_pseudonyms_and_their_words_are_withheld(
    read: Read,
) -> None:
    delivery = read({"Q3": "7", "INT": "SECRET-1", "CRIME": "SECRET-2", "WORDS": "SECRET-3"}, {})
    row = delivery.rejects.iloc[0]
    assert "SECRET" not in " ".join(map(str, row))
    assert row["Q3"] == "7"
    assert len(row["INT"]) == len(delivery.returns.frame["interview"].iloc[0])


def test_a_report_that_does_not_reconcile_cannot_be_made() -> None:
    with pytest.raises(ContractError, match="do not reconcile"):
        DeliveryReport(
            definition="x",
            origin=None,
            files=(),
            rows_in=3,
            accepted=1,
            rejected=1,
            rejected_by={},
            flagged_by={},
            says={},
        )


def test_the_report_says_what_became_of_the_rows(read: Read) -> None:
    report = read({"AGE": "17"}, {"Q3": "7"}).report
    assert str(report).splitlines()[:2] == [
        "11 rows in = 10 accepted + 1 rejected",
        "  interviews 2007-11-30 to 2007-11-30",
    ]
    table = report.table.set_index(["outcome", "reason"])["rows"]
    assert table["rejected", "not_on_scale"] == 1
    assert table["flagged", "under_18"] == 1
    assert "11 rows in = 10 accepted + 1 rejected" in report._repr_html_()
    assert report.to_dict()["rejected_by"] == {"not_on_scale": 1}


def test_a_survey_read_by_name_leaves_its_checksum_in_the_report(rows: Rows) -> None:
    path = Path(__file__).with_name("small_survey.yaml")
    report = read_returns(rows(), path).report
    assert report.origin is not None
    assert report.origin.file == "small_survey.yaml"
    assert len(report.origin.sha256) == 64
    assert read_returns(rows(), load_survey(path)).report.origin is None
