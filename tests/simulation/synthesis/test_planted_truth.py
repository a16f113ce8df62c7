"""What was planted comes back from the data, within Monte Carlo error (z below 4 throughout)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from satisfaction.definitions.library import load_survey
from satisfaction.synthesis.calendar import plan_calendar
from satisfaction.synthesis.contracts import records_contract
from satisfaction.synthesis.made import make
from satisfaction.synthesis.profiles import load_profile
from satisfaction.synthesis.scale_zones import zones_of
from satisfaction.synthesis.streams import Streams
from satisfaction.synthesis.true_levels import true_levels
from satisfaction.synthesis.truth_tables import compute_truth, populations
from satisfaction.synthesis.world import build_world

CRIMES, INTERVIEWS = 60_000, 2_500
LIMIT = 4.0
PUBLISHED = {"contact": 0.82, "treatment": 0.86, "overall": 0.769}


@pytest.fixture(scope="module")
def made():
    survey = load_survey("user-satisfaction-2007")
    world = build_world(
        survey,
        records_contract(survey),
        load_profile(None),
        plan_calendar(1, "2007/08 Q3", survey.interview_window),
        Streams(seed=11),
    )
    return make(world, crimes=CRIMES, interviews=INTERVIEWS)


@pytest.fixture(scope="module")
def truth(made):
    return compute_truth(made, (), seed=11)


@pytest.fixture(scope="module")
def levels(made):
    return list(true_levels(made.victims, made.world))


def z_scores(happened, chance, entry, among) -> np.ndarray:
    """Return for each level the count's distance from its expectation in standard deviations."""
    hits = entry.sums((happened & among).astype(float))
    expected = entry.sums(np.where(among, chance, 0.0))
    variance = entry.sums(np.where(among, chance * (1 - chance), 0.0))
    large = variance > 5
    return (hits - expected)[large] / np.sqrt(variance[large])


def row(table, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return table.iloc[0]


def test_answers_of_the_population_follow_their_probabilities_at_every_level(made, levels):
    scores = []
    for name, chances in made.opinions.chances.items():
        zones = zones_of(made.world.survey.scale_of(name))
        grades = made.opinions.grades[name]
        for grades_of, chance in (
            (zones.low, chances.dissatisfied),
            (zones.neither, chances.neither),
            (zones.top, chances.top),
        ):
            happened = np.isin(grades, grades_of)
            scores += [z_scores(happened, chance, e, chances.asked) for e in levels]
    together = np.concatenate(scores)
    # About 750 scores: the largest of so many is near 3.3 when all is right.
    assert len(together) > 700
    assert np.abs(together).max() < LIMIT + 0.5
    assert together.std() == pytest.approx(1, abs=0.15)


def test_exclusions_follow_their_rates_at_every_level(truth):
    table = truth.table("exclusions").query("reason != 'under 16'")
    expected = table["victims"] * table["rate"]
    large = expected > 20
    # The chances differ within a level, so the binomial deviation is an upper bound.
    z = (table["excluded"] - expected)[large] / np.sqrt(expected[large])
    assert large.sum() > 100
    assert np.abs(z).max() < LIMIT


def test_interviews_follow_the_response_propensities_at_every_level(made, levels):
    draw, contacts = made.draws[0], made.contacts[0]
    happened = np.zeros(len(made.victims), dtype=bool)
    happened[draw.issued] = contacts.interviewed
    among = np.zeros(len(made.victims), dtype=bool)
    among[draw.issued] = True
    z = np.concatenate([z_scores(happened, made.propensity, e, among) for e in levels])
    assert len(z) > 40
    assert np.abs(z).max() < LIMIT


def test_true_satisfaction_is_recovered_from_the_interviews_with_the_true_weights(made, truth):
    draw, contacts = made.draws[0], made.contacts[0]
    frame_weight = draw.base_weight[contacts.interviewed]
    who = draw.issued[contacts.interviewed]
    weight = frame_weight / made.propensity[who]
    satisfied = np.isin(made.opinions.grades["overall"][who], (0, 1, 2))
    estimate = np.average(satisfied, weights=weight)
    error = np.sqrt(np.sum((weight * (satisfied - estimate)) ** 2)) / weight.sum()
    stated = row(
        truth.table("satisfaction"), measure="overall", population="eligible", dimension="all"
    )
    assert abs(estimate - stated["satisfied"]) < LIMIT * error


def test_the_expected_cascade_is_what_the_draw_gives(made, truth):
    draw, contacts = made.draws[0], made.contacts[0]
    groups = made.victims.user_group
    table = truth.table("cascade").query("dimension == 'user_group'")
    for step, who in (("issued", draw.issued), ("interviewed", draw.issued[contacts.interviewed])):
        counts = np.bincount(groups[who], minlength=5)
        expected = table[step].to_numpy() * counts.sum()
        assert np.abs((counts - expected) / np.sqrt(expected)).max() < LIMIT


def test_the_sample_has_about_equal_numbers_of_interviews_in_each_user_group(truth):
    shares = truth.table("cascade").query("dimension == 'user_group'")["interviewed"]
    assert shares.between(0.18, 0.22).all()


def test_published_levels_are_approached_within_three_points(truth):
    table = truth.table("satisfaction")
    for measure, published in PUBLISHED.items():
        stated = row(table, measure=measure, population="eligible", dimension="all")
        assert stated["satisfied"] == pytest.approx(published, abs=0.03)


def test_follow_up_is_the_lowest_measure(truth):
    table = truth.table("satisfaction").query("population == 'eligible' and dimension == 'all'")
    assert table.set_index("measure")["satisfied"].idxmin() == "follow_up"


def test_the_gap_between_white_and_bme_is_about_the_published_five_points(truth):
    table = truth.table("satisfaction").query("population == 'eligible' and measure == 'overall'")
    pair = table[table["dimension"] == "ethnicity_pair"].set_index("level")["satisfied"]
    assert pair["White"] - pair["BME"] == pytest.approx(0.048, abs=0.03)
    assert pair["White"] - pair["BME"] > 0.03


def test_the_young_are_less_satisfied_and_harder_to_reach(truth):
    table = truth.table("satisfaction").query("population == 'eligible' and measure == 'overall'")
    ages = table[table["dimension"] == "age"].set_index("level")["satisfied"]
    assert ages.idxmin() == "16-24"
    response = truth.table("propensities").query("dimension == 'age'").set_index("level")
    assert response["propensity"].idxmin() == "16-24"


def test_planted_penalties_and_rewards_are_exactly_those_of_the_log_odds(made, truth):
    """Log-odds are linear in the dummies, so least squares must give the planted numbers back."""
    columns, coefficients = linear_model(made)
    drivers = truth.table("drivers").query("population == 'eligible'").set_index("driver")
    for name, plan in drivers.iterrows():
        assert coefficients[columns.index((name, "low"))] == pytest.approx(
            plan["penalty_log_odds"], abs=1e-8
        )
        if (name, "top") in columns:
            assert coefficients[columns.index((name, "top"))] == pytest.approx(
                -plan["reward_log_odds"], abs=1e-8
            )


def test_attributable_shares_equal_brute_force_with_every_low_rating_taken_away(
    made, truth, levels
):
    columns, coefficients = linear_model(made)
    mask = populations(made, levels, 0)["eligible"]
    x = design(made, columns)[mask]
    full = expit(x @ coefficients)
    drivers = truth.table("drivers").query("population == 'eligible'").set_index("driver")
    for name, stated in drivers["attributable_share"].items():
        without = x.copy()
        without[:, columns.index((name, "low"))] = 0.0
        share = (full - expit(without @ coefficients)).sum() / full.sum()
        assert stated == pytest.approx(share, abs=1e-8)


def test_penalties_in_points_equal_brute_force_with_everybody_low_against_nobody(
    made, truth, levels
):
    columns, coefficients = linear_model(made)
    mask = populations(made, levels, 0)["eligible"]
    x = design(made, columns)[mask]
    drivers = truth.table("drivers").query("population == 'eligible'").set_index("driver")
    for name in ("told_progress", "fairness", "officer_manner"):
        low, top = columns.index((name, "low")), columns.index((name, "top"))
        changed = {}
        for value in (1.0, 0.0):
            everybody = x.copy()
            everybody[:, [low, top]] = value, 0.0
            changed[value] = expit(everybody @ coefficients).mean()
        assert drivers.loc[name, "penalty"] == pytest.approx(changed[1.0] - changed[0.0], abs=1e-8)


def test_drivers_are_rated_low_about_as_often_as_the_profile_says_where_nothing_applies(made):
    """Demographic effects move the share a little; a yes or no of a third by four points."""
    for name, plan in made.plan.drivers.items():
        asked = made.lived.grades[name] >= 0
        assert made.lived.low[name][asked].mean() == pytest.approx(plan.low, abs=0.045)


def linear_model(made):
    columns = [
        (name, side)
        for name in made.plan.experiences
        if name in made.plan.drivers
        for side in ("low", "top")
        if side == "low" or zones_of(made.world.survey.scale_of(name)).has_middle
    ]
    x = design(made, columns)
    leaning = made.opinions.chances["overall"].leaning
    coefficients, *_ = np.linalg.lstsq(x, leaning, rcond=None)
    assert np.abs(x @ coefficients - leaning).max() < 1e-8
    return columns, coefficients


def design(made, columns):
    """Return the dummies, then whatever else there is about a victim, one dummy a level."""
    lived = made.lived
    dummies = [
        (lived.low if side == "low" else lived.top)[name].astype(float) for name, side in columns
    ]
    v = made.victims
    bands = np.searchsorted([16, 25, 35, 45, 55, 65, 75], v.age, side="right")
    controls = [
        (codes == level).astype(float)
        for codes in (bands, v.gender, v.ethnicity, v.user_group, v.area)
        for level in np.unique(codes)[1:]
    ]
    return np.column_stack([*dummies, *controls, v.reported / 365.25, np.ones(len(v))])
