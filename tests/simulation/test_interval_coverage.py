"""The default interval holds its level, and the table in the repository says so truthfully."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import interval_coverage as simulation  # noqa: E402

from satisfaction.numerics.design import Design, degrees_of_freedom  # noqa: E402
from satisfaction.numerics.linearisation import mean_scores  # noqa: E402
from satisfaction.numerics.variance import covariance  # noqa: E402

DOCUMENT = HERE.parents[1] / "docs" / "interval_coverage.md"
NUMBERS = re.compile(r"\| ([0-9.]+) \(([0-9.]+)\) ")
ROW = re.compile(r"^\| (even|uneven) \| ([0-9,]+) \| ([0-9]+)% \| ([0-9.]+) ", re.MULTILINE)


def test_counts_by_stratum_give_what_the_package_gives():
    rng = np.random.default_rng(3)
    counts = simulation.draw(0.2, 100, uneven=True, rng=rng)
    found = simulation.estimates(counts)
    for k in range(5):
        strata = np.repeat(np.arange(5), counts.drawn)
        place = np.concatenate([np.arange(n) for n in counts.drawn])
        inside = place < counts.inside[k][strata]
        answer = (place < counts.having[k][strata]).astype(float)
        design = Design(weights=counts.weights[strata], strata=strata)
        means = mean_scores(
            answer[:, None], weights=design.weights, domains=np.where(inside, 0, -1), n_domains=1
        )
        error = np.sqrt(covariance(means.scores, design)[0, 0])
        assert found["p"][k] == pytest.approx(means.estimates[0, 0], abs=1e-14)
        assert found["se"][k] == pytest.approx(error, rel=1e-12)
        assert found["df"][k] == degrees_of_freedom(design, inside)


@pytest.mark.slow
def test_the_table_in_the_repository_is_what_the_simulation_gives():
    """20,000 samples a row; another version of numpy may draw others, so within 4 errors."""
    written = NUMBERS.findall(DOCUMENT.read_text(encoding="utf-8"))
    made = NUMBERS.findall(simulation.table())
    assert len(written) == len(made) == 150
    for (old, old_width), (new, new_width) in zip(written, made, strict=True):
        share = float(new) / 100
        error = 100 * np.sqrt(max(share * (1 - share), 0.002) / simulation.REPLICATIONS)
        assert float(old) == pytest.approx(float(new), abs=4 * np.sqrt(2) * error + 0.1)
        assert float(old_width) == pytest.approx(float(new_width), rel=0.02, abs=0.1)


def test_the_default_never_falls_below_93_per_cent_from_a_base_of_30():
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert len(rows) == 2 * len(simulation.BASES) * len(simulation.SHARES)
    held = [float(cover) for _, base, _, cover in rows if int(base.replace(",", "")) >= 30]
    assert min(held) >= 93.0
