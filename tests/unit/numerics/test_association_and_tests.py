"""Tests of association and of several coefficients; design effects; intervals on other scales."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, chi2_contingency
from scipy.stats import f as f_distribution

from satisfaction.errors import EstimationError
from satisfaction.numerics.association import association_test
from satisfaction.numerics.design import Design
from satisfaction.numerics.design_effects import design_effects
from satisfaction.numerics.hypothesis_tests import wald_test
from satisfaction.numerics.quadratic_sums import f_sum_tail
from satisfaction.numerics.score_intervals import arcsine_interval, likelihood_interval

RNG = np.random.default_rng(2)
N = 600
ROWS = RNG.integers(0, 3, N)
COLUMNS = (RNG.random(N) < 0.3 + 0.1 * ROWS).astype(int)
SIMPLE = Design(weights=np.ones(N))


def test_a_simple_random_sample_gives_pearsons_test() -> None:
    ours = association_test(ROWS, COLUMNS, SIMPLE)
    table = np.array([[((r == ROWS) & (c == COLUMNS)).sum() for c in (0, 1)] for r in range(3)])
    plain = chi2_contingency(table, correction=False)
    assert ours.chi_square == pytest.approx(plain.statistic, rel=1e-12)
    # All that differs is n - 1 for n, and that the margins are estimated under the alternative.
    np.testing.assert_allclose(ours.design_effects, 1.0, atol=0.06)
    assert ours.rao_scott_first_order.p_value == pytest.approx(plain.pvalue, rel=0.15)


def test_doubling_every_respondent_as_a_cluster_doubles_the_design_effects() -> None:
    twice = Design(weights=np.ones(2 * N), clusters=np.tile(np.arange(N), 2))
    single = association_test(ROWS, COLUMNS, SIMPLE)
    double = association_test(np.tile(ROWS, 2), np.tile(COLUMNS, 2), twice)
    np.testing.assert_allclose(double.design_effects, 2 * single.design_effects, rtol=1e-10)
    assert double.rao_scott.p_value == pytest.approx(single.rao_scott.p_value, rel=1e-9)


def test_levels_that_nobody_has_and_respondents_without_an_answer_are_left_out() -> None:
    silent = np.arange(N) % 10 == 0
    ours = association_test(np.where(silent, -1, ROWS * 2), COLUMNS, SIMPLE)
    assert ours.shares.shape == (3, 2)
    assert ours.n == int((~silent).sum())


@pytest.mark.parametrize(
    ("rows", "columns", "text"),
    [
        (np.zeros(N, dtype=int), COLUMNS, "1 rows and 2 columns"),
        (ROWS[:5], COLUMNS[:5], "Keep every row"),
        (np.full(N, -1), COLUMNS, "0 rows and 0 columns"),
    ],
)
def test_a_table_that_cannot_be_tested_is_refused(
    rows: np.ndarray, columns: np.ndarray, text: str
) -> None:
    with pytest.raises(EstimationError, match=text):
        association_test(rows, columns, SIMPLE)


def test_walds_test_has_no_p_value_with_too_few_clusters() -> None:
    few = Design(weights=np.ones(N), clusters=np.arange(N) % 2)
    ours = association_test(ROWS, COLUMNS, few)
    assert np.isnan(ours.adjusted_wald.p_value)


def test_wald_of_one_coefficient_is_the_square_of_t() -> None:
    test = wald_test(np.array([3.0]), np.array([[2.25]]), df=20)
    assert test.statistic == pytest.approx(4.0)
    assert test.p_value == pytest.approx(f_distribution.sf(4.0, 1, 20), rel=1e-12)
    assert wald_test(np.array([3.0]), np.array([[2.25]]), df=20, null=3.0).p_value == 1.0


@pytest.mark.parametrize(
    ("joint", "df", "text"),
    [(np.ones((2, 2)), 9.0, "has rank 1"), (np.eye(2), 0.0, "0 degrees of freedom")],
)
def test_a_wald_test_that_does_not_exist_is_refused(
    joint: np.ndarray, df: float, text: str
) -> None:
    with pytest.raises(EstimationError, match=text):
        wald_test(np.ones(2), joint, df=df)


@pytest.mark.parametrize("statistic", [6.0, 15.0, 40.0])
def test_the_saddlepoint_is_near_the_exact_tail_where_that_is_known(statistic: float) -> None:
    assert f_sum_tail(statistic, np.ones(4), 1e7) == pytest.approx(chi2.sf(statistic, 4), rel=0.02)
    with_df = f_sum_tail(statistic, np.ones(4), 12.0)
    assert with_df == pytest.approx(f_distribution.sf(statistic / 4, 4, 12), rel=0.02)


def test_next_to_the_mean_the_tail_is_satterthwaites() -> None:
    assert f_sum_tail(4.0, np.ones(4), 30.0) == pytest.approx(
        f_distribution.sf(1.0, 4, 30), rel=1e-10
    )
    assert f_sum_tail(0.0, np.ones(4), 30.0) == 1.0


def test_the_design_effect_of_a_simple_random_sample_is_one() -> None:
    y, domains = COLUMNS.astype(float), ROWS
    n = np.bincount(ROWS)
    p = np.bincount(ROWS, weights=y) / n
    errors = np.sqrt(p * (1 - p) / (n - 1))[:, None]
    options = {"weights": np.full(N, 4.0), "domains": domains, "n_domains": 3}
    replaced = design_effects(y, errors, **options, replacement=True)
    np.testing.assert_allclose(replaced, 1.0, rtol=1e-12)
    np.testing.assert_allclose(design_effects(y, errors, **options), 1 / 0.75, rtol=1e-12)


def test_a_design_effect_needs_weights_that_sum_to_a_population_and_some_variance() -> None:
    domains = np.zeros(N, dtype=int)
    small = {"weights": np.full(N, 0.5), "domains": domains, "n_domains": 1}
    assert np.isnan(design_effects(COLUMNS.astype(float), np.array([[0.02]]), **small)).all()
    same = {"weights": np.ones(N), "domains": domains, "n_domains": 1, "replacement": True}
    assert np.isnan(design_effects(np.ones(N), np.array([[0.0]]), **same)).all()
    with pytest.raises(EstimationError, match="one for each pair"):
        design_effects(np.ones(N), np.zeros((2, 1)), **same)


@pytest.mark.parametrize("interval", [arcsine_interval, likelihood_interval])
def test_other_scales_mirror_hold_the_estimate_and_have_no_limits_at_the_edges(
    interval: object,
) -> None:
    assert callable(interval)
    p = np.array([0.03, 0.4, 0.9])
    there, back = interval(p, 0.01, 50), interval(1 - p, 0.01, 50)
    np.testing.assert_allclose(1 - back.upper, there.lower, rtol=1e-9)
    assert ((there.lower < p) & (p < there.upper)).all()
    edges = interval([0.0, 1.0, 0.5], 0.01, [9, 9, 0])
    assert np.isnan(edges.lower).all()
    assert np.isnan(edges.upper).all()


def test_likelihood_limits_solve_their_equation() -> None:
    limits = likelihood_interval(0.2, 0.04, np.inf)
    base = 0.2 * 0.8 / 0.04**2
    for edge in (float(limits.lower), float(limits.upper)):
        ratio = 2 * base * (0.2 * np.log(0.2 / edge) + 0.8 * np.log(0.8 / (1 - edge)))
        assert ratio == pytest.approx(chi2.ppf(0.95, 1), rel=1e-10)
