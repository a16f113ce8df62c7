"""The figures of impact and history: what they say, and what they draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from satisfaction.charts import chart
from satisfaction.representativeness import history_of
from satisfaction.representativeness.impact import Impact
from satisfaction.results import Provenance

QUARTERS = ("2006/07 Q4", "2007/08 Q1", "2007/08 Q2", "2007/08 Q3")


@pytest.fixture
def impact():
    rows = [
        (statistic, other, 2400, 0.77, 0.77 - shift, shift, 0.002, shift - 0.004, shift + 0.004)
        for statistic, shift in (("satisfied", -0.009), ("dissatisfied", 0.006), ("gap", 0.001))
        for other in ("base-weighted", "unweighted")
    ]
    columns = ["statistic", "other_level", "base", "weighted", "other", "difference",
               "standard_error", "lower", "upper"]  # fmt: skip
    return Impact(
        table=pd.DataFrame(rows, columns=columns).assign(df=2000, flag=""),
        provenance=Provenance(survey="s", period="2007/08 Q3", method="How."),
        bias_bound=0.05,
        between=("White", "BME"),
        confidence=0.95,
    )


@pytest.fixture
def history(hand_made):
    check = hand_made.profile_check(rolling=False)
    coverage = check.coverage.assign(profile_source="", sample_source="")
    return history_of(
        [
            replace(
                check,
                table=check.table.assign(period=quarter),
                coverage=coverage.assign(period=quarter),
                provenance=replace(check.provenance, period=quarter),
            )
            for quarter in QUARTERS
        ]
    )


def texts(figure):
    return [str(annotation.text) for annotation in figure.layout.annotations]


@pytest.mark.parametrize("narrow", [False, True])
def test_the_title_of_an_impact_is_its_sentence(impact, narrow):
    figure = chart(impact, narrow=narrow)
    assert figure.layout.meta["title"] == impact.sentence.rstrip(".")
    assert "by at most 5.0 points" in figure.layout.meta["caption"]


def test_an_impact_draws_each_comparison_with_its_interval(impact):
    figure = chart(impact)
    marks = {trace.name: trace for trace in figure.data}
    assert set(marks) == {"Without the profile", "Without any weights"}
    np.testing.assert_allclose(marks["Without the profile"].x, [-0.009, 0.006, 0.001])
    np.testing.assert_allclose(marks["Without the profile"].error_x.array, [0.004] * 3)


def test_hidden_rows_of_an_impact_are_not_drawn(impact):
    hidden = replace(impact, table=impact.table.assign(flag=["", "", "", "", "hidden", "hidden"]))
    figure = chart(hidden)
    assert all(len(trace.x) == 2 for trace in figure.data)


@pytest.mark.parametrize("narrow", [False, True])
def test_a_history_has_a_panel_a_level_and_names_what_lasts(history, narrow):
    figure = chart(history, narrow=narrow)
    levels = len(history.table[["dimension", "level"]].drop_duplicates())
    assert sum(trace.mode == "lines+markers" for trace in figure.data) == levels
    assert figure.layout.meta["title"].startswith("It lasts: age 16-24 and age 75+ outside")
    assert figure.layout.meta["needs_attention"]
    assert any("◀ 16-24" in text for text in texts(figure))


def test_panels_of_a_history_share_one_scale(history):
    layout = chart(history).to_plotly_json()["layout"]
    ranges = {tuple(axis["range"]) for name, axis in layout.items() if name.startswith("yaxis")}
    assert len(ranges) == 1


def test_a_check_as_recorded_says_so_in_its_caption(hand_made):
    check = replace(hand_made.profile_check(), basis="as recorded")
    assert "as on the crime record" in chart(check).layout.meta["caption"]


def test_observed_ethnicity_is_named_in_the_caption(hand_made):
    check = hand_made.profile_check()
    coverage = check.coverage.assign(
        profile_source="officer-observed", sample_source="self-defined"
    )
    said = chart(replace(check, coverage=coverage)).layout.meta["caption"]
    assert "Ethnicity was observed by officers (IC codes) on one side only" in said
