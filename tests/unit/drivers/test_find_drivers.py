"""Drivers of the shipped quarter: planted ones lead, and nothing that should not matter does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.drivers.grades import low_grades, middle_grades, worst_first
from satisfaction.drivers.model import code_answers, fit_model
from satisfaction.errors import ColumnNotFoundError, UsageError
from satisfaction.numerics.logit import fit_logit

QUARTER = Path(__file__).parents[3] / "synthetic_data" / "quarter_2007_08_q3"
FEW = 200


@pytest.fixture(scope="module")
def returns():
    survey = sat.load_survey("user-satisfaction-2007")
    return sat.read_returns(max(QUARTER.glob("returns_*")), survey).returns


@pytest.fixture(scope="module")
def found(returns):
    return sat.find_drivers(returns, bootstraps=FEW)


def test_every_number_has_an_interval_around_it(found):
    table = found.table
    for name in ("reach", "share", "total_share", "penalty", "reward", "asymmetry", "dominance"):
        held = table[table[name].notna()]
        assert len(held) > 0
        inside = (held[f"{name}_lower"] <= held[name]) & (held[name] <= held[f"{name}_upper"])
        assert inside.all(), name


def test_the_bootstrap_spreads_as_the_linearisation_says(found):
    ratio = found.table["share_bootstrap_error"] / found.table["share_standard_error"]
    # 200 replicates: Monte Carlo error 5 %; 15 drivers.
    assert ratio.between(0.8, 1.25).all()
    assert ratio.mean() == pytest.approx(1, abs=0.07)


def test_the_planted_drivers_lead(found):
    assert {"told_progress", "taken_seriously"} <= set(found.leading)
    assert not {"support_offered", "named_officer", "prevention_advice"} & set(found.leading)
    assert found.table["leading"].sum() <= 5


def test_a_share_is_what_turning_poor_ratings_into_middle_ones_takes_from_the_model(returns, found):
    """Counted again by hand, with predictions of the same logit."""
    survey = returns.survey
    inside = np.ones(len(returns), dtype=bool)
    controls = ["age", "gender", "ethnicity", "user_group", "area"]
    names = {name: (name,) for name in survey.drivers}
    answers = code_answers(returns, names, controls=controls, inside=inside)
    model = fit_model(answers)
    low = list(model.columns.low[list(names).index("fairness")])
    turned = model.columns.x.copy()
    turned[:, low] = 0
    refitted = fit_logit(answers.outcome, model.columns.x, weights=answers.weights)
    before = 1 / (1 + np.exp(-(model.columns.x @ refitted.coefficients)))
    after = 1 / (1 + np.exp(-(turned @ refitted.coefficients)))
    share = (before - after).sum() / answers.outcome.sum()
    shown = found.table.set_index("driver").loc["fairness", "share"]
    assert shown == pytest.approx(share, rel=1e-9)


def test_adjusting_for_earlier_stages_only_leaves_the_last_stage_as_it_is(returns, found):
    table = found.table
    last = table[table["stage"] == returns.survey.stages[-1]]
    assert last["total_share"].to_numpy() == pytest.approx(last["share"].to_numpy(), rel=1e-9)
    earlier = table[table["stage"].isin(returns.survey.stages[:-1])]
    assert (earlier["total_share"] - earlier["share"]).abs().max() > 0.01


def test_a_routed_question_keeps_those_who_were_not_asked(found):
    row = found.table.set_index("driver").loc["arrival_time"]
    assert found.base > 1.3 * row["base"]


def test_the_same_seed_gives_the_same_table_and_another_one_other_chances(returns, found):
    again = sat.find_drivers(returns, bootstraps=FEW)
    pd.testing.assert_frame_equal(again.table, found.table)
    other = sat.find_drivers(returns, bootstraps=FEW, seed=1)
    assert (other.rank_chances["chance"] != found.rank_chances["chance"]).any()
    np.testing.assert_array_equal(other.table["share"], found.table["share"])


def test_a_reversed_scale_and_a_renamed_question_change_nothing(returns, found):
    survey = returns.survey
    question = survey.questions["fairness"]
    scale = survey.scale_of("fairness")
    turned = scale.model_copy(update={"grades": dict(reversed(scale.grades.items()))})
    changed = survey.model_copy(
        update={
            "scales": {**survey.scales, "turned": turned},
            "questions": {
                ("justice" if name == "fairness" else name): (
                    question.model_copy(update={"scale": "turned"}) if name == "fairness" else q
                )
                for name, q in survey.questions.items()
            },
        }
    )
    renamed = replace(
        returns, survey=changed, frame=returns.frame.rename(columns={"fairness": "justice"})
    )
    names = ["justice" if name == "fairness" else name for name in survey.drivers]
    other = sat.find_drivers(renamed, drivers=names, bootstraps=FEW).table.set_index("driver")
    mine = found.table.set_index("driver").rename(index={"fairness": "justice"})
    shown = ["share", "share_lower", "penalty", "reward", "dominance", "leading"]
    pd.testing.assert_frame_equal(
        other.loc[mine.index, shown], mine[shown], check_exact=False, rtol=1e-8, atol=1e-10
    )


def test_several_questions_can_be_one_driver(returns):
    together = {
        "the officer": ["officer_manner", "arrival_time"],
        "progress": ["told_progress"],
    }
    found = sat.find_drivers(returns, drivers=together, bootstraps=FEW).table.set_index("driver")
    assert found.loc["the officer", "label"] == "the officer"
    poor = [
        returns.frame[name].isin(low_grades(returns.survey.scale_of(name)))
        for name in together["the officer"]
    ]
    rated = returns.frame["overall"].isin(returns.survey.scale_of("overall").grade_labels)
    assert found.loc["the officer", "low_base"] == ((poor[0] | poor[1]) & rated).sum()


def test_sensitivity_tries_every_choice_and_says_who_flips(found):
    tried = found.sensitivity
    assert tried["variant"].nunique() == 8
    assert (tried.groupby("variant")["driver"].nunique() == len(found.table)).all()
    as_analysed = tried[tried["variant"] == "as analysed"].set_index("driver")
    shares = found.table.set_index("driver")["share"]
    assert as_analysed["share"].to_numpy() == pytest.approx(shares[as_analysed.index].to_numpy())
    assert set(found.flips) == set(tried.loc[tried["flips"], "driver"])
    said = [caveat.code for caveat in found.caveats]
    assert ("sensitive" in said) == bool(found.flips)


def test_the_model_is_judged_on_respondents_it_has_not_seen(found):
    quality = found.quality
    assert 0.5 < quality.auc_lower < quality.auc < quality.auc_upper < 1
    assert 0 < quality.r_squared < 1
    assert quality.folds == 10


def test_effects_along_the_scale_are_of_every_cut_that_has_respondents(returns, found):
    rows = found.across_scale[found.across_scale["driver"] == "told_progress"]
    assert rows["cut"].tolist() == list(range(1, 7))
    assert rows["base"].min() >= 30
    assert rows["side"].tolist() == ["poor"] * 4 + ["top"] * 2
    first = worst_first(returns.survey.scale_of("told_progress"))[0]
    assert rows["grades"].iloc[0] == first == "completely dissatisfied"


def test_the_ordinal_check_never_ranks(found):
    assert set(found.ordinal_check["driver"]) == set(found.table["driver"])
    assert "rank" not in " ".join(found.ordinal_check.columns)
    told = found.ordinal_check.set_index("driver").loc["told_progress"]
    assert told["odds_ratio_lower"] > 1


def test_cuts_can_be_moved_but_not_into_the_top(returns):
    scale = returns.survey.scale_of("fairness")
    assert low_grades(scale) == (
        "completely dissatisfied", "very dissatisfied", "fairly dissatisfied",
    )  # fmt: skip
    assert len(low_grades(scale, wider=1)) == 4
    assert len(low_grades(scale, wider=-5)) == 1
    assert len(low_grades(scale, wider=9)) == 5
    assert middle_grades(scale) == ("neither satisfied nor dissatisfied", "fairly satisfied")
    assert middle_grades(returns.survey.scale_of("told_outcome")) == ()


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"drivers": ["fairnes"]}, ColumnNotFoundError, "fairness"),
        ({"drivers": "fairness"}, UsageError, "expected a list"),
        ({"drivers": {"a": ["fairness"], "b": ["fairness"]}}, UsageError, "a question one driver"),
        ({"drivers": ["attended"]}, UsageError, "cannot be a driver"),
        ({"controls": ["agee"]}, ColumnNotFoundError, "age"),
        ({"bootstraps": 10}, UsageError, "at least 100"),
    ],
)
def test_what_cannot_be_analysed_is_refused_by_name(returns, options, error, says):
    with pytest.raises(error, match=says):
        sat.find_drivers(returns, **options)
