"""Raking a million respondents to 7 x 2 x 6 levels: this package, a bare loop, R ``survey``, svy.

    python tests/benchmarks/raking.py [respondents ...]

Everything is measured side by side in one run on the same respondents, held in categorical columns
with a weight. "Bare numpy loop" is what an able analyst would write: take the codes out of the
categorical columns, number the cells, sum the weights by cell, iterate on the cells to the
tolerance that the package rakes to (1e-12), and give each respondent its weight; no checks, record
or diagnostics. R and svy run where they
are installed; what they take to read the data does not count. Times are the best of several runs
(R: of one); memory is the peak above the input's own.
"""

from __future__ import annotations

import json
import os
import shutil
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
from satisfaction.numerics.raking import rake, tabulate_cells
from satisfaction.results import Provenance
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import Returns

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = {"age": 7, "gender": 2, "ethnicity": 6}
TOLERANCE = 1e-12  # what sat.weight rakes to
OTHERS_UP_TO = 1_000_000

SURVEY = """\
survey: benchmark
title: Benchmark
mode: telephone
fields:
  age: {{column: A, kind: category, levels: {age}}}
  gender: {{column: G, kind: category, levels: {gender}}}
  ethnicity: {{column: E, kind: category, levels: {ethnicity}}}
  base: {{column: W, kind: number}}
scales:
  yes_no: {{grades: {{1: "yes", 2: "no"}}, satisfied: [1], dissatisfied: [2]}}
questions:
  overall: {{column: Q, scale: yes_no, text: overall, outcome: true, measure: overall}}
dimensions: [age, gender, ethnicity]
weights: {{column: base, margins: [age, gender, ethnicity]}}
"""

SVY_SCRIPT = """
import json, sys, time
import polars as pl
from svy import Design, Sample
table, controls, seconds = pl.read_parquet(sys.argv[1]), json.loads(sys.argv[2]), []
for _ in range(3):
    sample = Sample(table, Design(wgt="base"))
    start = time.perf_counter()
    sample.weighting.rake(controls=controls, wgt_name="raked", tol=1e-10)
    seconds.append(time.perf_counter() - start)
print(min(seconds))
"""

R_SCRIPT = """
suppressMessages(library(survey))
arguments <- commandArgs(TRUE)
d <- read.csv(arguments[1], stringsAsFactors = TRUE)
margin <- function(name) { t <- read.csv(file.path(arguments[2], paste0(name, ".csv")))
  data.frame(setNames(list(t[[1]]), name), Freq = t[[2]]) }
design <- svydesign(ids = ~1, weights = ~base, data = d)
t <- system.time(r <- rake(design, list(~age, ~gender, ~ethnicity),
  list(margin("age"), margin("gender"), margin("ethnicity")),
  control = list(maxit = 100, epsilon = 1e-4)))
cat(t[["elapsed"]], sprintf("%.12g", sum(weights(r)^2)), "\\n")
"""


def make(n: int) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Return ``n`` respondents with base weights, and totals of another make-up."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(
                rng.choice(size, n, p=_shares(size, 0.3)), [f"{name} {k}" for k in range(size)]
            )
            for name, size in SIZES.items()
        }
    ).assign(base=rng.uniform(1, 20, n))
    total = frame["base"].sum()
    return frame, {name: total * _shares(size, -0.2) for name, size in SIZES.items()}


def _shares(size: int, tilt: float) -> np.ndarray:
    shares = np.exp(tilt * np.arange(size))
    return shares / shares.sum()


def bare(frame: pd.DataFrame, totals: dict[str, np.ndarray]) -> np.ndarray:
    """Encode, sum by cell, iterate on the table, give back: numpy and nothing else."""
    codes = [frame[name].cat.codes.to_numpy() for name in SIZES]
    shape = tuple(SIZES.values())
    cell = np.ravel_multi_index(tuple(codes), shape)
    base = frame["base"].to_numpy()
    start = np.bincount(cell, weights=base, minlength=int(np.prod(shape))).reshape(shape)
    fitted, worst = start.copy(), 1.0
    while worst > TOLERANCE:
        worst = 0.0
        for axis, target in enumerate(totals.values()):
            others = tuple(k for k in range(3) if k != axis)
            ratio = target / fitted.sum(axis=others)
            fitted *= np.expand_dims(ratio, others)
            worst = max(worst, float(np.abs(ratio - 1).max()))
    return base * (fitted / start).ravel()[cell]


def kernel(frame: pd.DataFrame, totals: dict[str, np.ndarray]) -> np.ndarray:
    """Do the same with the package's kernels, and their checks."""
    base = frame["base"].to_numpy()
    cells = tabulate_cells([frame[name].cat.codes.to_numpy() for name in SIZES], weights=base)
    raked = rake(cells.codes, base=cells.base, targets=list(totals.values()), tolerance=TOLERANCE)
    return base * raked.factors[cells.index]


def as_verb(frame: pd.DataFrame, totals: dict[str, np.ndarray]) -> Callable[[], np.ndarray]:
    """Return the whole verb on the same respondents: targets, record, diagnostics and all."""
    survey = _survey()
    known = dimensions_of(survey.fields)
    cells = _cells_with(totals)
    for name in SIZES:
        cells[name] = pd.Categorical(cells[name], categories=list(known[name].all_levels))
    held = frame.assign(
        **{name: frame[name].cat.set_categories(known[name].all_levels) for name in SIZES}
    )
    profile = Profile(
        table=cells,
        provenance=Provenance(survey="benchmark", period="", method=""),
        reported_from=None,
        reported_to=None,
        period_basis="interview",
        unit="a victim",
        dimensions={name: known[name] for name in SIZES},
    )
    returns = Returns(frame=held, survey=survey)

    def run() -> np.ndarray:
        return sat.weight(returns, profile).returns.frame["weight"].to_numpy()

    return run


def _cells_with(totals: dict[str, np.ndarray]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(
        [[f"{name} {k}" for k in range(size)] for name, size in SIZES.items()], names=list(SIZES)
    )
    shares = [values / values.sum() for values in totals.values()]
    joint = np.einsum("i,j,k->ijk", *shares).ravel()
    return index.to_frame(index=False).assign(victims=joint * totals["age"].sum())


def _survey() -> object:
    levels = {
        name: "{" + ", ".join(f"{k}: {name} {k}" for k in range(size)) + "}"
        for name, size in SIZES.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.yaml"
        path.write_text(SURVEY.format(**levels), encoding="utf-8")
        return sat.load_survey(path)


def in_r(frame: pd.DataFrame, totals: dict[str, np.ndarray]) -> float | None:
    """Return the seconds that R's ``rake`` takes, or None where R or survey is not there."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "d.csv", Path(folder) / "b.R"
        frame.to_csv(data, index=False)
        for name, values in totals.items():
            table = pd.DataFrame({name: [f"{name} {k}" for k in range(len(values))], "N": values})
            table.to_csv(Path(folder) / f"{name}.csv", index=False)
        script.write_text(R_SCRIPT, encoding="utf-8")
        done = subprocess.run(
            ["Rscript", str(script), str(data), folder], capture_output=True, text=True, check=False
        )
    return float(done.stdout.split()[0]) if done.returncode == 0 and done.stdout else None


def in_svy(frame: pd.DataFrame, totals: dict[str, np.ndarray]) -> float | None:
    """Return the seconds that svy's raking takes, or None without svy.

    svy may live in an interpreter of its own, which the variable SVY_PYTHON names.
    """
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "d.parquet", Path(folder) / "b.py"
        frame.to_parquet(data)
        script.write_text(SVY_SCRIPT, encoding="utf-8")
        controls = {
            name: {f"{name} {k}": float(v) for k, v in enumerate(values)}
            for name, values in totals.items()
        }
        command = [os.environ.get("SVY_PYTHON", sys.executable), str(script), str(data)]
        done = subprocess.run(
            [*command, json.dumps(controls)], capture_output=True, text=True, check=False
        )
    return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout else None


def best(jobs: dict[str, Callable[[], np.ndarray]], runs: int) -> dict[str, tuple[float, float]]:
    """Return each job's best time of several runs, and the peak of memory of one.

    The jobs take turns: a loop that runs alone keeps the memory of its last run, which no job does
    that is called once.
    """
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(runs):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - start)
    return {name: (min(times[name]), _peak(job)) for name, job in jobs.items()}


def _peak(job: Callable[[], np.ndarray]) -> float:
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def measure(n: int) -> None:
    """Print one table for ``n`` respondents."""
    frame, totals = make(n)
    verb = as_verb(frame, totals)
    jobs: dict[str, Callable[[], np.ndarray]] = {
        "bare numpy loop": lambda: bare(frame, totals),
        "kernels tabulate_cells and rake": lambda: kernel(frame, totals),
        "satisfaction.weight, whole verb": verb,
    }
    wanted = jobs["bare numpy loop"]()
    for job in jobs.values():
        np.testing.assert_allclose(job(), wanted, rtol=1e-8)
    rows = best(jobs, 15 if n <= OTHERS_UP_TO else 5)
    floor = rows["bare numpy loop"][0]
    held = frame.memory_usage(deep=True).sum() / 2**20
    print(f"\n{n:,} respondents, 7 x 2 x 6 levels; the input holds {held:,.0f} MB")
    print(f"{'':36}{'seconds':>9}{'x bare':>8}{'ns a row':>10}{'peak MB':>9}{'x input':>9}")
    for name, (seconds, peak) in rows.items():
        print(
            f"{name:36}{seconds:9.4f}{seconds / floor:8.2f}{seconds / n * 1e9:10.1f}{peak:9.0f}"
            f"{peak / held:9.1f}"
        )
    if n > OTHERS_UP_TO:
        return
    for name, run in {"R survey::rake": in_r, "svy rake": in_svy}.items():
        seconds = run(frame, totals)
        if seconds is None:
            print(f"{name:36}  not installed here")
            continue
        ours = [rows[job][0] for job in list(jobs)[1:]]
        print(
            f"{name:36}{seconds:9.4f}{seconds / floor:8.1f}   "
            f"{seconds / ours[0]:,.0f} times our kernels', "
            f"{seconds / ours[1]:,.0f} times the verb's"
        )


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ["1000000", "10000000"]):
        measure(size)
