"""Retention and forgetting: what is due goes, and nothing of it is found in any byte."""

from __future__ import annotations

from datetime import date

import pyarrow.parquet as pq
import pytest

from satisfaction.errors import UsageError
from satisfaction.intake.pseudonyms import pseudonyms_of
from satisfaction.ledger.absence import search

OLD, NEW = {"DONE": "30/11/2007"}, {"DONE": "05/12/2007"}
DAY = date(2007, 12, 1)


def pseudonym(reference, key, kind):
    return pseudonyms_of([reference], key, kind)[0]


def found_in(folder, reference):
    """Look for a reference by hand: in the bytes, and in the text of every cell."""
    if any(reference.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file()):
        return True
    tables = [pq.read_table(path) for path in folder.rglob("*.parquet")]
    return any(reference in table.to_pandas().astype("str").to_csv() for table in tables)


def test_expiry_removes_old_rows_from_every_version_and_leaves_no_trace(ledger, load, folder, key):
    load("a.csv", OLD, NEW, {**OLD, "Q3": "7"}, OLD)
    load("b.csv", {**OLD, "Q3": "4"}, {"INT": "I8", **NEW})
    gone, kept = pseudonym("I0", key, "interview"), pseudonym("I1", key, "interview")
    assert found_in(folder, gone)
    removal = ledger.expire(DAY, reason="kept two years")
    assert (removal.accepted, removal.rejected) == ({1: 2, 2: 1}, {1: 1})
    assert (removal.proof.hits, removal.overdue, removal.needs_attention) == (0, 0, False)
    assert not found_in(folder, gone)
    assert found_in(folder, kept)
    assert len(ledger.returns()) == 2
    proof = ledger.verify()
    assert not proof.faults
    assert list(proof.table["removed"]) == [3, 1]


def test_an_older_version_does_not_come_back_when_the_standing_one_expires(ledger, load):
    load("a.csv", NEW)
    load("b.csv", OLD)
    ledger.expire(DAY, reason="retention")
    assert len(ledger.returns()) == 0
    assert list(ledger.verify().table["removed"]) == [1, 1]


def test_an_old_version_goes_and_the_standing_one_stays_when_its_date_is_newer(ledger, load):
    load("a.csv", OLD)
    load("b.csv", NEW)
    removal = ledger.expire(DAY, reason="retention")
    assert removal.accepted == {1: 1}
    assert len(ledger.returns()) == 1


def test_a_rejected_row_without_a_readable_date_goes_with_its_delivery(ledger, load):
    load("a.csv", OLD, OLD, {"DONE": "31/02/2007"})
    load("b.csv", {"INT": "I5", **OLD}, {"INT": "I6", **NEW}, {"INT": "I7", "DONE": "never"})
    removal = ledger.expire(DAY, reason="retention")
    assert removal.rejected == {1: 1}
    assert len(ledger.rejects(2)) == 1


def test_expiry_of_nothing_changes_no_file(ledger, load, folder):
    load("a.csv", NEW)
    before = sorted(path.name for path in (folder / "files").iterdir())
    assert ledger.expire(date(2000, 1, 1), reason="retention").rows == 0
    assert sorted(path.name for path in (folder / "files").iterdir()) == before


def test_a_removal_needs_a_reason(ledger, load):
    load("a.csv", {})
    with pytest.raises(UsageError, match="reason"):
        ledger.expire(DAY, reason=" ")
    with pytest.raises(UsageError, match="reason"):
        ledger.forget("C1", reason="")


@pytest.mark.parametrize("typed", ["crime pseudonym", "interview pseudonym", "own reference"])
def test_a_forgotten_person_is_gone_from_every_version(ledger, load, folder, key, typed):
    load("a.csv", {}, {}, {"INT": "I5", "CRIME": "C0", "Q3": "7"})
    load("b.csv", {"CRIME": "C0 "}, {"INT": "I9"}, {"INT": "I10"})
    crime, interview = pseudonym("C0", key, "crime"), pseudonym("I0", key, "interview")
    given = {
        "crime pseudonym": (crime, None),
        "interview pseudonym": (interview, None),
        "own reference": ("c0", key),
    }[typed]
    removal = ledger.forget(given[0], key=given[1], reason="her request")
    assert removal.rows >= 2
    assert removal.proof.hits == 0
    assert not found_in(folder, interview)
    assert found_in(folder, crime) == (typed == "interview pseudonym")
    assert not ledger.verify().faults
    assert interview not in ledger.history().to_csv()


def test_a_version_under_a_mistyped_crime_reference_is_forgotten_too(ledger, load, folder, key):
    load("a.csv", {}, {})
    load("b.csv", {"CRIME": "C77"})
    assert ledger.forget("C0", key=key, reason="request").accepted == {1: 1, 2: 1}
    assert not found_in(folder, pseudonym("I0", key, "interview"))


def test_a_forgotten_person_is_held_back_when_delivered_again(ledger, load, folder, key):
    load("a.csv", {}, {})
    ledger.forget(pseudonym("C0", key, "crime"), reason="request")
    receipt = load("b.csv", {"Q3": "4"}, {}, {"INT": "I7", "CRIME": "C7"})
    assert receipt.held_back == 1
    assert receipt.entry.removed == 1
    assert not found_in(folder, pseudonym("I0", key, "interview"))
    assert not ledger.verify().faults


def test_a_request_may_come_before_the_delivery(ledger, load, key):
    load("a.csv", {})
    assert ledger.forget("C7", key=key, reason="request").rows == 0
    assert load("b.csv", {"INT": "I7", "CRIME": "C7"}, {"INT": "I8"}).held_back == 1


def test_the_search_finds_what_is_there_even_across_blocks_and_in_packed_cells(
    tmp_path, load, folder, key, monkeypatch
):
    import satisfaction.ledger.absence as module

    monkeypatch.setattr(module, "_BLOCK", 7)
    wanted = "0123456789abcdef01234567"
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.bin").write_bytes(b"ffff" + wanted.encode() + b"aa")
    assert search(tmp_path / "there", {wanted}).hits == 1
    assert search(tmp_path / "there", {wanted[::-1]}).hits == 0
    monkeypatch.undo()
    load("a.csv", *[{"INT": f"J{n}"} for n in range(40)])
    assert search(folder, {pseudonym("J23", key, "interview")}).hits == 1


def test_a_stop_between_commit_and_sweep_is_mended_by_the_next_removal(
    ledger, load, folder, key, monkeypatch
):
    import satisfaction.ledger.expiry as module

    load("a.csv", OLD, NEW)

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "sweep_and_search", stop)
    with pytest.raises(KeyboardInterrupt):
        ledger.expire(DAY, reason="retention")
    monkeypatch.undo()
    assert ledger.verify().notes
    assert found_in(folder, pseudonym("I0", key, "interview"))
    ledger.expire(DAY, reason="retention")
    assert not ledger.verify().notes
    assert not found_in(folder, pseudonym("I0", key, "interview"))
