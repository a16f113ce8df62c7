"""Rates, ratios, tests and false discovery rate of the exclusion audit are R's."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.dimensions import Dimension
from satisfaction.exclusions.rates import rate_table
from satisfaction.exclusions.settings import AuditSettings
from satisfaction.results import Provenance
from satisfaction.tables.exclusions import ExclusionCounts

DATA = Path(__file__).parents[1] / "data" / "exclusion_reference.json"
REFERENCE = json.loads(DATA.read_text(encoding="utf-8"))
LEVELS = tuple("abcdef")


@pytest.fixture(scope="module")
def rates():
    removed = np.array(REFERENCE["removed"])
    left = np.array(REFERENCE["victims"]) - removed
    table = pd.DataFrame(
        {
            "dimension": "area",
            "level": [*LEVELS, *LEVELS],
            "reasons": [1] * 6 + [0] * 6,
            "victims": [*removed, *left],
        }
    )
    nothing = pd.DataFrame({"reasons": [], "victims": []})
    counts = ExclusionCounts(
        reasons=("a reason",),
        levels=table,
        ages=nothing,
        approvals=nothing,
        dimensions={"area": Dimension(name="area", levels=LEVELS, unknown=())},
        victims=int(sum(REFERENCE["victims"])),
        latest_days=84,
        tells_overlap=True,
        tells_age=False,
        tells_approver=False,
        tells_date=False,
        unit="a victim",
        provenance=Provenance(survey="", period="", method=""),
    )
    settings = AuditSettings(
        youngest=16, ratio_flagged=REFERENCE["limit"], false_flags=0.05, tolerated=0.1
    )
    found = rate_table(counts, settings)
    return found[found["reason"] == "a reason"].set_index("level").loc[list(LEVELS)], found


@pytest.mark.parametrize("column", ["ratio", "lower", "upper", "rate_lower", "rate_upper"])
def test_ratios_and_intervals_are_those_of_r(rates, column):
    # Clopper-Pearson of the share among the excluded; Wilson of the rate.
    np.testing.assert_allclose(rates[0][column], REFERENCE[column], rtol=1e-9, atol=1e-12)


def test_p_values_are_those_of_rs_exact_binomial_test(rates):
    np.testing.assert_allclose(rates[0]["p_value"], REFERENCE["p_value"], rtol=1e-9, atol=1e-15)


def test_q_values_are_those_of_r_over_all_tests_together(rates):
    # `any reason` is the same six tests again: Benjamini-Hochberg of doubled tests is unchanged.
    np.testing.assert_allclose(rates[0]["q_value"], REFERENCE["q_value"], rtol=1e-9, atol=1e-15)
