"""The victim profile counted by DuckDB, by Spark on this machine and by PostgreSQL.

Run it from the project's root: ``python tests/benchmarks/engines.py FOLDER [ROWS ...]``. FOLDER
holds ``crime_records`` as ``satisfaction synthesise FOLDER --crimes 5000000`` makes it; by default
100,000, 1,000,000 and 5,000,000 of its records are counted. PostgreSQL takes part where the
variable ``SATISFACTION_TEST_POSTGRES`` is the URL of a database in which a table may be made.

Every engine counts in a process of its own, twice: the first count pays for what is compiled and
cached. Memory is the peak of our process and, for Spark, of its Java process; what a PostgreSQL
server takes is its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

SURVEY, PERIOD = "user-satisfaction-2007", "2007/08 Q3"
SIZES = (100_000, 1_000_000, 5_000_000)
SERVER = "SATISFACTION_TEST_POSTGRES"
TABLE = "benchmark_of_engines"


def main(folder: Path, sizes: list[int]) -> None:
    """Print a row an engine and size."""
    print(f"{'records':>10} {'engine':12} {'start':>7} {'first':>7} {'again':>7} {'peak MB':>8}")
    for size in sizes or SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            file = _records(folder, size, Path(scratch))
            for name, url, table in _ways(file, Path(scratch)):
                found = _measured(url, table)
                print(
                    f"{found['rows']:10,} {name:12} {found['start']:7.2f} {found['first']:7.2f} "
                    f"{found['again']:7.2f} {found['peak']:8,.0f}",
                    flush=True,
                )


def _records(folder: Path, size: int, scratch: Path) -> Path:
    """Write the first so many records to one Parquet file."""
    file = scratch / "records.parquet"
    pattern = str(folder / "crime_records" / "**" / "*.parquet")
    duckdb.read_parquet(pattern).limit(size).write_parquet(str(file))
    return file


def _ways(file: Path, scratch: Path) -> list[tuple[str, str, str]]:
    ways = [("DuckDB", "duckdb", str(file))]
    if find_spec("pyspark"):
        ways.append(("Spark local", "spark", str(file)))
    if os.environ.get(SERVER):
        ways.append(("PostgreSQL", _load(file, scratch), TABLE))
    return ways


def _load(file: Path, scratch: Path) -> str:
    """Copy the records into PostgreSQL; return its URL without the password."""
    import psycopg

    text = scratch / "records.csv"
    relation = duckdb.read_parquet(str(file))
    relation.write_csv(str(text), header=True)
    columns = ", ".join(f'"{name}" text' for name in relation.columns)
    with psycopg.connect(os.environ[SERVER], autocommit=True) as owner, owner.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE UNLOGGED TABLE {TABLE} ({columns})")
        with (
            cursor.copy(f"COPY {TABLE} FROM STDIN (FORMAT csv, HEADER)") as copy,
            text.open("rb") as source,
        ):
            while block := source.read(1 << 20):
                copy.write(block)
        cursor.execute(f"ANALYZE {TABLE}")
    parts = urlsplit(os.environ[SERVER])
    return f"postgres://{parts.username}@{parts.hostname}:{parts.port}{parts.path}"


def _measured(url: str, table: str) -> dict[str, float]:
    password = urlsplit(os.environ.get(SERVER, "")).password or ""
    done = subprocess.run(
        [sys.executable, __file__, "--count", url, table],
        env={**os.environ, "PGPASSWORD": password},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def count(url: str, table: str) -> dict[str, float]:
    """Count once and again; return seconds and memory."""
    import satisfaction as sat
    from satisfaction.intake.engines import open_engine

    # Imports are not what is compared.
    _ = sat.victim_profile
    marks = [time.perf_counter()]
    with open_engine(url) as engine:
        tables = engine.tables([table])
        marks.append(time.perf_counter())
        for _ in range(2):
            profile = sat.victim_profile(tables, SURVEY, period=PERIOD)
            marks.append(time.perf_counter())
        peak = _peak("self") + _java(engine)
    start, first, again = (after - before for before, after in pairwise(marks))
    rows = sum(source.rows for source in profile.provenance.sources)
    return {"rows": rows, "start": start, "first": first, "again": again, "peak": peak}


def _java(engine: object) -> float:
    """Return the peak memory of Spark's Java process, where the system tells it."""
    session = getattr(engine, "session", None)
    if session is None:
        return 0
    jvm = session.sparkContext._jvm
    return _peak(str(jvm.java.lang.ProcessHandle.current().pid()))


def _peak(process: str) -> float:
    """Return the peak of a process in MB, where the system tells it: Linux does."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    if sys.argv[1] == "--count":
        print(json.dumps(count(*sys.argv[2:])))
    else:
        main(Path(sys.argv[1]), [int(given) for given in sys.argv[2:]])
