"""Figures of means, associations and odds; the target in a trend; both levels of a forces' gap."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.charts import chart
from satisfaction.definitions.library import load_survey
from satisfaction.errors import UsageError
from satisfaction.estimates import association, compare_forces, estimate, gap, regression, trend
from satisfaction.tables.returns import Returns

SURVEY = """\
survey: models
title: Models
mode: telephone
fields:
  interviewed_on: {column: D, kind: date}
  gender: {column: G, kind: category, levels: {F: female, M: male}}
  age: {column: A, kind: category, levels: {1: young, 2: middle, 3: old}}
scales:
  grades:
    grades: {1: good, 2: fair, 3: bad}
    satisfied: [1]
    dissatisfied: [3]
  score: {grades: {1: low, 9: high}, satisfied: [1], dissatisfied: [9]}
questions:
  overall: {column: Q1, scale: grades, text: Overall?, outcome: true, measure: overall}
  contact: {column: Q2, scale: grades, text: Contact?, measure: contact}
  other: {column: Q3, scale: score, text: Other?}
dimensions: [gender, age]
headline: {measure: overall, share: satisfied, target: 0.9}
"""
EACH = 200


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("definitions") / "models.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    return load_survey(path)


@pytest.fixture(scope="module")
def returns(survey):
    """Return old victims clearly the most dissatisfied, and both genders alike."""
    age = np.repeat(["young", "middle", "old"], EACH)
    place = np.tile(np.arange(EACH), 3)
    bad = place < np.repeat([30, 34, 90], EACH)
    fair = ~bad & (place % 2 == 0)
    overall = np.select([bad, fair], ["bad", "fair"], default="good")
    known = {name: list(survey.scale_of(name).labels) for name in survey.questions}
    days = pd.date_range("2006-04-03", periods=15, freq="MS")
    frame = pd.DataFrame(
        {
            "interviewed_on": days[place % 15],
            "gender": pd.Categorical(np.where(place % 4 < 2, "female", "male")),
            "age": pd.Categorical(age, ["young", "middle", "old"]),
            "overall": pd.Categorical(overall, known["overall"]),
            "contact": pd.Categorical(np.roll(overall, 7), known["contact"]),
            "other": pd.Categorical(np.where(bad, "high", "low"), known["other"]),
        }
    )
    return Returns(frame=frame, survey=survey)


def drawn(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def texts(figure):
    return " | ".join(str(annotation.text) for annotation in figure.layout.annotations)


@pytest.mark.parametrize("narrow", [False, True])
def test_means_stand_with_intervals_and_the_clearly_highest_is_named(returns, survey, narrow):
    result = estimate(returns, measure="overall", by="age", statistics="mean")
    figure = chart(result, survey=survey, narrow=narrow)
    meta = figure.layout.meta
    assert meta["title"].startswith("Old has clearly the highest mean: 2.1")
    marks = drawn(figure, "Mean")
    assert list(marks.x) == pytest.approx(list(result.table["estimate"]))
    lengths = result.table["upper"] - result.table["estimate"]
    assert list(marks.error_x.array) == pytest.approx(list(lengths))
    assert "good 1, fair 2, bad 3" in meta["caption"]
    assert "Middle 1.7" in meta["alt"]
    assert figure.layout.xaxis.range[0] <= result.table["lower"].min()


def test_means_that_overlap_are_not_put_in_an_order(returns, survey):
    result = estimate(returns, measure="overall", by="gender", statistics="mean")
    title = chart(result, survey=survey).layout.meta["title"]
    assert title.startswith("No mean stands clearly above the others")


def test_means_over_time_hold_the_latest_against_the_one_before(returns, survey):
    result = estimate(returns, measure="overall", every="quarter", statistics="mean")
    title = chart(result, survey=survey).layout.meta["title"]
    assert "no clear change from" in title
    assert "mean" in title


def test_means_of_different_scales_share_no_axis(returns, survey):
    same = estimate(returns, measure=["overall", "contact"], statistics="mean")
    assert len(drawn(chart(same, survey=survey), "Mean").x) == 2
    mixed = estimate(returns, measure=["overall", "other"], statistics="mean")
    with pytest.raises(UsageError, match="Draw one measure at a time"):
        chart(mixed, survey=survey)
    with pytest.raises(UsageError, match="Draw one measure at a time"):
        chart(same)


@pytest.mark.parametrize("narrow", [False, True])
def test_an_association_is_claimed_with_its_test_and_drawn_with_intervals(returns, survey, narrow):
    result = association(returns, measure="overall", by="age", answer="dissatisfied")
    figure = chart(result, survey=survey, narrow=narrow)
    assert (
        "dissatisfied associated with age (p < 0.001; Cramer's V 0." in figure.layout.meta["title"]
    )
    marks = drawn(figure, "Share")
    assert list(marks.x) == pytest.approx([0.15, 0.17, 0.45])
    shares = estimate(returns, measure="overall", by="age").table
    own = shares[shares["statistic"] == "dissatisfied"]
    rows = result.table[result.table["answer"] == "dissatisfied"]
    assert list(rows["lower"]) == pytest.approx(list(own["lower"]), rel=1e-12)
    assert list(rows["upper"]) == pytest.approx(list(own["upper"]), rel=1e-12)
    assert "Old 45%" in figure.layout.meta["alt"]


def test_no_association_is_claimed_without_a_clear_test(returns, survey):
    result = association(returns, measure="overall", by="gender", answer="grades")
    figure = chart(result, survey=survey)
    assert "no clear association of grades with gender" in figure.layout.meta["title"]
    assert len(drawn(figure, "Share").x) == 6


@pytest.mark.parametrize("narrow", [False, True])
def test_odds_are_drawn_by_doublings_and_only_clear_ones_are_named(returns, survey, narrow):
    result = regression(returns, on=["age", "gender"])
    figure = chart(result, survey=survey, narrow=narrow)
    title = figure.layout.meta["title"]
    assert title == "Odds of being dissatisfied are higher for old than young"
    rows = result.table[result.table["term"] != "intercept"]
    assert list(drawn(figure, "Odds ratio").x) == pytest.approx(list(np.log2(rows["odds_ratio"])))
    assert "1/2" in figure.layout.xaxis.ticktext
    assert "An odds ratio of 2 does not mean twice the share" in figure.layout.meta["caption"]


def test_no_odds_are_named_where_no_category_is_clear(returns, survey):
    result = regression(returns, on=["gender"])
    title = chart(result, survey=survey).layout.meta["title"]
    assert title == "Odds of being dissatisfied: no level differs clearly from its reference"


@pytest.mark.parametrize("narrow", [False, True])
def test_the_survey_s_target_stands_in_the_trend_and_in_its_words(returns, survey, narrow):
    figure = chart(trend(returns), survey=survey, narrow=narrow)
    lines = [shape for shape in figure.layout.shapes if shape.y0 == shape.y1 == 0.9]
    assert len(lines) == 1
    assert figure.layout.yaxis.range[1] > 0.9
    assert "Dashed line: the target of 90.0%" in figure.layout.meta["caption"]
    assert "is below the target of 90.0%" in figure.layout.meta["alt"]
    given = chart(trend(returns), survey=survey, target=0.3)
    assert [shape for shape in given.layout.shapes if shape.y0 == shape.y1 == 0.3]


def test_the_target_is_the_headline_s_and_no_other_s(returns, survey):
    for result in (trend(returns, measure="contact"), trend(returns, statistic="dissatisfied")):
        assert "target" not in chart(result, survey=survey).layout.meta["caption"]


def test_a_gap_among_forces_stands_with_both_own_levels(returns):
    own = gap(returns, measure="overall", between=("female", "male"))
    published = pd.DataFrame(
        {"FORCE": ["A", "B"], "ESTIMATE": [5.0, 4.0], "LOWER": [3.0, 2.0], "UPPER": [7.0, 6.0]}
    )
    result = compare_forces(own, published, includes_self=False)
    rows = own.table[own.table["statistic"] == "satisfied"].iloc[0]
    assert result.levels["level"].tolist() == ["female", "male"]
    assert result.levels["estimate"].tolist() == [rows["estimate"], rows["other_estimate"]]
    assert "Both levels of the own gap" in str(result)
    assert "Both levels of the own gap" in result._repr_html_()
    figure = chart(result)
    assert "Female " in figure.layout.meta["subtitle"]
    assert "Male " in figure.layout.meta["alt"]
    whole = estimate(returns, measure="overall")
    share = compare_forces(whole, published, includes_self=False)
    assert share.levels.empty
