"""Weights, estimates, gaps and trends at 100,000 to 10,000,000 interviews: seconds and memory.

    python tests/benchmarks/interviews_at_scale.py [interviews ...]

The returns are built as ``Returns`` from generated columns, so that reading is not measured: 32
areas x 5 user groups are the strata, three dimensions are the margins, two years of interview
dates, and five questions of which some were not answered and one was put to some user groups only.
Every row is a process of its own, which makes the returns, weights them where the verb needs
weights, and then measures the verb: processor seconds, the better of two runs (the first one waits
for memory from the system), and in a third the peak of memory above what the returns hold. At the
end the slopes: how seconds and memory grow with interviews, 1 being in proportion to them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import satisfaction as sat
from satisfaction.definitions.levels import dimensions_of
from satisfaction.results import Provenance
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import Returns

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.definitions.survey import Survey

INTERVIEWS = (100_000, 1_000_000, 10_000_000)
STRATA = {"user_group": 5, "area": 32}
MARGINS = {"age": 7, "gender": 2, "ethnicity": 6}
MEASURES = ("contact", "action", "follow_up", "treatment", "overall")
ANSWERS = ("completely", "very", "fairly", "neither", "dissatisfied", "no answer", "not asked")
SHARES = (0.15, 0.3, 0.25, 0.08, 0.19, 0.03)
QUARTERS = [f"{year} Q{quarter}" for year in ("2023/24", "2024/25") for quarter in (1, 2, 3, 4)]
FIRST_DAY = np.datetime64("2023-04-01")
N_DAYS = 731  # to 31 March 2025

SURVEY = """\
survey: benchmark
title: Benchmark
mode: telephone
fields:
  interviewed_on: {{column: D, kind: date}}
{fields}
scales:
  five: {{grades: {{1: completely, 2: very, 3: fairly, 4: neither, 5: dissatisfied}},
    satisfied: [1, 2, 3], dissatisfied: [5], top: [1]}}
questions:
{questions}
dimensions: [age, gender, ethnicity]
weights: {{strata: [user_group, area], population: profile, margins: [age, gender, ethnicity]}}
"""


def make(n: int) -> Returns:
    """Return ``n`` interviews of two years."""
    rng = np.random.default_rng(1)
    survey = make_survey()
    days = FIRST_DAY + rng.integers(0, N_DAYS, n).astype("timedelta64[D]")
    columns: dict[str, object] = {"interviewed_on": pd.Series(days.astype("datetime64[s]"))}
    for name, size in {**STRATA, **MARGINS}.items():
        levels = list(dimensions_of(survey.fields)[name].all_levels)
        codes = rng.integers(0, size, n, dtype=np.int8)
        columns[name] = pd.Categorical.from_codes(codes, levels)
    unasked = columns["user_group"].codes == 0
    for name in MEASURES:
        codes = np.searchsorted(np.cumsum(SHARES[:-1]), rng.random(n)).astype(np.int8)
        if name == "follow_up":
            codes[unasked] = ANSWERS.index("not asked")
        columns[name] = pd.Categorical.from_codes(codes, list(ANSWERS))
    return Returns(frame=pd.DataFrame(columns, copy=False), survey=survey)


def make_survey() -> Survey:
    """Return the definition of the survey."""
    fields = "\n".join(
        f"  {name}: {{column: {name}, kind: category, levels: {{{_levels(name, size)}}}}}"
        for name, size in {**STRATA, **MARGINS}.items()
    )
    questions = "\n".join(
        f"  {m}: {{column: {m}, scale: five, text: {m}, measure: {m}"
        f"{', outcome: true' if m == 'overall' else ''}}}"
        for m in MEASURES
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.yaml"
        path.write_text(SURVEY.format(fields=fields, questions=questions), encoding="utf-8")
        return sat.load_survey(path)


def _levels(name: str, size: int) -> str:
    return ", ".join(f"{k}: {name} {k}" for k in range(size))


def make_profile(survey: Survey, seed: int) -> Profile:
    """Return the victims of every stratum and combination of levels."""
    sizes = {**STRATA, **MARGINS}
    known = dimensions_of(survey.fields)
    codes = np.indices(tuple(sizes.values())).reshape(len(sizes), -1)
    table = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(own, list(known[name].all_levels))
            for name, own in zip(sizes, codes, strict=True)
        }
    )
    victims = np.random.default_rng(seed).integers(200, 2_000, len(table))
    return Profile(
        table=table.assign(victims=victims),
        provenance=Provenance(survey="benchmark", period="", method=""),
        reported_from=None,
        reported_to=None,
        period_basis="interview",
        unit="a victim",
        dimensions={name: known[name] for name in sizes},
    )


def raked(returns: Returns) -> Returns:
    """Return the interviews weighted to one profile."""
    return sat.weight(returns, make_profile(returns.survey, 1)).returns


def by_quarter(returns: Returns) -> Returns:
    """Return the interviews of each quarter weighted to its own profile."""
    profiles = {q: make_profile(returns.survey, k) for k, q in enumerate(QUARTERS)}
    return sat.weight(returns, profiles).returns


def post_stratified(returns: Returns) -> Returns:
    """Return the interviews post-stratified to the cells of the margins."""
    profile = make_profile(returns.survey, 1)
    return sat.weight(returns, profile, method="post-stratify").returns


def as_they_are(returns: Returns) -> Returns:
    """Return the interviews without weights."""
    return returns


def estimated(by: str | list[str] | None) -> Callable[[Returns], object]:
    """Return a job that gives all shares of all measures with intervals."""
    return lambda returns: sat.estimate(returns, measure=list(MEASURES), by=by)


# What each row does before, unmeasured, and what is measured.
JOBS: dict[str, tuple[Callable[[Returns], Returns], Callable[[Returns], object]]] = {
    "weight: rake": (as_they_are, raked),
    "weight: post-stratify": (as_they_are, post_stratified),
    "weight: 8 quarters, a profile each": (as_they_are, by_quarter),
    "estimate: everyone": (raked, estimated(None)),
    "estimate: by user group": (raked, estimated("user_group")),
    "estimate: by area": (raked, estimated("area")),
    "estimate: by area x user group": (raked, estimated(["area", "user_group"])),
    "gap: two of ethnicity": (
        raked,
        lambda returns: sat.gap(
            returns, measure="overall", by="ethnicity", between=("ethnicity 0", "ethnicity 1")
        ),
    ),
    "trend: by month": (by_quarter, lambda returns: sat.trend(returns, every="month")),
    "trend: by quarter, by user group": (
        by_quarter,
        lambda returns: sat.trend(returns, every="quarter", by="user_group"),
    ),
}


def measure_here(name: str, n: int) -> dict[str, float]:
    """Run one job in this process: its seconds, its peak above the returns, and what these hold."""
    before, job = JOBS[name]
    job(before(make(20_000)))  # modules are loaded, so that none of it counts
    returns = before(make(n))
    seconds = min(_seconds(job, returns) for _ in range(2))
    tracemalloc.start()
    job(returns)
    peak = tracemalloc.get_traced_memory()[1]
    held = returns.frame.memory_usage(deep=True).sum()
    return {"seconds": seconds, "peak": peak / 2**20, "returns": held / 2**20}


def _seconds(job: Callable[[Returns], object], returns: Returns) -> float:
    start = time.process_time()
    job(returns)
    return time.process_time() - start


def measure(name: str, n: int) -> dict[str, float]:
    """Run one job in a process of its own and print its row."""
    command = [sys.executable, __file__, "--one", name, str(n)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    print(
        f"{name:36}{n:12,}{found['seconds']:9.3f}{found['seconds'] / n * 1e6:12.3f}"
        f"{found['peak']:9.0f}{found['peak'] / n * 2**20:12.0f}"
        f"{found['peak'] / found['returns']:11.1f}",
        flush=True,
    )
    return found


def slope(sizes: list[int], values: list[float]) -> float:
    """Return the least-squares slope of log value on log size."""
    return float(np.polyfit(np.log(sizes), np.log(np.maximum(values, 1e-3)), 1)[0])


def compare(sizes: list[int]) -> None:
    """Print the rows of all jobs and sizes, then the slopes."""
    print(
        f"{'':36}{'interviews':>12}{'seconds':>9}{'s a million':>12}{'peak MB':>9}"
        f"{'bytes each':>12}{'x returns':>11}"
    )
    found = {name: [measure(name, n) for n in sizes] for name in JOBS}
    if len(sizes) < 2:
        return
    print(f"\n{'slopes, log on log':36}{'seconds':>9}{'memory':>9}{'seconds, last two sizes':>26}")
    for name, rows in found.items():
        seconds, peaks = ([row[what] for row in rows] for what in ("seconds", "peak"))
        print(
            f"{name:36}{slope(sizes, seconds):9.2f}{slope(sizes, peaks):9.2f}"
            f"{slope(sizes[-2:], seconds[-2:]):26.2f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure_here(sys.argv[2], int(sys.argv[3]))))
    else:
        compare([int(size) for size in sys.argv[1:]] or list(INTERVIEWS))
