"""Designs and their variances: clusters, single units, corrections, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from satisfaction.errors import EstimationError
from satisfaction.numerics.design import Design, Stage, degrees_of_freedom
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


def test_a_single_unit_is_measured_from_zero_the_mean_of_all_scores() -> None:
    strata = np.array([0, 0, 0, 1])
    scores = np.array([1.0, 2.0, 3.0, -6.0])
    ours = covariance(scores, Design(weights=np.ones(4), strata=strata))
    assert ours[0, 0] == pytest.approx(3 * 1.0 + 6**2)


def test_a_single_unit_may_stand_for_the_mean_of_the_other_strata() -> None:
    strata = np.array([0, 0, 0, 1, 2, 2])
    scores = np.array([1.0, 2.0, 3.0, 10.0, 4.0, 6.0])
    average = Design(weights=np.ones(6), strata=strata, single_unit="average")
    assert covariance(scores, average)[0, 0] == pytest.approx((3 * 1.0 + 2 * 2.0) * 3 / 2)


def test_an_average_over_single_units_alone_is_refused() -> None:
    lonely = Design(weights=np.ones(2), strata=np.array([0, 1]), single_unit="average")
    with pytest.raises(EstimationError, match="nothing to average"):
        covariance(np.ones(2), lonely)


@pytest.mark.parametrize("rule", ["centre", "certainty", "refuse", "average"])
def test_a_stratum_that_was_sampled_whole_needs_no_rule_for_its_single_unit(rule: Any) -> None:
    plan = {"strata": np.array([0, 0, 0, 1]), "population": np.array([np.inf, 1.0])}
    whole = Design(weights=np.ones(4), single_unit=rule, **plan)
    scores = np.array([1.0, 2.0, 3.0, 10.0])
    assert covariance(scores, whole)[0, 0] == pytest.approx(3.0)


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
        ({"stages": (Stage(clusters=CLUSTERS),)}, "give `clusters`"),
        (
            {"clusters": CLUSTERS, "stages": (Stage(clusters=CLUSTERS[:9]),)},
            "9 rows in `clusters of stage 2`",
        ),
        (
            {"clusters": CLUSTERS, "stages": (Stage(clusters=CLUSTERS - 1),)},
            "`clusters of stage 2`",
        ),
        (
            {
                "calibration_cells": CLUSTERS,
                "calibration": np.eye(4),
                "residual_weights": "none",
            },
            "has 4 cells",
        ),
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


TWO_STAGES = Stage(clusters=np.repeat(np.arange(30), 2), population=np.full(N, 20.0))


def test_the_second_stage_adds_its_variance_times_the_first_sampling_fraction() -> None:
    clusters = np.repeat(np.arange(6), 10)
    plan = {"clusters": clusters, "population": np.array([12.0])}
    first = covariance(SCORES, design(**plan))
    both = covariance(SCORES, design(**plan, stages=(TWO_STAGES,)))
    units = SCORES.reshape(6, 5, 2, 3).sum(axis=2)
    within = [5 * (1 - 5 / 20) * np.cov(of_one, rowvar=False) for of_one in units]
    np.testing.assert_allclose(both - first, 6 / 12 * np.sum(within, axis=0), rtol=1e-10)


def test_a_third_stage_is_scaled_by_both_fractions_above_it() -> None:
    clusters = np.repeat(np.arange(6), 10)
    plan = {"clusters": clusters, "population": np.array([12.0])}
    two = covariance(SCORES, design(**plan, stages=(TWO_STAGES,)))
    three = covariance(SCORES, design(**plan, stages=(TWO_STAGES, Stage(clusters=np.arange(N)))))
    pairs = SCORES.reshape(30, 2, 3)
    within = [2 * np.cov(pair, rowvar=False) for pair in pairs]
    np.testing.assert_allclose(three - two, 6 / 12 * 5 / 20 * np.sum(within, axis=0), rtol=1e-9)


def test_a_second_stage_below_a_first_without_correction_adds_nothing() -> None:
    clusters = np.repeat(np.arange(6), 10)
    plain = covariance(SCORES, design(clusters=clusters))
    np.testing.assert_array_equal(
        covariance(SCORES, design(clusters=clusters, stages=(TWO_STAGES,))), plain
    )


@pytest.mark.parametrize(
    ("population", "text"),
    [(np.arange(N) + 10.0, "differs between rows"), (np.full(N, 3.0), "more sampled units")],
)
def test_a_population_of_a_later_stage_that_cannot_be_is_refused(
    population: np.ndarray, text: str
) -> None:
    stage = Stage(clusters=TWO_STAGES.clusters, population=population)
    plan = {"clusters": np.repeat(np.arange(6), 10), "population": np.array([12.0])}
    with pytest.raises(EstimationError, match=text):
        covariance(SCORES, design(**plan, stages=(stage,)))
