"""Crime records counted into a victim profile."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.library import load_survey, load_table
from satisfaction.errors import ContractError, DataRefusedError, DefinitionError, UsageError
from satisfaction.intake.profiles import relations
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.intake.profiles.storage import read_profile, write_profile

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.tables.profile import Profile

QUARTER = "2007/08 Q3"
RECORD = {
    "CRIMEREF": "C0",
    "REPORTED": "2007-10-01",
    "UG": "1",
    "BOCU": "Harrow",
    "AGE": "34",
    "GENDER": "F",
    "SDE": "W1",
    "EXCLUDED": "",
}


@pytest.fixture(scope="module")
def shipped() -> Survey:
    return load_survey("user-satisfaction-2007")


def records(*changes: dict[str, str], good: int = 0) -> pd.DataFrame:
    listed = [{**RECORD, **change} for change in changes] + [RECORD] * good
    frame = pd.DataFrame(listed, dtype="str")
    return frame.assign(CRIMEREF=[f"C{n}" for n in range(len(frame))])


def many(rows: int = 3000) -> pd.DataFrame:
    draw = np.random.default_rng(5)
    days = pd.Timestamp("2007-06-01") + pd.to_timedelta(draw.integers(0, 250, rows), unit="D")
    frame = pd.DataFrame(
        {
            "CRIMEREF": [f"C{n}" for n in range(rows)],
            "REPORTED": days.strftime("%Y-%m-%d"),
            "UG": draw.choice(["1", "2", "3", "4", "5"], rows),
            "BOCU": draw.choice(["Harrow ", "Harrow", "Caf\u00e9  Row"], rows),
            "AGE": draw.choice(["", "0", "15", "16", "24.0", "74", "75", "120", "007"], rows),
            "GENDER": draw.choice(["F", "M", "U", ""], rows),
            "SDE": draw.choice(["W1", "B1", "NS", ""], rows),
            "EXCLUDED": draw.choice(["", "AGE", "DV"], rows),
            "SURNAME": "never read",
        }
    )
    return frame.astype("str")


def same(one: Profile, other: Profile) -> bool:
    return one.table.equals(other.table) and one.caveats == other.caveats


def test_victims_are_counted_by_level_with_unknowns_as_levels(shipped: Survey) -> None:
    frame = records(
        {"AGE": ""}, {"AGE": "15"}, {"GENDER": "U"}, {"SDE": ""}, {"EXCLUDED": "DV"}, good=3
    )
    profile = victim_profile(frame, shipped)
    assert profile.victims == 8
    assert profile.counts("age")[["25-34", "under 16", "not known"]].tolist() == [6, 1, 1]
    assert profile.counts("gender")["not known"] == 1
    assert profile.counts("ethnicity")["not known"] == 1
    assert profile.counts("user_group", population="eligible")["burglary"] == 7
    assert set(profile.table["exclusion"]) == {"eligible", "domestic abuse"}
    assert profile.unit == "a victim in a crime"
    assert (profile.reported_from, profile.provenance.period) == (None, "")


def test_counts_agree_with_pandas_counting_the_same_records(shipped: Survey) -> None:
    frame = many()
    profile = victim_profile(frame, shipped, period=QUARTER)
    inside = frame["REPORTED"].between("2007-07-09", "2007-11-19")
    assert profile.victims == int(inside.sum())
    bands = {
        "": "not known", "0": "under 16", "15": "under 16", "16": "16-24", "24.0": "16-24",
        "74": "65-74", "75": "75+", "120": "75+", "007": "under 16",
    }  # fmt: skip
    expected = frame[inside]["AGE"].map(bands).value_counts()
    counted = profile.counts("age")
    assert counted[counted > 0].to_dict() == expected.to_dict()
    assert profile.dimensions["area"].levels == ("Caf\u00e9 Row", "Harrow")


def test_the_report_window_is_what_the_interviews_of_the_period_imply(shipped: Survey) -> None:
    inside = [{"REPORTED": "2007-07-09"}, {"REPORTED": "2007-11-19"}]
    frame = records(*inside, {"REPORTED": "2007-07-08"}, {"REPORTED": "2007-11-20"})
    profile = victim_profile(frame, shipped, period=QUARTER)
    assert profile.victims == 2
    assert (profile.reported_from, profile.reported_to) == (date(2007, 7, 9), date(2007, 11, 19))
    assert "2007-07-09 to 2007-11-19" in profile.provenance.method
    assert "2007-10-01 to 2007-12-31" in profile.provenance.method
    assert profile.caveats == ()


def test_on_the_basis_of_reports_the_period_itself_is_counted_with_a_caveat(
    shipped: Survey,
) -> None:
    frame = records({"REPORTED": "2007-09-30"}, {"REPORTED": "2007-10-01"})
    profile = victim_profile(frame, shipped, period=QUARTER, period_basis="report")
    assert profile.victims == 1
    assert profile.period_basis == "report"
    assert [caveat.code for caveat in profile.caveats] == ["period_basis"]


def test_every_kind_of_source_gives_the_same_profile(shipped: Survey, tmp_path: Path) -> None:
    frame = many()
    expected = victim_profile(frame, shipped, period=QUARTER)
    folder = tmp_path / "records"
    folder.mkdir()
    frame.iloc[:1000].to_parquet(folder / "a.parquet")
    frame.iloc[1000:].to_parquet(folder / "b.parquet")
    plain, packed, windows = (tmp_path / name for name in ("r.csv", "r.csv.gz", "w.csv"))
    frame.to_csv(plain, index=False, encoding="utf-8")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    frame.to_csv(windows, index=False, sep=";", encoding="cp1252")
    relation = duckdb.connect().from_df(frame)
    sources = [folder, str(folder / "*.parquet"), sorted(folder.iterdir()), plain, packed, windows]
    for source in [*sources, relation]:
        assert same(victim_profile(source, shipped, period=QUARTER), expected)


def test_large_text_files_are_streamed_in_any_encoding(
    shipped: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = many()
    expected = victim_profile(frame, shipped, period=QUARTER)
    monkeypatch.setattr(relations, "LARGE_FILE", 100)
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        path = tmp_path / f"{encoding}.csv"
        frame.to_csv(path, index=False, sep=";", encoding=encoding)
        assert same(victim_profile(path, shipped, period=QUARTER), expected)


def test_typed_columns_count_as_their_text(shipped: Survey, tmp_path: Path) -> None:
    frame = many()
    path = tmp_path / "typed.parquet"
    frame.assign(
        REPORTED=pd.to_datetime(frame["REPORTED"]) + pd.Timedelta(hours=3),
        UG=frame["UG"].astype(int),
        AGE=pd.to_numeric(frame["AGE"]),
    ).to_parquet(path)
    typed = victim_profile(path, shipped, period=QUARTER)
    assert same(typed, victim_profile(frame, shipped, period=QUARTER))


def test_files_and_their_rows_stand_in_the_provenance(shipped: Survey, tmp_path: Path) -> None:
    for name, rows in (("a.parquet", 2), ("b.parquet", 3)):
        records(good=rows).to_parquet(tmp_path / name)
    profile = victim_profile(tmp_path, shipped)
    assert [(s.name, s.rows) for s in profile.provenance.sources] == [
        ("a.parquet", 2),
        ("b.parquet", 3),
    ]
    assert all(len(source.sha256) == 64 for source in profile.provenance.sources)


def test_codes_that_are_not_listed_count_as_unknown_with_a_caveat(shipped: Survey) -> None:
    excluded = [{"EXCLUDED": "DV"}] * 9
    frame = records({"SDE": "ZZ"}, {"AGE": "130"}, {"EXCLUDED": "XX"}, *excluded, good=27)
    profile = victim_profile(frame, shipped)
    assert profile.victims == 39
    assert profile.counts("ethnicity")["not known"] == 1
    assert profile.counts("age")["not known"] == 1
    # A reason that is not listed is still a reason: the victim is not eligible.
    assert profile.counts("user_group", population="eligible")["burglary"] == 29
    assert [caveat.code for caveat in profile.caveats] == ["code_not_listed"] * 3


def test_a_column_full_of_other_codes_is_refused(shipped: Survey) -> None:
    frame = records(*[{"SDE": "ZZ", "AGE": "old"}] * 2, good=8)
    with pytest.raises(ContractError) as caught:
        victim_profile(frame, shipped)
    assert len(caught.value.faults) == 2
    assert "`SDE`: 2 of 10 cells cannot be read" in str(caught.value)


def test_records_without_a_readable_date_are_in_no_period_and_said(shipped: Survey) -> None:
    frame = records({"REPORTED": ""}, {"REPORTED": "01/10/2007"}, good=28)
    profile = victim_profile(frame, shipped, period=QUARTER)
    assert profile.victims == 28
    assert profile.caveats[0].code == "report_date_unknown"
    assert "2 crime records are in no period" in profile.caveats[0].text
    with pytest.raises(ContractError, match="Expected dates written %Y-%m-%d"):
        victim_profile(records({"REPORTED": "01/10/2007"}, good=4), shipped, period=QUARTER)


def test_a_row_can_stand_for_several_victims(shipped: Survey, tmp_path: Path) -> None:
    text = Path("schemas/tables/crime_records.yaml").read_text(encoding="utf-8")
    contract = tmp_path / "crime_counts.yaml"
    contract.write_text(
        text.replace(
            "excluded: exclusion\n",
            "excluded: exclusion\nvictims: number\n",
        ).replace(
            "  exclusion_by:",
            "  number: {column: N, kind: count, range: [0, 999]}\n  exclusion_by:",
        ),
        encoding="utf-8",
    )
    frame = records(good=3).assign(N=["4", "0", "x"])
    profile = victim_profile(frame, shipped, contract=contract)
    assert profile.victims == 4
    assert [caveat.code for caveat in profile.caveats] == ["victims_unknown"]


def test_repeats_of_a_unique_reference_are_counted_and_said(shipped: Survey) -> None:
    agreed = load_table("crime-records")
    crime = agreed.fields["crime"].model_copy(update={"unique": True})
    unique = agreed.model_copy(update={"fields": {**agreed.fields, "crime": crime}})
    frame = records(good=4).assign(CRIMEREF=["A", "A", "", ""])
    profile = victim_profile(frame, shipped, contract=unique)
    assert profile.victims == 4
    (caveat,) = profile.caveats
    assert caveat.code == "records_repeat"
    assert caveat.text.startswith("1 records repeat a reference in `CRIMEREF`")


def test_missing_columns_are_all_named_with_near_matches(shipped: Survey) -> None:
    frame = records(good=2).rename(columns={"GENDER": "GENDR"}).drop(columns="SDE")
    with pytest.raises(
        ContractError, match=r"'GENDER', 'SDE' are required .* Did you mean 'GENDR'"
    ):
        victim_profile(frame, shipped)


def test_the_same_records_twice_are_refused(shipped: Survey, tmp_path: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        records(good=2).to_parquet(tmp_path / name)
    with pytest.raises(ContractError, match=r"'a\.parquet', 'b\.parquet' hold the same"):
        victim_profile(tmp_path, shipped)


def test_a_period_without_victims_is_refused(shipped: Survey) -> None:
    with pytest.raises(DataRefusedError, match="No victim in 3 crime records"):
        victim_profile(records(good=3), shipped, period="2010/11 Q1")


def test_a_survey_without_a_contract_of_records_says_what_to_do(shipped: Survey) -> None:
    bare = shipped.model_copy(update={"records": ""})
    with pytest.raises(DefinitionError, match="Add `records:`"):
        victim_profile(records(good=1), bare)


def test_sources_that_are_none_are_wrong_usage_or_refused(shipped: Survey, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No crime records"):
        victim_profile([], shipped)
    with pytest.raises(UsageError, match="cannot be a int"):
        victim_profile(7, shipped)  # type: ignore[arg-type]
    with pytest.raises(DataRefusedError, match="holds no Parquet file"):
        victim_profile(tmp_path, shipped)
    with pytest.raises(DataRefusedError, match="No file matches"):
        victim_profile(tmp_path / "*.parquet", shipped)
    with pytest.raises(DataRefusedError, match="no file"):
        victim_profile(tmp_path / "gone.parquet", shipped)


def test_a_profile_comes_back_from_its_file_exactly(shipped: Survey, tmp_path: Path) -> None:
    frame = pd.concat([many(), records({"SDE": "ZZ"})])
    profile = victim_profile(frame, shipped, period=QUARTER)
    path = write_profile(profile, tmp_path / "profile.parquet")
    back = read_profile(path)
    pd.testing.assert_frame_equal(back.table, profile.table)
    for name in ("provenance", "caveats", "reported_from", "reported_to", "unit", "dimensions"):
        assert getattr(back, name) == getattr(profile, name)
    again = write_profile(back, tmp_path / "again.parquet")
    assert again.read_bytes() == path.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again.parquet", "profile.parquet"]


def test_a_file_that_is_no_profile_is_refused(tmp_path: Path) -> None:
    records(good=1).to_parquet(tmp_path / "records.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    for name in ("records.parquet", "broken.parquet"):
        with pytest.raises(DataRefusedError, match="no victim profile"):
            read_profile(tmp_path / name)
    with pytest.raises(DataRefusedError, match="no file"):
        read_profile(tmp_path / "gone.parquet")


@pytest.mark.parametrize("clock", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_the_day_of_an_instant_is_that_of_utc_whatever_the_clock_here(
    shipped: Survey, tmp_path: Path, clock: str
) -> None:
    moments = pd.to_datetime(["2007-07-08 23:30", "2007-07-09 00:30"], utc=True)
    records({}, {}).assign(REPORTED=moments).to_parquet(tmp_path / "crimes.parquet")
    code = (
        "import satisfaction as sat\n"
        f"profile = sat.victim_profile('crimes.parquet', '{shipped.survey}', period='{QUARTER}')\n"
        "print(profile.victims)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "TZ": clock},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "1\n", done.stderr
