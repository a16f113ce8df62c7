"""Crime records that are made block by block."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.errors import UsageError
from satisfaction.synthesis import synthesise_to
from satisfaction.synthesis.columns import numbered

SURVEY = "user-satisfaction-2007"


def make(folder: Path, **wishes: object) -> Path:
    asked = {"interviews": 60, "crimes": 12_001, "block": 4_001, **wishes}
    return synthesise_to(folder, SURVEY, **asked)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("blocks"))


def records(folder: Path) -> pd.DataFrame:
    parts = sorted((folder / "crime_records").rglob("*.parquet"), key=lambda path: path.name)
    return pd.concat([pd.read_parquet(path, partitioning=None) for path in parts])


def test_every_crime_is_there_once(blocks: Path) -> None:
    table = records(blocks)
    assert len(table) == 12_001
    assert table["CRIMEREF"].is_unique


def test_blocks_differ_and_have_the_same_distribution(blocks: Path) -> None:
    parts = [
        pd.concat([pd.read_parquet(p, partitioning=None) for p in found])
        for found in (
            sorted((blocks / "crime_records").rglob(f"block-000{n}.parquet")) for n in (1, 2)
        )
    ]
    shares = [part["UG"].value_counts(normalize=True).sort_index() for part in parts]
    assert not parts[0]["AGE"].reset_index(drop=True).equals(parts[1]["AGE"].reset_index(drop=True))
    # Five standard errors of a difference of shares of one half at 4,000 each.
    assert np.abs(shares[0] - shares[1]).max() < 5 * np.sqrt(2 * 0.25 / 4_000)


def test_a_month_holds_the_reports_of_that_month(blocks: Path) -> None:
    for path in (blocks / "crime_records").rglob("*.parquet"):
        days = pd.to_datetime(pd.read_parquet(path, partitioning=None)["REPORTED"])
        assert set(days.dt.strftime("%Y-%m")) == {path.parent.name.removeprefix("month=")}


def test_the_profile_counts_them_all(blocks: Path) -> None:
    profile = sat.victim_profile(blocks / "crime_records", SURVEY, period="2007/08 Q3")
    whole = sat.victim_profile(records(blocks), SURVEY, period="2007/08 Q3")
    pd.testing.assert_frame_equal(profile.table, whole.table)


def test_up_to_one_block_the_files_are_those_of_synthesise(tmp_path: Path) -> None:
    made = sat.synthesise(SURVEY, interviews=60, crimes=4_000)
    made.write(tmp_path / "whole")
    make(tmp_path / "one", crimes=4_000)
    assert digests(tmp_path / "one") == digests(tmp_path / "whole")


def test_the_same_seed_gives_the_same_bytes_and_checksums_that_hold(
    blocks: Path, tmp_path: Path
) -> None:
    again = make(tmp_path / "again")
    found = digests(blocks)
    assert digests(again) == found
    listed = dict(
        line.split("  ")[::-1] for line in (blocks / "checksums.sha256").read_text().splitlines()
    )
    assert listed == {name: digest for name, digest in found.items() if name in listed}
    assert len(listed) == len([n for n in found if n.endswith(".parquet")])


def test_references_past_the_eighth_digit_do_not_come_twice() -> None:
    assert numbered("S", np.array([99_999_999]), 8).tolist() == ["S99999999"]
    assert numbered("S", np.array([100_000_001]), 9).tolist() == ["S100000001"]


def test_more_interviews_than_the_first_block_can_give_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Make more crimes, or fewer interviews"):
        make(tmp_path / "few", interviews=4_000)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "checksums.sha256"
    }
