"""Other reasonable choices: planted drivers that lead under some of them only."""

from __future__ import annotations

import numpy as np
import pytest

from satisfaction.drivers.coding import CodingRule
from satisfaction.drivers.model import fit_model
from satisfaction.drivers.sensitivity import flips_of, sensitivity
from satisfaction.drivers.shares import shares_with_limits


@pytest.fixture
def study(code):
    def run(returns, *drivers, controls=(), leading=None):
        model = fit_model(code(returns, *drivers, controls=controls))
        if leading is None:
            held = shares_with_limits(model, confidence=0.95, seed=1).leading
            leading = [name for name, leads in zip(drivers, held, strict=True) if leads]
        return sensitivity(
            returns,
            model,
            {name: (name,) for name in drivers},
            controls=controls,
            inside=np.ones(len(returns.frame), dtype=bool),
            leading=leading,
            confidence=0.95,
            seed=1,
        )

    return run


def confounded(plant, size=5_000, seed=2):
    """Gender goes with both the rating `loose` and dissatisfaction; `early` is a driver."""
    rng = np.random.default_rng(seed)
    gender = rng.random(size) < 0.5
    early, loose = rng.integers(1, 8, size), rng.integers(4, 8, size)
    loose = np.where(rng.random(size) < np.where(gender, 0.6, 0.1), 2, loose)
    chance = 0.05 + 0.3 * (early <= 3) + 0.25 * gender
    return plant(
        gender=gender, early=early, loose=loose, overall=np.where(rng.random(size) < chance, 2, 6)
    )


def test_a_driver_that_leads_only_without_controls_is_named(plant, study):
    table = study(confounded(plant), "early", "loose", controls=("gender",))
    held = table.set_index(["variant", "driver"])
    assert not held.loc[("as analysed", "loose"), "leading"]
    assert held.loc[("without controls", "loose"), "leading"]
    assert held.loc[("without controls", "loose"), "flips"]
    assert flips_of(table) == ("loose",)
    others = table[(table["variant"] != "without controls") & (table["driver"] == "loose")]
    assert not others["flips"].any()


def test_a_rating_that_bites_one_grade_further_on_flips_with_the_cut(plant, study):
    # `loose` bites at the fourth grade alone, which counts as poor only when the cut is widened.
    rng = np.random.default_rng(6)
    early, loose = (
        rng.integers(1, 8, 5_000),
        rng.choice([3, 4, 5, 6], 5_000, p=[0.1, 0.2, 0.4, 0.3]),
    )
    chance = 0.05 + 0.3 * (early <= 3) + 0.5 * (loose == 4)
    overall = np.where(rng.random(5_000) < chance, 2, 6)
    table = study(plant(early=early, loose=loose, overall=overall), "early", "loose")
    held = table.set_index(["variant", "driver"])["leading"]
    assert not held["as analysed", "loose"]
    assert held["one more grade counts as poor", "loose"]
    assert "loose" in flips_of(table)


def test_the_outcome_is_cut_one_grade_further_and_one_nearer(plant, study):
    rng = np.random.default_rng(7)
    early = rng.integers(1, 8, 4_000)
    grade = np.clip(np.round(early + rng.normal(0, 2, 4_000)), 1, 7).astype(int)
    returns = plant(early=early, overall=grade)
    held = study(returns, "early").set_index("variant")["share"]
    poor, middle = early <= 3, (early > 3) & (early < 6)
    for name, cut in {
        "one grade fewer counts as dissatisfied": 2,
        "as analysed": 3,
        "one more grade counts as dissatisfied": 4,
    }.items():
        dissatisfied = grade <= cut
        fall = dissatisfied[poor].mean() - dissatisfied[middle].mean()
        assert held[name] == pytest.approx(poor.mean() * fall / dissatisfied.mean(), abs=1e-9)


def test_without_weights_is_the_plain_share(plant, study):
    returns = confounded(plant)
    held = study(returns, "early", "loose").set_index(["variant", "driver"])["share"]
    # These returns have no weights: both must be the same.
    assert held["without weights", "early"] == pytest.approx(
        held["as analysed", "early"], abs=1e-12
    )


def test_unrated_with_the_middle_is_the_coding_of_that_name(plant, study, code):
    returns = confounded(plant)
    frame = returns.frame
    unsure = np.random.default_rng(3).random(len(frame)) < 0.1
    frame.loc[unsure, "early"] = "don't know"
    held = study(returns, "early", "loose").set_index(["variant", "driver"])["share"]
    coded = code(returns, "early", "loose", rule=CodingRule(unrated="middle"))
    share = fit_model(coded).shares.shares[0]
    assert held["not rated counts with the middle", "early"] == pytest.approx(share, abs=1e-12)
    assert held["as analysed", "early"] != pytest.approx(share, abs=1e-6)


def test_the_rule_as_analysed_is_the_one_given(plant, study):
    table = study(confounded(plant), "early", "loose", controls=("gender",), leading=["loose"])
    first = table[table["variant"] == "as analysed"].set_index("driver")
    assert first["leading"].tolist() == [False, True]
    assert not first["flips"].any()


def test_a_variant_that_cannot_be_fitted_is_listed_with_its_reason(plant, study):
    # One more grade as poor makes the two ratings poor for exactly the same respondents.
    rng = np.random.default_rng(5)
    early = rng.integers(1, 8, 3_000)
    loose = np.where(early <= 4, rng.integers(3, 5, 3_000), rng.integers(5, 8, 3_000))
    overall = np.where(rng.random(3_000) < np.where(early <= 3, 0.5, 0.1), 2, 6)
    table = study(plant(early=early, loose=loose, overall=overall), "early", "loose")
    failed = table[table["variant"] == "one more grade counts as poor"]
    assert len(failed) == 2
    assert failed["share"].isna().all()
    assert failed["note"].str.contains("cannot be told apart").all()
    assert not failed["flips"].any()
    assert (table.loc[table["variant"] == "as analysed", "note"] == "").all()


def test_a_variant_in_which_hardly_anybody_rates_poor_says_so_and_flips_nobody(plant, study):
    # Thirty-five of the poor ratings are of the two worst grades; only ten of `loose`.
    returns = confounded(plant)
    few = np.where(np.arange(5_000) < 10, 2, 3)
    frame = returns.frame
    poor = (frame["loose"] == "second").to_numpy()
    frame.loc[poor, "loose"] = np.where(few[poor] == 2, "second", "third")
    table = study(returns, "early", "loose")
    row = table[
        (table["variant"] == "one grade fewer counts as poor") & (table["driver"] == "loose")
    ]
    assert row["share"].isna().item()
    assert row["note"].item()
    assert not row["flips"].item()
