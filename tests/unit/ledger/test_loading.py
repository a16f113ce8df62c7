"""What a load keeps, what it says, and what it refuses."""

from __future__ import annotations

import os
import stat

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.errors import ContractError, LedgerError, UsageError
from satisfaction.intake.pseudonyms import PseudonymKey

BAD = {"Q3": "7"}


def test_what_was_loaded_is_read_back_as_it_was_accepted(ledger, deliver, survey, key):
    path = deliver("a.csv", {}, {"AREA": "Barnet", "AGE": "", "MIN": ""}, BAD)
    delivery = sat.read_returns(path, survey, key=key)
    receipt = ledger.load(path, survey, key=key)
    assert (receipt.entry.rows_in, receipt.entry.accepted, receipt.entry.rejected) == (3, 2, 1)
    pd.testing.assert_frame_equal(ledger.returns().frame, delivery.returns.frame)
    rejects = ledger.rejects(1)
    assert rejects.astype("str").equals(delivery.rejects.astype("str"))


def test_the_same_file_again_changes_nothing_and_says_so(load, folder):
    first = load("a.csv", {}, {})
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    again = load("renamed.csv", {}, {})
    assert first.is_new
    assert not again.is_new
    assert again.entry.number == 1
    assert "nothing changed" in str(again)
    after = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    assert after == before


def test_the_same_frame_again_changes_nothing(ledger, deliver, survey, key):
    frame = pd.read_csv(deliver("a.csv", {}, {}), dtype="str", keep_default_na=False)
    assert ledger.load(frame, survey, key=key).is_new
    assert not ledger.load(frame, survey, key=key).is_new


def test_a_corrected_delivery_supersedes_by_interview_and_the_old_one_stays_readable(ledger, load):
    load("a.csv", {"Q3": "1"}, {"Q3": "1"}, {"Q3": "1"})
    receipt = load("b.csv", {"Q3": "4"}, {"INT": "I9", "Q3": "4"})
    assert receipt.superseded == {1: 1}
    first, second = ledger.deliveries
    assert (first.accepted, first.superseded, second.accepted) == (2, 1, 2)
    now, then = ledger.returns().frame["overall"], ledger.returns(as_at=1).frame["overall"]
    assert sorted(now) == ["very dissatisfied"] * 2 + ["very satisfied"] * 2
    assert list(then) == ["very satisfied"] * 3
    assert not ledger.verify().faults


def test_a_corrected_row_that_is_rejected_leaves_the_old_one_standing(ledger, load):
    load("a.csv", {"Q3": "1"}, {"Q3": "1"})
    load("b.csv", BAD, {"INT": "I9"}, {"INT": "I10"})
    assert ledger.deliveries[0].superseded == 0
    assert len(ledger.returns()) == 4


def test_a_corrected_date_moves_the_interview_to_its_new_period(ledger, load):
    load("a.csv", {"DONE": "30/11/2007"}, {"DONE": "30/11/2007"})
    load("b.csv", {"DONE": "01/12/2007"})
    assert len(ledger.returns("2007-11")) == 1
    assert len(ledger.returns("2007-12")) == 1
    assert len(ledger.returns("2007-11", as_at=1)) == 2


def test_a_delivery_that_does_not_fit_leaves_no_trace(load, folder):
    with pytest.raises(ContractError):
        load("a.csv", BAD, BAD)
    assert not folder.exists()


def test_another_key_is_refused(ledger, load, deliver, survey):
    load("a.csv", {})
    with pytest.raises(UsageError, match="another key"):
        ledger.load(deliver("b.csv", {"INT": "I7"}), survey, key=PseudonymKey(bytes(32)))
    assert len(ledger.deliveries) == 1


def test_a_key_that_does_not_last_is_refused(ledger, deliver, survey, monkeypatch):
    monkeypatch.delenv("SATISFACTION_KEY_FILE", raising=False)
    with pytest.raises(UsageError, match="lasts"):
        ledger.load(deliver("a.csv", {}), survey)


def test_a_folder_with_other_files_is_refused(load, folder):
    folder.mkdir()
    (folder / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="other files"):
        load("a.csv", {})


def test_reading_where_there_is_no_ledger_makes_none(ledger, folder):
    with pytest.raises(UsageError, match="no ledger"):
        ledger.returns()
    assert not folder.exists()


def test_the_reference_of_a_delivery_is_found_by_number_or_beginning(ledger, load):
    load("a.csv", {})
    ref = ledger.deliveries[0].ref
    assert ledger.delivery(1).ref == ledger.delivery(ref[:6]).ref == ref
    for wrong in ("2", ref[:1] + "x", "", ref[:2]):
        with pytest.raises(UsageError):
            ledger.delivery(wrong)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_everything_is_private_even_under_a_lax_mask(load, folder):
    old = os.umask(0)
    try:
        load("a.csv", {}, {}, BAD)
    finally:
        os.umask(old)
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_file_without_a_row_in_the_catalogue_is_ignored_and_swept(ledger, load, folder):
    load("a.csv", {})
    (folder / "files" / ("0" * 64 + ".parquet")).write_bytes(b"half")
    (folder / "files" / ".writing-1").write_bytes(b"half")
    assert len(ledger.returns()) == 1
    assert "2 files" in ledger.verify().notes[0]
    load("b.csv", {"INT": "I7"})
    # Two files of accepted rows; neither delivery has rejected ones, so they share an empty file.
    assert len(list((folder / "files").iterdir())) == 3
    assert not ledger.verify().notes


def test_a_path_with_the_signs_of_a_pattern_is_read_as_it_stands(tmp_path, deliver, survey, key):
    for name in ("a[1]", "what?", "st*r", "it's"):
        ledger = sat.Ledger(tmp_path / name)
        ledger.load(deliver("a.csv", {}), survey, key=key)
        assert len(ledger.returns()) == 1


def test_the_history_can_only_be_added_to(load, ledger):
    load("a.csv", {})
    for statement in ("UPDATE history SET rows = 0", "DELETE FROM history"):
        with pytest.raises(LedgerError), ledger._catalogue.writing() as connection:
            connection.execute(statement)
    assert list(ledger.history()["event"]) == ["load"]


def test_the_order_goes_by_number_whatever_the_clock_says(load, ledger, monkeypatch):
    from datetime import UTC, datetime

    import satisfaction.ledger.accounting as module

    stamps = [datetime(2030, 1, 1, tzinfo=UTC), datetime(1999, 1, 1, tzinfo=UTC)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):  # noqa: ARG003 - the signature of datetime
            return stamps.pop(0)

    monkeypatch.setattr(module, "datetime", Clock)
    load("a.csv", {"Q3": "1"})
    load("b.csv", {"Q3": "4"})
    assert list(ledger.returns().frame["overall"]) == ["very dissatisfied"]
    assert list(ledger.history()["recorded_at"].str[:4]) == ["2030", "1999"]


def test_everything_that_stands_can_be_had_as_one_delivery(ledger, load, deliver, survey, key):
    load("a.csv", {}, {}, {"INT": "I5", "Q3": "7"})
    load("b.csv", {"Q3": "4"}, {"INT": "I9", "DONE": "20/12/2007"})
    found = ledger.as_delivery()
    report = found.report
    assert (report.rows_in, report.accepted, report.rejected) == (4, 3, 1)
    assert report.rejected_by == {"not_on_scale": 1}
    assert report.flagged_by["outside_window"] == 0
    assert "5 rows, without 1 that" in report.notes[0]
    single = sat.read_returns(deliver("a.csv", {}, {}, {"INT": "I5", "Q3": "7"}), survey, key=key)
    assert list(found.rejects.columns) == list(single.rejects.columns)
    assert found.rejects.astype("str").equals(single.rejects.astype("str"))
