"""The kernel for many domains is the generic method, whatever the design; and its invariances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.numerics.association import association_test
from satisfaction.numerics.design import Design, Stage, degrees_of_freedom
from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import covariance

SEEDS = st.integers(0, 2**32 - 1)
ROWS = st.integers(12, 150)
STEADY = settings(max_examples=40, deadline=None, derandomize=True)
CELLS = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]])
N_DOMAINS = 4


def draw(seed: int, n: int) -> tuple[np.ndarray, np.ndarray, dict[str, Design]]:
    """Draw answers, domains and designs of every kind."""
    rng = np.random.default_rng(seed)
    y = np.column_stack([rng.random(n) < rng.random(), rng.normal(3, 1, n)]).astype(float)
    y[rng.random((n, 2)) < 0.1] = np.nan
    weights, strata, clusters = rng.uniform(0.1, 9, n), rng.integers(0, 3, n), rng.integers(0, 6, n)
    population = np.array([10.0, 20.0, np.inf])
    second = Stage(clusters=rng.integers(0, 5, n), population=np.full(n, 9.0))
    cells = rng.integers(0, 4, n)
    rows = Design(weights=weights, strata=strata)
    units = replace(rows, clusters=clusters, population=population)
    stages = replace(units, stages=(second, Stage(clusters=np.arange(n))))
    calibration = {"calibration": CELLS[cells], "base_weights": weights * rng.uniform(0.8, 1.2, n)}
    by_cell = {"calibration": CELLS, "calibration_cells": cells}
    designs = {
        "rows": rows,
        "units": units,
        "stages": stages,
        "certainty": replace(stages, single_unit="certainty"),
        "calibrated rows": replace(rows, **calibration),
        "calibrated stages": replace(stages, **calibration),
        "cells": replace(rows, **calibration | by_cell),
        "cells of stages": replace(stages, **calibration | by_cell),
        "unweighted residuals": replace(rows, **by_cell, residual_weights="none"),
    }
    return y, rng.integers(-1, N_DOMAINS, n), designs


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_the_kernel_equals_the_covariance_of_the_scores(seed: int, n: int) -> None:
    y, domains, designs = draw(seed, n)
    for name, design in designs.items():
        means = mean_scores(y, weights=design.weights, domains=domains, n_domains=N_DOMAINS)
        full = covariance(means.scores, design)
        ours = domain_means(y, design, domains=domains, n_domains=N_DOMAINS, joint=True)
        np.testing.assert_allclose(ours.estimates, means.estimates, rtol=1e-13, atol=1e-15)
        np.testing.assert_array_equal(ours.counts, means.counts)
        known = means.counts > 0
        errors = np.sqrt(np.diag(full)).reshape(known.shape)
        largest = max(float(np.abs(full).max()), 1e-30)
        close = np.abs(ours.standard_errors**2 - errors**2)[known]
        assert close.max(initial=0.0) <= 1e-12 * largest, name
        assert ours.covariance is not None
        assert np.abs(ours.covariance - full).max() <= 1e-12 * largest, name
        assert np.linalg.eigvalsh(ours.covariance)[0] >= -1e-11 * largest, name
        assert np.isnan(ours.standard_errors[~known]).all()


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_the_kernel_counts_the_degrees_of_freedom_of_each_domain(seed: int, n: int) -> None:
    y, domains, designs = draw(seed, n)
    for design in (designs["rows"], designs["units"]):
        some = replace(design, weights=np.where(np.arange(n) % 5 == 0, 0.0, design.weights))
        for held in (design, some):
            ours = domain_means(y, held, domains=domains, n_domains=N_DOMAINS).df
            expected = [
                [degrees_of_freedom(held, (domains == d) & ~np.isnan(y[:, q])) for q in range(2)]
                for d in range(N_DOMAINS)
            ]
            np.testing.assert_array_equal(ours, expected)


@STEADY
@given(seed=SEEDS, n=ROWS, scale=st.floats(1e-3, 1e3))
def test_scale_of_weights_and_order_of_rows_and_names_of_codes_change_nothing(
    seed: int, n: int, scale: float
) -> None:
    y, domains, designs = draw(seed, n)
    design, order = designs["stages"], np.random.default_rng(seed).permutation(n)
    first = domain_means(y, design, domains=domains, n_domains=N_DOMAINS)
    stages = tuple(
        Stage(
            clusters=stage.clusters[order] * 3 + 1,
            population=None if stage.population is None else stage.population[order],
        )
        for stage in design.stages
    )
    assert design.strata is not None
    assert design.clusters is not None
    moved = replace(
        design,
        weights=design.weights[order] * scale,
        strata=design.strata[order],
        clusters=design.clusters[order] * 2 + 7,
        stages=stages,
    )
    second = domain_means(y[order], moved, domains=domains[order], n_domains=N_DOMAINS)
    np.testing.assert_allclose(second.estimates, first.estimates, rtol=1e-11)
    np.testing.assert_allclose(second.standard_errors, first.standard_errors, rtol=1e-9, atol=1e-12)


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_a_census_of_the_first_stage_leaves_only_the_stages_below(seed: int, n: int) -> None:
    y, domains, designs = draw(seed, n)
    design = designs["units"]
    assert design.strata is not None
    assert design.clusters is not None
    pairs = np.unique(np.column_stack([design.strata, design.clusters]), axis=0)
    counted = np.bincount(pairs[:, 0], minlength=3).astype(float)
    census = replace(design, population=counted)
    errors = domain_means(y, census, domains=domains, n_domains=N_DOMAINS).standard_errors
    assert np.nanmax(np.append(errors, 0.0)) < 1e-12
    below = replace(census, stages=(Stage(clusters=np.arange(n)),))
    units = design.strata * 100 + design.clusters
    as_strata = Design(weights=design.weights, strata=np.unique(units, return_inverse=True)[1])
    first = domain_means(y, below, domains=domains, n_domains=N_DOMAINS)
    second = domain_means(y, as_strata, domains=domains, n_domains=N_DOMAINS)
    np.testing.assert_allclose(
        first.standard_errors, second.standard_errors, rtol=1e-10, atol=1e-13
    )


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_post_stratified_shares_of_the_strata_themselves_have_no_variance(
    seed: int, n: int
) -> None:
    _, _, designs = draw(seed, n)
    design = designs["units"]
    cells = np.random.default_rng(seed).integers(0, 4, n)
    calibrated = replace(
        design, calibration=np.eye(4), calibration_cells=cells, base_weights=design.weights
    )
    shares = (cells[:, None] == np.arange(4)).astype(float)
    ours = domain_means(shares, calibrated, domains=np.zeros(n, dtype=int), n_domains=1)
    assert ours.standard_errors.max() < 1e-9


@STEADY
@given(seed=SEEDS, n_units=st.integers(3, 12))
def test_a_jackknife_over_clusters_gives_the_variance_of_a_linear_statistic(
    seed: int, n_units: int
) -> None:
    rng = np.random.default_rng(seed)
    clusters = np.concatenate([np.arange(n_units), rng.integers(0, n_units, 40)])
    scores = rng.normal(size=(len(clusters), 2))
    totals = np.array([scores[clusters == c].sum(axis=0) for c in range(n_units)])
    without = (totals.sum(axis=0) - totals) * n_units / (n_units - 1)
    gaps = without - without.mean(axis=0)
    expected = (n_units - 1) / n_units * gaps.T @ gaps
    ours = covariance(scores, Design(weights=np.ones(len(clusters)), clusters=clusters))
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-12)


@STEADY
@given(seed=SEEDS)
def test_association_does_not_depend_on_the_order_of_levels_or_of_the_two_variables(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    n = 200
    first = np.concatenate([np.arange(3), rng.integers(0, 3, n - 3)])
    second = np.concatenate([[0, 1, 1], rng.integers(0, 2, n - 3)])
    design = Design(weights=rng.uniform(1, 3, n), clusters=rng.integers(0, 25, n))
    plain = association_test(first, second, design)
    turned = association_test(second, 2 - first, design)
    for name in ("rao_scott", "rao_scott_first_order", "saddlepoint", "wald", "adjusted_wald"):
        one, other = getattr(plain, name), getattr(turned, name)
        np.testing.assert_allclose(one.statistic, other.statistic, rtol=1e-8)
        np.testing.assert_allclose(one.p_value, other.p_value, rtol=1e-6)
