"""Intervals at the edges, where formulas for the middle give junk."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.errors import EstimationError
from satisfaction.numerics.intervals import (
    IntervalMethod,
    effective_base,
    logit_interval,
    proportion_interval,
)

METHODS: tuple[IntervalMethod, ...] = ("korn_graubard", "logit", "wilson", "mean")


@pytest.mark.parametrize("method", METHODS)
def test_nobody_in_59_leaves_room_for_five_percent(method: IntervalMethod) -> None:
    limits = proportion_interval(0.0, 0.0, 59, 58, confidence=0.95, method=method)
    assert limits.lower == 0
    assert limits.upper == pytest.approx(1 - 0.05 ** (1 / 59), rel=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_everybody_mirrors_nobody(method: IntervalMethod) -> None:
    none = proportion_interval(0.0, 0.0, 40, 39, confidence=0.9, method=method)
    everybody = proportion_interval(1.0, 0.0, 40, 39, confidence=0.9, method=method)
    assert everybody.upper == 1
    assert everybody.lower == pytest.approx(1 - none.upper, rel=1e-12)


def test_the_design_effect_widens_the_limit_at_the_edge() -> None:
    limits = proportion_interval(
        0.0, 0.0, 80, 79, confidence=0.95, method="logit", design_effect=2.0
    )
    assert limits.upper == pytest.approx(1 - 0.05 ** (1 / 40), rel=1e-12)


def test_a_design_effect_below_one_does_not_add_answers() -> None:
    limits = proportion_interval(
        0.0, 0.0, 80, 79, confidence=0.95, method="logit", design_effect=0.5
    )
    assert limits.upper == pytest.approx(1 - 0.05 ** (1 / 80), rel=1e-12)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("p", "se", "n", "df"),
    [
        (0.5, 0.1, 1, 0),
        (1.0, 0.0, 1, 0),
        (0.5, 0.1, 5, 0),
        (np.nan, 0.0, 0, 0),
        (0.5, np.nan, 9, 8),
    ],
)
def test_there_is_no_interval_for_fewer_than_two_units(
    method: IntervalMethod, p: float, se: float, n: int, df: int
) -> None:
    limits = proportion_interval(p, se, n, df, confidence=0.95, method=method)
    assert np.isnan(limits.lower)
    assert np.isnan(limits.upper)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("se", [0.0, 1e-18])
def test_strata_that_are_unanimous_never_give_an_interval_of_no_width(
    method: IntervalMethod, se: float
) -> None:
    limits = proportion_interval(0.5, se, 20, 18, confidence=0.95, method=method)
    assert limits.lower < 0.3
    assert limits.upper > 0.7


def test_a_one_that_rounding_left_below_one_counts_as_one() -> None:
    limits = proportion_interval(1 - 1e-16, 1e-17, 50, 49, confidence=0.95, method="korn_graubard")
    assert limits.upper == 1
    assert limits.lower == pytest.approx(0.05 ** (1 / 50))


def test_domains_are_answered_one_by_one() -> None:
    limits = proportion_interval(
        np.array([[0.0, 0.4]]),
        np.array([[0.0, 0.05]]),
        np.array([[30, 90]]),
        np.array([[29, 88]]),
        confidence=0.95,
        method="logit",
    )
    alone = logit_interval(0.4, 0.05, 88)
    assert limits.lower.shape == (1, 2)
    assert limits.lower[0, 1] == alone.lower


def test_an_unknown_method_and_an_impossible_level_are_refused() -> None:
    with pytest.raises(EstimationError, match="no interval method 'wald'"):
        proportion_interval(0.5, 0.1, 9, 8, confidence=0.95, method="wald")  # type: ignore[arg-type]
    with pytest.raises(EstimationError, match="confidence level is 95"):
        proportion_interval(0.5, 0.1, 9, 8, confidence=95, method="logit")


def test_the_effective_base_of_a_simple_random_sample_is_its_size() -> None:
    assert effective_base(0.3, np.sqrt(0.3 * 0.7 / 250)) == pytest.approx(250)
