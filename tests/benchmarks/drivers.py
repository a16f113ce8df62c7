"""Time the analysis of drivers: the whole of it, its bootstrap, and exact Shapley shares.

15 drivers, 5,000 respondents, unequal weights. R relaimpo is timed beside it where Rscript and the
package are there; else its published rate stands in the table, and says so.

    python tests/benchmarks/drivers.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "simulation"))

import driver_worlds as worlds
import drivers_truth as truth

from satisfaction.numerics.correlations import weighted_correlations
from satisfaction.numerics.design import Design
from satisfaction.numerics.logit import fit_logit
from satisfaction.numerics.replicate_shares import replicate_coefficients, replicate_shares
from satisfaction.numerics.replicate_weights import replicate_weights
from satisfaction.numerics.shapley import exact_lmg

PUBLISHED = 94.0 / 20
RELAIMPO = """
suppressMessages(library(relaimpo))
d <- read.csv(commandArgs(TRUE)[1]); w <- d$w; d$w <- NULL
t <- system.time(for (i in 1:3) {
  k <- sample(nrow(d), replace = TRUE)
  calc.relimp(y ~ ., data = d[k, ], weights = w[k], type = "lmg")
})[["elapsed"]]
cat(t / 3)
"""


def best(work, repeats=3):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def relaimpo_seconds(survey):
    """Return seconds a replicate, and whether they were measured here."""
    if shutil.which("Rscript") is None:
        return PUBLISHED, False
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "survey.csv"
        columns = np.column_stack([survey.overall, survey.ratings, survey.weights])
        names = ["y", *worlds.DRIVERS, "w"]
        np.savetxt(table, columns, delimiter=",", header=",".join(names), comments="")
        script = Path(folder) / "relaimpo.R"
        script.write_text(RELAIMPO, encoding="utf-8")
        run = subprocess.run(
            ["Rscript", str(script), str(table)], capture_output=True, text=True, check=False
        )
    return (float(run.stdout), True) if run.returncode == 0 and run.stdout else (PUBLISHED, False)


def main():
    survey = worlds.world("step").draw(5_000, np.random.default_rng(1))
    x, y, weights = truth.columns_of(survey), survey.dissatisfied, survey.weights
    design = Design(weights=weights, strata=survey.group)
    ratings, score = survey.ratings.astype(float), survey.overall.astype(float)
    many = np.hstack(list(replicate_weights(design, replicates=1_000, seed=1)))
    wide = np.random.default_rng(2).normal(size=(5_000, 20)) + ratings[:, :1]

    def headline():
        fit = fit_logit(y, x, weights=weights)
        for block in replicate_weights(design, replicates=1_000, seed=1):
            moved = replicate_coefficients(fit, x, y, weights=block)
            replicate_shares(moved, x, y, weights=block, low_columns=truth.LOW)

    shapley = best(lambda: exact_lmg(weighted_correlations(score, ratings, many)))
    one, measured = relaimpo_seconds(survey)
    rows = [
        ("attributable shares, 1,000 bootstraps", best(headline), "asked: under 12 s"),
        ("exact Shapley, p = 15, 1,000 bootstraps", shapley, "asked: under 1.5 s"),
        (
            "exact Shapley, p = 20, one fit",
            best(lambda: exact_lmg(weighted_correlations(score, wide, weights))),
            "asked: under 0.2 s",
        ),
        (
            f"R relaimpo, p = 15, one replicate ({'here' if measured else 'published'})",
            one,
            f"{one * 1_000 / shapley:,.0f} times as long a replicate; asked: 1,000",
        ),
    ]
    print(f"| {'what':55} | seconds | |\n|{'-' * 57}|---------|---|")
    for what, seconds, note in rows:
        print(f"| {what:55} | {seconds:7.3f} | {note} |")


if __name__ == "__main__":
    main()
