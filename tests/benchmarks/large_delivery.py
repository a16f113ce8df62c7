"""Load deliveries of growing size into a ledger and print the peak memory of each load.

Run it from the project's root: ``python tests/benchmarks/large_delivery.py [MB ...]``; by default
50 and 200, and 2000 is the 2 GB of the promise. The rows are those of a synthetic quarter, over and
over, each with references of its own. Each load is a process of its own, whose peak memory the
system tells.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import satisfaction as sat
from satisfaction.intake.pseudonyms import PseudonymKey

SURVEY = "victim-satisfaction-2025"
KEY = PseudonymKey(bytes(range(32)))
LIMIT_MB = 1_500


def main(sizes: list[int]) -> int:
    """Print one line a size; return 1 if a load needed more memory than the limit."""
    print("   CSV MB        rows   accepted   seconds   peak MB")
    peaks = []
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            path = Path(name) / f"returns-{size}.csv"
            write(path, size)
            found = subprocess.run(
                [sys.executable, __file__, "--load", str(path), str(Path(name) / f"ledger-{size}")],
                check=True,
                capture_output=True,
                text=True,
            )
            rows, accepted, seconds, peak = found.stdout.split()
            print(f"{size:9,} {int(rows):11,} {int(accepted):10,} {seconds:>9} {int(peak):9,}")
            peaks.append(int(peak))
            path.unlink()
    return int(max(peaks) > LIMIT_MB)


def write(path: Path, megabytes: int) -> None:
    """Write a delivery: every copy of a row gets an interview reference that no other row has."""
    survey = sat.load_survey(SURVEY)
    rows = sat.synthesise(survey, seed=2007, interviews=10_000).returns
    column = survey.fields["interview"].column
    rows = rows[~rows[column].duplicated()]
    copy = 0
    while not path.is_file() or path.stat().st_size < megabytes * 1_000_000:
        named = [f"I{copy * len(rows) + number:010d}" for number in range(len(rows))]
        rows.assign(**{column: named}).to_csv(path, mode="a", header=copy == 0, index=False)
        copy += 1


def load(path: Path, ledger: Path) -> None:
    """Load a file and print rows, accepted rows, seconds and peak memory in MB."""
    started = time.perf_counter()
    entry = sat.Ledger(ledger).load(path, SURVEY, key=KEY).entry
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(entry.rows_in, entry.accepted, f"{seconds:.1f}", peak)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--load"]:
        load(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main([int(size) for size in sys.argv[1:]] or [50, 200]))
