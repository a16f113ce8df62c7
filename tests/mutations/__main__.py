"""``python -m tests.mutations --number 20000 --seed 1``: a table of format by outcome."""

from __future__ import annotations

import argparse
import sys
import time

from .runner import FORMATS, judge_format, judge_here, shares


def main() -> int:
    """Judge mutations and print what came of them; 1 if any ended as it must not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=FORMATS, action="append")
    parser.add_argument("--here", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        name, *numbers = given.here
        judge_here(name, *map(int, numbers))
        return 0
    return _table(given.format or list(FORMATS), given.number, given.seed)


def _table(names: list[str], number: int, seed: int) -> int:
    faulty, tried, start = 0, 0, time.perf_counter()
    for name in names:
        tally = judge_format(name, seed, shares(number)[name])
        outcomes = ", ".join(f"{what} {n:,}" for what, n in sorted(tally.outcomes.items()))
        sys.stdout.write(
            f"| {name} | {tally.tried:,} | {outcomes} | {tally.searched:,} | "
            f"{len(tally.faults)} |\n"
        )
        for fault, places in tally.faults.items():
            sys.stdout.write(f"    {len(places):,} x {fault}\n      {', '.join(places[:3])}\n")
        sys.stdout.flush()
        faulty, tried = faulty + len(tally.faults), tried + tally.tried
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{tried:,} mutations in {seconds:,.0f} s, {faulty} kinds of fault\n")
    return int(faulty > 0)


if __name__ == "__main__":
    sys.exit(main())
