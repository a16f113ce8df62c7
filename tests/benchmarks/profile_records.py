"""The victim profile counted from Parquet, beside hand-written DuckDB SQL and pandas.

Run it from the project's root: ``python tests/benchmarks/profile_records.py FOLDER [FILES ...]``.
FOLDER holds ``crime_records`` as ``satisfaction synthesise FOLDER --crimes 50000000`` makes it;
each number of FILES is a run on the first so many blocks (by default 1, 5 and all). Every way
counts in a process of its own: its peak memory is printed, and the ratio to the SQL.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

import satisfaction as sat

if TYPE_CHECKING:
    from collections.abc import Callable

SURVEY, PERIOD = "user-satisfaction-2007", "2007/08 Q3"
KEYS = ("UG", "BOCU", "GENDER", "SDE", "EXCLUDED")
BANDS = (0, 16, 25, 35, 45, 55, 65, 75, 121)
FIRST, LAST = "2007-07-09", "2007-11-19"
RUNS = 3
_MOST_FOR_PANDAS = 5


def main(folder: Path, sizes: list[int]) -> None:
    """Print a row a way and size."""
    blocks = sorted({path.name for path in folder.rglob("block-*.parquet")})
    print(f"{'records':>12} {'way':14} {'seconds':>9} {'peak MB':>9} {'to SQL':>8}")
    for size in sizes or [1, 5, len(blocks)]:
        files = sorted(
            str(path) for name in blocks[:size] for path in folder.rglob(f"crime_records/*/{name}")
        )
        base = _best(by_sql, files)
        for name, way in (("SQL by hand", by_sql), ("ours", ours), ("pandas", by_pandas)):
            if way is by_pandas and size > _MOST_FOR_PANDAS:
                continue
            count, seconds, peak = base if way is by_sql else _best(way, files)
            ratio = seconds / base[1]
            print(f"{count:12,} {name:14} {seconds:9.2f} {peak:9,.0f} {ratio:8.2f}", flush=True)


def ours(files: list[str]) -> int:
    """Return the victims that the package counts."""
    return sat.victim_profile(files, SURVEY, period=PERIOD).victims


def by_sql(files: list[str]) -> int:
    """Return the victims counted by the same columns and bands, as an analyst would write it."""
    keys = ", ".join(KEYS)
    bands = " ".join(
        f"WHEN CAST(AGE AS INTEGER) BETWEEN {low} AND {high - 1} THEN '{low}-{high - 1}'"
        for low, high in pairwise(BANDS)
    )
    sql = (
        f"SELECT {keys}, CASE {bands} ELSE 'not known' END AS age, count(*) AS victims "  # noqa: S608 - our own names
        "FROM read_parquet(?) WHERE REPORTED BETWEEN ? AND ? GROUP BY ALL"
    )
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    found = connection.execute(sql, [files, FIRST, LAST]).df()
    return int(found["victims"].sum())


def by_pandas(files: list[str]) -> int:
    """Return the same by pandas: the columns that are needed, in memory."""
    columns = [*KEYS, "AGE", "REPORTED"]
    table = pd.concat([pd.read_parquet(f, columns=columns, partitioning=None) for f in files])
    inside = table[table["REPORTED"].between(FIRST, LAST)]
    bands = pd.cut(pd.to_numeric(inside["AGE"]), BANDS, right=False)
    counted = inside.groupby([*KEYS, bands], dropna=False, observed=True).size()
    return int(counted.sum())


def _best(way: Callable[[list[str]], int], files: list[str]) -> tuple[int, float, float]:
    found = [_measured(way, files) for _ in range(RUNS)]
    return min(found, key=lambda one: one[1])


def _measured(way: Callable[[list[str]], int], files: list[str]) -> tuple[int, float, float]:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(way, files, sender))
    process.start()
    # Without this the pipe would wait for a process that has died.
    sender.close()
    found: tuple[int, float, float] = receiver.recv()
    process.join()
    return found


def _run(
    way: Callable[[list[str]], int],
    files: list[str],
    sender: multiprocessing.connection.Connection,
) -> None:
    # Imports are not what is compared.
    _ = sat.victim_profile
    started = time.perf_counter()
    count = way(files)
    seconds = time.perf_counter() - started
    sender.send((count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(given) for given in sys.argv[2:]])
