"""The demo: a whole quarter on the shipped synthetic data, and the planted findings in it."""

from __future__ import annotations

import json

import pytest

from satisfaction.cli import main
from satisfaction.workflow.demo import run_demo

PACK, RECORD = "board-pack-2007-08-q3.html", "record-2007-08-q3.json"
STUDY = "what-dissatisfied-victims-have-in-common.html"
FILES = [PACK, RECORD, "accepted.parquet", "rejects.csv", "report.json", STUDY]
STAMP = "2008-01-15T09:00:00+00:00"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def run(folder):
    return run_demo(folder / "one", run_stamp=STAMP, quiet=True)


@pytest.fixture(scope="module")
def record(run):
    path = next(path for path in run.written if path.name == RECORD)
    return json.loads(path.read_text(encoding="utf-8"))


def table_of(record, kind):
    return next(result["table"] for result in record["results"] if result["type"] == kind)


def test_every_file_is_written_and_nothing_else(run, folder):
    assert sorted(path.name for path in (folder / "one").iterdir()) == sorted(FILES)
    assert [path.name for path in run.written] == FILES


def test_rows_reconcile_and_all_planted_faults_are_rejected(run):
    report = run.report
    assert report.rows_in == report.accepted + report.rejected
    assert len(set(report.rejected_by.values())) == 1


def test_the_same_input_gives_the_same_bytes(run, folder):
    again = run_demo(folder / "two", run_stamp=STAMP, quiet=True)
    for one, other in zip(run.written, again.written, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_the_planted_shortfall_of_the_young_is_found_over_the_year(record):
    rows = table_of(record, "ProfileCheck")
    young = [r for r in rows if r["level"] == "16-24" and r["period"].startswith("12m")]
    assert [(r["verdict"], r["direction"]) for r in young] == [("outside", "under")]


def test_the_largest_planted_driver_comes_first(record):
    assert table_of(record, "Drivers")[0]["driver"] == "told_progress"


def test_the_record_holds_sources_settings_and_versions_but_no_respondent(record):
    assert record["run"] == STAMP
    assert record["versions"]["satisfaction"]
    assert all(len(source["sha256"]) == 64 for source in record["sources"])
    assert '"interviewer":' not in json.dumps(record["results"])


def test_the_command_ends_in_zero_since_its_findings_are_planted(folder, capsys):
    arguments = ["demo", "--out", str(folder / "three"), "--quiet", "--json"]
    assert main.run(arguments) == main.DONE
    shown = json.loads(capsys.readouterr().out)
    assert shown["attention"]
    assert shown["rows_in"] == shown["accepted"] + shown["rejected"]
