"""Time and memory of synthetic crime records, from few to more than any memory holds.

Run it from the project's root: ``python tests/benchmarks/synthesis.py [CRIMES ...]``; by default
100,000, 1,000,000 and 5,000,000. Each runs in a process of its own; the last column is to stay as
it is however many there are.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

from satisfaction.synthesis import synthesise_to

_USUAL = (100_000, 1_000_000, 5_000_000)


def main(sizes: tuple[int, ...]) -> None:
    """Print a row a size."""
    print(f"{'crimes':>12} {'seconds':>9} {'us each':>9} {'MB on disk':>11} {'peak MB':>9}")
    for crimes in sizes:
        with tempfile.TemporaryDirectory() as folder:
            seconds, peak = _measured(Path(folder), crimes)
            size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file()) / 1e6
        print(f"{crimes:12,} {seconds:9.1f} {seconds / crimes * 1e6:9.2f} {size:11.0f} {peak:9.0f}")


def _measured(folder: Path, crimes: int) -> tuple[float, float]:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(folder, crimes, sender))
    process.start()
    # Without this the pipe would wait for a process that has died.
    sender.close()
    found: tuple[float, float] = receiver.recv()
    process.join()
    return found


def _make(folder: Path, crimes: int, sender: multiprocessing.connection.Connection) -> None:
    started = time.perf_counter()
    synthesise_to(folder, "user-satisfaction-2007", crimes=crimes)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    sender.send((time.perf_counter() - started, peak))


if __name__ == "__main__":
    main(tuple(int(given.replace("_", "")) for given in sys.argv[1:]) or _USUAL)
