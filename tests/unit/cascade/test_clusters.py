"""Clusters in the cascade: sums over clusters where they are told, silence where they are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satisfaction.representativeness import cascade, check_profile
from satisfaction.representativeness.cluster_errors import Rows, retention_errors
from satisfaction.representativeness.steps import stage_of

OFFICES = 40


@pytest.fixture(scope="module")
def plain(make_quarter):
    return make_quarter(responding=(0.25, 0.5))


@pytest.fixture(scope="module")
def clustered(plain, clustered_survey):
    """Return the quarter with victims of like age in one office, told for everybody issued."""
    ages = plain.issued["crime"].map(plain.frame.set_index("crime")["age"]).astype("str")
    place = np.empty(len(ages), dtype=int)
    place[np.argsort(ages, kind="stable")] = np.arange(len(ages)) * OFFICES // len(ages)
    return with_offices(plain, clustered_survey, place)


def with_offices(plain, survey, place):
    office = pd.Series(pd.Categorical.from_codes(place, [f"o{k}" for k in range(OFFICES)]))
    told = office.set_axis(plain.issued["crime"]).loc[plain.returns.frame["crime"]]
    quarter = type(plain)(**vars(plain))
    quarter.issued = plain.issued.assign(office=office.array)
    frame = plain.returns.frame.assign(office=told.array)
    quarter.returns = replace(plain.returns, frame=frame, survey=survey)
    return quarter


def traced(quarter, **options):
    given = {"frame": quarter.frame, "issued": quarter.issued, **options}
    return cascade(quarter.returns, quarter.profile, **given)


def arms(table):
    return ((table["upper"] - table["lower"]) / 2).to_numpy()


def test_the_sampling_step_has_the_error_of_the_verdict(clustered):
    """Both are of the same shares, by sums over the same clusters."""
    table = cascade(clustered.returns, clustered.profile).table
    step = table[table["after"] == "interviewed"].set_index("level")
    check = check_profile(clustered.returns, clustered.profile, population="eligible")
    errors = check.table.set_index("level")["standard_error"]
    quantile = arms(step.loc[errors.index]) / errors.to_numpy()
    np.testing.assert_allclose(quantile, quantile[0], rtol=1e-9)
    # Of t, not of the normal: units less strata are few.
    assert 1.97 < quantile[0] < 2.03


def test_clusters_of_like_victims_widen_draw_and_response(plain, clustered):
    alone, together = (traced(q).table.query("dimension == 'age'") for q in (plain, clustered))
    np.testing.assert_array_equal(alone["difference"], together["difference"])
    drawn = alone["step"] == 2
    assert (arms(together[drawn.to_numpy()]) > 2 * arms(alone[drawn.to_numpy()])).all()
    loss = together.query("level == 'young' and after == 'interviewed'").iloc[0]
    assert loss["stands_out"]


def test_clusters_of_one_change_little(plain, clustered_survey):
    """Offices at random are no clusters: errors as if each victim stood alone, or a little more."""
    place = np.random.default_rng(5).integers(0, OFFICES, len(plain.issued))
    quarter = with_offices(plain, clustered_survey, place)
    alone, spread = (traced(q).table for q in (plain, quarter))
    responding = (alone["after"] == "interviewed").to_numpy()
    ratio = arms(spread[responding]) / arms(alone[responding])
    assert (ratio >= 1).all()
    assert np.nanmedian(ratio) < 1.15


def test_without_clusters_in_the_fieldwork_tables_nothing_is_named_and_it_is_said(clustered):
    result = traced(clustered, issued=clustered.issued.drop(columns="office"))
    told = result.table.set_index(["dimension", "after"])["chance"]
    assert set(told["age"]["issued"]) == set(told["age"]["interviewed"]) == {"not told"}
    assert set(told["age"]["valid answer"]) == {"response"}
    hidden = result.table[result.table["chance"] == "not told"]
    assert hidden[["lower", "upper", "p_adjusted"]].isna().all(axis=None)
    assert not hidden["stands_out"].any()
    assert result.draw.empty
    assert any("clustered by office" in c.text for c in result.cannot_tell)
    assert not any("clustered by" in c.text for c in traced(clustered).cannot_tell)


def test_a_cluster_unknown_for_one_victim_issued_leaves_the_step_untold(clustered):
    crime = clustered.issued["crime"]
    lost = crime[~crime.isin(clustered.returns.frame["crime"])].index[0]
    issued = clustered.issued.copy()
    issued.loc[lost, "office"] = None
    assert set(traced(clustered, issued=issued).table.query("step == 3")["chance"]) == {"not told"}


def test_the_clusters_of_those_interviewed_come_from_the_returns(clustered):
    """The answers of interviewed victims need no column in the tables of those issued."""
    bare = traced(clustered, issued=clustered.issued.drop(columns="office")).table
    full = traced(clustered).table
    for table in (bare, full):
        assert table.query("step == 4")["upper"].notna().any()
    np.testing.assert_allclose(
        arms(bare.query("step == 4")), arms(full.query("step == 4")), rtol=1e-12
    )


def test_errors_of_retention_are_sums_over_clusters_by_hand():
    """Three clusters of two, level 0 and 1, weights 1 and 2; no strata."""
    codes, weights = np.array([0, 1, 0, 1, 0, 1]), np.array([1.0, 2, 1, 2, 1, 2])
    kept = np.array([True, True, True, False, False, False])
    rows = Rows(codes=codes, weights=weights, strata=None, clusters=np.array([0, 0, 1, 1, 2, 2]))
    before = stage_of("a", codes, 2, weights)
    after = stage_of("b", codes[kept], 2, weights[kept])
    found = retention_errors(rows, kept, before, after)
    # Kept: weight 2 of 3 in level 0, 2 of 6 in level 1; shares after 1/2 each, total 4.
    scores = weights / 4 * np.array([1, -1, 1, -1, 1, -1]) / 2
    residual = kept - np.array([2, 1, 2, 1, 2, 1]) / 3
    sums = (scores * residual).reshape(3, 2).sum(axis=1)
    expected = np.sqrt(((sums - sums.mean()) ** 2).sum() * 3 / 2)
    np.testing.assert_allclose(found.own, expected, rtol=1e-12)
    scores = weights / 4 * np.array([2, -1, 2, -1, 2, -1]) / 3  # level 0; shares before 1/3, 2/3
    sums = (scores * (kept - 4 / 9)).reshape(3, 2).sum(axis=1)
    expected = np.sqrt(((sums - sums.mean()) ** 2).sum() * 3 / 2)
    np.testing.assert_allclose(found.alike, expected, rtol=1e-12)
    assert found.df == 2
