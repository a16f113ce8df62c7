"""What the heuristic of disclosure control loses against the optimum, and what each takes.

``python tests/benchmarks/suppression_loss.py`` prints one line a kind of table: random two-way
tables with margins, the grand total out, threshold 5; loss is the sum of costs of what is withheld
(1 a count, up to 2 for the largest), primary counts included.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.sparse import csr_array

from satisfaction.numerics.cell_systems import CellSystem
from satisfaction.numerics.suppression import suppress

SHAPES = ((3, 3), (4, 4), (5, 4), (6, 5), (7, 6))
TABLES = 20
THRESHOLD = 5.0


def table(rng: np.random.Generator, rows: int, columns: int) -> CellSystem:
    """Return a two-way table with its margins."""
    inner = rng.poisson(rng.gamma(1.0, 15.0, (rows, columns))).astype(float)
    full = np.block([[inner, inner.sum(1, keepdims=True)], [inner.sum(0), inner.sum()]])
    at = np.arange(full.size).reshape(full.shape)
    ties = np.zeros((rows + columns + 2, full.size))
    for k in range(rows + 1):
        ties[k, at[k, :-1]], ties[k, at[k, -1]] = 1, -1
    for k in range(columns + 1):
        ties[rows + 1 + k, at[:-1, k]], ties[rows + 1 + k, at[-1, k]] = 1, -1
    values = full.ravel()
    published = np.arange(full.size) == at[-1, -1]
    return CellSystem(
        values=values,
        relations=csr_array(ties),
        switches=np.arange(full.size),
        widths=np.full(full.size, THRESHOLD),
        costs=1.0 + values / values.max(),
        withheld=(values > 0) & (values < THRESHOLD) & ~published,
        published=published,
        follows=np.zeros((0, 2), dtype=np.int64),
    )


def main() -> None:
    """Print the table."""
    sys.stdout.write(
        "table   small  optimum  heuristic  (withheld)  loss of the heuristic over the optimum: "
        "mean, worst  seconds a table: optimum, heuristic\n"
    )
    for rows, columns in SHAPES:
        rng = np.random.default_rng([8, rows, columns])
        found = []
        for _ in range(TABLES):
            system = table(rng, rows, columns)
            start = time.perf_counter()
            best = suppress(system)
            middle = time.perf_counter()
            quick = suppress(system, largest_optimum=0)
            times = (middle - start, time.perf_counter() - middle)
            counts = (system.withheld.sum(), best.withheld.sum(), quick.withheld.sum())
            found.append((*counts, quick.loss / best.loss - 1 if best.loss else 0.0, *times))
        line = np.mean(found, axis=0)
        worst = max(row[3] for row in found)
        sys.stdout.write(
            f"{rows} x {columns}   {line[0]:5.1f}  {line[1]:7.1f}  {line[2]:9.1f}"
            f"{line[3]:+32.1%}, {worst:+.1%}  {line[4]:24.2f}, {line[5]:.2f}\n"
        )


if __name__ == "__main__":
    main()
