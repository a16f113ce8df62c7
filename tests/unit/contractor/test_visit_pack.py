"""Agenda, report and their verification, by the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from satisfaction.cli.main import run
from satisfaction.synthesis.inspection_log import example_log

QUARTER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"
RETURNS = "returns_2007-08-q3.parquet"


@pytest.fixture
def folder(tmp_path):
    shutil.copy(QUARTER / RETURNS, tmp_path)
    example_log([f"I{n:03d}" for n in range(1, 11)]).write(tmp_path / "log.xlsx")
    (tmp_path / "key.txt").write_text("ab" * 32, encoding="utf-8")
    return tmp_path


def arguments(folder, *more):
    return [
        "contractor", *more, "--log", str(folder / "log.xlsx"), "--on", "2008-01-14",
        "--returns", str(folder / RETURNS), "--survey", "user-satisfaction-2007",
        "--key-file", str(folder / "key.txt"),
    ]  # fmt: skip


def test_a_report_is_written_verified_and_seen_to_differ(folder, capsys):
    code = run(arguments(folder, "report", "--visit", "V04", "--out", str(folder)))
    assert code == 1
    assert "Weak probing" in (folder / "record.md").read_text(encoding="utf-8")
    assert "INS-F03" in (folder / "actions.csv").read_text(encoding="utf-8")
    page = (folder / "record.html").read_text(encoding="utf-8")
    assert "http" not in page.split("plotly-packed")[0].replace("http-equiv", "")
    verify = ["contractor", "verify", str(folder / "record.json"), "--key-file",
              str(folder / "key.txt")]  # fmt: skip
    assert run(verify) == 0
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    record["parts"][1]["rows"][0][0] = "F99"
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")
    assert run(verify) == 1
    assert "F99" in capsys.readouterr().out


def test_an_agenda_says_whom_to_listen_to(folder):
    run(arguments(folder, "agenda", "--out", str(folder)))
    parts = json.loads((folder / "record.json").read_text(encoding="utf-8"))["parts"]
    assert [part["heading"] for part in parts] == [
        "Whom to listen to, and why", "Records to see", "Open actions",
    ]  # fmt: skip
    assert any("one grade throughout" in row[1] for row in parts[0]["rows"])


def test_a_review_in_order_ends_in_0(tmp_path, capsys):
    example_log().sheets["certificate"].iloc[[0]].to_csv(
        tmp_path / "inspection_certificate.csv", index=False
    )
    code = run(["contractor", "review", "--log", str(tmp_path), "--on", "2008-01-14"])
    assert code == 0
    assert "nothing to be done" in capsys.readouterr().out


def test_a_visit_that_is_not_in_the_log_is_wrong_usage(folder, capsys):
    code = run(arguments(folder, "report", "--visit", "V44", "--out", str(folder)))
    assert code == 2
    assert "It has: V01, V02, V03, V04" in capsys.readouterr().err


@pytest.mark.parametrize("kind", [("agenda",), ("report", "--visit", "V04")])
def test_a_record_that_nobody_could_compute_again_is_not_made(folder, capsys, kind):
    asked = arguments(folder, *kind, "--out", str(folder / "out"))
    assert run(asked[: asked.index("--key-file")]) == 2
    assert "could not be verified" in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_two_files_of_one_name_are_refused(folder, capsys):
    (folder / "other").mkdir()
    shutil.copy(folder / RETURNS, folder / "other")
    asked = arguments(folder, "review", "--returns", str(folder / "other" / RETURNS))
    assert run(asked) == 2
    assert "more than one file has this name" in capsys.readouterr().err
