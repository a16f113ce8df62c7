"""Satisfaction in 160 domains on five measures: this package, bare arithmetic, R ``survey``, svy.

    python tests/benchmarks/domain_estimates.py [respondents ...]

Everything is measured side by side in one run on the same respondents: 32 boroughs x 5 user groups
are the strata and the domains; weights are raked to age, gender and ethnicity. "Bare arithmetic" is
what any answer must at least do: a weighted ``bincount`` by (stratum, domain) of five answers, of
their residuals' sums and of their squares, without calibration, intervals or labels. "Kernel
graded_means" is what the verb runs: grades, as the categorical columns hold them, on the table of
(stratum, cell, domain); "kernel domain_means" takes any numbers and designs, row by row. The verb
gives four shares of each measure with intervals. R and svy run where they are installed. Times are
the best of five (R: of one); memory is the peak above the input's own.
"""

from __future__ import annotations

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
from satisfaction.numerics.design_table import tabulate_design
from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.graded_means import graded_means
from satisfaction.numerics.graded_sums import tabulate_domains
from satisfaction.tables.design import survey_design
from satisfaction.tables.returns import Returns, Weighting

if TYPE_CHECKING:
    from collections.abc import Callable

MEASURES = ("contact", "action", "follow_up", "treatment", "overall")
AREAS, GROUPS = 32, 5
MARGINS = {"age": 7, "gender": 2, "ethnicity": 6}

SURVEY = """\
survey: benchmark
title: Benchmark
mode: telephone
fields:
  area: {{column: A, kind: category, levels: {areas}}}
  user_group: {{column: U, kind: category, levels: {groups}}}
  age: {{column: G, kind: category, levels: {age}}}
  gender: {{column: S, kind: category, levels: {gender}}}
  ethnicity: {{column: E, kind: category, levels: {ethnicity}}}
scales:
  yes_no: {{grades: {{1: "yes", 2: "no"}}, satisfied: [1], dissatisfied: [2]}}
questions:
{questions}
dimensions: [age, gender, ethnicity]
weights: {{strata: [area, user_group], population: profile, margins: [age, gender, ethnicity]}}
"""

R_SCRIPT = """
suppressMessages(library(survey))
d <- read.csv(commandArgs(TRUE)[1])
design <- svydesign(ids = ~1, strata = ~stratum, weights = ~base, data = d)
margins <- ~factor(age) + factor(gender) + factor(ethnicity)
raked <- calibrate(design, margins, calfun = "raking",
  population = colSums(model.matrix(margins, d) * d$weight))
t <- system.time(r <- svyby(~contact + action + follow_up + treatment + overall, ~stratum, raked,
  svymean, na.rm = TRUE))
cat(t[["elapsed"]], sum(as.matrix(r[, 2:6])), sum(SE(r)), "\\n")
"""

SVY_SCRIPT = """
import sys, time
import polars as pl
from svy import Design, Sample
table, measures, seconds = pl.read_parquet(sys.argv[1]), sys.argv[2:], []
table = table.with_columns(pl.col(measures).fill_nan(None))
for _ in range(3):
    sample = Sample(table, Design(stratum="stratum", wgt="weight"))
    start = time.process_time()
    for measure in measures:
        sample.estimation.mean(measure, by="stratum", drop_nulls=True)
    seconds.append(time.process_time() - start)
print(min(seconds))
"""


def make(n: int) -> Returns:
    """Return ``n`` respondents with base weights, and weights raked to shifted margins."""
    rng = np.random.default_rng(1)
    sizes = {"area": AREAS, "user_group": GROUPS, **MARGINS}
    frame = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(
                rng.integers(0, size, n), [f"{name} {k}" for k in range(size)]
            )
            for name, size in sizes.items()
        }
    )
    for name in MEASURES:
        code = rng.choice(3, p=[0.75, 0.22, 0.03], size=n)
        frame[name] = pd.Categorical.from_codes(code, ["yes", "no", "no answer"])
        frame[name] = frame[name].cat.set_categories(["yes", "no", "no answer", "not asked"])
    cells = frame["area"].cat.codes.to_numpy(int) * GROUPS + frame["user_group"].cat.codes
    base = 1 + rng.random(AREAS * GROUPS)[cells]
    tilt = np.exp(sum(0.1 * frame[m].cat.codes.to_numpy() / MARGINS[m] for m in MARGINS))
    frame = frame.assign(base_weight=base, weight=base * tilt)
    weighting = Weighting(margins=tuple(MARGINS), method="rake")
    return Returns(frame=frame, survey=_survey(), weighting=weighting)


def _survey() -> object:
    def levels(name: str, size: int) -> str:
        return "{" + ", ".join(f"{k}: {name} {k}" for k in range(size)) + "}"

    told = {m: ", outcome: true" if m == "overall" else "" for m in MEASURES}
    questions = "\n".join(
        f"  {m}: {{column: Q{k}, scale: yes_no, text: {m}, measure: {m}{told[m]}}}"
        for k, m in enumerate(MEASURES)
    )
    text = SURVEY.format(
        areas=levels("area", AREAS),
        groups=levels("user_group", GROUPS),
        questions=questions,
        **{name: levels(name, size) for name, size in MARGINS.items()},
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.yaml"
        path.write_text(text, encoding="utf-8")
        return sat.load_survey(path)


def answers(returns: Returns) -> np.ndarray:
    """Return 1, 0 or NaN for each respondent and measure."""
    columns = [returns.frame[m].cat.codes.to_numpy() for m in MEASURES]
    return np.column_stack([np.where(c > 1, np.nan, c == 0) for c in columns]).astype(float)


def bare(y: np.ndarray, weights: np.ndarray, cells: np.ndarray, size: int) -> np.ndarray:
    """Return means and standard errors of each domain by bincount, strata being the domains."""
    out = np.empty((2, size, y.shape[1]))
    count = np.bincount(cells, minlength=size)
    for k in range(y.shape[1]):
        known = np.isfinite(y[:, k])
        w, v = np.where(known, weights, 0.0), np.where(known, y[:, k], 0.0)
        total = np.bincount(cells, weights=w, minlength=size)
        mean = np.bincount(cells, weights=w * v, minlength=size) / total
        score = w * (v - mean[cells]) / total[cells]
        sums = np.bincount(cells, weights=score, minlength=size)
        squares = np.bincount(cells, weights=score**2, minlength=size)
        out[0, :, k] = mean
        out[1, :, k] = np.sqrt(count / (count - 1) * (squares - sums**2 / count))
    return out


def graded(returns: Returns, design: object, cells: np.ndarray, size: int) -> list[object]:
    """Return means and standard errors of each domain from the grades, with calibration."""
    table = tabulate_domains(tabulate_design(design), cells, n_domains=size)
    worth = np.array([[1.0], [0.0], [np.nan], [np.nan]])
    return [graded_means(returns.frame[m].cat.codes.to_numpy(), worth, table) for m in MEASURES]


def best(job: Callable[[], object], runs: int = 5) -> tuple[float, float]:
    """Return the best processor time of several runs, and the peak of memory of one."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return min(times), peak / 2**20


def in_r(returns: Returns, y: np.ndarray) -> float | None:
    """Return the seconds that R's ``svyby`` takes, or None where R or survey is not there."""
    if shutil.which("Rscript") is None:
        return None
    frame = pd.DataFrame(y, columns=list(MEASURES))
    for name in MARGINS:
        frame[name] = returns.frame[name].cat.codes
    frame["stratum"] = _cells(returns)
    frame["base"], frame["weight"] = returns.frame["base_weight"], returns.frame["weight"]
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "d.csv", Path(folder) / "b.R"
        frame.to_csv(data, index=False, na_rep="NA")
        script.write_text(R_SCRIPT, encoding="utf-8")
        done = subprocess.run(
            ["Rscript", str(script), str(data)], capture_output=True, text=True, check=False
        )
    return float(done.stdout.split()[0]) if done.returncode == 0 and done.stdout else None


def in_svy(returns: Returns, y: np.ndarray) -> float | None:
    """Return the processor seconds that svy takes, without calibration; None without svy.

    svy may live in an interpreter of its own, which the variable SVY_PYTHON names.
    """
    frame = pd.DataFrame(y, columns=list(MEASURES))
    frame["stratum"] = _cells(returns)
    frame["weight"] = returns.frame["weight"]
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "d.parquet", Path(folder) / "b.py"
        frame.to_parquet(data)
        script.write_text(SVY_SCRIPT, encoding="utf-8")
        command = [os.environ.get("SVY_PYTHON", sys.executable), str(script), str(data)]
        done = subprocess.run([*command, *MEASURES], capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout:
        print(f"svy: {(done.stderr.strip().splitlines() or ['no output'])[-1]}")
        return None
    return float(done.stdout.split()[-1])


def _cells(returns: Returns) -> np.ndarray:
    area, group = (returns.frame[c].cat.codes.to_numpy(np.int64) for c in ("area", "user_group"))
    return area * GROUPS + group


def measure(n: int) -> None:
    """Print one table for ``n`` respondents."""
    returns = make(n)
    y, cells = answers(returns), _cells(returns)
    weights = returns.frame["weight"].to_numpy()
    design = survey_design(returns)
    jobs: dict[str, Callable[[], object]] = {
        "bare bincount arithmetic": lambda: bare(y, weights, cells, AREAS * GROUPS),
        "kernel graded_means, calibrated": lambda: graded(returns, design, cells, AREAS * GROUPS),
        "kernel domain_means, calibrated": lambda: domain_means(
            y, design, domains=cells, n_domains=AREAS * GROUPS
        ),
        "satisfaction.estimate, whole verb": lambda: sat.estimate(
            returns, measure=list(MEASURES), by=["area", "user_group"]
        ),
    }
    rows = {name: best(job, runs=5 if n <= 1_000_000 else 2) for name, job in jobs.items()}
    base = rows["bare bincount arithmetic"][0]
    held = (returns.frame.memory_usage(deep=True).sum()) / 2**20
    print(f"\n{n:,} respondents, 160 domains x 5 measures; the returns hold {held:,.0f} MB")
    print(f"{'':36}{'seconds':>9}{'x bare':>8}{'peak MB':>9}{'x returns':>11}")
    for name, (seconds, peak) in rows.items():
        print(f"{name:36}{seconds:9.3f}{seconds / base:8.1f}{peak:9.1f}{peak / held:11.1f}")
    others = {"R survey::svyby": in_r, "svy": in_svy} if n <= 200_000 else {}
    for name, run in others.items():
        seconds = run(returns, y)
        if seconds is None:
            print(
                f"{name:36}  skipped: not installed here (svy: name its interpreter in SVY_PYTHON)"
            )
            continue
        ours = rows["satisfaction.estimate, whole verb"][0]
        print(f"{name:36}{seconds:9.3f}{seconds / base:8.1f}   {seconds / ours:,.0f} times ours")


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ["200000"]):
        measure(size)
