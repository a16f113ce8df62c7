"""``satisfaction verbatims``: terms and codes to anybody, answers to one named reader."""

from __future__ import annotations

import json
import stat

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.cli.main import REFUSED, USAGE, run
from satisfaction.drivers.verbatims.export import answers_to_read
from satisfaction.errors import EstimationError, UsageError
from satisfaction.synthesis.remarks import PERSONAL

DELIVERY = "synthetic_data/quarter_2007_08_q3/returns_2007-08-q3.parquet"
COMMON = ["verbatims", "--returns", DELIVERY, "--survey", "user-satisfaction-2007"]


def test_the_result_is_printed_as_json(capsys):
    assert run([*COMMON, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["type"] == "Verbatims"
    assert found["between"] == ["dissatisfied", "satisfied"]
    assert {row["term"] for row in found["table"]} >= {"kept informed", "not"}
    hidden = [row for row in found["codes"] if row["flag"] == "hidden"]
    assert all(row["share"] is None and row["mentions"] is None for row in hidden)


def test_the_result_is_printed_as_a_table_with_its_codes(capsys):
    assert run(COMMON) == 0
    shown = capsys.readouterr().out
    assert "codes overlap" in shown
    assert "Being kept informed" in shown
    for sentence in ("example.org", "7946", "Hollowbrook"):
        assert sentence not in shown


def test_answers_are_not_written_unless_somebody_will_read_them(capsys, tmp_path):
    target = tmp_path / "answers.csv"
    for read_by in ([], ["--read-by", "  "]):
        assert run([*COMMON, "--redacted", str(target), *read_by]) == USAGE
        assert "a person must read every answer" in " ".join(capsys.readouterr().err.split())
    assert not target.exists()


@pytest.mark.parametrize("name", ["answers.xlsx", "answers"])
def test_answers_go_to_a_csv_file_only(capsys, tmp_path, name):
    call = [*COMMON, "--redacted", str(tmp_path / name), "--read-by", "A. Reader"]
    assert run(call) == USAGE
    assert "no CSV file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_reader_without_a_file_is_a_mistake(capsys):
    assert run([*COMMON, "--read-by", "A. Reader"]) == USAGE
    assert "--redacted" in capsys.readouterr().err


def test_redacted_answers_are_private_marked_and_without_references(capsys, tmp_path):
    target = tmp_path / "answers.csv"
    assert run([*COMMON, "--redacted", str(target), "--read-by", "A. Reader"]) == 0
    assert "read every answer" in capsys.readouterr().err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    table = pd.read_csv(target)
    assert list(table) == [
        "number", "side", "answer", "found", "status", "to_be_read_by", "read_and_cleared",
    ]  # fmt: skip
    assert set(table["status"]) == {"to be read by a person"}
    assert set(table["to_be_read_by"]) == {"A. Reader"}
    assert table["read_and_cleared"].isna().all()
    text = target.read_text(encoding="utf-8")
    for kind, sentences in PERSONAL.items():
        for _, value in sentences:
            assert kind == "name" or value not in text


def test_the_order_of_the_answers_is_not_that_of_the_delivery():
    returns = sat.read_returns(DELIVERY, "user-satisfaction-2007").returns
    table = answers_to_read(returns, read_by="A. Reader")
    said = returns.frame["could_be_better"]
    first = said[said != ""].head(20).tolist()
    assert table["answer"].head(20).tolist() != first
    pd.testing.assert_frame_equal(table, answers_to_read(returns, read_by="A. Reader"))


def test_the_function_refuses_as_the_command_does(says):
    few = says(["rude"] * 9, ["fine"] * 30)
    with pytest.raises(EstimationError, match="Fewer than 10"):
        answers_to_read(few, read_by="A. Reader")
    with pytest.raises(UsageError, match="Name the person"):
        answers_to_read(few, read_by=" ")


def test_a_formula_in_an_answer_is_text_in_the_file(capsys, tmp_path):
    made = pd.read_parquet(DELIVERY).astype("str").replace("nan", "")
    delivery, target = tmp_path / "delivery.csv", tmp_path / "answers.csv"
    made.assign(VERBATIM="=cmd|' /c calc'!x").to_csv(delivery, index=False)
    call = ["verbatims", "--returns", str(delivery), "--survey", "user-satisfaction-2007"]
    assert run([*call, "--redacted", str(target), "--read-by", "=R"]) == 0
    capsys.readouterr()
    table = pd.read_csv(target, dtype="str")
    assert table["answer"].str.startswith("'=").all()
    assert table["to_be_read_by"].str.startswith("'=").all()


def test_too_few_answers_are_refused_without_a_file(capsys, tmp_path):
    target = tmp_path / "answers.csv"
    made = pd.read_parquet(DELIVERY).astype("str").replace("nan", "")
    made.loc[made.index[9:], "VERBATIM"] = ""
    delivery = tmp_path / "delivery.csv"
    made.to_csv(delivery, index=False)
    call = ["verbatims", "--returns", str(delivery), "--survey", "user-satisfaction-2007"]
    assert run([*call, "--redacted", str(target), "--read-by", "A. Reader"]) == REFUSED
    assert "nothing is released" in capsys.readouterr().err
    assert not target.exists()


def test_a_page_shows_terms_and_no_answer(tmp_path):
    returns = sat.read_returns(DELIVERY, "user-satisfaction-2007").returns
    found = sat.compare_verbatims(returns, bootstraps=60)
    page = sat.board_pack([found], out=tmp_path / "pack.html", title="Words")
    text = page.read_text(encoding="utf-8")
    assert "In their own words" in text
    assert "kept informed" in text
    for answer in returns.frame["could_be_better"].drop_duplicates():
        assert len(answer) < 15 or answer not in text
