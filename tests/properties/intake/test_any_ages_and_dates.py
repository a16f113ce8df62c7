"""Whatever stands in a column, the engine's counts are those of the converters, row by row."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import satisfaction as sat
from satisfaction.definitions.fields import Count
from satisfaction.definitions.library import load_table
from satisfaction.errors import ContractError, DataRefusedError
from satisfaction.intake.columns.quantities import convert_count
from satisfaction.intake.columns.words import words_of
from satisfaction.intake.profiles.exclusion_counts import count_exclusions

SURVEY = sat.load_survey("user-satisfaction-2007")
FIELD = load_table("crime-records").fields["age"]
RECORD = {
    "CRIMEREF": "C", "REPORTED": "2007-10-01", "UG": "1", "BOCU": "Harrow", "AGE": "34",
    "GENDER": "F", "SDE": "W1", "EXCLUDED": "",
}  # fmt: skip
AGES = st.one_of(
    st.integers(-3, 130).map(str),
    st.sampled_from([
        "", " ", " 42", "42 ", "042", "42.0", "42.5", "+5", "-0", "1e1", "12a", "\u0664\u0662",
        "NaN", "9" * 12, "9" * 30, "998", "16-24", "under 16", "'", "\u00a07",
    ]),
)  # fmt: skip
# Enough readable rows that no dirty ones refuse the records.
PLAIN = 2_000


def profile(frame: pd.DataFrame) -> sat.Profile:
    return sat.victim_profile(frame, SURVEY)


def frame_of(**columns: list[object]) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    frame = pd.DataFrame({name: [value] * rows for name, value in RECORD.items()})
    return frame.assign(**columns)


@settings(max_examples=60, deadline=None)
@given(st.lists(AGES, min_size=1, max_size=30))
@example([" 42", "42.0", "042", "42", ""])
def test_ages_are_banded_as_the_converter_bands_them(ages: list[str]) -> None:
    assert isinstance(FIELD, Count)
    texts = pd.Series([*ages, *["34"] * PLAIN], dtype="str")
    levels = convert_count("age", FIELD, words_of(texts.str.strip())).columns["age"]
    expected = Counter(levels.astype("object").fillna(FIELD.blank))
    counted = profile(frame_of(AGE=list(texts))).counts("age")
    assert {k: int(v) for k, v in counted.items() if v} == dict(expected)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-5, 140)), min_size=1, max_size=30))
def test_whole_numbers_and_missing_ones_are_banded_as_their_texts(ages: list[int | None]) -> None:
    filled = [*ages, *[34] * PLAIN]
    texts = frame_of(AGE=["" if age is None else str(age) for age in filled])
    numbers = texts.assign(AGE=pd.array(filled, dtype="Int64"))
    assert profile(numbers).table.equals(profile(texts).table)


DATES = st.one_of(
    st.dates(date(2007, 5, 1), date(2008, 2, 1)).map(str),
    st.sampled_from(["", "2007-10-1", "2007-08-3x", "01/10/2007", "2007-09-31", " 2007-10-02"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(DATES, min_size=1, max_size=30))
@example(["2007-08-3x", "2007-07-30"])
def test_reports_of_a_period_are_those_whose_day_is_in_it(days: list[str]) -> None:
    filled = [*days, *["2007-10-01"] * PLAIN]
    read = pd.to_datetime(pd.Series(filled).str.strip(), format="%Y-%m-%d", errors="coerce")
    # An interview of October to December follows its report by 42 to 84 days.
    inside = read.between("2007-07-09", "2007-11-19")
    counted = sat.victim_profile(frame_of(REPORTED=filled), SURVEY, period="2007/08 Q3")
    assert counted.victims == inside.sum()


def test_files_that_differ_in_type_are_counted_together(tmp_path) -> None:
    texts = frame_of(AGE=["15", "16", ""], REPORTED=["2007-10-01", "2007-08-01", "2001-01-01"])
    typed = pa.table(
        {**{name: texts[name].tolist() for name in texts}, "AGE": [15, 16, None],
         "REPORTED": [date(2007, 10, 1), date(2007, 8, 1), date(2001, 1, 1)]}
    )  # fmt: skip
    typed = typed.set_column(0, "CRIMEREF", pa.array(["D"] * 3))
    pq.write_table(pa.Table.from_pandas(texts, preserve_index=False), tmp_path / "a.parquet")
    pq.write_table(typed, tmp_path / "b.parquet")
    for files, times in ((["a"], 1), (["b"], 1), (["a", "b"], 2), (["b", "a"], 2)):
        counted = sat.victim_profile(
            [tmp_path / f"{name}.parquet" for name in files], SURVEY, period="2007/08 Q3"
        )
        assert counted.counts("age")[["under 16", "16-24"]].tolist() == [times, times]
        assert [s.rows for s in counted.provenance.sources] == [3] * times


def test_a_damaged_file_among_good_ones_is_named(tmp_path) -> None:
    for name in "abc":
        frame_of(CRIMEREF=[name]).to_parquet(tmp_path / f"{name}.parquet")
    (tmp_path / "b.parquet").write_bytes((tmp_path / "b.parquet").read_bytes()[:200])
    with pytest.raises(DataRefusedError, match=r"^b\.parquet cannot be read"):
        sat.victim_profile(tmp_path, SURVEY)


def test_a_second_file_without_an_optional_column_counts_as_blank(tmp_path) -> None:
    approved = {"EXCLUDED": ["AGE"], "EXCL_BY": ["P1"], "EXCL_ON": ["2007-10-02"]}
    first = frame_of(CRIMEREF=["a"], EXCLUDED2=["DV"], **approved)
    first.to_parquet(tmp_path / "a.parquet")
    frame_of(CRIMEREF=["b"], **approved).to_parquet(tmp_path / "b.parquet")
    counts = count_exclusions(tmp_path, SURVEY)
    assert counts.victims == 2
    assert not counts.tells_overlap
    by_reasons = counts.levels.query("dimension == 'gender'").set_index("reasons")["victims"]
    under_16, domestic = (1 << counts.reasons.index(r) for r in ("under 16", "domestic abuse"))
    assert by_reasons.to_dict() == {under_16: 1, under_16 | domestic: 1}


def test_what_the_engine_was_asked_is_in_the_provenance(tmp_path) -> None:
    frame_of(AGE=["34", "secret age"] + ["35"] * 60).to_parquet(tmp_path / "private.parquet")
    counted = sat.victim_profile(tmp_path, SURVEY, period="2007/08 Q3")
    asked = counted.provenance.queries
    assert len(asked) == 2
    assert all("GROUP BY" in query for query in asked)
    assert not any("secret" in query or str(tmp_path) in query for query in asked)
    again = sat.victim_profile(tmp_path, SURVEY, period="2007/08 Q3")
    assert again.provenance.queries == asked


def test_too_many_unreadable_ages_are_refused_without_one_of_them() -> None:
    with pytest.raises(ContractError, match="`AGE`: 50 of 50") as caught:
        profile(frame_of(AGE=["hush"] * 50))
    assert "hush" not in str(caught.value)
