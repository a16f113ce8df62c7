"""Spark: on this machine, quiet, and nothing but counts leaves it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import satisfaction as sat
from satisfaction.cli.main import run
from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.intake.engines import open_engine
from satisfaction.intake.engines.failures import answer_of
from satisfaction.intake.profiles.storage import read_profile

if TYPE_CHECKING:
    from pathlib import Path

SURVEY, PERIOD = "user-satisfaction-2007", "2007/08 Q3"
CANARY = "canary-of-a-record"
RECORD = {"CRIMEREF": "C", "REPORTED": "2007-10-01", "UG": "1", "BOCU": "Harrow", "AGE": "34"}
RECORD |= {"GENDER": "F", "SDE": "W1", "EXCLUDED": ""}


def crimes(rows: int, **changes: str) -> pd.DataFrame:
    listed = [{**RECORD, "CRIMEREF": f"C{n}", **changes} for n in range(rows)]
    return pd.DataFrame(listed, dtype="str")


def victims(table: Any) -> int:
    return sat.victim_profile(table, SURVEY, period=PERIOD).victims


def test_files_patterns_folders_and_catalogue_are_opened(spark: Any, tmp_path: Path) -> None:
    for month, rows in (("2007-09", 2), ("2007-10", 3)):
        folder = tmp_path / "partitioned" / f"month={month}"
        folder.mkdir(parents=True)
        crimes(rows).to_parquet(folder / "block-1.parquet")
        crimes(rows).to_csv(tmp_path / f"{month}.csv", index=False)
    frame = spark.tables([tmp_path / "2007-10.csv"])[0]
    frame.createOrReplaceTempView("crimes")
    opened = {
        str(tmp_path / "partitioned"): 5,
        str(tmp_path / "partitioned/*/block-*.parquet"): 5,
        str(tmp_path / "partitioned/month=2007-10/block-1.parquet"): 3,
        str(tmp_path / "*.csv"): 5,
        "crimes": 3,
    }
    for name, rows in opened.items():
        assert spark.tables([name])[0].count() == rows, name
    # Two tables are one set of records.
    assert victims(spark.tables([tmp_path / "2007-09.csv", "crimes"])) == 5


def test_a_cell_with_commas_quotes_and_lines_is_one_cell(spark: Any, tmp_path: Path) -> None:
    odd = crimes(2, BOCU='One, "two"\nthree')
    odd.to_csv(tmp_path / "odd.csv", index=False)
    profile = sat.victim_profile(spark.tables([tmp_path / "odd.csv"]), SURVEY)
    assert profile.table.equals(sat.victim_profile(odd, SURVEY).table)


def test_a_frame_of_ones_own_is_counted_where_it_is(spark: Any) -> None:
    rows = list(crimes(4).itertuples(index=False, name=None))
    frame = spark.session.createDataFrame(rows, list(RECORD))
    profile = sat.victim_profile(frame, SURVEY, period=PERIOD)
    assert profile.table.equals(sat.victim_profile(crimes(4), SURVEY, period=PERIOD).table)
    assert len(profile.provenance.queries) >= 2
    for plan in profile.provenance.queries:
        lines = [line.strip("+-: ") for line in plan.splitlines()]
        aggregate = next(n for n, line in enumerate(lines) if line.startswith("Aggregate"))
        scan = next(n for n, line in enumerate(lines) if line.startswith("LogicalRDD"))
        # The tree is printed from the result down: whatever is read is counted before it leaves.
        assert aggregate < scan


@pytest.mark.parametrize("name", ["nowhere.parquet", "nowhere/*.csv", "nowhere"])
def test_what_is_not_there_is_told(spark: Any, name: str) -> None:
    with pytest.raises(DataRefusedError, match="Spark finds no") as refused:
        spark.tables([name])
    assert (refused.value.__context__, refused.value.__cause__) == (None, None)


def test_another_master_than_the_one_that_runs_is_refused(spark: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("satisfaction.intake.engines.spark._reach", lambda *_: None)
    assert spark.name.endswith("on this machine")
    with pytest.raises(UsageError, match="on another master"):
        open_engine("spark://head:7077")


def test_a_session_that_runs_already_lends_its_context_and_keeps_its_settings(spark: Any) -> None:
    spark.session.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    try:
        with open_engine("spark") as beside:
            assert beside.session.conf.get("spark.sql.session.timeZone") == "UTC"
            assert beside.session.sparkContext is spark.session.sparkContext
        assert spark.session.conf.get("spark.sql.session.timeZone") == "Asia/Tokyo"
    finally:
        spark.session.conf.set("spark.sql.session.timeZone", "UTC")


def test_an_error_of_spark_is_told_and_logged_without_the_cell(
    spark: Any, tmp_path: Path, capfd: Any
) -> None:
    crimes(2, AGE=CANARY).to_parquet(tmp_path / "crimes.parquet")
    table = nw.from_native(spark.tables([tmp_path / "crimes.parquet"])[0]).lazy()
    failing = table.select(nw.col("AGE").cast(nw.Int64).sum())
    with pytest.raises(DataRefusedError, match="could not count") as refused:
        answer_of(lambda: failing.collect("pyarrow"), engine=spark.name)
    assert (refused.value.__context__, refused.value.__cause__) == (None, None)
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err + str(refused.value)


def test_a_frame_that_breaks_is_told_and_logged_without_the_cell(spark: Any, capfd: Any) -> None:
    rows = list(crimes(2, AGE=CANARY).itertuples(index=False, name=None))
    frame = spark.session.createDataFrame(rows, list(RECORD))
    failing = frame.withColumn("AGE", frame["AGE"].cast("int"))
    with pytest.raises(DataRefusedError, match="could not count"):
        sat.victim_profile(failing, SURVEY)
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err


def test_the_day_of_an_instant_is_that_of_utc(spark: Any, tmp_path: Path) -> None:
    # 00:30 in a London summer is still the day before in UTC: the last before the window.
    moments = [datetime(2007, 7, 8, 23, 30, tzinfo=UTC), datetime(2007, 7, 9, 0, 30, tzinfo=UTC)]
    frame = crimes(2).drop(columns="REPORTED")
    table = pa.Table.from_pandas(frame, preserve_index=False).append_column(
        "REPORTED", pa.array(moments, pa.timestamp("us", "UTC"))
    )
    pq.write_table(table, tmp_path / "crimes.parquet")
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    assert victims(spark.tables([tmp_path / "crimes.parquet"])) == 1
    assert victims(connection.read_parquet(str(tmp_path / "crimes.parquet"))) == 1


def test_the_command_counts_in_the_session_that_runs(
    spark: Any, tmp_path: Path, capfd: Any
) -> None:
    assert spark.name
    crimes(30).to_parquet(tmp_path / "crimes.parquet")
    given = ["profile", str(tmp_path / "crimes.parquet"), "--survey", SURVEY, "--json"]
    out = tmp_path / "profile.parquet"
    assert run([*given, "--engine", "spark", "--out", str(out)]) == 0
    said = capfd.readouterr()
    assert json.loads(said.out)
    assert tmp_path.name not in said.out
    provenance = read_profile(out).provenance
    assert provenance.sources[0].name == "crimes.parquet"
    assert f"Counted in Spark {spark.session.version} on this machine" in provenance.method


def test_a_session_of_its_own_is_quiet_and_leaves_nothing_behind(
    spark: Any, tmp_path: Path
) -> None:
    assert spark.name
    crimes(30).to_parquet(tmp_path / "crimes.parquet")
    code = (
        "from satisfaction.intake.engines import open_engine\n"
        "with open_engine('local[1]') as engine:\n"
        "    table, session = engine.tables(['crimes.parquet'])[0], engine.session\n"
        "    print(table.count(), session.sparkContext.uiWebUrl)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "30 None\n"
    assert "Stage" not in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["crimes.parquet"]
