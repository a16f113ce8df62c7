"""Log-odds ratios of terms against the formula in R."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from satisfaction.numerics.keyness import log_odds_errors, log_odds_ratios

CASES = json.loads(
    (Path(__file__).parents[1] / "data" / "keyness_reference.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=["counts", "weighted counts"])
def test_log_odds_errors_and_z_scores_are_those_of_r(case):
    counts = np.array([case["y1"], case["y2"]], dtype=float)
    totals = np.array([case["n1"], case["n2"]], dtype=float)
    log_odds = log_odds_ratios(counts, totals, prior_total=case["a0"])
    errors = log_odds_errors(counts, totals, prior_total=case["a0"])
    np.testing.assert_allclose(log_odds, case["log_odds"], rtol=1e-12)
    np.testing.assert_allclose(errors, case["standard_error"], rtol=1e-13)
    np.testing.assert_allclose(log_odds / errors, case["z"], rtol=1e-12)
