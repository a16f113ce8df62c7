"""A long delivery is kept a block of rows at a time, and the ledger cannot tell."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

import satisfaction as sat
from satisfaction.errors import ContractError
from satisfaction.ledger import incoming
from satisfaction.ledger.parts import PartWriter


@pytest.fixture
def in_blocks(monkeypatch):
    """Read every text file in blocks of two rows."""
    monkeypatch.setattr("satisfaction.intake.blocks.LONG", 1)
    real = incoming.read_in_blocks
    monkeypatch.setattr(
        incoming, "read_in_blocks", lambda *about, **options: real(*about, rows=2, **options)
    )


CHANGES = [{}, {"AGE": "x"}, {"INT": "I0"}, {"AREA": "Barnet"}, {"WORDS": "in two\nlines"}]


def files_of(ledger, folder):
    entry = ledger.deliveries[0]
    return {kind: pq.read_table(folder / "files" / p.name) for kind, p in entry.parts.items()}


def test_the_files_hold_the_same_rows_as_those_of_a_delivery_read_whole(
    tmp_path, deliver, survey, key, request
):
    path = deliver("a.csv", *CHANGES)
    whole = sat.Ledger(tmp_path / "whole")
    first = whole.load(path, survey, key=key)
    request.getfixturevalue("in_blocks")
    blocks = sat.Ledger(tmp_path / "blocks")
    second = blocks.load(path, survey, key=key)
    assert first.entry.report == second.entry.report
    assert first.entry.ref == second.entry.ref
    assert (first.held_back, first.superseded) == (second.held_back, second.superseded)
    ours, theirs = files_of(blocks, tmp_path / "blocks"), files_of(whole, tmp_path / "whole")
    assert {k: t.to_pylist() for k, t in ours.items()} == {
        k: t.to_pylist() for k, t in theirs.items()
    }
    assert not blocks.verify().faults
    assert not blocks.load(path, survey, key=key).is_new


@pytest.mark.usefixtures("in_blocks")
def test_a_correction_in_blocks_replaces_rows_and_forgotten_references_are_held_back(
    ledger, deliver, survey, key
):
    ledger.load(deliver("a.csv", {}, {}, {}), survey, key=key)
    ledger.forget("I1", key=key, reason="asked")
    receipt = ledger.load(deliver("b.csv", {}, {}, {"Q3": "4"}, {}, {}), survey, key=key)
    assert receipt.held_back == 1
    assert dict(receipt.superseded) == {1: 2}
    assert not ledger.verify().faults


@pytest.mark.usefixtures("in_blocks")
@pytest.mark.parametrize("stop", [KeyboardInterrupt(), MemoryError()], ids=repr)
def test_a_stop_between_blocks_leaves_nothing_behind(
    ledger, folder, deliver, survey, key, monkeypatch, stop
):
    path = deliver("a.csv", *CHANGES)
    written = []

    def stopping(real):
        def add(self, frame):
            if len(written) == 3:
                raise stop
            written.append(len(frame))
            real(self, frame)

        return add

    with monkeypatch.context() as patched:
        writer = "satisfaction.ledger.parts.PartWriter"
        patched.setattr(f"{writer}.add", stopping(PartWriter.add))
        with pytest.raises(type(stop)):
            ledger.load(path, survey, key=key)
    assert list((folder / "files").iterdir()) == []
    assert ledger.deliveries == ()
    assert ledger.load(path, survey, key=key).is_new


@pytest.mark.usefixtures("in_blocks")
def test_a_delivery_refused_at_its_end_leaves_nothing_behind(ledger, folder, deliver, survey, key):
    changes = [{}, {}, {}, {"REP": "2007-10-01"}, {"REP": "2007-10-01"}, {"REP": "2007-10-01"}]
    with pytest.raises(ContractError, match="3 of 6 cells cannot be read"):
        ledger.load(deliver("a.csv", *changes), survey, key=key)
    assert list((folder / "files").iterdir()) == []
    assert ledger.deliveries == ()
