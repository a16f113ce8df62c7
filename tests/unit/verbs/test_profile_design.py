"""The variance of a verdict knows of the design what estimates know: stages, populations, rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.fields import Number
from satisfaction.errors import EstimationError
from satisfaction.numerics.design import Design, Stage
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import covariance
from satisfaction.representativeness import check_profile
from satisfaction.weighting import weight

# Three offices of burglary, three of violent crime, one alone of vehicle crime.
GROUP_OF = {"o1": "burglary", "o2": "burglary", "o3": "burglary", "o4": "violent crime",
            "o5": "violent crime", "o6": "violent crime", "o7": "vehicle crime"}  # fmt: skip
OFFICES = {"burglary": 5.0, "violent crime": 8.0, "vehicle crime": 4.0}
EACH = 30
LEVELS = {"age": ["young", "middle", "old"], "gender": ["female", "male"]}


@pytest.fixture(scope="module")
def profile(make_profile):
    rows = [(g, a, s, 300) for g in OFFICES for a in LEVELS["age"] for s in LEVELS["gender"]]
    return make_profile(pd.DataFrame(rows, columns=["user_group", "age", "gender", "victims"]))


@pytest.fixture(scope="module")
def returns(make_returns):
    """Return interviews of seven offices that differ in the ages of their victims."""
    rng = np.random.default_rng(11)
    office = np.repeat(list(GROUP_OF), EACH)
    own = rng.dirichlet([3, 4, 3], len(GROUP_OF))
    age = [rng.choice(LEVELS["age"], p=own[k // EACH]) for k in range(len(office))]
    frame = pd.DataFrame({"user_group": [GROUP_OF[o] for o in office], "age": age})
    frame["gender"] = rng.choice(LEVELS["gender"], len(frame))
    made = make_returns(frame, np.ones(len(frame), dtype=bool))
    sizes = frame["user_group"].map(OFFICES).to_numpy()
    return replace(made, frame=made.frame.assign(
        office=pd.Categorical(office), offices=sizes, victims=90.0))  # fmt: skip


def planned(returns, **plan):
    """Return the interviews with another plan of the sample in their definition."""
    survey = returns.survey
    sizes = {n: Number(column=n, kind="number") for n in ("offices", "victims")}
    fields = {**survey.fields, **sizes}
    weights = survey.weights.model_copy(update=plan)
    return replace(returns, survey=survey.model_copy(update={"fields": fields, "weights": weights}))


def errors_of(returns, profile):
    return check_profile(returns, profile).table["standard_error"].to_numpy()


def expected(returns, **design):
    frame = returns.frame
    indicators = np.column_stack(
        [(frame[name] == level).to_numpy(float) for name in LEVELS for level in LEVELS[name]]
    )
    groups = frame["user_group"].astype("str")
    weights = 1800 / groups.map(groups.value_counts()).to_numpy(float)
    everyone = np.zeros(len(frame), dtype=np.int64)
    means = mean_scores(indicators, weights=weights, domains=everyone, n_domains=1)
    strata = frame["user_group"].cat.codes.to_numpy().astype(np.int64)
    found = Design(weights=weights, strata=strata, **design)
    return np.sqrt(np.diag(covariance(means.scores, found)))


def offices(returns):
    return returns.frame["office"].cat.codes.to_numpy().astype(np.int64)


@pytest.mark.parametrize("rule", ["centre", "certainty", "average"])
def test_the_rule_for_single_units_is_that_of_the_definition(returns, profile, rule):
    found = errors_of(planned(returns, cluster="office", single_unit=rule), profile)
    want = expected(returns, clusters=offices(returns), single_unit=rule)
    np.testing.assert_allclose(found, want, rtol=1e-12)


def test_the_rules_differ_here(returns, profile):
    found = [errors_of(planned(returns, cluster="office", single_unit=rule), profile)
             for rule in ("centre", "certainty", "average")]  # fmt: skip
    assert not np.allclose(found[0], found[1], rtol=0.01)
    assert not np.allclose(found[1], found[2], rtol=0.01)


def test_a_single_unit_that_the_definition_refuses_stops_the_check(returns, profile):
    with pytest.raises(EstimationError, match="single sampled unit"):
        check_profile(planned(returns, cluster="office", single_unit="refuse"), profile)


def test_population_sizes_and_later_stages_of_the_definition_count(returns, profile):
    plan = {"cluster": "office", "population_sizes": ("offices", "victims")}
    found = errors_of(planned(returns, **plan), profile)
    stage = Stage(clusters=np.arange(len(returns)), population=np.full(len(returns), 90.0))
    want = expected(
        returns, clusters=offices(returns), stages=(stage,),
        population=np.array([OFFICES[g] for g in returns.frame["user_group"].cat.categories
                             if g in OFFICES]),
    )  # fmt: skip
    np.testing.assert_allclose(found, want, rtol=1e-12)
    alone = errors_of(planned(returns, cluster="office"), profile)
    assert (found[:3] < alone[:3]).all()


def test_a_group_whose_single_unit_counts_as_certain_has_no_power_from_an_error_of_zero(
    returns, profile
):
    check = check_profile(planned(returns, cluster="office", single_unit="certainty"), profile)
    alone = check.within_groups.query("user_group == 'vehicle crime'")
    assert (alone["standard_error"] == 0).all()
    assert (alone["power_effect"] > 0).all()
    assert alone["power"].between(0, 1).all()


def test_the_goodness_of_fit_has_the_same_design(returns, profile):
    tests = [
        check_profile(planned(returns, **plan), profile).goodness["rao_scott_f"].to_numpy()
        for plan in (
            {"cluster": "office"}, {"cluster": "office", "population_sizes": ("offices",)}
        )
    ]  # fmt: skip
    assert (tests[1] > tests[0]).all()


def test_a_finite_population_is_corrected_for_only_where_the_weights_asked_for_it(returns, profile):
    plain = errors_of(returns, profile)
    np.testing.assert_allclose(plain, expected(returns), rtol=1e-12)
    asked = weight(returns, profile, fpc="profile").returns
    found = errors_of(asked, profile)
    want = expected(returns, population=np.full(3, 1800.0))
    np.testing.assert_allclose(found, want, rtol=1e-12)
    assert (found < plain).all()
