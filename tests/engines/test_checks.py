"""The contract is held against records where they are, with the same findings in every engine."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import satisfaction as sat
from satisfaction.intake.engines import open_engine

SURVEY = "user-satisfaction-2007"
RECORD = {"CRIMEREF": "C", "REPORTED": "2007-10-01", "UG": "1", "BOCU": "Harrow ", "AGE": "34"}
RECORD |= {"GENDER": "F", "SDE": "W1", "IC": "IC1", "EXCLUDED": "", "EXCLUDED2": None}
RECORD |= {"EXCL_BY": "", "EXCL_ON": ""}
FAULTS = [
    {}, {"GENDER": "?"}, {"GENDER": " F"}, {"AGE": "999"}, {"AGE": "old"}, {"AGE": "34.0"},
    {"AGE": None}, {"REPORTED": "31/12/2007"}, {"REPORTED": "2007-02-29"}, {"REPORTED": ""},
    {"CRIMEREF": "x" * 70}, {"CRIMEREF": " "}, {"UG": "9"}, {"EXCLUDED": "DV"},
    {"EXCL_ON": "soon"}, {"SDE": "w1"}, {"EXCLUDED2": "\u00a0"}, {"BOCU": None},
]  # fmt: skip


def test_every_engine_finds_the_same_faults(postgres: Any, spark: Any, tmp_path: Any) -> None:
    rows = [{**RECORD, "CRIMEREF": f"C{n}", **fault} for n, fault in enumerate(FAULTS)]
    frame = pd.DataFrame(rows, dtype="object")
    file = tmp_path / "records.parquet"
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), file)
    here = sat.check_records(file, SURVEY)
    assert len(here.table) > 6
    in_spark = sat.check_records(spark.tables([file]), SURVEY)
    pd.testing.assert_frame_equal(in_spark.table, here.table)
    name = postgres.load(frame, "checked")
    with open_engine(postgres.url) as engine:
        in_postgres = sat.check_records(engine.tables([name]), SURVEY)
    pd.testing.assert_frame_equal(in_postgres.table, here.table)
