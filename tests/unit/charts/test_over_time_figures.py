"""Figures of changes, trends and control charts: what is drawn, named, left out and said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from satisfaction.charts import chart
from satisfaction.charts.time_axes import continuous, share_range
from satisfaction.definitions.survey import SeriesBreak
from satisfaction.errors import UsageError
from satisfaction.estimates import change, control_chart, estimate, trend

EACH = 60


@pytest.fixture
def over(make_returns):
    """Return a builder: so many of EACH interviews satisfied in each month from the first."""

    def build(first, satisfied):
        size = EACH * len(satisfied)
        cells = pd.DataFrame(
            {
                "user_group": np.tile(["burglary", "violent crime", "vehicle crime"], size // 3),
                "age": np.tile(["young", "middle", "old"], size // 3),
                "gender": np.tile(["female", "female", "male", "male"], size // 4),
            }
        )
        answers = np.concatenate([np.arange(EACH) < count for count in satisfied])
        returns = make_returns(cells, answers)
        days = pd.period_range(first, periods=len(satisfied), freq="M").to_timestamp()
        return replace(returns, frame=returns.frame.assign(interviewed_on=np.repeat(days, EACH)))

    return build


def texts(figure):
    return " | ".join(annotation.text for annotation in figure.layout.annotations)


def traces(figure, name):
    return [trace for trace in figure.data if trace.name == name]


QUARTERS = ("2006/07 Q4", "2007/08 Q1")


@pytest.mark.parametrize("narrow", [False, True])
def test_a_rise_is_a_triangle_with_its_word_and_both_levels(over, narrow):
    result = change(over("2007-01", [30, 30, 30, 45, 45, 45]), between=QUARTERS)
    figure = chart(result, narrow=narrow)
    assert figure.layout.meta["title"].startswith(
        "Overall service: 75.0% satisfied in 2007/08 Q1, a rise of 25.0 points"
    )
    assert "from 50.0% in 2006/07 Q4" in figure.layout.meta["title"]
    assert [t.marker.symbol for t in traces(figure, "rise")] == ["triangle-up"]
    assert [t.marker.symbol for t in traces(figure, "fall")] == ["triangle-down"]
    said = texts(figure)
    assert "▲ rise" in said
    assert "▼ fall" in said
    assert "50.0%" in said
    assert not figure.layout.meta["needs_attention"]


def test_a_change_that_is_not_clear_is_not_called_one(over):
    result = change(over("2007-01", [30, 30, 30, 32, 32, 32]), between=QUARTERS)
    figure = chart(result)
    assert "no clear change" in figure.layout.meta["title"]
    assert not traces(figure, "rise")
    assert not traces(figure, "fall")


def test_a_fall_in_satisfaction_asks_for_attention(over):
    figure = chart(change(over("2007-01", [45, 45, 45, 30, 30, 30]), between=QUARTERS))
    assert figure.layout.meta["needs_attention"]


def test_groups_are_named_by_their_q_values_and_causes_are_not(over):
    result = change(over("2007-01", [30, 30, 30, 45, 45, 45]), between=QUARTERS, by="gender")
    meta = chart(result).layout.meta
    assert meta["title"].startswith("The share satisfied rose for female and male")
    assert "Benjamini" in meta["caption"]
    assert not any(word in meta["title"] + meta["alt"] for word in ("because", "due to", "caused"))


def test_a_hidden_side_hides_the_change_and_both_levels(over):
    returns = over("2007-01", [30, 30])
    kept = (np.arange(120) < 60) | (np.arange(120) > 115)
    few = replace(returns, frame=returns.frame[kept].reset_index(drop=True))
    figure = chart(change(few, between=("2007-01", "2007-02")))
    assert "too few answers" in figure.layout.meta["title"]
    assert "50.0%" not in texts(figure)
    assert all(len(trace.x) == 0 for trace in figure.data)


@pytest.mark.parametrize("narrow", [False, True])
def test_a_trend_has_a_line_for_each_side_of_a_break_and_none_across(over, narrow):
    returns = over("2006-04", np.repeat([24, 26, 28, 50, 51, 52], 3))
    entry = SeriesBreak(on=date(2007, 1, 1), what="new <b>questions</b>")
    survey = returns.survey.model_copy(update={"series_breaks": (entry,)})
    figure = chart(trend(replace(returns, survey=survey)), survey=survey, narrow=narrow)
    assert [list(t.x) for t in traces(figure, "Fitted line")] == [[0, 1, 2], [3, 4, 5]]
    assert "Series break: new &lt;b&gt;" in texts(figure).replace("<br>", " ")
    assert "since the last series break" in figure.layout.meta["title"]
    assert "Series break" in figure.layout.meta["alt"]


def test_a_clear_rise_is_said_with_its_interval(over):
    title = chart(trend(over("2006-04", np.repeat([20, 25, 30, 35, 40, 45], 3)))).layout.meta[
        "title"
    ]
    assert title.startswith("Overall service: the share satisfied has risen: +3")
    assert " points a year (" in title


def test_an_incomplete_quarter_is_a_cross_and_said(over):
    figure = chart(trend(over("2006-04", [30] * 11)))
    assert list(traces(figure, "Estimate")[0].marker.symbol) == ["circle"] * 3 + ["x"]
    assert "Crosses are periods" in figure.layout.meta["caption"]
    series = chart(estimate(over("2006-04", [30] * 11), every="quarter"))
    assert "Crosses are periods" in series.layout.meta["caption"]
    assert series.data[1].marker.symbol[-1] == "x"


def test_a_missing_quarter_leaves_its_place_empty(over):
    returns = over("2006-04", [30] * 12)
    kept = returns.frame["interviewed_on"].dt.quarter != 3
    result = trend(replace(returns, frame=returns.frame[kept].reset_index(drop=True)))
    assert list(traces(chart(result), "Estimate")[0].x) == [0, 2, 3]


def test_each_level_has_a_panel_with_its_verdict(over):
    figure = chart(trend(over("2006-04", [30] * 15), by="gender"))
    said = texts(figure)
    assert said.count("■ no clear trend") == 2
    assert "<b>Female</b>" in said
    assert figure.layout.meta["title"] == "No gender shows a clear trend in the share satisfied"


@pytest.mark.parametrize("narrow", [False, True])
def test_a_signal_is_a_named_triangle(over, narrow):
    figure = chart(control_chart(over("2006-01", [38, 42] * 5 + [40, 18])), narrow=narrow)
    month = traces(figure, "Month")[0]
    assert list(month.marker.symbol) == ["circle"] * 11 + ["triangle-down"]
    assert "Dec 2006" in texts(figure)
    assert "December 2006 is low" in figure.layout.meta["title"]
    assert "beyond three standard errors" in figure.layout.meta["title"]
    assert figure.layout.meta["needs_attention"]


def test_calm_months_are_said_to_be_calm(over):
    figure = chart(control_chart(over("2006-01", [38, 42] * 5)))
    assert "no month differs" in figure.layout.meta["title"]
    assert set(traces(figure, "Month")[0].marker.symbol) == {"circle"}


def test_a_weighted_mean_is_drawn_with_its_months_behind(over):
    result = control_chart(over("2006-01", [38, 42] * 5), limits="ewma")
    figure = chart(result)
    assert list(traces(figure, "Weighted mean")[0].y) == pytest.approx(
        list(result.table["smoothed"])
    )
    assert list(traces(figure, "Month")[0].y) == pytest.approx(list(result.table["estimate"]))


def test_rolling_years_are_held_against_those_that_share_no_interview(over):
    title = chart(estimate(over("2006-01", [30] * 15), every="rolling 12 months")).layout.meta[
        "title"
    ]
    assert title == "50% (46 to 54) satisfied in 12 months to March 2007"


def test_means_are_no_figure_of_shares(over):
    means = estimate(over("2006-01", [30] * 3), statistics="mean")
    with pytest.raises(UsageError, match="needs estimates with statistics='shares'"):
        chart(means, kind="headline")
    with pytest.raises(UsageError, match="needs estimates with statistics='mean'"):
        chart(estimate(over("2006-01", [30] * 3)), kind="means")


def test_time_is_filled_between_months_and_left_alone_otherwise():
    assert continuous(["2006-11", "2007-01"]) == ["2006-11", "2006-12", "2007-01"]
    rolling = ["12m to 2006-12", "12m to 2007-03"]
    assert continuous(rolling) == rolling
    assert continuous(["wave 1", "wave 2"]) == ["wave 1", "wave 2"]


@pytest.mark.parametrize("values", [[0.5], [0.0, 1.0], [0.98, 1.0], [0.74, 0.76], []])
def test_an_axis_of_shares_holds_its_values_and_has_ticks(values):
    found = share_range(values)
    assert all(found.lowest <= value <= found.highest for value in values)
    assert 2 <= len(found.ticks) <= 7
    assert all(0 <= tick <= 1 + 1e-12 for tick in found.ticks)


def test_four_quarters_are_said_to_be_too_few(over):
    figure = chart(trend(over("2006-04", [30] * 12)))
    assert figure.layout.meta["title"] == "Too few periods to tell a trend: 4"
    by_gender = chart(trend(over("2006-04", [30] * 12), by="gender"))
    assert by_gender.layout.meta["title"].startswith("Too few periods to tell a trend in the share")


def test_months_without_interviews_leave_a_gap_in_the_control_chart(over):
    returns = over("2006-01", [30] * 16)
    kept = ~returns.frame["interviewed_on"].dt.month.isin([7, 8])
    held = replace(returns, frame=returns.frame[kept].reset_index(drop=True))
    for limits in ("p", "ewma"):
        figure = chart(control_chart(held, limits=limits))
        lines = [t for t in figure.data if "lines" in t.mode and t.name != "Centre"]
        assert len(lines) == 3
        for line in lines:
            runs = " ".join("|" if x is None else str(x) for x in line.x).split("|")
            assert len(runs) == 2, line.name
