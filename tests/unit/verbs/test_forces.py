"""The own figure against published ones: errors recovered, the mean's membership stated."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.errors import DataRefusedError, EstimationError, UsageError
from satisfaction.estimates import compare_forces, estimate, gap

# Published for the year to September 2008 (Metropolitan Police Authority, SOP 2 April 2009).
GAPS = pd.DataFrame(
    {
        "FORCE": ["London", "Greater Manchester", "West Midlands", "West Yorkshire"],
        "PERIOD": "year to Sep 2008",
        "ESTIMATE": [5.2, 5.6, 4.5, 5.5],
        "MARGIN": [1.9, 3.8, 1.9, 2.7],
    }
)


@pytest.fixture
def london():
    return pd.Series(
        {"gap": 0.052, "gap_standard_error": 0.019 / 1.959964, "base": 12_000, "other_base": 6_000}
    )


def mean_of(result):
    return result.table[result.table["role"] == "mean"].iloc[0]


def test_the_published_gaps_of_four_forces_do_not_differ(london):
    found = compare_forces(london, GAPS, includes_self=True, own_force="London")
    table = found.table
    assert list(table["level"]) == [
        "London", "Greater Manchester", "West Midlands", "West Yorkshire", "mean of the group",
    ]  # fmt: skip
    assert (table["p_value"].dropna() > 0.5).all()
    manchester = table.set_index("level").loc["Greater Manchester"]
    assert manchester["standard_error"] == pytest.approx(0.038 / 1.959964, rel=1e-6)
    assert manchester["difference"] == pytest.approx(-0.004)
    assert (manchester["lower"], manchester["upper"]) == pytest.approx((0.018, 0.094))
    assert mean_of(found)["estimate"] == pytest.approx(0.052)


def test_the_mean_s_error_depends_on_whether_it_holds_the_own_force(london):
    among, beside = (
        mean_of(compare_forces(london, GAPS, includes_self=among, own_force="London"))
        for among in (True, False)
    )
    errors = np.array([1.9, 3.8, 1.9, 2.7]) / 100 / 1.959964
    others = np.sqrt((errors[1:] ** 2).sum()) / 3
    assert beside["standard_error"] == pytest.approx(others, rel=1e-6)
    assert beside["difference_standard_error"] == pytest.approx(np.hypot(errors[0], others))
    # Own minus a mean of four that holds it: three quarters own, a quarter of each other.
    weights = np.array([0.75, -0.25, -0.25, -0.25])
    exact = np.sqrt((weights**2 * errors**2).sum())
    assert among["difference_standard_error"] == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize(("among", "words"), [(True, "includes"), (False, "does not include")])
def test_it_says_whether_the_mean_holds_the_own_force(london, among, words):
    found = compare_forces(london, GAPS, includes_self=among, own_force="London")
    assert f"{words} the own force" in found.provenance.method
    assert found.includes_self is among


def test_errors_come_from_whatever_was_published():
    table = pd.DataFrame(
        {
            "FORCE": ["a", "b", "c", "d"],
            "ESTIMATE": [75.0, 75.0, 75.0, 75.0],
            "SE": [1.0, None, None, None],
            "LOWER": [None, 73.0, None, None],
            "UPPER": [None, 77.0, None, None],
            "MARGIN": [None, None, 2.0, None],
            "BASE": [None, None, None, 1_000],
        }
    )
    own = pd.Series({"estimate": 0.8, "standard_error": 0.01, "base": 2_000})
    found = compare_forces(own, table, includes_self=False)
    forces = found.table[found.table["role"] == "force"]
    assert list(forces["error_from"]) == ["published error", "interval", "margin", "base"]
    expected = [0.01, 0.02 / 1.959964, 0.02 / 1.959964, np.sqrt(0.75 * 0.25 / 1_000)]
    np.testing.assert_allclose(forces["standard_error"], expected, rtol=1e-6)
    assert [caveat.code for caveat in found.caveats] == ["assumed-errors"]
    at_90 = compare_forces(own, table, includes_self=False, published_confidence=0.9).table
    assert at_90.loc[2, "standard_error"] == pytest.approx(0.02 / 1.644854, rel=1e-6)


def test_estimates_and_gaps_can_be_the_own_figure(make_returns):
    frame = pd.DataFrame(
        {
            "user_group": "burglary",
            "age": "old",
            "gender": np.repeat(["female", "male"], [100, 60]),
        }
    )
    returns = make_returns(frame, np.arange(160) % 4 > 0)
    own = compare_forces(
        estimate(returns, measure="overall"),
        pd.DataFrame({"FORCE": ["b"], "ESTIMATE": [60], "MARGIN": [2]}),
        includes_self=False,
    )
    assert own.table.loc[0, "estimate"] == pytest.approx(0.75)
    assert own.table.loc[1, "difference"] == pytest.approx(0.15)
    assert own.statistic == "satisfied"
    difference = compare_forces(
        gap(returns, measure="overall", between=("female", "male")), GAPS, includes_self=False
    )
    assert difference.statistic == "gap"
    assert difference.table.loc[0, "base"] == 160
    with pytest.raises(UsageError, match="2 rows of 'satisfied'"):
        compare_forces(estimate(returns, by="gender"), GAPS, includes_self=False)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"MARGIN": None}, "neither standard error, margin, interval nor base"),
        ({"MARGIN": None, "LOWER": 7, "UPPER": 9}, "outside their own intervals"),
        ({"FORCE": "London"}, "3 rows .* 'duplicate_force'"),
    ],
)
def test_tables_that_say_too_little_or_the_impossible_are_refused(london, changes, says):
    with pytest.raises(DataRefusedError, match=says):
        compare_forces(london, GAPS.assign(**changes), includes_self=True)


def test_a_table_with_the_own_force_alone_is_no_comparison(london):
    with pytest.raises(DataRefusedError, match="no force beside the own one"):
        compare_forces(london, GAPS.iloc[:1], includes_self=True, own_force="London")


def test_an_own_figure_without_an_error_is_not_compared():
    own = pd.Series({"estimate": 1.0, "standard_error": np.nan, "base": 5})
    with pytest.raises(EstimationError, match="no standard error"):
        compare_forces(own, GAPS, includes_self=False)
