"""Periods, changes, trends and control charts: what is compared, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from satisfaction.definitions.survey import SeriesBreak
from satisfaction.errors import EstimationError, UsageError
from satisfaction.estimates import change, control_chart, estimate, gap, trend
from satisfaction.estimates.windows import windows
from satisfaction.tables.returns import Returns, Weighting

EACH = 60


@pytest.fixture
def over(make_returns):
    """Return a builder: so many of EACH interviews satisfied in each month, by its first day."""

    def build(months):
        shares = dict(months)
        size = EACH * len(shares)
        cells = pd.DataFrame(
            {
                "user_group": np.tile(["burglary", "violent crime", "vehicle crime"], size // 3),
                "age": np.tile(["young", "middle", "old"], size // 3),
                "gender": np.tile(["female", "female", "male", "male"], size // 4),
            }
        )
        satisfied = np.concatenate([np.arange(EACH) < count for count in shares.values()])
        returns = make_returns(cells, satisfied)
        days = np.repeat(pd.to_datetime([f"{month}-15" for month in shares]), EACH)
        return replace(returns, frame=returns.frame.assign(interviewed_on=days))

    return build


def months(first, count, satisfied):
    """Return ``count`` months from ``first``, each with so many satisfied."""
    named = pd.period_range(first, periods=count, freq="M").astype(str)
    return zip(named, np.broadcast_to(satisfied, count), strict=True)


def with_break(returns, on):
    entry = SeriesBreak(on=on, what="new questions")
    survey = returns.survey.model_copy(update={"series_breaks": (entry,)})
    return replace(returns, survey=survey)


def satisfied(result):
    return result.table[result.table["statistic"] == "satisfied"].reset_index(drop=True)


def labels(returns, every):
    return [str(window.period) for window in windows(returns, every)]


def test_the_periods_are_those_that_hold_interviews(over):
    returns = over([("2006-12", 30), ("2007-01", 30), ("2007-04", 30)])
    assert labels(returns, "month") == ["2006-12", "2007-01", "2007-04"]
    assert labels(returns, "quarter") == ["2006/07 Q3", "2006/07 Q4", "2007/08 Q1"]
    assert labels(returns, "financial year") == ["2006/07", "2007/08"]


def test_rolling_years_end_with_each_quarter_once_twelve_months_are_there(over):
    returns = over(months("2006-01", 17, 30))
    found = labels(returns, "rolling 12 months")
    assert found == ["12m to 2006-12", "12m to 2007-03", "12m to 2007-05"]
    assert all(window.is_complete for window in windows(returns, "rolling 12 months"))


def test_a_missing_month_flags_the_rolling_years_that_hold_it_and_hides_none(over):
    missing = "2006-08"
    returns = over([m for m in months("2006-01", 24, 30) if m[0] != missing])
    found = {str(w.period): w.held for w in windows(returns, "rolling 12 months")}
    assert found == {
        "12m to 2006-12": "11 of 12 months",
        "12m to 2007-03": "11 of 12 months",
        "12m to 2007-06": "11 of 12 months",
        "12m to 2007-09": "12 of 12 months",
        "12m to 2007-12": "12 of 12 months",
    }
    result = estimate(returns, every="rolling 12 months")
    whole = result.table.groupby("period", sort=False)["complete"].first().tolist()
    assert whole == [False, False, False, True, True]
    (caveat,) = result.caveats
    assert caveat.code == "incomplete-period"
    assert "12m to 2007-06 (11 of 12 months)" in caveat.text
    assert "2007-09" not in caveat.text


def test_rolling_years_that_lack_a_month_are_withheld_when_that_is_asked_for(over):
    returns = over([m for m in months("2006-01", 24, 30) if m[0] != "2006-08"])
    result = estimate(returns, every="rolling 12 months", incomplete="withhold")
    assert result.table["period"].unique().tolist() == ["12m to 2007-09", "12m to 2007-12"]
    assert not result.caveats
    with pytest.raises(EstimationError, match=r"12m to 2006-12 \(5 of 12 months\)"):
        estimate(over(months("2006-08", 5, 30)), every="rolling 12 months", incomplete="withhold")
    with pytest.raises(UsageError, match="'flag' or 'withhold'"):
        estimate(returns, every="rolling 12 months", incomplete="hide")


def test_a_quarter_whose_last_month_is_silent_still_ends_a_rolling_year(over):
    returns = over([m for m in months("2006-01", 18, 30) if m[0] != "2007-03"])
    assert labels(returns, "rolling 12 months") == [
        "12m to 2006-12", "12m to 2007-03", "12m to 2007-06",
    ]  # fmt: skip


def test_fewer_than_twelve_months_give_one_rolling_year_that_is_not_whole(over):
    result = estimate(over(months("2007-01", 5, 30)), every="rolling 12 months")
    assert result.table["period"].unique().tolist() == ["12m to 2007-05"]
    assert not result.table["complete"].any()
    assert [c.code for c in result.caveats] == ["incomplete-period"]


def test_a_quarter_that_lacks_a_month_is_named(over):
    result = estimate(over(months("2007-01", 5, 30)), every="quarter")
    whole = result.table.groupby("period")["complete"].first().to_dict()
    assert whole == {"2006/07 Q4": True, "2007/08 Q1": False}
    assert "2007/08 Q1" in result.caveats[0].text
    assert "2006/07 Q4" not in result.caveats[0].text


def test_every_period_inside_another_leaves_the_rest_out(over):
    result = estimate(over(months("2006-10", 9, 30)), every="month", period="2006/07 Q4")
    assert result.table["period"].unique().tolist() == ["2007-01", "2007-02", "2007-03"]
    with pytest.raises(EstimationError, match="no quarter inside 2005/06"):
        estimate(over(months("2006-10", 9, 30)), every="quarter", period="2005/06")


def test_a_division_that_does_not_exist_is_refused_with_those_that_do(over):
    with pytest.raises(UsageError, match="rolling 12 months"):
        estimate(over(months("2007-01", 3, 30)), every="week")


def test_a_mean_grade_is_the_mean_of_the_codes_and_says_so(over):
    result = estimate(over(months("2007-01", 1, 45)), statistics="mean")
    row = result.table.iloc[0]
    assert row["estimate"] == pytest.approx((45 * 1 + 15 * 2) / 60)
    assert row["standard_error"] == pytest.approx(np.sqrt(0.25 * 0.75 / 59), rel=1e-12)
    assert "yes 1, no 2; lower is better" in result.provenance.method
    assert result.interval == "t"


def test_a_change_stands_with_both_levels_and_their_bases(over):
    returns = over([*months("2007-01", 3, 30), *months("2007-04", 3, 45)])
    row = satisfied(change(returns, between=("2006/07 Q4", "2007/08 Q1"))).iloc[0]
    assert (row["before"], row["after"]) == (0.5, 0.75)
    assert (row["base_before"], row["base_after"]) == (180, 180)
    assert row["change"] == pytest.approx(0.25)
    assert row["verdict"] == "rise"
    fall = change(returns, between=("2006/07 Q4", "2007/08 Q1")).table
    assert fall.set_index("statistic").loc["dissatisfied", "verdict"] == "fall"


def test_a_difference_that_chance_explains_is_no_change(over):
    returns = over([*months("2007-01", 3, 30), *months("2007-04", 3, 32)])
    row = satisfied(change(returns, between=("2006/07 Q4", "2007/08 Q1"))).iloc[0]
    assert row["verdict"] == "no clear change"
    assert row["change_lower"] < 0 < row["change_upper"]


def test_shared_interviews_make_a_change_of_rolling_years_surer(over):
    returns = over(months("2006-01", 15, np.r_[np.full(12, 40), np.full(3, 45)]))
    row = satisfied(change(returns, between=("12m to 2006-12", "12m to 2007-03"))).iloc[0]
    years = satisfied(estimate(returns, every="rolling 12 months"))
    blind = np.hypot(*years["standard_error"])
    assert row["change"] == pytest.approx(years["estimate"].diff().iloc[1])
    # Nine of twelve months are shared: a correlation of about three quarters.
    assert row["change_standard_error"] == pytest.approx(blind / 2, rel=0.03)


def test_many_groups_go_by_q_values(over):
    returns = over([*months("2007-01", 3, 30), *months("2007-04", 3, 36)])
    found = satisfied(
        change(returns, between=("2006/07 Q4", "2007/08 Q1"), by=["user_group", "gender"])
    )
    clear = found["q_value"] < 0.05
    assert (found["q_value"] >= found["p_value"]).all()
    assert ((found["verdict"] != "no clear change") == clear).all()


def test_a_change_has_its_unweighted_values_beside_the_weighted(over):
    returns = over([*months("2007-01", 3, 30), *months("2007-04", 3, 45)])
    heavy = np.where(returns.frame["overall"] == "yes", 3.0, 1.0)
    weighted = replace(
        returns,
        frame=returns.frame.assign(weight=heavy, base_weight=heavy),
        weighting=Weighting(margins=(), method="none"),
    )
    row = satisfied(change(weighted, between=("2006/07 Q4", "2007/08 Q1"))).iloc[0]
    assert row["before"] == pytest.approx(0.75)
    assert (row["before_unweighted"], row["after_unweighted"]) == (0.5, 0.75)
    assert row["change_unweighted"] == pytest.approx(0.25)
    found = satisfied(gap(weighted, measure="overall", between=("female", "male"))).iloc[0]
    sides = found["unweighted"], found["other_unweighted"]
    assert found["gap_unweighted"] == pytest.approx(sides[0] - sides[1])
    assert abs(found["gap_unweighted"] - found["gap"]) > 1e-6


def test_a_change_from_a_share_of_one_has_an_interval_and_no_p_value(over):
    returns = over([*months("2007-01", 3, 60), *months("2007-04", 3, 45)])
    row = satisfied(change(returns, between=("2006/07 Q4", "2007/08 Q1"))).iloc[0]
    assert np.isnan(row["p_value"])
    assert row["change_upper"] < 0
    assert row["verdict"] == "fall"


def test_a_change_with_a_hidden_side_has_no_verdict(over):
    returns = over([("2007-01", 30), ("2007-02", 30)])
    few = returns.frame["interviewed_on"].dt.month.eq(1) | (np.arange(120) > 115)
    small = replace(returns, frame=returns.frame[few].reset_index(drop=True))
    table = change(small, between=("2007-01", "2007-02")).table
    assert set(table["flag_after"]) == {"hidden"}
    assert set(table["verdict"]) == {""}


@pytest.mark.parametrize("between", [("2007/08 Q1", "2006/07 Q4"), ("2007/08 Q1", "2007/08 Q1")])
def test_time_goes_forward(over, between):
    with pytest.raises(UsageError, match="earlier period to a later"):
        change(over(months("2007-01", 6, 30)), between=between)


def test_a_change_across_a_series_break_is_refused_unless_it_is_asked_for(over):
    returns = with_break(over(months("2007-01", 6, 30)), date(2007, 4, 1))
    between = ("2006/07 Q4", "2007/08 Q1")
    with pytest.raises(UsageError, match="new questions"):
        change(returns, between=between)
    result = change(returns, between=between, across_breaks=True)
    assert result.caveats[0].code == "series-break"


def test_a_break_on_the_first_day_of_the_earlier_period_parts_nothing(over):
    returns = with_break(over(months("2007-01", 6, 30)), date(2007, 1, 1))
    assert len(change(returns, between=("2006/07 Q4", "2007/08 Q1")).table)


def test_a_period_that_lacks_months_is_named_beside_its_change(over):
    result = change(over(months("2007-01", 5, 30)), between=("2006/07 Q4", "2007/08 Q1"))
    told = [c.text for c in result.caveats if c.code == "incomplete-period"]
    assert told == ["Not every month of 2007/08 Q1 (2 of 3 months) holds interviews."]


def test_a_straight_rise_has_its_slope_a_year(over):
    returns = over(months("2006-04", 12, np.repeat([24, 27, 30, 33], 3)))
    result = trend(returns)
    slope = result.slopes.iloc[0]
    # Five points a quarter, quarters all but equally sure.
    assert slope["slope"] == pytest.approx(0.2, abs=1e-3)
    assert (slope["first"], slope["last"], slope["periods"]) == ("2006/07 Q1", "2006/07 Q4", 4)
    fitted = result.table["fitted"].to_numpy()
    assert np.diff(fitted) == pytest.approx(np.full(3, slope["slope"] / 4))


def test_time_is_to_scale_where_a_period_is_missing(over):
    kept = [*months("2006-04", 3, 24), *months("2006-07", 3, 27), *months("2007-01", 3, 33)]
    slope = trend(over(kept)).slopes.iloc[0]
    assert slope["slope"] == pytest.approx(0.2, abs=1e-3)


def test_few_periods_are_judged_by_their_own_number(over):
    returns = over(months("2006-04", 12, np.repeat([24, 27, 30, 33], 3)))
    assert trend(returns).slopes["df"].iloc[0] == 2
    many = over(months("2006-04", 15, 30))
    assert trend(many).slopes["df"].iloc[0] > 500


def test_periods_that_vary_more_than_sampling_widen_the_slope(over):
    wild = over(months("2006-04", 18, np.repeat([20, 40, 18, 42, 22, 40], 3)))
    slope = trend(wild).slopes.iloc[0]
    assert slope["excess"] > 4
    assert slope["df"] == 4
    blind = trend(wild, method="regression").slopes.iloc[0]
    assert slope["standard_error"] > 1.5 * blind["standard_error"]


def test_a_plain_line_counts_every_period_alike(over):
    quarters = [30, 33, 36, 33, 42, 45]
    returns = over(
        [
            m
            for k, hits in enumerate(quarters)
            for m in months(f"200{6 + k // 4}-{1 + 3 * (k % 4):02d}", 3, hits)
        ]
    )
    slope = trend(returns, method="ols").slopes.iloc[0]
    expected = np.polyfit(np.arange(6) / 4, np.array(quarters) / EACH, 1)[0]
    assert slope["slope"] == pytest.approx(expected, rel=1e-12)


def test_a_line_never_crosses_a_series_break(over):
    returns = with_break(
        over(months("2006-04", 18, np.repeat([24, 26, 28, 50, 50, 50], 3))), date(2007, 1, 1)
    )
    result = trend(returns)
    assert result.table["segment"].tolist() == [0, 0, 0, 1, 1, 1]
    assert result.slopes["last"].tolist() == ["2006/07 Q3", "2007/08 Q2"]
    assert result.slopes["slope"].iloc[1] == pytest.approx(0, abs=1e-9)
    assert result.year_on_year is None
    assert result.latest is not None


def test_an_incomplete_period_is_shown_and_bears_no_line(over):
    result = trend(over(months("2006-04", 11, 30)))
    assert result.table["used"].tolist() == [True, True, True, False]
    assert np.isnan(result.table["fitted"].iloc[-1])
    assert result.latest.periods == ("2006/07 Q2", "2006/07 Q3")


def test_two_periods_have_no_slope_and_a_caveat(over):
    result = trend(over(months("2006-04", 6, 30)))
    assert result.slopes.empty
    assert "too-few-periods" in [c.code for c in result.caveats]
    assert "Slopes" not in str(result)


@pytest.mark.parametrize("quarters", [3, 4])
def test_three_and_four_periods_are_too_few_however_steep_the_line(over, quarters):
    steep = np.repeat(10 + 12 * np.arange(quarters), 3)
    slopes = trend(over(months("2006-04", 3 * quarters, steep))).slopes
    assert slopes["verdict"].tolist() == ["too few periods to tell"]
    assert slopes["q_value"].isna().all()
    assert slopes["slope"].iloc[0] > 0.5


def test_five_periods_can_tell(over):
    steep = np.repeat(10 + 10 * np.arange(5), 3)
    assert trend(over(months("2006-04", 15, steep))).slopes["verdict"].tolist() == ["rising"]


def test_months_without_interviews_stand_in_the_chart_and_end_a_run(over):
    """Four months on one side, a year of silence, four more: no run of eight."""
    named = [*months("2006-01", 6, 40), *months("2006-07", 4, 44)]
    later = [*months("2007-07", 4, 44), *months("2007-11", 6, 40)]
    result = control_chart(over([*named, *later]))
    table = result.table.set_index("period")
    assert len(table) == 28
    assert table.loc["2007-01", ["base", "flag", "signal"]].tolist() == [0, "hidden", ""]
    assert np.isnan(table.loc["2007-01", "estimate"])
    assert not table["signal"].str.contains("eight").any()
    together = control_chart(over([*named, *months("2006-11", 4, 44), *months("2007-03", 6, 40)]))
    assert together.table["signal"].str.contains("eight").any()


def test_the_moving_mean_starts_anew_after_months_without_interviews(over):
    named = [*months("2006-01", 8, 50), *months("2007-06", 8, 30)]
    table = control_chart(over(named), limits="ewma").table
    after = table.set_index("period").loc["2007-06"]
    first = table.iloc[0]
    assert after["limit_upper"] - after["centre"] == pytest.approx(
        first["limit_upper"] - first["centre"]
    )
    assert after["smoothed"] < after["centre"]


def test_each_level_has_its_slope_and_q_values_run_over_all(over):
    returns = over(months("2006-04", 15, np.repeat([24, 27, 30, 33, 36], 3)))
    result = trend(returns, by="gender")
    assert result.slopes["level"].tolist() == ["female", "male"]
    assert (result.slopes["q_value"] >= result.slopes["p_value"]).all()
    assert "Slopes, as a proportion a year" in str(result)


def test_a_level_that_is_always_satisfied_keeps_a_line_with_an_interval(over):
    result = trend(over(months("2006-04", 15, 60)))
    assert result.slopes["slope"].iloc[0] == pytest.approx(0, abs=1e-12)
    assert result.slopes["verdict"].iloc[0] == "no clear trend"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"every": "rolling 12 months"}, "share interviews"),
        ({"method": "magic"}, "gls, ols, regression"),
        ({"statistic": "delighted"}, "satisfied"),
    ],
)
def test_a_trend_that_makes_no_sense_is_refused(over, options, says):
    with pytest.raises(UsageError, match=says):
        trend(over(months("2006-04", 12, 30)), **options)


def test_a_month_far_below_the_others_gives_a_signal(over):
    result = control_chart(over(months("2006-01", 12, [*[38, 42] * 5, 40, 20])))
    last = result.table.iloc[-1]
    assert (last["signal"], last["direction"]) == ("beyond three standard errors", "low")
    assert result.table["signal"].iloc[:-1].eq("").all()
    assert result.needs_attention


def test_limits_are_three_standard_errors_of_the_effective_base(over):
    result = control_chart(over(months("2006-01", 8, 30)))
    reach = (result.table["limit_upper"] - result.centre).to_numpy()
    effect = estimate(over(months("2006-01", 8, 30)), every="month").table["design_effect"].iloc[0]
    expected = 3 * np.sqrt(0.25 / (EACH / max(effect, 1)))
    assert result.centre == pytest.approx(0.5)
    np.testing.assert_allclose(reach, expected, rtol=1e-9)


def test_eight_months_on_one_side_give_a_signal(over):
    result = control_chart(
        over(months("2006-01", 16, np.r_[np.full(8, 28), np.full(8, 33)])), baseline="2006-01"
    )
    assert result.table["signal"].iloc[-1] == "eight months in a row on one side"


def test_a_slow_shift_gives_a_signal_of_the_weighted_mean(over):
    drift = np.r_[np.full(12, 30), np.full(12, 37)]
    returns = over(months("2006-01", 24, drift))
    result = control_chart(returns, limits="ewma", baseline="12m to 2006-12")
    assert result.table["signal"].iloc[-1] == "the weighted mean is beyond its limits"
    first = result.table.iloc[0]
    assert first["smoothed"] == pytest.approx(0.8 * result.centre + 0.2 * first["estimate"])


def test_months_before_a_series_break_are_another_series(over):
    drift = np.r_[np.full(8, 20), np.full(8, 40)]
    returns = with_break(over(months("2006-01", 16, drift)), date(2006, 9, 1))
    result = control_chart(returns)
    assert result.table["period"].iloc[0] == "2006-09"
    assert result.centre == pytest.approx(40 / 60)
    assert result.caveats[0].code == "series-break"


def test_everybody_satisfied_in_every_month_is_no_signal(over):
    result = control_chart(over(months("2006-01", 8, 60)))
    assert result.table["signal"].eq("").all()
    assert not result.needs_attention


def test_five_months_make_no_control_chart(over):
    with pytest.raises(EstimationError, match="at least 6 months"):
        control_chart(over(months("2006-01", 5, 30)))
    with pytest.raises(UsageError, match="'p' or 'ewma'"):
        control_chart(over(months("2006-01", 8, 30)), limits="cusum")


def test_a_change_between_quarters_is_the_gap_between_them(over):
    """The gap machinery, on a category of quarters."""
    returns = over([*months("2007-01", 3, 30), *months("2007-04", 3, 45)])
    quarter = np.where(returns.frame["interviewed_on"] < "2007-04-01", "early", "late")
    frame = returns.frame.assign(gender=pd.Categorical(quarter, categories=["early", "late"]))
    pair = satisfied(gap(Returns(frame=frame, survey=returns.survey), measure="overall",
                         between=("late", "early"), by="gender")).iloc[0]  # fmt: skip
    row = satisfied(change(returns, between=("2006/07 Q4", "2007/08 Q1"))).iloc[0]
    for tail in ("", "_standard_error", "_lower", "_upper"):
        assert row[f"change{tail}"] == pytest.approx(pair[f"gap{tail}"], rel=1e-12)
    for name in ("p_value", "df"):
        assert row[name] == pytest.approx(pair[name], rel=1e-12)


def test_a_period_that_a_break_cuts_in_two_is_named_and_carries_no_line(over):
    cut = with_break(over(months("2006-04", 18, 30)), date(2007, 2, 15))
    found = trend(cut)
    crossed = found.table[found.table["period"] == "2006/07 Q4"]
    assert not crossed["used"].any()
    assert "series-break-inside" in {caveat.code for caveat in found.caveats}
    years = estimate(cut, measure="overall", every="rolling 12 months")
    assert "new questions" in " ".join(caveat.text for caveat in years.caveats)


def test_a_month_that_a_break_cuts_in_two_is_on_no_control_chart(over):
    chart = control_chart(with_break(over(months("2006-04", 18, 30)), date(2007, 2, 10)))
    assert chart.table["period"].iloc[0] == "2007-03"
