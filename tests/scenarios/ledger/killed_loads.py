"""Kill loads at random moments, and say what the ledger held afterwards; run by the test beside.

``python killed_loads.py FOLDER KILLS SEED`` prints one line of JSON. A warmed process forks a
worker a load, so that 200 kills take seconds; half of them fall while the ledger writes, a third
anywhere in a load, a sixth anywhere in the load of a file that is read in blocks of 100 rows.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

import satisfaction as sat
from satisfaction.intake import blocks
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.ledger.catalogue import Catalogue
from satisfaction.ledger.incoming import incoming
from satisfaction.ledger.loading import keep

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
QUARTER = ROOT / "synthetic_data" / "quarter_2007_08_q3"
KEY = PseudonymKey(bytes(range(32)))
ROWS = 400
SURVEY = "user-satisfaction-2007"


def main(folder: Path, kills: int, seed: int) -> int:
    """Print what was found; return 1 if anything was."""
    draw = random.Random(seed)  # noqa: S311 - moments, not secrets
    base, first, corrected = folder / "base", folder / "first.parquet", folder / "second.parquet"
    _write_both(first, corrected)
    accepted = sat.Ledger(base).load(first, SURVEY, key=KEY).entry.accepted
    survey = sat.load_survey(SURVEY)
    delivery = incoming(corrected, survey, survey, key=KEY, sheet=None)
    long = folder / "second.csv"
    csv.write_csv(pq.read_table(corrected), long)
    blocks.LONG, blocks.read_in_blocks.__kwdefaults__["rows"] = 1, 100
    assert blocks.is_read_in_blocks(long, survey)
    assert not blocks.is_read_in_blocks(corrected, survey)
    whole = lambda at: sat.Ledger(at).load(corrected, survey, key=KEY)  # noqa: E731
    write = lambda at: keep(Catalogue(folder=at, wait_seconds=30), delivery)  # noqa: E731
    in_blocks = lambda at: sat.Ledger(at).load(long, survey, key=KEY)  # noqa: E731
    # Each with what completes it.
    jobs: list[tuple[Callable[[Path], object], Callable[[Path], object]]]
    jobs = [(whole, write), (write, write), (in_blocks, in_blocks), (write, write)]
    jobs += jobs[:2]
    lengths = [_length(job, base, folder / "timed") for job, _ in jobs]
    counts = {"kills": 0, "in_blocks": 0, "none": 0, "all": 0, "too_late": 0, "faults": []}
    turn = 0
    while counts["kills"] < kills:
        which = turn % len(jobs)
        job, again = jobs[which]
        moment = draw.uniform(0, lengths[which])
        killed = _round(job, base, folder / "round", moment, counts, accepted, again)
        counts["in_blocks"] += killed and job is in_blocks
        # How long a load takes changes with what else the machine does: about one in five is to
        # end before its kill, so that the last moments are tried as often as the first.
        lengths[which] *= 1.03 if killed else 0.9
        turn += 1
    print(json.dumps({**counts, "seconds_of_a_load": [round(x, 3) for x in lengths]}))
    return int(bool(counts["faults"]))


def _round(
    job: Callable, base: Path, at: Path, moment: float, counts: dict, rows: int, again: Callable
) -> bool:
    shutil.rmtree(at, ignore_errors=True)
    shutil.copytree(base, at)
    worker = _fork(lambda: job(at))
    time.sleep(moment)
    os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    if not os.WIFSIGNALED(status):
        counts["too_late"] += 1
        return False
    counts["kills"] += 1
    try:
        counts[_state(at, rows)] += 1
        _check_completion(again, at)
    except Exception as error:  # noqa: BLE001 - every kind of failure is what is counted
        counts["faults"].append("".join(traceback.format_exception(error))[-600:])
    return True


def _state(at: Path, rows: int) -> str:
    """Say whether the ledger holds all of the second delivery or none, and is sound."""
    ledger = sat.Ledger(at)
    found = ledger.deliveries
    assert len(found) in {1, 2}
    first = found[0]
    assert first.accepted + first.superseded == rows
    assert first.superseded == (0 if len(found) == 1 else rows)
    assert sum(entry.accepted for entry in found) == rows
    return "none" if len(found) == 1 else "all"


def _check_completion(job: Callable, at: Path) -> None:
    """Load again: then the delivery is there exactly once, and nothing is left lying about."""
    held = len(sat.Ledger(at).deliveries)
    receipt = job(at)
    assert receipt.is_new == (held == 1)
    ledger = sat.Ledger(at)
    assert [entry.number for entry in ledger.deliveries][:1] == [1]
    assert len(ledger.deliveries) == 2
    assert list(ledger.history()["event"]) == ["load", "load"]
    proof = ledger.verify()
    assert not proof.faults
    if receipt.is_new:
        assert not proof.notes


def _write_both(first: Path, second: Path) -> None:
    """Write a part of a delivery, and the same with one column corrected in every row."""
    table = pq.read_table(QUARTER / "returns_2007-08-q3.parquet").slice(0, ROWS)
    place = table.column_names.index("ATTEMPTS")
    pq.write_table(table, first)
    other = pa.array(["1"] * table.num_rows).cast(table.column(place).type)
    pq.write_table(table.set_column(place, "ATTEMPTS", other), second)


def _length(job: Callable, base: Path, at: Path) -> float:
    times = []
    for _ in range(3):
        shutil.rmtree(at, ignore_errors=True)
        shutil.copytree(base, at)
        start = time.perf_counter()
        os.waitpid(_fork(lambda: job(at)), 0)
        times.append(time.perf_counter() - start)
    return min(times)


def _fork(job: Callable[[], object]) -> int:
    worker = os.fork()
    if worker == 0:
        code = 1
        try:
            job()
            code = 0
        finally:
            os._exit(code)
    return worker


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
