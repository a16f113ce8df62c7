"""How often the interval of the intraclass correlation holds the truth for answers of 0 and 1.

Beta-binomial interviewers, 40 with 50 interviews each; 600 replications, so that a coverage of 95 %
has a Monte Carlo error of 0.9 points and one of 60 % of 2.
"""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.numerics.intraclass import intraclass_correlation

pytestmark = pytest.mark.slow

GROUPS, REPLICATIONS = np.repeat(np.arange(40), 50), 600


def coverage(share: float, truth: float) -> float:
    rng = np.random.default_rng(8)
    scale, held = 1 / truth - 1, 0
    for _ in range(REPLICATIONS):
        chances = rng.beta(share * scale, (1 - share) * scale, 40)[GROUPS]
        values = (rng.random(len(GROUPS)) < chances).astype(float)
        found = intraclass_correlation(values, GROUPS, 40)
        held += found.lower <= truth <= found.upper
    return held / REPLICATIONS


@pytest.mark.parametrize("truth", [0.02, 0.1])
def test_for_a_mark_of_most_interviews_it_is_as_good_as_it_says(truth):
    assert coverage(0.8, truth) >= 0.95 - 0.02 - 2.33 * 0.009


def test_for_a_rare_mark_it_is_too_narrow_as_the_caveat_says():
    assert coverage(0.02, 0.02) < 0.92
    assert coverage(0.02, 0.1) < 0.7
