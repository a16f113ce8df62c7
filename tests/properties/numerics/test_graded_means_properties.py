"""Means from the table of grades are those from the rows, whatever the design."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.errors import EstimationError
from satisfaction.numerics.design import Design
from satisfaction.numerics.design_table import is_tabular, tabulate_design
from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.graded_means import graded_means
from satisfaction.numerics.graded_sums import tabulate_domains
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import covariance

SEEDS = st.integers(0, 2**32 - 1)
ROWS = st.integers(12, 300)
STEADY = settings(max_examples=25, deadline=None, derandomize=True)
CELLS = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]])
# Two grades in the base of shares and of a mean, one that counts for neither share, one outside.
WORTH = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 5.0], [0.0, 0.0, 3.0], [np.nan] * 3])
N_DOMAINS = 5


def draw(seed: int, n: int) -> tuple[np.ndarray, np.ndarray, dict[str, Design]]:
    """Draw grades, domains and every kind of design that has a table."""
    rng = np.random.default_rng(seed)
    strata, cells = rng.integers(0, 4, n), rng.integers(0, 4, n)
    weights = rng.uniform(0.1, 9, n)
    even = np.array([2.0, 3.0, 5.0, 9.0])[strata]
    base = Design(weights=weights, strata=strata)
    by_cell = {"calibration": CELLS, "calibration_cells": cells, "base_weights": weights}
    raked = replace(base, **by_cell | {"base_weights": weights * rng.uniform(0.8, 1.2, n)})
    designs = {
        "plain": Design(weights=np.ones(n)),
        "strata": base,
        "finite": replace(base, population=np.full(4, n + 10.0)),
        "certainty": replace(base, single_unit="certainty"),
        "calibrated": raked,
        "unweighted residuals": replace(raked, residual_weights="none"),
        "design weights times cells": replace(
            raked, weights=even * np.array([0.7, 0.9, 1.1, 1.6])[cells], base_weights=even
        ),
        "weights of zero": replace(raked, weights=np.where(rng.random(n) < 0.2, 0.0, weights)),
    }
    return rng.integers(0, 4, n), rng.integers(-1, N_DOMAINS, n), designs


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_the_table_gives_what_the_rows_give(seed: int, n: int) -> None:
    grades, domains, designs = draw(seed, n)
    for name, design in designs.items():
        table = tabulate_domains(tabulate_design(design), domains, n_domains=N_DOMAINS)
        ours = graded_means(grades, WORTH, table)
        rows = domain_means(WORTH[grades], design, domains=domains, n_domains=N_DOMAINS)
        np.testing.assert_allclose(ours.estimates, rows.estimates, rtol=1e-12, atol=1e-14)
        np.testing.assert_array_equal(ours.counts, rows.counts[:, 0])
        np.testing.assert_array_equal(ours.df, rows.df[:, 0])
        largest = np.nanmax(rows.standard_errors, initial=1e-3)
        close = np.abs(ours.standard_errors - rows.standard_errors)
        assert np.nanmax(close, initial=0) <= 1e-12 * largest, name
        np.testing.assert_array_equal(np.isnan(ours.estimates), np.isnan(rows.estimates))


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_the_table_gives_the_covariance_of_the_scores(seed: int, n: int) -> None:
    grades, domains, designs = draw(seed, n)
    for name, design in designs.items():
        table = tabulate_domains(tabulate_design(design), domains, n_domains=N_DOMAINS)
        ours = graded_means(grades, WORTH, table).standard_errors ** 2
        scores = mean_scores(
            WORTH[grades], weights=design.weights, domains=domains, n_domains=N_DOMAINS
        ).scores
        full = np.diag(covariance(scores, design)).reshape(N_DOMAINS, 3)
        known = ~np.isnan(ours)
        largest = max(float(full.max()), 1e-16)
        assert np.abs(ours - full)[known].max(initial=0.0) <= 1e-12 * largest, name


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_what_stands_beside_the_means_is_counted_over_the_answers(seed: int, n: int) -> None:
    grades, domains, designs = draw(seed, n)
    design = designs["weights of zero"]
    table = tabulate_domains(tabulate_design(design), domains, n_domains=N_DOMAINS)
    ours = graded_means(grades, WORTH, table)
    for domain in range(N_DOMAINS):
        inside = (domains == domain) & (grades < 3) & (design.weights > 0)
        weights, values = design.weights[inside], WORTH[grades[inside], 2]
        if not inside.any():
            assert np.isnan(ours.unweighted[domain]).all()
            continue
        assert ours.unweighted[domain, 2] == pytest.approx(values.mean(), rel=1e-12)
        mean = np.average(values, weights=weights)
        spread = np.average((values - mean) ** 2, weights=weights)
        assert ours.spread[domain, 2] == pytest.approx(spread, rel=1e-9, abs=1e-12)
        kish = len(weights) * (weights**2).sum() / weights.sum() ** 2
        assert ours.kish[domain] == pytest.approx(kish, rel=1e-12)
        silent = ((domains == domain) & (grades == 3)).sum()
        assert ours.grade_counts[domain, 3] == silent


def test_clusters_and_negative_weights_have_no_table() -> None:
    plain = Design(weights=np.ones(4))
    assert is_tabular(plain)
    assert not is_tabular(replace(plain, clusters=np.arange(4)))
    assert not is_tabular(replace(plain, weights=np.array([1.0, -0.1, 1.0, 1.0])))
    by_row = replace(plain, calibration=np.ones((4, 1)), base_weights=np.ones(4))
    assert not is_tabular(by_row)


def test_grades_without_values_and_uneven_bases_are_refused() -> None:
    table = tabulate_domains(
        tabulate_design(Design(weights=np.ones(3))), np.zeros(3, dtype=int), n_domains=1
    )
    with pytest.raises(EstimationError, match="values are given for 2 grades"):
        graded_means(np.array([0, 1, 2]), np.array([[1.0], [0.0]]), table)
    with pytest.raises(EstimationError, match="the same base"):
        graded_means(np.array([0, 1, 1]), np.array([[1.0, 2.0], [0.0, np.nan]]), table)
    with pytest.raises(EstimationError, match="Domain code 3 occurs"):
        tabulate_domains(table.design, np.array([0, 3, 0]), n_domains=2)
    with pytest.raises(EstimationError, match="2 domain codes for a design of 3 rows"):
        tabulate_domains(table.design, np.array([0, 0]), n_domains=1)
