"""The dirty labels of real records, counted alike by every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.intake.engines import open_engine

_FILE = "mps_homicide_victims/mps_homicide_victims_2003_2023.csv"
_DATA = Path(__file__).parents[2] / "../shared/data"
_SURVEY = Path(__file__).parents[1] / "real_data/definitions/mps_homicide.yaml"


def test_boroughs_with_spaces_and_ages_without_are_counted_alike(
    postgres: Any, spark: Any, tmp_path: Path
) -> None:
    if not (_DATA / _FILE).exists():
        pytest.skip("The real data are not beside the project.")
    records = pd.read_csv(_DATA / _FILE, encoding="cp1252", dtype="str", keep_default_na=False)
    records.to_parquet(tmp_path / "homicides.parquet")
    expected = sat.victim_profile(_DATA / _FILE, _SURVEY)
    name = postgres.load(records, "homicides")
    with open_engine(postgres.url) as engine:
        counted = {"PostgreSQL": sat.victim_profile(engine.tables([name]), _SURVEY)}
    counted["Spark"] = sat.victim_profile(spark.tables([tmp_path / "homicides.parquet"]), _SURVEY)
    assert expected.victims == 2912
    for engine, profile in counted.items():
        pd.testing.assert_frame_equal(profile.table, expected.table, obj=engine)
        assert [c.text for c in profile.caveats] == [c.text for c in expected.caveats]
