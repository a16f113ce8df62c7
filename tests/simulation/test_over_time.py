"""Changes, slopes and signals are called as seldom as they say where nothing has changed.

Monte Carlo standard errors stand beside the assertions.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from satisfaction.estimates import differences
from satisfaction.estimates.answers import Indicators
from satisfaction.estimates.slopes import line_slope
from satisfaction.numerics.binomial_scores import binomial_scores
from satisfaction.numerics.control import BEYOND, ewma_signals, run_signals, smoothed
from satisfaction.numerics.design import Design
from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.graded_differences import BOTH, FIRST, SECOND
from satisfaction.numerics.lines import fit_line, fit_share_line

SAMPLES = 4_000
# Interviews as a survey buys them, as many of each group, and the victims that they stand for.
VICTIMS = np.array([20_000, 60_000, 8_000])
SATISFIED = np.array([0.85, 0.7, 0.55])
DRAWN = 500


def draw(rng, periods=5):
    """Draw a weighted sample, stratified and disproportionate, whose quarters are alike."""
    group = np.repeat(np.arange(3), DRAWN)
    quarter = rng.integers(0, periods, len(group))
    answers = (rng.random(len(group)) < SATISFIED[group]).astype(np.float64)
    return quarter, answers, Design(weights=VICTIMS[group] / DRAWN, strata=group)


def change_row(answers, masks, design):
    """Return the row of a change, later minus earlier."""
    everyone = np.ones(len(answers), dtype=bool)
    found = Indicators(
        statistics=("satisfied",), values=answers[:, None], answered=everyone, asked=everyone
    )
    later, earlier = masks
    sides = np.select([later & earlier, later, earlier], [BOTH, FIRST, SECOND], default=-1)
    # The same numbers as from the table of strata and grades: a property test holds the two equal.
    parts = differences._by_rows(found, sides, 1, design)
    return differences._tested(parts, found.statistics, 0.95).iloc[0]


@pytest.mark.slow
def test_a_change_that_is_none_is_called_in_one_sample_of_twenty():
    """4,000 weighted stratified samples of 1,500 in five quarters; standard error 0.34 points.

    The last two quarters apart; rolling years of which three quarters of four are shared; and these
    again as if they were independent, which is far from the level that it claims.
    """
    rng = np.random.default_rng(31)
    quarters = overlapping = blind = 0
    for _ in range(SAMPLES):
        quarter, answers, design = draw(rng)
        quarters += change_row(answers, (quarter == 4, quarter == 3), design)["p_value"] < 0.05
        years = (quarter >= 1, quarter <= 3)
        row = change_row(answers, years, design)
        overlapping += row["p_value"] < 0.05
        alone = [
            domain_means(answers, design, domains=np.where(mask, 0, -1), n_domains=1)
            for mask in years
        ]
        error = np.hypot(*(means.standard_errors[0, 0] for means in alone))
        blind += abs(row["gap"] / error) > norm.ppf(0.975)
    assert 0.04 < quarters / SAMPLES < 0.06
    assert 0.04 < overlapping / SAMPLES < 0.06
    assert blind / SAMPLES < 0.005


def share_called(rng, periods, extra, samples):
    """Return how often a flat series of weighted quarters is said to have a slope."""
    # Calibration and shared strata make neighbours vary together a little.
    joint = 4e-4 * (np.eye(periods) - 0.01)
    root = np.linalg.cholesky(joint * (1 + extra))
    years = np.arange(periods) / 4
    called = 0
    for _ in range(samples):
        flat = 0.75 + root @ rng.standard_normal(periods)
        called += line_slope(flat, joint, years, df=4_000, confidence=0.95).p_value < 0.05
    return called / samples


@pytest.mark.slow
@pytest.mark.parametrize("periods", [3, 4, 5, 8, 12])
@pytest.mark.parametrize("extra", [0, 1, 4])
def test_a_flat_series_has_a_slope_in_at_most_one_of_twenty(periods, extra):
    """4,000 series each, with quarters that vary as sampling explains, twice and five times so.

    Standard error 0.34 points; 6.5 % is 5.9 %, the worst that 200,000 series of five quarters show,
    and two standard errors.
    """
    rng = np.random.default_rng([32, periods, extra])
    assert share_called(rng, periods, extra, SAMPLES) < 0.065


@pytest.mark.slow
def test_eight_quarters_that_vary_more_than_sampling_have_the_level_that_is_claimed():
    """4,000 series; standard error 0.34 points. Sampling alone would call far more."""
    rng = np.random.default_rng(33)
    assert 0.04 < share_called(rng, 8, 4, SAMPLES) < 0.06
    years, error = np.arange(8) / 4, 0.02
    flat = 0.75 + error * np.sqrt(5) * rng.standard_normal((SAMPLES, 8))
    centred = years - years.mean()
    slopes = flat @ centred / (centred @ centred)
    blind = np.abs(slopes) > norm.ppf(0.975) * error / np.sqrt(centred @ centred)
    assert blind.mean() > 0.3


def shares_over_time(rng, bases, share):
    """Draw a flat series of shares with their variances as a survey estimates them."""
    shares = rng.binomial(bases, share) / bases
    return shares, np.diag(shares * (1 - shares) / (bases - 1))


@pytest.mark.slow
@pytest.mark.parametrize("direction", [1, -1])
def test_a_flat_series_near_100_per_cent_leans_neither_way_where_bases_shrink(direction):
    """4,000 flat series of eight quarters at 95 %, bases from 400 to 40 and the other way round.

    With each share's own variance high shares have small ones: 5 % of series lean towards the small
    bases and under 1 % the other way. Standard error of a rate of 2 % 0.22 points, of the mean
    slope 0.02 points a year.
    """
    rng = np.random.default_rng([36, direction + 1])
    bases = np.array([400, 300, 200, 150, 100, 80, 60, 40])[::direction]
    years = np.arange(8) / 4
    found, own, leaning = np.empty(SAMPLES), np.empty(SAMPLES), np.zeros((2, 2))
    for sample in range(SAMPLES):
        shares, joint = shares_over_time(rng, bases, 0.95)
        edge = np.diag(np.where(np.diag(joint) > 0, 0.0, 0.05 / bases))
        lines = (
            fit_share_line(shares, joint, bases, years), fit_line(shares, joint + edge, years)
        )  # fmt: skip
        found[sample], own[sample] = (line.coefficients[1] for line in lines)
        for place, line in enumerate(lines):
            z = line.coefficients[1] / np.sqrt(line.covariance[1, 1] * max(line.excess, 1))
            leaning[place] += (direction * z > 2, direction * z < -2)
    assert abs(found.mean()) < 0.0007
    assert direction * own.mean() > 0.004
    up, down = leaning[0] / SAMPLES
    assert max(up, down) < 0.05
    assert abs(up - down) < 0.025
    assert leaning[1][0] > 3 * leaning[1][1]


@pytest.mark.slow
def test_a_slope_that_is_there_is_found():
    """2,000 series of eight quarters that rise by 3 points a year; error of each 1.4 points.

    The standard error of the slope is 0.86 points a year: 3.5 of them, so that about 85 % are
    called; Monte Carlo error 0.8 points.
    """
    rng = np.random.default_rng(34)
    joint, years, called = np.eye(8) * 1.4e-2**2, np.arange(8) / 4, 0
    for _ in range(2_000):
        series = 0.7 + 0.03 * years + rng.normal(0, 1.4e-2, 8)
        called += line_slope(series, joint, years, df=4_000, confidence=0.95).p_value < 0.05
    assert called / 2_000 > 0.8


@pytest.mark.slow
def test_control_charts_signal_falsely_as_seldom_as_documented():
    """4,000 charts of 400 calm months; standard error of a run length 2 %.

    Months to the first signal: 370 by three standard errors alone, 122 by the three rules together
    (Champ and Woodall 1987, table 1: 122.05), 370 by EWMA. Charts without a signal are cut at 400,
    so that run lengths are months over signals. Of 24 calm months one in six charts has a signal.
    """
    rng = np.random.default_rng(35)
    calm = rng.standard_normal((4_000, 400))
    signals = np.array([run_signals(row) for row in calm])
    assert (signals == BEYOND).mean() == pytest.approx(2 * norm.sf(3), rel=0.05)
    assert run_length(signals != "") == pytest.approx(122.05, rel=0.06)
    assert np.mean((signals[:, :24] != "").any(axis=1)) == pytest.approx(1 / 6, abs=0.02)
    drift = np.array([ewma_signals(*smoothed(row, weight=0.2), width=2.859) != "" for row in calm])
    assert run_length(drift) == pytest.approx(370, rel=0.06)


@pytest.mark.slow
@pytest.mark.parametrize(("share", "base"), [(0.95, 60), (0.97, 100), (0.99, 100), (0.9, 30)])
def test_calm_months_near_100_per_cent_are_beyond_the_limits_as_seldom_as_others(share, base):
    """100,000 months; a normal month is beyond three standard errors in 0.27 % of cases.

    Counts are whole, so that exact limits have 0.04 to 0.4 %; standard errors have up to 1.8 %.
    Monte Carlo error 0.02 points.
    """
    rng = np.random.default_rng([37, base])
    months = rng.binomial(base, share, 100_000) / base
    bases = np.full(len(months), float(base))
    exact = np.abs(binomial_scores(share, bases, months)) > 3
    plain = np.abs(months - share) > 3 * np.sqrt(share * (1 - share) / base)
    assert exact.mean() < 0.0045
    assert plain.mean() >= exact.mean()
    signals = np.array(
        [run_signals(row) != "" for row in binomial_scores(share, bases, months).reshape(-1, 100)]
    )
    assert signals.mean() < 0.02
    if share == 0.99:
        assert plain.mean() > 0.015


def run_length(hits):
    """Return the months to the first signal on average, from charts that are cut at their end."""
    called = hits.any(axis=1)
    months = np.where(called, hits.argmax(axis=1) + 1, hits.shape[1])
    return months.sum() / called.sum()


@pytest.mark.slow
def test_a_step_is_seen_by_the_rules_and_a_drift_by_the_weighted_mean():
    """2,000 charts: a step of three standard errors; a shift of one; Monte Carlo error 1 point."""
    rng = np.random.default_rng(36)
    step = rng.standard_normal((2_000, 3)) + 3
    assert np.mean([(run_signals(row) != "").any() for row in step]) > 0.9
    shifted = np.concatenate(
        [rng.standard_normal((2_000, 12)), rng.standard_normal((2_000, 12)) + 1], axis=1
    )
    slow = [ewma_signals(*smoothed(row, weight=0.2), width=2.859)[12:] != "" for row in shifted]
    alone = [(run_signals(row)[12:] == BEYOND) for row in shifted]
    assert np.any(slow, axis=1).mean() > np.any(alone, axis=1).mean() + 0.2
