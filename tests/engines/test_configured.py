"""A quarter whose crime records stay in the force's database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.definitions.library import load_rules, load_survey
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.resources import resource_dir
from satisfaction.workflow.config import read_config
from satisfaction.workflow.configured import read_configured
from satisfaction.workflow.finished import finished_steps

SURVEY, PERIOD = "user-satisfaction-2007", "2007/08 Q3"
KEY = PseudonymKey(bytes(range(32)))
DATA = Path(str(resource_dir("synthetic_data"))) / "quarter_2007_08_q3"
CONFIG = """\
survey = "{survey}"
period = "{period}"
key_file = "key"
[inputs]
returns = ["{data}/returns_2007-08-q3.parquet"]
frame = ["{data}/frame.parquet"]
records = ["{records}"]
engine = "{engine}"
"""


def write(folder: Path, *, records: str, engine: str) -> Path:
    path = folder / "satisfaction.toml"
    text = CONFIG.format(survey=SURVEY, period=PERIOD, data=DATA, records=records, engine=engine)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    whole = pd.read_parquet(DATA / "crime_records.parquet")
    return whole[whole["REPORTED"] >= "2007-07-01"].iloc[::5].reset_index(drop=True)


def test_the_profile_and_the_audit_come_from_the_database(
    postgres: Any, records: pd.DataFrame, tmp_path: Path
) -> None:
    name = postgres.load(records.astype("str").where(records.notna(), None), "quarter")
    config = read_config(write(tmp_path, records=name, engine=postgres.url))
    assert config.inputs.records == (name,)
    inputs = read_configured(config, KEY).inputs
    expected = sat.victim_profile(records, SURVEY, period=PERIOD)
    counted = inputs.profile_of(inputs.period)
    pd.testing.assert_frame_equal(counted.table, expected.table)
    assert [source.name for source in counted.provenance.sources] == [name]
    audit = inputs.audit()
    assert "references_not_listed" in {caveat.code for caveat in audit.caveats}
    assert audit.references.empty
    # No row is joined: the frame of the quarter describes the respondents.
    assert inputs.fieldwork.records is None
    assert inputs.fieldwork.frame is not None


def test_tables_of_an_engine_are_not_looked_for_as_files(tmp_path: Path) -> None:
    path = write(tmp_path, records="force.crimes", engine="postgres://analyst@db.example/force")
    assert read_config(path).inputs.records == ("force.crimes",)
    assert read_config(write(tmp_path, records="crimes.csv", engine="duckdb")).inputs.records == (
        str(tmp_path / "crimes.csv"),
    )


def test_an_interrupted_run_keeps_nothing_that_rests_on_another_engine(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("00" * 32, encoding="utf-8")
    (tmp_path / "crimes.csv").write_text("a\n", encoding="utf-8")
    definitions = [load_survey(SURVEY), load_rules()]
    engines = {"duckdb": "crimes.csv", "postgres://analyst@db.example/force": "force.crimes"}
    for engine, name in engines.items():
        config = read_config(write(tmp_path, records=name, engine=engine))
        kept = finished_steps(config, KEY, definitions, say=lambda _: None)
        assert (kept.folder is None) == engine.startswith("postgres")
