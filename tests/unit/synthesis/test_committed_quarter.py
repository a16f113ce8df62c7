"""The quarter in ``synthetic_data/`` is what its data card says, and can be made again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from satisfaction.synthesis import read_truth, synthesise

HOME = Path(__file__).parents[3] / "synthetic_data"
FOLDER = HOME / "quarter_2007_08_q3"


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    folder = tmp_path_factory.mktemp("again")
    return synthesise("user-satisfaction-2007", quarters=8).write(folder)


def made_by(folder: Path) -> str:
    return parquet.read_metadata(folder / "frame.parquet").created_by


def test_the_committed_quarter_is_under_3_megabytes():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 3_000_000


def test_the_checksums_hold():
    for line in (FOLDER / "checksums.sha256").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest


def test_the_call_of_the_data_card_gives_the_same_content(again):
    names = sorted(path.name for path in FOLDER.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        if name.endswith(".parquet"):
            pd.testing.assert_frame_equal(
                pd.read_parquet(FOLDER / name), pd.read_parquet(again / name)
            )


def test_the_call_of_the_data_card_gives_the_same_truth(again):
    committed, made = read_truth(FOLDER / "truth.json"), read_truth(again / "truth.json")
    for name, table in committed.tables.items():
        pd.testing.assert_frame_equal(table, made.table(name), rtol=1e-9)


def test_the_same_version_of_pyarrow_gives_the_same_bytes(again):
    if made_by(FOLDER) != made_by(again):
        pytest.skip(f"the files were written by {made_by(FOLDER)}")
    for path in FOLDER.glob("*.parquet"):
        assert path.read_bytes() == (again / path.name).read_bytes()


@pytest.mark.parametrize("name", ["crime_records", "frame", "issued_sample", "contact_outcomes"])
def test_the_data_card_states_the_rows_of_each_table(name):
    card = (HOME / "README.md").read_text(encoding="utf-8")
    rows = parquet.read_metadata(FOLDER / f"{name}.parquet").num_rows
    line = next(line for line in card.splitlines() if line.startswith(f"| `{name}.parquet`"))
    assert f"| {rows:,} |" in line


def test_the_data_card_states_the_planted_faults():
    card = (HOME / "README.md").read_text(encoding="utf-8")
    faults = read_truth(FOLDER / "truth.json").table("faults")
    rejected = faults.loc[faults["then"] == "reject", "rows"].sum()
    by_reason = faults.groupby("reason")["rows"].sum()
    assert f"{rejected} rows to be rejected" in card
    assert f"{by_reason['outside_window']} outside the window" in card
    assert f"{by_reason['routing_not_followed']} misrouted" in card
