"""Tables as force and contractor deliver them, and how they hang together."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from satisfaction.definitions.library import load_classification, load_table
from satisfaction.errors import UsageError
from satisfaction.periods import parse_period
from satisfaction.synthesis import synthesise
from satisfaction.synthesis.returns_table import INTERVIEWER


def days(column: pd.Series, form: str = "%Y-%m-%d") -> pd.Series:
    return pd.to_datetime(column.astype("str"), format=form, errors="coerce")


@pytest.mark.parametrize(
    ("table", "contract"),
    [
        ("records", "crime-records"),
        ("frame", "frame"),
        ("issued", "issued-sample"),
        ("outcomes", "contact-outcomes"),
    ],
)
def test_a_table_has_the_columns_of_its_contract_in_order(quarter, table, contract):
    wanted = [field.column for field in load_table(contract).fields.values()]
    assert list(getattr(quarter, table).columns) == wanted


@pytest.mark.parametrize("sheet", ["visit", "monitoring", "training", "finding"])
def test_a_sheet_of_the_inspection_log_has_the_columns_of_its_contract(quarter, sheet):
    wanted = [f.column for f in load_table(f"inspection-{sheet}").fields.values()]
    assert list(quarter.inspections[sheet].columns) == wanted
    assert len(quarter.inspections[sheet])


def test_every_level_of_every_listed_category_occurs_in_the_records(quarter):
    fields = load_table("crime-records").fields
    for name in ("user_group", "gender", "exclusion"):
        field = fields[name]
        assert set(field.levels) <= set(quarter.records[field.column].dropna())
    codes = {*load_classification("ethnicity-16-1").codes, "NS"}
    assert set(quarter.records["SDE"].dropna()) == codes
    assert set(quarter.records["IC"].dropna()) == {*(f"IC{n}" for n in range(1, 7)), "IC9"}
    assert quarter.records["BOCU"].nunique() == 32


def test_crime_references_run_on_in_the_order_of_the_reports(quarter):
    references = quarter.records["CRIMEREF"]
    assert references.is_unique
    assert references.is_monotonic_increasing
    assert days(quarter.records["REPORTED"]).is_monotonic_increasing


def test_records_cover_exactly_the_report_window_of_the_quarter(quarter):
    reported = days(quarter.records["REPORTED"])
    first, last = parse_period("2007/08 Q3").report_window(42, 84)
    assert (reported.min().date(), reported.max().date()) == (first, last)
    assert len(quarter.records) == 20_000


def test_more_quarters_keep_the_number_of_records_a_day(survey_2007):
    made = synthesise(survey_2007, interviews=100, crimes=5_000, quarters=3)
    first = parse_period("2007/08 Q1").report_window(42, 84)[0]
    spanned = (date(2007, 11, 19) - first).days + 1
    assert len(made.records) == round(5_000 * spanned / 134)
    assert list(made.returns_by_quarter) == ["2007/08 Q1", "2007/08 Q2", "2007/08 Q3"]
    assert len(made.returns) == sum(map(len, made.returns_by_quarter.values()))


def test_the_frame_is_the_eligible_of_the_report_window(quarter):
    eligible = quarter.records.loc[quarter.records["EXCLUDED"].isna(), "CRIMEREF"]
    assert quarter.frame["CRIMEREF"].tolist() == eligible.tolist()


def test_the_issued_come_from_the_frame_and_their_weights_add_up_to_it(quarter):
    assert set(quarter.issued["CRIMEREF"]) <= set(quarter.frame["CRIMEREF"])
    assert quarter.issued["CRIMEREF"].is_unique
    strata = ["UG", "BOCU"]
    frame = quarter.frame.groupby(strata, observed=True).size()
    weights = quarter.issued.assign(w=quarter.issued["BASEWT"].astype(float))
    sums = weights.groupby(strata, observed=True)["w"].sum()
    assert sums.to_numpy() == pytest.approx(frame[sums.index].to_numpy(), rel=1e-5)


def test_everybody_issued_has_one_outcome_and_every_interview_a_row_of_the_returns(quarter):
    assert quarter.outcomes["CRIMEREF"].tolist() == quarter.issued["CRIMEREF"].tolist()
    interviewed = quarter.outcomes.loc[quarter.outcomes["OUTCOME"] == "110", "CRIMEREF"]
    assert set(quarter.returns["CRIMEREF"]) == set(interviewed)


def test_the_sample_is_sent_after_the_report_and_before_the_last_call(quarter):
    sent = days(quarter.issued["ISSUED"])
    reported = quarter.records.set_index("CRIMEREF")["REPORTED"][quarter.issued["CRIMEREF"]]
    assert (sent.to_numpy() > days(reported).to_numpy()).all()
    called = days(quarter.outcomes["LASTCALL"])
    assert (called.isna() | (called > sent)).all()


def test_nobody_is_issued_without_an_attempt_and_yet_has_a_day_of_a_call(quarter):
    no_attempt = quarter.outcomes["ATTEMPTS"] == "0"
    assert (quarter.outcomes["LASTCALL"].isna() == no_attempt).all()
    assert ((quarter.outcomes["OUTCOME"] == "311") == no_attempt).all()


def test_an_exclusion_has_an_approver_and_a_date_but_for_a_few(quarter):
    excluded = quarter.records[quarter.records["EXCLUDED"].notna()]
    eligible = quarter.records[quarter.records["EXCLUDED"].isna()]
    assert eligible[["EXCL_BY", "EXCL_ON"]].isna().all(axis=None)
    missing = excluded[["EXCL_BY", "EXCL_ON"]].isna().mean()
    assert missing.between(0.01, 0.05).all()
    later = (days(excluded["EXCL_ON"]) - days(excluded["REPORTED"])).dt.days.dropna()
    assert later.between(1, 35).all()


def test_exclusions_hit_whom_they_should(quarter):
    records = quarter.records
    age = records["AGE"].astype("str").astype(float)
    by_reason = {code: records["EXCLUDED"] == code for code in ("AGE", "DV", "OPS", "SEX")}
    assert (age[by_reason["AGE"]].dropna() < 16).all()
    assert (age[records["EXCLUDED"].isna()].dropna() >= 16).all()
    assert set(records.loc[by_reason["DV"] | by_reason["SEX"], "UG"]) == {"2"}
    assert set(records.loc[by_reason["OPS"], "UG"]) == {"2", "4"}
    assert (records.loc[by_reason["DV"], "GENDER"] == "F").mean() > 0.6


def test_consent_has_purpose_caller_and_date_exactly_where_it_was_given(quarter):
    given = (quarter.returns["RECON"] == "1").to_numpy()
    for column in ("PURP", "WHO", "CONDATE"):
        assert (quarter.returns[column].notna().to_numpy() == given).all()
    assert set(quarter.returns["PURP"].dropna()) == {"focus group", "quality check"}


def test_straight_liners_give_the_overall_grade_throughout(quarter):
    truth = quarter.truth.table("interviewers")
    who = truth.loc[truth["straight_liner"], "interviewer"]
    assert len(who) == 3
    grids = ["Q2", "Q3", "Q4", "Q5", "Q7", "Q8", "Q10", "Q11", "Q15", "Q17", "Q20"]
    answers = quarter.returns[[*grids, "Q21"]].astype("str")
    same = answers[grids].eq(answers["Q21"], axis=0).mean(axis=1) > 0.9
    theirs = quarter.returns["INTV"].isin(who)
    assert same[theirs].mean() > 0.6
    assert same[~theirs].mean() < 0.02


def test_the_training_sheet_lists_every_interviewer_of_the_returns(quarter):
    listed = set(quarter.inspections["training"]["INTV"])
    assert set(quarter.returns["INTV"]) <= listed
    assert INTERVIEWER.format(1) in listed


def test_monitoring_counts_every_interview_once(quarter):
    completed = quarter.inspections["monitoring"]["COMPLETED"].astype(int).sum()
    assert completed == quarter.returns["INTNO"].nunique()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"interviews": 0}, "interviews"),
        ({"quarters": 0}, "quarters"),
        ({"ending": "2007-11"}, "must be a quarter"),
        ({"interviews": 5_000, "crimes": 2_000}, "cannot be had"),
    ],
)
def test_a_call_that_cannot_be_met_is_refused(survey_2007, wrong, says):
    with pytest.raises(UsageError, match=says):
        synthesise(survey_2007, **{"interviews": 50, "crimes": 2_000, **wrong})
