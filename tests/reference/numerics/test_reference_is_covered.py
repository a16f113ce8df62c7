"""Every number of the synthetic reference is compared by a test that is named here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

R = dict[str, Any]

# Which test compares what: a pattern of the path in the reference, and the test.
HERE, WEIGHTS, COVARIANCE, INTERVALS = (
    f"test_{name}_against_r.py" for name in ("every_block", "weights", "covariance", "intervals")
)
BLOCKS, BRIEF = "(D|Dn|RK|PS)", "(RK4|PV|PC|CL|CG|CR)"
COMPARED = {
    rf"{BLOCKS}/(overall|q5_na|sat_dist|age_dist|q1_deff_replace)/": HERE,
    rf"{BRIEF}/(overall|by_ethnicity|ciprop_q1)/": HERE,
    rf"{BLOCKS}/totals/": HERE,
    rf"{BLOCKS}/by_\w+/": HERE,
    rf"{BLOCKS}/diff_\w+/(est|vcov)": COVARIANCE,
    rf"{BLOCKS}/diff_\w+/(se|df|ci_normal|ci_t|p_t)": HERE,
    rf"{BLOCKS}/group_vs_all/": COVARIANCE,
    rf"{BLOCKS}/ciprop_\w+/": HERE,
    rf"{BLOCKS}/domain_ciprop_ethnicity/\w+/(logit|beta|mean|df|n)": HERE,
    rf"{BLOCKS}/domain_ciprop_ethnicity/\w+/wilson_neff": INTERVALS,
    rf"{BLOCKS}/(chisq|glm_q1\w*|regTermTest_ethnicity)/": HERE,
    rf"{BLOCKS}/gof/": "test_goodness_against_r.py",
    r"RK/(olr_sat|clm_sat)/": HERE,
    rf"({BLOCKS}|{BRIEF})/degf": COVARIANCE,
    rf"({BLOCKS}|{BRIEF})/(kish_deff|n_eff|w_\w+)": HERE,
    r"RKd/": HERE,
    # Weights and means only: the variances of R's trimmed designs are not compared.
    r"(TR|TRs)/": WEIGHTS,
    r"max_rel_diff_rake_default_vs_exact": HERE,
    r"max_rel_diff_rake_vs_calibrate_raking": WEIGHTS,
}
NOT_NUMBERS = r"meta/|pop_total|.*/(note|ordinal)$"


def paths(tree: Any, start: str = "") -> list[str]:
    if not isinstance(tree, dict):
        return [start]
    return [path for key, below in tree.items() for path in paths(below, f"{start}/{key}")]


def test_every_number_of_the_reference_is_compared_by_a_test(reference: R) -> None:
    found = [path.lstrip("/") for path in paths(reference)]
    left = [
        path
        for path in found
        if not any(re.match(pattern, path) for pattern in (*COMPARED, NOT_NUMBERS))
    ]
    assert left == []
    unused = [p for p in COMPARED if not any(re.match(p, path) for path in found)]
    assert unused == []


def test_the_named_tests_exist() -> None:
    folder = Path(__file__).parent
    assert all((folder / name).is_file() for name in COMPARED.values())
