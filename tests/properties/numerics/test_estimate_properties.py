"""What must hold for estimates, their variances and their intervals, whatever the sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from satisfaction.numerics.design import Design, degrees_of_freedom
from satisfaction.numerics.intervals import IntervalMethod, proportion_interval
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import covariance

SEEDS = st.integers(0, 2**32 - 1)
ROWS = st.integers(4, 120)
STEADY = settings(max_examples=60, deadline=None, derandomize=True)
METHODS: tuple[IntervalMethod, ...] = ("korn_graubard", "logit", "wilson", "mean")
N_DOMAINS = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    answers: np.ndarray
    weights: np.ndarray
    strata: np.ndarray
    clusters: np.ndarray
    domains: np.ndarray
    x: np.ndarray


def draw(seed: int, n: int) -> Sample:
    rng = np.random.default_rng(seed)
    answers = (rng.random((n, 2)) < rng.random(2)).astype(float)
    answers[rng.random((n, 2)) < 0.1] = np.nan
    return Sample(
        answers=answers,
        weights=rng.uniform(0.1, 40, n),
        strata=rng.integers(0, 3, n),
        clusters=rng.integers(0, 6, n),
        domains=rng.integers(-1, N_DOMAINS, n),
        x=np.column_stack([np.ones(n), rng.random(n) < 0.5]).astype(float),
    )


def means_and_covariance(sample: Sample, design: Design) -> tuple[np.ndarray, np.ndarray]:
    means = mean_scores(
        sample.answers, weights=sample.weights, domains=sample.domains, n_domains=N_DOMAINS
    )
    return means.estimates.ravel(), covariance(means.scores, design)


def designs(sample: Sample, scale: float = 1.0) -> list[Design]:
    weights = sample.weights * scale
    return [
        Design(weights=weights, strata=sample.strata),
        Design(weights=weights, strata=sample.strata, clusters=sample.clusters),
        Design(
            weights=weights, strata=sample.strata, calibration=sample.x, base_weights=weights / 2
        ),
    ]


def reorder(sample: Sample, order: np.ndarray) -> Sample:
    return Sample(**{name: getattr(sample, name)[order] for name in Sample.__slots__})


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_covariance_is_symmetric_and_positive_semi_definite(seed: int, n: int) -> None:
    sample = draw(seed, n)
    for design in designs(sample):
        found = means_and_covariance(sample, design)[1]
        np.testing.assert_array_equal(found, found.T)
        assert np.linalg.eigvalsh(found)[0] >= -1e-12 * max(1.0, np.abs(found).max())


@STEADY
@given(seed=SEEDS, n=ROWS, scale=st.floats(1e-3, 1e3))
def test_scaling_all_weights_changes_neither_estimates_nor_variances(
    seed: int, n: int, scale: float
) -> None:
    sample = draw(seed, n)
    scaled = Sample(
        **{name: getattr(sample, name) for name in Sample.__slots__ if name != "weights"},
        weights=sample.weights * scale,
    )
    for plain, other in zip(designs(sample), designs(scaled), strict=True):
        first, second = means_and_covariance(sample, plain), means_and_covariance(scaled, other)
        np.testing.assert_allclose(second[0], first[0], rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(second[1], first[1], rtol=1e-8, atol=1e-14)


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_the_order_of_respondents_changes_nothing(seed: int, n: int) -> None:
    sample = draw(seed, n)
    shuffled = reorder(sample, np.random.default_rng(seed).permutation(n))
    for plain, other in zip(designs(sample), designs(shuffled), strict=True):
        first, second = means_and_covariance(sample, plain), means_and_covariance(shuffled, other)
        np.testing.assert_allclose(second[0], first[0], rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(second[1], first[1], rtol=1e-9, atol=1e-15)


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_a_respondent_split_in_two_half_weights_changes_no_estimate(seed: int, n: int) -> None:
    sample = draw(seed, n)
    twice = reorder(sample, np.append(np.arange(n), 0))
    halves = twice.weights.copy()
    halves[[0, -1]] /= 2
    first = mean_scores(
        sample.answers, weights=sample.weights, domains=sample.domains, n_domains=N_DOMAINS
    )
    second = mean_scores(twice.answers, weights=halves, domains=twice.domains, n_domains=N_DOMAINS)
    np.testing.assert_allclose(second.estimates, first.estimates, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(second.weight_totals, first.weight_totals, rtol=1e-12)


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_a_respondent_split_within_the_cluster_changes_no_variance(seed: int, n: int) -> None:
    sample = draw(seed, n)
    twice = reorder(sample, np.append(np.arange(n), 0))
    halves = twice.weights.copy()
    halves[[0, -1]] /= 2
    split = Sample(
        **{name: getattr(twice, name) for name in Sample.__slots__ if name != "weights"},
        weights=halves,
    )
    first = means_and_covariance(sample, designs(sample)[1])[1]
    second = means_and_covariance(split, designs(split)[1])[1]
    np.testing.assert_allclose(second, first, rtol=1e-9, atol=1e-15)


@STEADY
@given(seed=SEEDS, n=ROWS)
def test_shares_stay_within_0_and_1_and_their_intervals_hold_them(seed: int, n: int) -> None:
    sample = draw(seed, n)
    design = designs(sample)[0]
    means = mean_scores(
        sample.answers, weights=sample.weights, domains=sample.domains, n_domains=N_DOMAINS
    )
    errors = np.sqrt(np.diag(covariance(means.scores, design))).reshape(means.estimates.shape)
    df = np.array([degrees_of_freedom(design, sample.domains == d) for d in range(N_DOMAINS)])
    known = np.isfinite(means.estimates)
    assert ((means.estimates[known] >= 0) & (means.estimates[known] <= 1)).all()
    for method in METHODS:
        limits = proportion_interval(
            means.estimates, errors, means.counts, df[:, None], confidence=0.95, method=method
        )
        given = np.isfinite(limits.lower)
        assert (limits.lower[given] <= means.estimates[given] + 1e-12).all()
        assert (limits.upper[given] >= means.estimates[given] - 1e-12).all()
        assert (limits.upper[given] > limits.lower[given]).all()
        assert not given[means.counts < 2].any()


@STEADY
@given(p=st.floats(0.01, 0.99), se=st.floats(0.001, 0.2), n=st.integers(3, 5000))
def test_intervals_mirror_when_the_answers_are_reversed_and_widen_with_confidence(
    p: float, se: float, n: int
) -> None:
    for method in METHODS:
        here, there, wide = (
            proportion_interval(share, se, n, n - 1, confidence=level, method=method)
            for share, level in ((p, 0.9), (1 - p, 0.9), (p, 0.99))
        )
        np.testing.assert_allclose(1 - here.upper, there.lower, rtol=1e-7, atol=1e-9)
        assert wide.lower <= here.lower
        assert wide.upper >= here.upper
