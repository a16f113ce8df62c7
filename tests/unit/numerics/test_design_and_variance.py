"""Designs and their variances: clusters, single units, corrections, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from satisfaction.errors import EstimationError
from satisfaction.numerics.design import Design, degrees_of_freedom
from satisfaction.numerics.variance import covariance

RNG = np.random.default_rng(3)
N = 60
STRATA = np.repeat([0, 1, 2], 20)
CLUSTERS = np.tile(np.arange(5), 12)
WEIGHTS = RNG.uniform(1, 4, N)
SCORES = RNG.standard_normal((N, 3))


def design(**options: Any) -> Design:
    return Design(**{"weights": WEIGHTS, **options})


def test_a_simple_random_sample_gives_the_textbook_variance_of_a_total() -> None:
    expected = N * np.var(SCORES[:, 0], ddof=1)
    assert covariance(SCORES[:, 0], design())[0, 0] == pytest.approx(expected, rel=1e-12)


def test_strata_add_their_own_variances() -> None:
    parts = [20 * np.cov(SCORES[np.equal(STRATA, h)], rowvar=False) for h in range(3)]
    ours = covariance(SCORES, design(strata=STRATA))
    np.testing.assert_allclose(ours, np.sum(parts, axis=0), rtol=1e-11)


def test_clusters_of_the_same_code_in_two_strata_are_two_units() -> None:
    totals = np.array(
        [
            [SCORES[np.equal(STRATA, h) & np.equal(CLUSTERS, c)].sum(axis=0) for c in range(5)]
            for h in range(3)
        ]
    )
    parts = [5 * np.cov(totals[h], rowvar=False) for h in range(3)]
    ours = covariance(SCORES, design(strata=STRATA, clusters=CLUSTERS))
    np.testing.assert_allclose(ours, np.sum(parts, axis=0), rtol=1e-11)
    assert degrees_of_freedom(design(strata=STRATA, clusters=CLUSTERS)) == 12


def test_the_finite_population_correction_scales_each_stratum() -> None:
    parts = [20 * np.cov(SCORES[np.equal(STRATA, h)], rowvar=False) for h in range(3)]
    population = np.array([40.0, np.inf, 20.0])
    ours = covariance(SCORES, design(strata=STRATA, population=population))
    np.testing.assert_allclose(ours, 0.5 * parts[0] + parts[1], rtol=1e-11)


def test_a_single_unit_is_centred_at_the_mean_of_all_units() -> None:
    strata = np.array([0, 0, 0, 1])
    scores = np.array([1.0, 2.0, 3.0, 10.0])
    ours = covariance(scores, Design(weights=np.ones(4), strata=strata))
    assert ours[0, 0] == pytest.approx(3 * 1.0 + (10 - 4) ** 2)


def test_a_single_unit_of_certainty_adds_nothing() -> None:
    strata = np.array([0, 0, 0, 1])
    certain = Design(weights=np.ones(4), strata=strata, single_unit="certainty")
    assert covariance(np.array([1.0, 2.0, 3.0, 10.0]), certain)[0, 0] == pytest.approx(3.0)


def test_a_single_unit_is_refused_where_the_design_says_so() -> None:
    refusing = Design(weights=np.ones(3), strata=np.array([0, 0, 1]), single_unit="refuse")
    with pytest.raises(EstimationError, match="first stratum 1"):
        covariance(np.ones(3), refusing)


def test_calibration_on_the_variable_itself_leaves_no_variance() -> None:
    plain = SCORES / WEIGHTS[:, None]
    calibrated = design(calibration=plain, base_weights=WEIGHTS)
    assert np.abs(covariance(SCORES, calibrated)).max() < 1e-20


def test_rows_of_weight_zero_add_no_score_to_a_calibrated_design() -> None:
    weights = np.where(np.arange(N) < 5, 0.0, WEIGHTS)
    calibrated = design(weights=weights, calibration=np.ones((N, 1)), base_weights=WEIGHTS)
    scores = SCORES * (weights > 0)[:, None]
    assert np.isfinite(covariance(scores, calibrated)).all()


def test_degrees_of_freedom_of_a_domain_count_its_own_units_and_strata() -> None:
    domain = (STRATA == 1) & (np.arange(N) % 2 == 0)
    assert degrees_of_freedom(design(strata=STRATA), domain) == 9
    assert degrees_of_freedom(design(strata=STRATA), np.zeros(N, dtype=bool)) == 0


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"strata": STRATA[:5]}, "60 weights but 5 rows in `strata`"),
        ({"strata": STRATA - 1}, "20 rows have no code in `strata`"),
        ({"weights": np.full(N, np.nan)}, "60 of `weights` are missing"),
        ({"calibration": np.ones((N, 1))}, "give `base_weights`"),
        ({"strata": STRATA, "population": np.array([30.0, 30.0])}, "stratum code 2 occurs"),
        ({"strata": STRATA, "population": np.array([30.0, 9.0, 9.0])}, "first stratum 1"),
    ],
)
def test_a_design_that_cannot_be_is_refused(options: dict[str, Any], text: str) -> None:
    with pytest.raises(EstimationError, match=text):
        design(**options)


def test_scores_of_a_filtered_sample_are_refused() -> None:
    with pytest.raises(EstimationError, match="Keep every row"):
        covariance(SCORES[:10], design())


def test_rows_of_weight_zero_do_not_count_as_units() -> None:
    weights = np.where(STRATA == 2, 0.0, WEIGHTS)
    assert degrees_of_freedom(design(weights=weights, strata=STRATA)) == 38
