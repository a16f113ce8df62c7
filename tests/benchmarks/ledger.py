"""Time and memory of a large delivery in the ledger, and of reading a quarter out of many.

Run it from the project's root: ``python tests/benchmarks/ledger.py [ROWS]``; 16,000,000 rows are
about 2 GB of CSV. Each step runs in a process of its own, whose greatest memory is printed: what
reading the delivery needs, which is intake's, and what the ledger needs beside it, which is to stay
bounded however large the delivery is.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import satisfaction as sat
from satisfaction.intake.pseudonyms import PseudonymKey

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(Path(__file__).parent))

KEY = PseudonymKey(bytes(range(32)))
SURVEY = "user-satisfaction-2007"
_AT_ONCE = 100_000
# Verifying and expiring read a block at a time, so that they fit beside anything.
LIMIT_MB = 1_500


def main(rows: int) -> int:
    """Print the table; return 1 if a step of the ledger alone needs more than the limit."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _measured("write the delivery", lambda: _write(folder / "big.csv", rows))
        size = (folder / "big.csv").stat().st_size / 1e6
        print(f"{rows:,} rows, {size:,.0f} MB of CSV")
        load = _measured("load it", lambda: _load(folder))
        print(f"  {'':28}{load / size:8.1f} MB of memory for each MB of the file")
        alone = [
            _measured("load it again", lambda: _load(folder)),
            _measured("verify", lambda: sat.Ledger(folder / "ledger").verify()),
            _measured("expire a month", lambda: _expire(folder)),
        ]
        _measured("read a month", lambda: sat.Ledger(folder / "ledger").returns("2007-12"))
    over = max(alone) > LIMIT_MB
    print(f"  limit of the ledger alone: {LIMIT_MB:,} MB: {'EXCEEDED' if over else 'kept'}")
    return int(over)


def _write(path: Path, rows: int) -> None:
    from returns_intake import made_up_returns

    survey = sat.load_survey(SURVEY)
    for start in range(0, rows, _AT_ONCE):
        part = made_up_returns(survey, min(_AT_ONCE, rows - start), seed=start + 1)
        part["INTNO"] = [f"I{start + number:09d}" for number in range(len(part))]
        part.to_csv(path, mode="a", header=start == 0, index=False)


def _load(folder: Path) -> None:
    sat.Ledger(folder / "ledger").load(folder / "big.csv", SURVEY, key=KEY)


def _expire(folder: Path) -> None:
    removal = sat.Ledger(folder / "ledger").expire(date(2007, 11, 1), reason="benchmark")
    assert removal.rows
    assert not removal.needs_attention


def _measured(what: str, job: Callable[[], object]) -> float:
    """Run a step in a process of its own; print its seconds and its memory; return the MB."""
    ours, theirs = multiprocessing.get_context("fork").Pipe(duplex=False)
    worker = multiprocessing.get_context("fork").Process(target=_run, args=(job, theirs))
    worker.start()
    theirs.close()
    seconds, memory = ours.recv()
    worker.join()
    print(f"  {what:28}{seconds:8.1f} s{memory:10,.0f} MB")
    return float(memory)


def _run(job: Callable[[], object], connection: multiprocessing.connection.Connection) -> None:
    start = time.perf_counter()
    job()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    connection.send((time.perf_counter() - start, memory))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000))
