"""Properties that hold for any answers and any victims."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satisfaction.estimates import estimate, gap
from satisfaction.tables.design import survey_design
from satisfaction.weighting import weight

GROUPS, GENDERS = ("burglary", "violent crime"), ("female", "male")
AGES = ("young", "middle", "old")
PROPERTY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def surveys(draw):
    """Draw respondents, their answers, and victims of every kind that was interviewed."""
    n = draw(st.integers(40, 120))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    frame = pd.DataFrame(
        {
            "user_group": rng.choice(GROUPS, n),
            "age": rng.choice(AGES, n),
            "gender": rng.choice(GENDERS, n),
        }
    )
    cells = pd.MultiIndex.from_product(
        [GROUPS, AGES, GENDERS], names=["user_group", "age", "gender"]
    ).to_frame(index=False)
    victims = cells.assign(victims=rng.integers(50, 5_000, len(cells)))
    return frame, rng.random(n) < draw(st.floats(0.05, 0.95)), victims


@given(case=surveys())
@PROPERTY
def test_estimates_lie_between_0_and_1_and_inside_their_interval(make_returns, make_profile, case):
    frame, satisfied, victims = case
    returns = weight(
        make_returns(frame, satisfied), make_profile(victims), unreachable="set aside"
    ).returns
    table = estimate(returns, by="age").table.dropna(subset=["lower"])
    assert table["estimate"].between(0, 1).all()
    assert (table["lower"] <= table["estimate"] + 1e-12).all()
    assert (table["estimate"] <= table["upper"] + 1e-12).all()


@given(case=surveys(), order=st.randoms(use_true_random=False))
@PROPERTY
def test_the_order_of_respondents_changes_nothing(make_returns, make_profile, case, order):
    frame, satisfied, victims = case
    places = list(range(len(frame)))
    order.shuffle(places)
    profile = make_profile(victims)

    def table(rows):
        returns = make_returns(frame.iloc[rows].reset_index(drop=True), satisfied[rows])
        weighted = weight(returns, profile, unreachable="set aside").returns
        return estimate(weighted).table[["estimate", "standard_error", "lower", "upper"]]

    np.testing.assert_allclose(table(places), table(sorted(places)), rtol=1e-9, atol=1e-12)


@given(case=surveys(), factor=st.integers(2, 50))
@PROPERTY
def test_more_victims_in_the_same_proportions_change_no_share(
    make_returns, make_profile, case, factor
):
    frame, satisfied, victims = case
    returns = make_returns(frame, satisfied)

    def table(cells):
        weighted = weight(returns, make_profile(cells), unreachable="set aside").returns
        return estimate(weighted).table[["estimate", "standard_error"]]

    many = victims.assign(victims=victims["victims"] * factor)
    np.testing.assert_allclose(table(many), table(victims), rtol=1e-9, atol=1e-12)


@given(case=surveys())
@PROPERTY
def test_margins_are_met(make_returns, make_profile, case):
    frame, satisfied, victims = case
    found = weight(make_returns(frame, satisfied), make_profile(victims), unreachable="set aside")
    np.testing.assert_allclose(found.table["share"], found.table["target"], atol=1e-9)


@given(case=surveys())
@PROPERTY
def test_a_gap_is_the_difference_of_the_two_estimates(make_returns, case):
    frame, satisfied, _ = case
    returns = make_returns(frame, satisfied)
    shares = estimate(returns, by="gender").table
    satisfied_rows = shares[shares["statistic"] == "satisfied"].set_index("level")["estimate"]
    found = gap(returns, measure="overall", between=("female", "male")).table
    expected = satisfied_rows["female"] - satisfied_rows["male"]
    np.testing.assert_allclose(found["gap"].iloc[0], expected, atol=1e-12)


@given(case=surveys())
@settings(PROPERTY, max_examples=12)
def test_every_number_is_that_of_a_design_whose_respondents_are_clusters_of_one(
    make_returns, make_profile, case
):
    """Rows as units go by the table of strata and cells, clusters row by row: one result."""
    frame, satisfied, victims = case
    returns = weight(
        make_returns(frame, satisfied), make_profile(victims), unreachable="set aside"
    ).returns
    plan = returns.survey.weights.model_copy(update={"cluster": "person"})
    apart = replace(
        returns,
        frame=returns.frame.assign(person=np.arange(len(returns))),
        survey=returns.survey.model_copy(update={"weights": plan}),
    )
    for statistics in ("shares", "grades", "mean"):
        table, rows = (
            estimate(one, by=["age", "gender"], statistics=statistics).table
            for one in (returns, apart)
        )
        assert survey_design(apart).clusters is not None
        pd.testing.assert_frame_equal(table, rows, rtol=1e-10, atol=1e-13)
