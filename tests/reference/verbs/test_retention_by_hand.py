"""A step of the cascade under unequal weights, person by person."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.representativeness.cascade_tables import _ratios
from satisfaction.representativeness.steps import retention_step, stage_of

LEVELS, REACH = 3, 1.959963984540054


@pytest.mark.parametrize("seed", range(5))
def test_shares_ratios_and_errors_are_those_of_each_persons_influence(seed):
    rng = np.random.default_rng(seed)
    codes, weights = rng.integers(0, LEVELS + 1, 400), rng.lognormal(3, 0.8, 400)
    there = rng.random(400) < np.array([0.3, 0.5, 0.7, 0.4])[codes]
    step = retention_step(
        stage_of("issued", codes, LEVELS, weights),
        stage_of("interviewed", codes[there], LEVELS, weights[there]),
        chance="response",
        weight="base",
    )
    known, held = codes < LEVELS, weights[there & (codes < LEVELS)].sum()
    levels = [codes == k for k in range(LEVELS)]
    before = np.array([weights[of].sum() for of in levels]) / weights[known].sum()
    after = np.array([weights[of & there].sum() for of in levels]) / held
    # A rate by squared weights, with one more victim of mean squared weight on each side.
    spread = np.zeros(400)
    for of in levels:
        one = (weights[of] ** 2).mean()
        rate = ((weights[of & there] ** 2).sum() + one) / ((weights[of] ** 2).sum() + 2 * one)
        spread[of] = weights[of] ** 2 * rate * (1 - rate)
    errors = [
        np.sqrt((spread * (of - share) ** 2)[known].sum()) / held
        for of, share in zip(levels, after, strict=True)
    ]
    np.testing.assert_allclose(step.differences, after - before, rtol=0, atol=1e-12)
    np.testing.assert_allclose(step.errors, errors, rtol=1e-10)
    ratio, lower, upper = _ratios(step, REACH, 0.95)
    np.testing.assert_allclose(ratio, after / before, rtol=1e-12)
    np.testing.assert_allclose(np.log(upper / ratio), REACH * np.array(errors) / after, rtol=1e-10)
    np.testing.assert_allclose(lower * upper, ratio**2, rtol=1e-10)
