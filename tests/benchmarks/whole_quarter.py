"""A whole quarter as a process of its own, step by step, and how long each command takes to start.

Run it from the project's root: ``python tests/benchmarks/whole_quarter.py [FOLDER]``. It makes
20,000 interviews of eight quarters and about 800,000 crime records, keeps them in FOLDER if one is
named, and runs ``satisfaction quarter`` on them: profile checks, 1,000 bootstraps, focus groups,
pack. The limit is 25 seconds on two processors that do nothing else.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from satisfaction.cli.main import cli
from satisfaction.synthesis import synthesise_to

LIMIT = 25.0
RUNS = 3
CONFIG = """\
survey = "user-satisfaction-2007"
period = "2007/08 Q3"
out = "out"
key_file = "pseudonym.key"

[inputs]
returns = ["returns_*.parquet"]
records = ["crime_records.parquet"]
frame = ["frame.parquet"]
issued = ["issued_sample.parquet"]
outcomes = ["contact_outcomes.parquet"]
inspections = "."

[settings]
unreachable = "set aside"

[focus_groups]
groups = 4
size = 8
seed = 2007
"""


def main(folder: Path) -> int:
    """Print both tables; return 1 if the quarter takes longer than the limit."""
    if not (folder / "satisfaction.toml").exists():
        synthesise_to(
            folder, "user-satisfaction-2007", crimes=140_000, quarters=8, block=10_000_000
        )
        (folder / "satisfaction.toml").write_text(CONFIG, encoding="utf-8")
    print("the quarter, best of", RUNS)
    seconds = min(_quarter(folder) for _ in range(RUNS))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    print(f"  {'whole process':48}{seconds:6.1f} s, peak {peak:,.0f} MB, limit {LIMIT:.0f} s")
    print(f"\nstart-up of each command (`--help`), best of {RUNS}")
    for name in ("--version", *cli.list_commands(click.Context(cli))):
        asked = [name] if name == "--version" else [name, "--help"]
        print(f"  {name:20}{min(_seconds(asked) for _ in range(RUNS)):6.2f} s")
    return int(seconds > LIMIT)


def _quarter(folder: Path) -> float:
    started = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-m", "satisfaction", "quarter", "--config", "satisfaction.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
        check=False,
    )
    seconds = time.perf_counter() - started
    for name, took in re.findall(r"done +(.+?) \(([0-9.]+) s\)", run.stderr):
        print(f"  {name:48}{took:>6} s")
    print()
    return seconds


def _seconds(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "satisfaction", *arguments], capture_output=True, check=True
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    if sys.argv[1:]:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        sys.exit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as place:
        sys.exit(main(Path(place)))
