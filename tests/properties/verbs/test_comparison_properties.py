"""What holds for any comparison of groups, areas and forces."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satisfaction.estimates import base_needed, compare_forces, detectable_change, gap
from satisfaction.estimates import margin_of_error as margin
from satisfaction.estimates.funnel_limits import binomial_limit, binomial_tail
from satisfaction.numerics.discovery import false_discovery_q_values
from satisfaction.numerics.overdispersion import dispersion

PROPERTY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
shares = st.floats(0.02, 0.98)
bases = st.floats(20, 20_000)
AGES = ("young", "middle", "old")


@st.composite
def answers(draw):
    n = draw(st.integers(60, 150))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    frame = pd.DataFrame(
        {
            "user_group": rng.choice(["burglary", "violent crime"], n),
            "age": rng.choice(AGES, n),
            "gender": rng.choice(["female", "male"], n),
        }
    )
    return frame, rng.random(n) < draw(st.floats(0.2, 0.8))


def satisfied(result):
    table = result.table
    return table[table["statistic"] == "satisfied"].set_index("level")


@given(case=answers())
@PROPERTY
def test_a_gap_to_everyone_turned_round_changes_only_its_sign(make_returns, case):
    returns = make_returns(*case)
    there = gap(returns, measure="overall", between=("young", "everyone")).table
    back = gap(returns, measure="overall", between=("everyone", "young")).table
    np.testing.assert_allclose(there["gap"], -back["gap"], atol=1e-15)
    np.testing.assert_allclose(there["gap_lower"], -back["gap_upper"], atol=1e-15)
    np.testing.assert_allclose(there["p_value"], back["p_value"])


@given(case=answers())
@PROPERTY
def test_gaps_to_everyone_weighted_by_their_bases_cancel(make_returns, case):
    found = satisfied(gap(make_returns(*case), measure="overall", against="everyone", by="age"))
    assert found["gap"] @ found["base"] == pytest.approx(0, abs=1e-9)


@given(case=answers())
@PROPERTY
def test_a_gap_to_everyone_is_that_to_the_others_times_the_others_share(make_returns, case):
    returns = make_returns(*case)
    everyone, others = (
        satisfied(gap(returns, measure="overall", against=against, by="age"))
        for against in ("everyone", "others")
    )
    left = 1 - everyone["base"] / everyone["base"].sum()
    np.testing.assert_allclose(everyone["gap"], others["gap"] * left, atol=1e-12)
    assert (others["base"] + others["other_base"] == len(returns)).all()


@given(case=answers())
@PROPERTY
def test_q_values_are_never_below_p_values_and_keep_their_order(make_returns, case):
    found = satisfied(gap(make_returns(*case), measure="overall", against="others", by="age"))
    told = found.dropna(subset=["q_value"]).sort_values("p_value")
    assert (told["q_value"] >= told["p_value"] - 1e-15).all()
    assert told["q_value"].is_monotonic_increasing


@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=40))
@PROPERTY
def test_one_more_missing_comparison_changes_no_q_value(p_values):
    alone = false_discovery_q_values(p_values)
    with_gap = false_discovery_q_values([*p_values, np.nan])
    np.testing.assert_array_equal(with_gap[:-1], alone)
    assert np.isnan(with_gap[-1])


@given(target=shares, base=bases, level=st.floats(0.5, 0.9999))
@PROPERTY
def test_funnel_limits_hold_the_target_up_to_one_answer(target, base, level):
    low, high = (binomial_limit(target, base, p)[0] for p in ((1 - level) / 2, (1 + level) / 2))
    assert 0 <= low <= target + 1 / base
    assert target - 1 / base <= high <= 1


@given(target=shares, base=bases, first=st.floats(0.001, 0.999), second=st.floats(0.001, 0.999))
@PROPERTY
def test_a_larger_probability_never_has_a_lower_limit(target, base, first, second):
    low, high = sorted((first, second))
    assert binomial_limit(target, base, low)[0] <= binomial_limit(target, base, high)[0] + 1e-12


@given(target=shares, base=st.floats(20, 2_000), probability=st.floats(0.001, 0.999))
@PROPERTY
def test_a_share_at_a_limit_has_the_limit_s_probability(target, base, probability):
    limit = binomial_limit(target, base, probability)
    # At an end of the scale the limit was cut off.
    if 0 < limit[0] < 1:
        found = binomial_tail(target, np.array([base]), limit)[0]
        assert found == pytest.approx(probability, abs=1e-6)


@given(seed=st.integers(0, 2**32 - 1), factor=st.floats(1.1, 5), areas=st.integers(5, 80))
@PROPERTY
def test_phi_grows_with_the_square_of_the_scores(seed, factor, areas):
    z = np.random.default_rng(seed).standard_normal(areas)
    within = np.full(areas, 4e-4)
    plain, wider = (dispersion(scale * z, within) for scale in (1.0, factor))
    assert wider.phi == pytest.approx(factor**2 * plain.phi)
    assert wider.p_value <= plain.p_value
    assert wider.tau >= plain.tau


@given(seed=st.integers(0, 2**32 - 1), outlier=st.floats(5, 500), areas=st.integers(10, 60))
@PROPERTY
def test_how_far_out_an_outlier_is_changes_nothing(seed, outlier, areas):
    z = np.random.default_rng(seed).standard_normal(areas)
    within = np.full(areas, 4e-4)
    near, far = (dispersion(np.r_[z, far], np.full(areas + 1, 4e-4)) for far in (5.0, outlier))
    assert far.phi == near.phi
    assert len(within) == areas


@given(p=shares, base=st.integers(10, 50_000), effect=st.floats(1, 4))
@PROPERTY
def test_the_base_needed_for_a_margin_is_the_base_that_has_it(p, base, effect):
    reached = margin(p, base, effect)
    assert float(base_needed(p, reached, effect)) == pytest.approx(base, abs=1)
    assert margin(p, base + 1, effect) < reached


@given(p=shares, base=st.integers(200, 20_000), power=st.floats(0.5, 0.95))
@PROPERTY
def test_a_larger_base_and_less_power_show_a_smaller_change(p, base, power):
    found = float(detectable_change(p, base, power=power, direction="fall"))
    larger = float(detectable_change(p, 2 * base, power=power, direction="fall"))
    surer = float(detectable_change(p, base, power=power + 0.04, direction="fall"))
    assert np.isnan(found) or larger < found
    assert np.isnan(surer) or found < surer


@given(
    figures=st.lists(st.tuples(st.floats(40, 95), st.floats(0.5, 4)), min_size=1, max_size=8),
    own=st.floats(0.5, 0.9),
    error=st.floats(0.002, 0.02),
)
@PROPERTY
def test_own_among_the_group_is_nearer_to_its_mean_and_as_significant(figures, own, error):
    published = pd.DataFrame(
        {
            "FORCE": [f"force {k}" for k in range(len(figures))],
            "ESTIMATE": [figure for figure, _ in figures],
            "MARGIN": [margin_of for _, margin_of in figures],
        }
    )
    row = pd.Series({"estimate": own, "standard_error": error, "base": 1_000})
    among, beside = (
        compare_forces(row, published, includes_self=among).table.iloc[-1]
        for among in (True, False)
    )
    share = len(figures) / (len(figures) + 1)
    assert among["difference"] == pytest.approx(share * beside["difference"], abs=1e-12)
    assert among["p_value"] == pytest.approx(beside["p_value"], abs=1e-9)
    assert among["estimate"] == pytest.approx(own - among["difference"])
