"""Whatever stops a load, the ledger holds all of a delivery or none of it."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import satisfaction as sat
from satisfaction.errors import LedgerError
from satisfaction.ledger import loading, parts
from satisfaction.ledger.incoming import incoming

FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_two_hundred_kills_at_random_moments_lose_nothing(tmp_path, count):
    memory = Path("/dev/shm")  # noqa: S108 - a folder of this run in it, removed again
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        script = Path(__file__).with_name("killed_loads.py")
        run = subprocess.run(
            [sys.executable, str(script), folder, "200", "8"],
            capture_output=True, text=True, timeout=600, check=False,
            cwd=Path(__file__).parents[3],
        )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    found = json.loads(run.stdout)
    assert found["kills"] == 200
    assert found["none"] + found["all"] == 200
    assert found["in_blocks"] >= 25
    count("kills of a load survived", found["kills"])
    count("kills of a load in blocks survived", found["in_blocks"])


class Stopper:
    """Stops at the n-th of the steps that a load takes on the disk."""

    def __init__(self, monkeypatch, fault, at):
        self.steps, self._fault, self._at = 0, fault, at
        for owner, name in (
            (os, "fsync"),
            (Path, "replace"),
            (Path, "chmod"),
            (pq.ParquetWriter, "write_batch"),
            (parts, "checksum"),
            (loading, "recount"),
            (loading, "record"),
        ):
            monkeypatch.setattr(owner, name, self._stopping(getattr(owner, name)))

    def _stopping(self, real):
        def step(*arguments, **options):
            self.steps += 1
            if self.steps == self._at:
                raise self._fault
            return real(*arguments, **options)

        return step


@pytest.mark.parametrize("fault", [FULL, KeyboardInterrupt()], ids=repr)
def test_a_stop_at_every_step_leaves_none_of_it_and_loading_again_completes_it(
    tmp_path, deliver, survey, key, monkeypatch, fault
):
    first, second = deliver("a.csv", {}, {}), deliver("b.csv", {"Q3": "4"}, {"INT": "I9"})
    sat.Ledger(tmp_path / "base").load(first, survey, key=key)
    stopped, at = True, 0
    while stopped:
        at += 1
        shutil.copytree(tmp_path / "base", tmp_path / f"ledger{at}")
        ledger = sat.Ledger(tmp_path / f"ledger{at}")
        with monkeypatch.context() as patch:
            stopper = Stopper(patch, fault, at)
            expected = LedgerError if isinstance(fault, OSError) else KeyboardInterrupt
            with suppress(expected):
                ledger.load(second, survey, key=key)
            stopped = stopper.steps >= at
        if stopped:
            assert len(ledger.deliveries) == 1
            assert len(ledger.returns()) == 2
        assert ledger.load(second, survey, key=key).is_new == stopped
        assert len(ledger.returns()) == 3
        proof = ledger.verify()
        assert not proof.faults
        assert not proof.notes
    assert at > 8


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are Unix's")
def test_a_disk_that_fills_up_anywhere_is_said_and_loses_nothing(tmp_path, deliver, survey, key):
    import resource

    path = deliver("b.csv", *[{"INT": f"J{n}", "WORDS": f"{n * 7919}"} for n in range(300)])
    sat.Ledger(tmp_path / "base").load(deliver("a.csv", {}), survey, key=key)
    refused, limit = 0, 1_000
    said = set()
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    while True:
        shutil.copytree(tmp_path / "base", tmp_path / f"ledger{limit}")
        ledger = sat.Ledger(tmp_path / f"ledger{limit}")
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, unlimited[1]))
        try:
            ledger.load(path, survey, key=key)
            break
        except LedgerError as error:
            refused += 1
            said.add(str(error).split(".")[0])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        assert len(ledger.deliveries) == 1
        assert ledger.load(path, survey, key=key).is_new
        assert not ledger.verify().faults
        limit = int(limit * 2.2)
    assert refused >= 3
    assert all("no space left" in text or "disk refused" in text for text in said)


@contextmanager
def without_write_permission(folder):
    """Take write permission away; root has it anyhow, so root becomes nobody for a while."""
    entries = [folder, *folder.rglob("*")]
    is_root = os.geteuid() == 0
    for entry in entries:
        if is_root:
            os.chown(entry, 65534, 65534)
        entry.chmod(0o500 if entry.is_dir() else 0o400)
    try:
        if is_root:
            os.seteuid(65534)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for entry in entries:
            entry.chmod(0o700 if entry.is_dir() else 0o600)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_read_only_ledger_can_be_read_and_refuses_a_load_in_words(deliver, survey, key):
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        ledger = sat.Ledger(Path(place) / "ledger")
        ledger.load(deliver("a.csv", {}), survey, key=key)
        path = deliver("b.csv", {"INT": "I7"})
        delivery = incoming(path, survey, survey, key=key, sheet=None)
        ledger.returns()
        ledger.verify()
        with without_write_permission(Path(place) / "ledger"):
            assert len(ledger.returns()) == 1
            assert not ledger.verify().faults
            with pytest.raises(LedgerError, match="read-only"):
                loading.keep(ledger._catalogue, delivery)
        assert len(ledger.deliveries) == 1


@contextmanager
def another_writer(folder):
    connection = sqlite3.connect(
        folder / "catalogue.sqlite", isolation_level=None, check_same_thread=False
    )
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    finally:
        connection.close()


def test_a_second_writer_gets_a_clear_message_when_the_first_does_not_finish(
    load, ledger, folder, deliver, survey, key
):
    load("a.csv", {})
    path = deliver("b.csv", {"INT": "I7"})
    impatient = sat.Ledger(folder, wait_seconds=0.1)
    with another_writer(folder):
        with pytest.raises(LedgerError, match="Somebody else is writing"):
            impatient.load(path, survey, key=key)
        assert len(impatient.returns()) == 1
    assert impatient.load(path, survey, key=key).is_new
    assert len(ledger.returns()) == 2


def test_a_second_writer_waits_for_the_first(load, folder, deliver, survey, key):
    load("a.csv", {})
    path = deliver("b.csv", {"INT": "I7"})
    with another_writer(folder) as connection:
        done = threading.Timer(0.6, lambda: connection.execute("ROLLBACK"))
        done.start()
        start = time.monotonic()
        assert sat.Ledger(folder, wait_seconds=20).load(path, survey, key=key).is_new
        assert time.monotonic() - start >= 0.5
        done.join()


def test_writers_and_readers_at_once_lose_nothing_and_see_whole_deliveries(
    folder, deliver, survey, key
):
    ledger = sat.Ledger(folder, wait_seconds=60)
    ledger.load(deliver("a.csv", {}), survey, key=key)
    files = [
        deliver(f"{n}.csv", *({"INT": f"{n}-{i}", "CRIME": f"{n}-{i}"} for i in range(10)))
        for n in range(6)
    ]
    stop, seen = threading.Event(), []

    def read():
        while not stop.is_set():
            seen.append(len(ledger.returns()))

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        writers = [pool.submit(ledger.load, file, survey, key=key) for file in files]
        assert all(writer.result().is_new for writer in writers)
        stop.set()
        for reader in readers:
            reader.result()
    assert {count % 10 for count in seen} == {1}
    assert len(ledger.returns()) == 61
    assert not ledger.verify().faults


def test_the_same_file_from_four_writers_is_kept_once(folder, deliver, survey, key):
    ledger = sat.Ledger(folder, wait_seconds=60)
    path = deliver("a.csv", {}, {})
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda _: ledger.load(path, survey, key=key), range(4)))
    assert sum(receipt.is_new for receipt in receipts) == 1
    assert len(ledger.deliveries) == 1
