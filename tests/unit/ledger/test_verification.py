"""What verify finds when something was changed behind the ledger's back."""

from __future__ import annotations

import sqlite3

import pytest

from satisfaction.errors import LedgerError


def part(folder, kind):
    with sqlite3.connect(folder / "catalogue.sqlite") as connection:
        mark = connection.execute("SELECT sha256 FROM part WHERE kind = ?", (kind,)).fetchone()[0]
    connection.close()
    return folder / "files" / f"{mark}.parquet"


def spoil(folder, statement):
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_one_changed_byte_is_found(ledger, load, folder):
    load("a.csv", {}, {})
    path = part(folder, "accepted")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "changed or damaged" in ledger.verify().faults[0]


def test_a_missing_file_is_found_and_reading_says_what_to_do(ledger, load, folder):
    load("a.csv", {}, {})
    part(folder, "accepted").unlink()
    assert "missing" in ledger.verify().faults[0]
    with pytest.raises(LedgerError, match="verify"):
        ledger.returns()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE delivery SET superseded = superseded + 1",
        "UPDATE delivery SET rows_in = rows_in + 1",
        "UPDATE source SET rows = rows + 1",
        "UPDATE part SET rows = rows - 1 WHERE kind = 'accepted'",
        "INSERT INTO removal (delivery, kind, rows, reason) VALUES (1, 'accepted', 1, 'lost')",
    ],
)
def test_a_count_that_was_changed_does_not_agree(ledger, load, folder, statement):
    load("a.csv", {}, {})
    assert not ledger.verify().faults
    spoil(folder, statement)
    assert ledger.verify().faults


def test_a_damaged_catalogue_is_said_to_be_damaged(ledger, load, folder):
    load("a.csv", {})
    (folder / "catalogue.sqlite").write_bytes(b"not a catalogue" * 100)
    with pytest.raises(LedgerError, match="damaged"):
        ledger.verify()


def test_another_programs_database_is_refused(ledger, load, folder):
    (folder / "files").mkdir(parents=True)
    spoil(folder, "CREATE TABLE theirs (a)")
    with pytest.raises(LedgerError, match="not a ledger's"):
        load("a.csv", {})
    with pytest.raises(LedgerError, match="not a ledger's"):
        ledger.verify()
