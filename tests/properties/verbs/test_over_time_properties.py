"""What holds for any estimates over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from satisfaction.estimates import change, control_chart, estimate, gap, trend
from satisfaction.estimates.slopes import line_slope
from satisfaction.numerics.control import run_signals
from satisfaction.numerics.lines import fit_line
from satisfaction.weighting import weight

PROPERTY = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
QUARTERS = ("2006/07 Q1", "2006/07 Q2", "2006/07 Q3", "2006/07 Q4", "2007/08 Q1")
GROUPS = ("burglary", "violent crime", "vehicle crime")
seeds = st.integers(0, 2**32 - 1)


@st.composite
def samples(draw):
    """Draw 15 months of interviews with at least one of each group a month, and their answers."""
    rng = np.random.default_rng(draw(seeds))
    size = 15 * draw(st.integers(31, 40))
    months = pd.date_range("2006-04-01", periods=15, freq="MS")
    place = np.arange(size) % 15
    frame = pd.DataFrame(
        {
            "user_group": np.array(GROUPS)[np.arange(size) // 15 % 3],
            "age": rng.choice(["young", "middle", "old"], size),
            "gender": rng.choice(["female", "male"], size),
        }
    )
    days = months[place] + pd.to_timedelta(rng.integers(0, 28, size), unit="D")
    return frame, rng.random(size) < draw(st.floats(0.3, 0.7)), days


def built(make_returns, case):
    frame, answers, days = case
    returns = make_returns(frame, answers)
    return replace(returns, frame=returns.frame.assign(interviewed_on=np.asarray(days)))


def weighted(make_returns, make_profile, case):
    """Return the sample with strata of unequal victims, so that weights differ."""
    cells = pd.DataFrame(
        [(g, a, s) for g in GROUPS for a in ("young", "middle", "old") for s in ("female", "male")],
        columns=["user_group", "age", "gender"],
    )
    victims = cells["user_group"].map({GROUPS[0]: 900, GROUPS[1]: 300, GROUPS[2]: 60})
    profile = make_profile(cells.assign(victims=victims))
    return weight(built(make_returns, case), profile, margins=()).returns


def satisfied(result):
    return result.table[result.table["statistic"] == "satisfied"].reset_index(drop=True)


NUMBERS = ["estimate", "standard_error", "lower", "upper", "base", "df"]


@given(case=samples())
@PROPERTY
def test_every_period_at_once_is_each_period_alone(make_returns, make_profile, case):
    returns = weighted(make_returns, make_profile, case)
    for every in ("month", "quarter", "financial year", "rolling 12 months"):
        found = estimate(returns, every=every, by="gender").table
        for period, rows in found.groupby("period", sort=False):
            alone = estimate(returns, period=period, by="gender").table
            pd.testing.assert_frame_equal(
                rows[NUMBERS].reset_index(drop=True), alone[NUMBERS], rtol=1e-12
            )


@given(case=samples(), seed=seeds)
@PROPERTY
def test_the_order_of_rows_changes_nothing(make_returns, make_profile, case, seed):
    returns = weighted(make_returns, make_profile, case)
    order = np.random.default_rng(seed).permutation(len(returns))
    mixed = replace(returns, frame=returns.frame.iloc[order].reset_index(drop=True))
    for verb in (
        lambda r: change(r, between=("12m to 2007-03", "12m to 2007-06")),
        trend,
        control_chart,
    ):
        pd.testing.assert_frame_equal(verb(returns).table, verb(mixed).table, rtol=1e-9, atol=1e-12)


@given(case=samples())
@PROPERTY
def test_time_turned_round_changes_only_the_sign_of_a_change(make_returns, make_profile, case):
    frame, answers, days = case
    returns = weighted(make_returns, make_profile, case)
    swap = {4: 7, 5: 8, 6: 9, 7: 4, 8: 5, 9: 6}
    turned = [
        day.replace(month=swap[day.month], day=1)
        if day.year == 2006 and day.month in swap else day
        for day in days
    ]  # fmt: skip
    back = weighted(make_returns, make_profile, (frame, answers, pd.DatetimeIndex(turned)))
    one, other = (satisfied(change(r, between=QUARTERS[:2])).iloc[0] for r in (returns, back))
    assert one["change"] == pytest.approx(-other["change"], abs=1e-12)
    assert one["change_lower"] == pytest.approx(-other["change_upper"], abs=1e-12)
    assert one["p_value"] == pytest.approx(other["p_value"])
    assert (one["before"], one["after"]) == pytest.approx((other["after"], other["before"]))


@given(case=samples())
@PROPERTY
def test_a_change_between_quarters_is_the_gap_of_two_groups(make_returns, make_profile, case):
    frame, answers, days = case
    marked = frame.assign(gender=np.where(days < pd.Timestamp("2006-07-01"), "female", "male"))
    returns = weighted(make_returns, make_profile, (marked, answers, days))
    pair = satisfied(
        gap(returns, measure="overall", between=("male", "female"), period="2006/07",
            where={"gender": ["female", "male"]})
    ).iloc[0]  # fmt: skip
    kept = returns.frame["interviewed_on"] < pd.Timestamp("2007-04-01")
    late = returns.frame["interviewed_on"].where(
        (returns.frame["gender"] == "female") | ~kept, pd.Timestamp("2006-08-01")
    )
    moved = replace(returns, frame=returns.frame.assign(interviewed_on=late))
    row = satisfied(change(moved, between=QUARTERS[:2])).iloc[0]
    assert row["change"] == pytest.approx(pair["gap"], abs=1e-12)
    assert row["change_standard_error"] == pytest.approx(pair["gap_standard_error"])
    assert row["df"] == pair["df"]


@given(case=samples())
@PROPERTY
def test_quarters_of_the_same_answers_show_no_change_and_no_slope(make_returns, case):
    frame, answers, _ = case
    size = len(frame) // 15 * 3
    first, same = frame.iloc[:size], answers[:size]
    days = [
        pd.Timestamp("2006-04-10") + pd.DateOffset(months=3 * quarter + row % 3)
        for quarter in range(5)
        for row in range(size)
    ]
    five = (pd.concat([first] * 5, ignore_index=True), np.tile(same, 5), pd.DatetimeIndex(days))
    returns = built(make_returns, five)
    for between in (QUARTERS[:2], ("12m to 2007-03", "12m to 2007-06")):
        row = satisfied(change(returns, between=between)).iloc[0]
        assert row["change"] == pytest.approx(0, abs=1e-12)
        assert row["verdict"] == "no clear change"
    rolling = satisfied(estimate(returns, every="rolling 12 months"))
    assert rolling["estimate"].to_list() == pytest.approx([same.mean()] * 2)
    if 0 < same.mean() < 1:
        slope = trend(returns).slopes.iloc[0]
        assert slope["slope"] == pytest.approx(0, abs=1e-12)
        assert slope["p_value"] == pytest.approx(1)


@given(case=samples())
@PROPERTY
def test_a_mean_grade_is_the_weighted_mean_of_the_codes(make_returns, make_profile, case):
    returns = weighted(make_returns, make_profile, case)
    found = estimate(returns, every="quarter", statistics="mean").table.set_index("period")
    codes = returns.frame["overall"].astype(str).map({"yes": 1.0, "no": 2.0}).to_numpy()
    weights = returns.frame["weight"].to_numpy()
    quarter = returns.frame["interviewed_on"].dt.to_period("Q-MAR")
    for place, label in enumerate(QUARTERS):
        inside = (quarter == sorted(quarter.unique())[place]).to_numpy()
        expected = (weights * codes)[inside].sum() / weights[inside].sum()
        assert found.loc[label, "estimate"] == pytest.approx(expected, rel=1e-12)


@given(seed=seeds, points=st.integers(3, 12), shift=st.floats(-5, 5), scale=st.floats(0.1, 10))
@PROPERTY
def test_a_line_is_ordinary_least_squares_after_whitening(seed, points, shift, scale):
    rng = np.random.default_rng(seed)
    root = np.tril(rng.normal(size=(points, points))) + 3 * np.eye(points)
    covariance, x = root @ root.T, np.arange(points) + rng.random(points) / 2
    y = rng.normal(size=points)
    line = fit_line(y, covariance, x)
    columns = np.linalg.solve(root, np.column_stack([np.ones(points), x]))
    expected, _, _, _ = np.linalg.lstsq(columns, np.linalg.solve(root, y), rcond=None)
    np.testing.assert_allclose(line.coefficients, expected, atol=1e-9)
    moved = fit_line(shift + scale * y, scale**2 * covariance, x)
    assert moved.coefficients[1] == pytest.approx(scale * line.coefficients[1], abs=1e-8)
    assert moved.excess == pytest.approx(line.excess)


@given(seed=seeds, points=st.integers(3, 12))
@PROPERTY
def test_the_band_of_a_line_is_narrowest_inside_and_holds_the_line(seed, points):
    rng = np.random.default_rng(seed)
    years = np.arange(points) / 4
    slope = line_slope(
        rng.normal(0.7, 0.02, points), np.eye(points) * 4e-4, years, df=900, confidence=0.95
    )
    assert slope.lower < slope.per_year < slope.upper
    assert (slope.reach > 0).all()
    np.testing.assert_allclose(slope.reach, slope.reach[::-1], rtol=1e-9)
    assert slope.reach[points // 2] == pytest.approx(slope.reach.min())


@given(scores=st.lists(st.floats(-6, 6), min_size=1, max_size=60))
def test_signals_turned_over_are_the_same(scores):
    found = np.array(scores)
    assert run_signals(found).tolist() == run_signals(-found).tolist()


@given(scores=st.lists(st.floats(-6, 6), min_size=2, max_size=60), cut=st.integers(1, 59))
def test_a_signal_rests_on_the_past_only(scores, cut):
    found = np.array(scores)
    assert run_signals(found)[:cut].tolist() == run_signals(found[:cut]).tolist()
