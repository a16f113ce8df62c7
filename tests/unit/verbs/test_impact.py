"""Does it matter: what the weights change, and how sure that is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.library import load_rules
from satisfaction.errors import EstimationError, UsageError
from satisfaction.representativeness import impact, maximal_bias
from satisfaction.weighting import weight

SATISFIED = {"young": 0.5, "middle": 0.7, "old": 0.9}


@pytest.fixture
def weigh(make_profile, make_returns):
    """Return ``n`` interviews, too few of them young, weighted to a third of each age."""

    def build(n=3_000, shares=(0.2, 0.3, 0.5), margins=("age",), rng=None):
        counts = [round(n * share) for share in shares]
        if rng is not None:
            counts = rng.multinomial(n, shares)
        ages = np.repeat(list(SATISFIED), counts)
        frame = pd.DataFrame({"user_group": "burglary", "age": ages})
        frame = frame.assign(gender=np.resize(["female", "male"], len(frame)))
        chance = np.array([SATISFIED[age] for age in ages])
        draws = np.resize(np.arange(10) / 10 + 0.05, len(ages)) if rng is None else rng.random(n)
        rows = [("burglary", age, gender, 1_000) for age in SATISFIED
                for gender in ("female", "male")]  # fmt: skip
        cells = pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"])
        returns = make_returns(frame, draws < chance)
        return weight(returns, make_profile(cells), margins=margins).returns

    return build


def row(result, statistic="satisfied", other="base-weighted"):
    return result.table.set_index(["statistic", "other_level"]).loc[(statistic, other)]


def test_the_difference_is_weighted_minus_base_weighted(weigh):
    found = row(impact(weigh()))
    assert found["weighted"] == pytest.approx(np.mean(list(SATISFIED.values())))
    assert found["other"] == pytest.approx(0.2 * 0.5 + 0.3 * 0.7 + 0.5 * 0.9)
    assert found["lower"] < found["difference"] < found["upper"] < 0


def test_satisfied_and_dissatisfied_move_by_as_much_on_a_scale_of_two(weigh):
    result = impact(weigh())
    assert row(result, "dissatisfied")["difference"] == pytest.approx(-row(result)["difference"])


def test_weights_that_change_nobody_have_no_impact_and_no_error(weigh):
    found = row(impact(weigh(margins=())))
    assert found["difference"] == pytest.approx(0, abs=1e-15)
    assert found["standard_error"] == pytest.approx(0, abs=1e-15)


def test_the_sentence_says_on_which_side_the_figure_would_be_without_weights(weigh):
    sentence = impact(weigh()).sentence
    assert "moves the share satisfied by \N{MINUS SIGN}6.0 points" in sentence
    assert sentence.endswith("the published figure would be much too high without it.")


def test_the_sentence_claims_nothing_that_chance_explains(weigh):
    assert "no more than chance explains" in impact(weigh(60, (0.3, 0.35, 0.35))).sentence


def test_too_few_answers_give_no_numbers_in_the_sentence(weigh):
    result = impact(weigh(20, (0.3, 0.3, 0.4)))
    assert row(result)["flag"] == "hidden"
    assert "too few answers" in result.sentence


def test_a_gap_is_compared_too_and_left_out_with_a_caveat_where_there_is_none(weigh):
    with_gap = impact(weigh(), between=("female", "male"))
    assert with_gap.between == ("female", "male")
    assert {"gap"} < set(with_gap.table["statistic"])
    without = impact(weigh(), between=("White", "BME"))
    assert without.between == ()
    assert [caveat.code for caveat in without.caveats] == ["no-gap"]


def test_by_default_it_is_about_the_published_figure(make_profile, make_returns):
    """As in the record: without the user groups that the rulebook reports apart."""
    frame = pd.DataFrame({"user_group": np.resize(["burglary", "vehicle crime"], 1_200)})
    frame = frame.assign(age=np.repeat(["young", "middle", "old"], 400),
                         gender=np.resize(["female", "male", "male"], 1_200))  # fmt: skip
    rows = [(group, age, gender, 500) for group in ("burglary", "vehicle crime")
            for age in SATISFIED for gender in ("female", "male")]  # fmt: skip
    cells = pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"])
    returns = make_returns(frame, np.resize([True, True, False, True, False], 1_200))
    weighted = weight(returns, make_profile(cells)).returns
    rules = load_rules()
    groups = rules.rules["user_groups"]
    apart = groups.model_copy(update={"settings": {"reported_apart": "vehicle crime"}})
    rules = rules.model_copy(update={"rules": {**rules.rules, "user_groups": apart}})
    usual, everyone = impact(weighted, rules=rules), impact(weighted, where={}, rules=rules)
    chosen = impact(weighted, where={"user_group": ["burglary", "violent crime"]}, rules=rules)
    assert usual.table.equals(chosen.table)
    assert row(usual)["base"] == 600
    assert row(everyone)["base"] == 1_200
    assert "user_group: burglary, violent crime" in usual.provenance.method
    assert "of everybody" in everyone.provenance.method


def test_returns_without_weights_are_refused(make_returns):
    frame = pd.DataFrame({"user_group": ["burglary"], "age": ["old"], "gender": ["male"]})
    with pytest.raises(UsageError, match="carry no weights"):
        impact(make_returns(frame, np.ones(1, dtype=bool)))


def test_the_bias_bound_follows_from_r_and_the_mean_propensity(weigh):
    result = impact(weigh(), r_indicator=0.8, mean_propensity=0.4)
    assert result.bias_bound == pytest.approx(0.2 * np.sqrt(0.7 * 0.3) / 0.8)
    assert np.isnan(impact(weigh()).bias_bound)


@pytest.mark.parametrize("values", [(1.1, 0.5, 0.4), (0.8, 0.0, 0.4), (0.8, 0.5, -1)])
def test_impossible_values_have_no_bias_bound(values):
    r_indicator, mean, spread = values
    with pytest.raises(EstimationError, match="bias bound"):
        maximal_bias(r_indicator=r_indicator, mean_propensity=mean, spread=spread)


def test_the_error_is_that_of_repeated_samples(weigh):
    """200 samples: the ratio of mean estimated to true error has a standard error of 5 %."""
    rng = np.random.default_rng(2007)
    rows = [row(impact(weigh(400, rng=rng))) for _ in range(200)]
    true = np.std([r["difference"] for r in rows], ddof=1)
    assert np.mean([r["standard_error"] for r in rows]) == pytest.approx(true, rel=0.15)
