"""Files that the package wrote and somebody changed are refused in words."""

from __future__ import annotations

import json
import time
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from satisfaction.contractor.log import read_inspection_log
from satisfaction.definitions.library import load_survey
from satisfaction.errors import DataRefusedError, DefinitionError, LedgerError, UsageError
from satisfaction.intake.accepted import _KEY, is_accepted, read_accepted, write_accepted
from satisfaction.intake.files import read_text_table
from satisfaction.intake.profiles.records import victim_profile
from satisfaction.ledger.faults import explained
from satisfaction.representativeness.past import past_check
from satisfaction.workflow import sample_planning
from satisfaction.workflow.config import read_config
from satisfaction.workflow.record_differences import read_record

if TYPE_CHECKING:
    from pathlib import Path

DEEP = "[" * 50_000


@pytest.mark.parametrize("reader", [past_check, sample_planning.read_plan])
def test_json_of_endless_depth_is_refused(tmp_path: Path, reader) -> None:
    path = tmp_path / "record.json"
    path.write_text(DEEP, encoding="utf-8")
    with pytest.raises(DataRefusedError):
        reader(path)
    with pytest.raises(DataRefusedError):
        read_record(path, form="x", what="check", made_by="y")


@pytest.mark.parametrize("change", [{}, {"tolerance": 3}, {"caveats": [{"x": 1}]}])
def test_a_sample_plan_with_parts_missing_is_refused(tmp_path: Path, change: dict) -> None:
    path = tmp_path / "sample_plan.json"
    path.write_text(json.dumps({"format": sample_planning._FORMAT, **change}), encoding="utf-8")
    with pytest.raises(DataRefusedError, match="damaged or was changed"):
        sample_planning.read_plan(path)


def test_damaged_accepted_returns_are_refused(tmp_path: Path, make_returns, small_survey) -> None:
    cells = pd.DataFrame({"user_group": ["burglary"] * 99, "age": "young", "gender": "male"})
    path = write_accepted(make_returns(cells, cells["age"] == "young"), tmp_path / "a.parquet")
    sound = path.read_bytes()
    assert is_accepted(path)
    path.write_bytes(sound[:4] + b"\xff" * 400 + sound[404:])
    with pytest.raises(DataRefusedError, match="damaged"):
        read_accepted(path, small_survey)
    noted = pq.read_table(path).schema.metadata if path.write_bytes(sound) else {}
    pq.write_table(pq.read_table(path).replace_schema_metadata({**noted, b"pandas": b"{"}), path)
    with pytest.raises(DataRefusedError, match="damaged"):
        read_accepted(path, small_survey)
    for about in (b"[1]", b"{", b'{"survey": "simulated", "sources": [{"x": 1}]}'):
        pq.write_table(pq.read_table(path).replace_schema_metadata({_KEY: about}), path)
        with pytest.raises(DataRefusedError, match="damaged"):
            read_accepted(path, small_survey)


def test_an_inspection_log_that_is_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (80 << 20))
    with pytest.raises(DataRefusedError, match="expands to"):
        read_inspection_log(path)


@pytest.mark.parametrize("value", ["9" * 5_000, "[" * 3_000 + "]" * 3_000, "{a=" * 3_000])
def test_a_configuration_of_endless_depth_or_digits_is_refused(tmp_path: Path, value: str) -> None:
    path = tmp_path / "satisfaction.toml"
    path.write_text(f"survey = {value}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"satisfaction\.toml"):
        read_config(path)


@pytest.mark.parametrize("text", ["{long}: 1", "fields: {{a: {{column: A, kind: {long}}}}}"])
def test_what_is_endless_in_a_definition_is_not_repeated_whole(tmp_path: Path, text: str) -> None:
    path = tmp_path / "survey.yaml"
    path.write_text(text.format(long="x" * 70_000), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_survey(path)
    assert 25 < len(str(caught.value)) < 10_000


def test_text_of_a_damaged_catalogue_is_not_quoted() -> None:
    with pytest.raises(LedgerError, match="catalogue is damaged"), explained():
        b"\xb6".decode()


def test_tens_of_thousands_of_unknown_keys_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "survey.yaml"
    path.write_text("\n".join(f"key{n}: 1" for n in range(60_000)), encoding="utf-8")
    start = time.process_time()
    with pytest.raises(DefinitionError, match="more"):
        load_survey(path)
    assert time.process_time() - start < 4


def test_a_parquet_column_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "returns.parquet"
    pq.write_table(pa.table({"AREAS": ["x"]}), path, store_schema=False)
    path.write_bytes(path.read_bytes().replace(b"AREAS", b"\xff" * 5))
    with pytest.raises(DataRefusedError, match="damaged"):
        read_text_table(path)


def test_a_record_with_text_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    rows = '[{"period": "\\ud800"}]'
    check = f'{{"type": "ProfileCheck", "table": {rows}, "coverage": []}}'
    path.write_text(f'{{"survey": {{"name": "x"}}, "results": [{check}]}}', encoding="ascii")
    with pytest.raises(DataRefusedError, match="lacks"):
        past_check(path)


def test_crime_records_with_a_column_name_that_is_no_text_are_refused(
    tmp_path: Path, small_survey
) -> None:
    path = tmp_path / "records.parquet"
    pq.write_table(pa.table({"AREAS": ["x"]}), path, store_schema=False)
    path.write_bytes(path.read_bytes().replace(b"AREAS", b"\xff" * 5))
    with pytest.raises(DataRefusedError, match="damaged"):
        victim_profile(path, small_survey, contract="crime-records")
