"""The same call, the same data."""

from __future__ import annotations

import gzip
import hashlib

import pandas as pd
import pytest

from satisfaction.errors import UsageError
from satisfaction.synthesis import read_truth, synthesise

SMALL = {"interviews": 120, "crimes": 3_000}


def test_the_same_seed_gives_the_same_files_byte_for_byte(survey_2007, tmp_path):
    for name in ("one", "two"):
        synthesise(survey_2007, **SMALL).write(tmp_path / name)
    files = {p.name: p.read_bytes() for p in (tmp_path / "one").iterdir()}
    assert len(files) == 11
    assert files == {p.name: p.read_bytes() for p in (tmp_path / "two").iterdir()}


def test_another_seed_gives_other_data(survey_2007):
    one, two = (synthesise(survey_2007, seed=seed, **SMALL) for seed in (1, 2))
    assert not one.records.equals(two.records)


def test_a_further_question_changes_no_other_column(survey_2007):
    fewer = {n: q for n, q in survey_2007.questions.items() if n != "support_offered"}
    one = synthesise(survey_2007, **SMALL)
    two = synthesise(survey_2007.model_copy(update={"questions": fewer}), **SMALL)
    pd.testing.assert_frame_equal(one.records, two.records)
    kept = [c for c in two.returns if c not in ("Q19", "Q20", "Q21", "VERBATIM")]
    rows = slice(0, 20)
    pd.testing.assert_frame_equal(
        one.returns[kept].iloc[rows].astype("str"), two.returns[kept].iloc[rows].astype("str")
    )


def test_other_answers_leave_the_records_alone(survey_2007):
    one = synthesise(survey_2007, interviews=120, crimes=3_000)
    two = synthesise(survey_2007, interviews=60, crimes=3_000)
    pd.testing.assert_frame_equal(one.records, two.records)


@pytest.mark.parametrize("form", ["parquet", "csv.gz"])
def test_written_tables_come_back_as_they_were(quarter, tmp_path, form):
    quarter.write(tmp_path, form=form)
    if form == "parquet":
        back = pd.read_parquet(tmp_path / "crime_records.parquet")
    else:
        back = pd.read_csv(tmp_path / "crime_records.csv.gz", dtype="str", keep_default_na=False)
        back = back.mask(back == "")
    pd.testing.assert_frame_equal(back.astype("str"), quarter.records.astype("str"))


def test_gzipped_text_has_no_time_and_no_name_in_it(quarter, tmp_path):
    quarter.write(tmp_path, form="csv.gz", leave_out=("crime_records", "frame"))
    data = (tmp_path / "returns_2007-08-q3.csv.gz").read_bytes()
    assert data[3:8] == bytes(5)
    assert gzip.decompress(data).startswith(b"INTNO,CRIMEREF,")


def test_checksums_are_those_of_the_files(quarter, tmp_path):
    quarter.write(tmp_path)
    lines = (tmp_path / "checksums.sha256").read_text(encoding="utf-8").splitlines()
    stated = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
    found = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in tmp_path.iterdir()
        if p.name != "checksums.sha256"
    }
    assert stated == found


def test_tables_can_be_left_out(quarter, tmp_path):
    quarter.write(tmp_path, leave_out=("frame", "inspection"))
    names = {p.name for p in tmp_path.iterdir()}
    assert "frame.parquet" not in names
    assert not any(name.startswith("inspection") for name in names)


def test_an_unknown_form_or_table_is_refused(quarter, tmp_path):
    with pytest.raises(UsageError, match="form"):
        quarter.write(tmp_path, form="xlsx")
    with pytest.raises(UsageError, match="'frames'"):
        quarter.write(tmp_path, leave_out=("frames",))


def test_the_truth_comes_back_from_its_file(quarter, tmp_path):
    path = tmp_path / "truth.json"
    path.write_text(quarter.truth.to_json(), encoding="utf-8")
    back = read_truth(path)
    assert (back.survey, back.seed, list(back.tables)) == (
        quarter.truth.survey,
        quarter.truth.seed,
        list(quarter.truth.tables),
    )
    for name, table in quarter.truth.tables.items():
        pd.testing.assert_frame_equal(back.table(name), table, check_dtype=False, rtol=1e-11)


def test_a_table_that_the_truth_has_not_is_named_with_the_nearest(quarter):
    with pytest.raises(UsageError, match="Did you mean 'drivers'"):
        quarter.truth.table("driver")
