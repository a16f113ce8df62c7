"""Segments: groups as planted, figures from the other half, refusals that say what to do."""

from __future__ import annotations

import numpy as np
import pytest

import satisfaction as sat
from satisfaction.definitions.library import load_rules
from satisfaction.drivers.dealing import dealt_parts
from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError
from satisfaction.numerics.design import Design
from satisfaction.tables.design import survey_design


@pytest.fixture(scope="module")
def two_levels(build):
    """Plant dissatisfaction in the west, most of all among its young."""
    rng = np.random.default_rng(1)
    n = 4_000
    place, age = (
        rng.integers(0, 4, n),
        rng.choice(8, n, p=[0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05]),
    )
    chance = np.where(place == 3, np.where(age < 2, 0.7, 0.35), 0.1)
    weight = rng.uniform(0.5, 2.0, n)
    poor = (rng.random(n) < chance).astype(int)
    poor[:40] = 2
    return build(poor, place=place, age=age, gender=rng.integers(0, 3, n), weight=weight)


@pytest.fixture(scope="module")
def found(two_levels):
    return sat.segments(two_levels, permutations=199)


def test_planted_groups_are_found_and_named_in_words(found):
    assert found.table["segment"].tolist() == [
        "everyone",
        "place: north, east, south",
        "place: west",
        "place: west; age: 16-24, 25-34",
        "place: west; age: 35-44 to 75+, not known",
    ]
    assert found.table["group"].tolist() == ["1", "1.1", "1.2", "1.2.1", "1.2.2"]
    assert found.table["is_final"].tolist() == [False, True, False, True, True]
    assert found.final["segment"].iloc[0] == "place: west; age: 16-24, 25-34"
    assert found.needs_attention
    assert found.is_confirmed


def test_figures_are_the_weighted_shares_of_the_half_that_did_not_search(found, two_levels):
    frame = two_levels.frame
    other = dealt_parts(survey_design(two_levels), 2, seed=20_071_231) == 1
    asked = other & (frame["overall"] != "don't know").to_numpy()
    poor = (frame["overall"] == "poor").to_numpy()
    young_west = (frame["place"] == "west") & frame["age"].isin(["16-24", "25-34"])
    rows = asked & young_west.to_numpy()
    weight = frame["weight_given"].to_numpy()
    row = found.table.set_index("group").loc["1.2.1"]
    assert row["base"] == rows.sum()
    assert row["dissatisfied"] == (rows & poor).sum()
    assert row["estimate"] == pytest.approx(weight[rows & poor].sum() / weight[rows].sum())
    assert row["share_of_respondents"] == pytest.approx(weight[rows].sum() / weight[asked].sum())
    assert row["share_of_dissatisfied"] == pytest.approx(
        weight[rows & poor].sum() / weight[asked & poor].sum()
    )
    assert row["lower"] < row["estimate"] < row["upper"]
    assert found.base == asked.sum()
    assert found.base + found.searched == len(frame) - 40


def test_standard_errors_are_those_of_a_domain_of_the_whole_sample(found, two_levels):
    everyone = found.table.iloc[0]
    half = dealt_parts(survey_design(two_levels), 2, seed=20_071_231)
    marked = two_levels.frame.assign(
        gender=two_levels.frame["gender"].cat.codes.to_numpy() * 0 + half
    )
    marked["gender"] = marked["gender"].map({0: "female", 1: "male"}).astype("category")
    same = sat.estimate(type(two_levels)(frame=marked, survey=two_levels.survey), by="gender")
    row = same.table.query("level == 'male' and statistic == 'dissatisfied'").iloc[0]
    assert everyone["estimate"] == pytest.approx(row["estimate"], abs=1e-12)
    assert everyone["standard_error"] == pytest.approx(row["standard_error"], rel=1e-10)
    assert everyone["lower"] == pytest.approx(row["lower"], abs=1e-10)


def test_the_difference_of_two_parts_is_that_of_their_shares(found):
    shares = found.table.set_index("group")["estimate"]
    first = found.tests.iloc[0]
    assert first["category"] == "place"
    assert first["difference"] == pytest.approx(shares["1.2"] - shares["1.1"])
    assert first["difference_lower"] < first["difference"] < first["difference_upper"]


def test_final_groups_hold_everybody_once(found):
    final = found.final
    assert final["base"].sum() == found.base
    assert final["share_of_respondents"].sum() == pytest.approx(1)
    assert final["share_of_dissatisfied"].sum() == pytest.approx(1)


def test_p_values_grow_down_the_tree_and_with_smaller_groups(found):
    tests = found.tests.set_index("group")
    assert tests.loc["1", "p_adjusted"] == tests.loc["1", "p_value"] == 1 / 200
    searched = tests["searched"]
    assert tests.loc["1.2", "p_adjusted"] == pytest.approx(
        tests.loc["1.2", "p_value"] * searched["1"] / searched["1.2"]
    )


def test_the_same_seed_gives_the_same_groups_and_another_another_half(two_levels, found):
    again = sat.segments(two_levels, permutations=199)
    other = sat.segments(two_levels, permutations=199, seed=5)
    assert again.table.equals(found.table)
    assert not np.allclose(other.table["estimate"].iloc[0], found.table["estimate"].iloc[0])


def test_where_nobody_differs_everyone_is_the_only_group_and_its_share_is_given(build):
    rng = np.random.default_rng(4)
    n = 1_000
    calm = build((rng.random(n) < 0.2).astype(int), place=rng.integers(0, 4, n),
                 gender=rng.integers(0, 2, n))  # fmt: skip
    found = sat.segments(calm, permutations=199, seed=1)
    assert found.table["segment"].tolist() == ["everyone"]
    assert not found.needs_attention
    assert not found.is_confirmed
    assert "No group of victims stands out" in sat.chart(found).layout.meta["title"]
    assert len(found.tests) == 1


def test_too_few_respondents_are_not_tested_and_a_caveat_says_so(build):
    poor = np.tile([0, 0, 0, 1], 30)
    found = sat.segments(build(poor, place=np.arange(120) % 4))
    assert found.tests.empty
    assert "not-tested" in [caveat.code for caveat in found.caveats]
    assert "too few answers" in sat.chart(found).layout.meta["title"]


def test_both_parts_have_the_respondents_that_a_figure_needs(build):
    rng = np.random.default_rng(8)
    place = np.where(np.arange(2_000) < 70, 3, np.arange(2_000) % 3)
    poor = np.where(place == 3, 1, rng.random(2_000) < 0.1).astype(int)
    found = sat.segments(build(poor, place=place), by=["place"], permutations=199)
    # 70 in the west are about 35 in each half: too few to search by themselves.
    assert "place: west" not in found.table["segment"].tolist()
    needed = load_rules().number("suppression", "hidden_below")
    assert (found.table["base"] >= needed).all()


def test_rows_of_weight_zero_are_in_no_group(build):
    rng = np.random.default_rng(3)
    poor = (rng.random(600) < 0.3).astype(int)
    weight = np.where(np.arange(600) < 100, 0.0, 1.0)
    found = sat.segments(build(poor, weight=weight, place=np.arange(600) % 4), permutations=99)
    assert found.base + found.searched == 500


def test_halves_keep_clusters_together_and_balance_strata():
    strata = np.repeat([0, 1, 2], [400, 200, 40])
    clusters = np.arange(640) // 4
    half = dealt_parts(Design(weights=np.ones(640), strata=strata, clusters=clusters), 2, seed=9)
    assert (half.reshape(-1, 4) == half[::4, None]).all()
    for stratum, size in enumerate((100, 50, 10)):
        assert np.bincount(half[strata == stratum]).tolist() == [2 * size, 2 * size]


@pytest.mark.parametrize(
    ("arguments", "fault", "says"),
    [
        ({"by": ["colour"]}, ColumnNotFoundError, "no category 'colour'"),
        ({"by": "place"}, UsageError, "expected a list"),
        ({"by": []}, UsageError, "names nothing"),
        ({"depth": 0}, UsageError, "between 1 and 5"),
        ({"permutations": 10}, UsageError, "at least 99"),
        ({"error_rate": 1.5}, UsageError, "error_rate=1.5"),
        ({"confidence": 0.0}, UsageError, "confidence=0.0"),
    ],
)
def test_a_wrong_argument_is_refused_with_what_was_expected(two_levels, arguments, fault, says):
    with pytest.raises(fault, match=says):
        sat.segments(two_levels, **arguments)


def test_nobody_dissatisfied_is_refused(build):
    with pytest.raises(EstimationError, match="0 of 60 respondents are dissatisfied"):
        sat.segments(build(np.zeros(60, dtype=int), place=np.arange(60) % 4))


@pytest.mark.parametrize("narrow", [False, True])
def test_the_figure_says_who_how_many_and_that_it_is_no_cause(found, narrow):
    figure = sat.chart(found, narrow=narrow)
    words = figure.layout.meta
    first = found.final.iloc[0]
    assert f"{first['estimate']:.0%}" in words["title"]
    assert "age 16-24, 25-34" in words["title"]
    assert "It says whom to ask, not why." in words["caption"]
    assert "Place: west" in words["alt"]
    marks = [trace for trace in figure.data if trace.name == "Share dissatisfied"]
    assert list(marks[0].x) == found.table["estimate"].tolist()
    assert len(marks[0].error_x.array) == len(found.table)
    assert "caus" not in " ".join(map(str, words.values())).lower()


def test_a_division_that_the_other_half_does_not_show_is_said_to_be_in_doubt(found):
    from dataclasses import replace

    doubtful = replace(found, tests=found.tests.assign(difference_lower=-0.01))
    assert "does not bear it out" in sat.chart(doubtful).layout.meta["title"]
