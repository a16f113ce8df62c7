"""The other views of the drivers: map, ranks, effects along the scale, journey."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.charts.driver_journey import draw_driver_journey
from satisfaction.charts.driver_map import draw_driver_map
from satisfaction.charts.driver_ranks import draw_driver_ranks, shade_of, text_colour
from satisfaction.charts.driver_scale import draw_driver_scale
from satisfaction.charts.palette import contrast
from satisfaction.errors import UsageError

VIEWS = (draw_driver_map, draw_driver_ranks, draw_driver_scale, draw_driver_journey)


@pytest.fixture
def result(hand_made):
    found = hand_made.drivers()
    reach, penalty = [0.3, 0.12, 0.25, 0.4, 0.05], [0.15, 0.3, 0.06, 0.01, -0.02]
    table = found.table.assign(
        reach=reach,
        reach_lower=np.array(reach) - 0.02,
        reach_upper=np.array(reach) + 0.02,
        penalty=penalty,
        penalty_lower=np.array(penalty) - 0.04,
        penalty_upper=np.array(penalty) + 0.04,
    )
    return replace(found, table=table)


@pytest.fixture(scope="module")
def survey():
    return sat.load_survey("user-satisfaction-2007")


def texts_of(figure):
    return [str(a.text).replace("<br>", " ") for a in figure.layout.annotations]


@pytest.mark.parametrize("draw", VIEWS)
@pytest.mark.parametrize("narrow", [False, True])
def test_each_view_says_estimand_bases_and_numbers_and_claims_no_cause(
    result, survey, draw, narrow
):
    words = draw(result, survey=survey, narrow=narrow).layout.meta
    assert result.estimand in words["caption"]
    assert "base 2,390, 371 of them dissatisfied" in words["subtitle"]
    assert "95%" in words["caption"]
    assert "Being told of progress" in words["alt"]
    said = " ".join(str(words[part]) for part in ("title", "subtitle", "caption", "alt")).lower()
    for claim in ("caus", "would reduce", "effect of", "leads to", "because of", "arises"):
        assert claim not in said


@pytest.mark.parametrize("draw", VIEWS)
def test_labels_are_never_obeyed_as_mark_up(result, survey, draw):
    sly = result.table.assign(label=["<i>x</i>", *result.table["label"].iloc[1:]])
    figure = draw(replace(result, table=sly), survey=survey)
    drawn = [*texts_of(figure), str(figure.layout.title.text)]
    assert not any("<i>" in text for text in drawn)
    assert any("&lt;i&gt;x&lt;/i&gt;" in text for text in drawn)


def test_curves_of_the_map_keep_reach_times_penalty(result):
    figure = draw_driver_map(result)
    curves = [t for t in figure.data if str(t.name).startswith("share ")]
    assert len(curves) >= 2
    for curve in curves:
        share = float(curve.name.removeprefix("share ").removesuffix("%")) / 100
        products = np.array(curve.x) * np.array(curve.y)
        assert products == pytest.approx(share * 371 / 2390, rel=1e-9)


def test_the_map_fills_leading_marks_and_draws_intervals_both_ways(result):
    figure = draw_driver_map(result)
    marks = {t.name: t for t in figure.data if t.mode == "markers"}
    assert list(marks["Leading"].x) == [0.3, 0.12]
    assert marks["Leading"].marker.color != marks["Not leading"].marker.color == "#ffffff"
    assert list(marks["Leading"].error_x.array) == pytest.approx([0.02, 0.02])
    assert list(marks["Leading"].error_y.arrayminus) == pytest.approx([0.04, 0.04])


def test_the_map_names_the_widest_and_the_most_severe(result):
    assert draw_driver_map(result).layout.meta["title"] == (
        "Being told of progress is the leading driver most often rated poor, 30% (28 to 32); "
        "taken seriously goes with the largest penalty, 30 points (26 to 34)"
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_leading_drivers_are_named_even_in_a_crowd_and_the_rest_counted(hand_made, narrow):
    # All five stand on the same spot.
    figure = draw_driver_map(hand_made.drivers(), narrow=narrow)
    named = [t for t in texts_of(figure) if t.startswith("<b>")]
    assert sorted(named) == ["<b>Being told of progress</b>", "<b>Taken seriously</b>"]
    labels = set(hand_made.drivers().table["label"])
    shown = {text.removeprefix("<b>").removesuffix("</b>") for text in texts_of(figure)} & labels
    missing = len(labels) - len(shown)
    assert f"{missing} driver" in figure.layout.meta["caption"] if missing else True


def skewed(result):
    rows = [
        ("told_progress", [0.996, 0.004, 0, 0, 0]),
        ("taken_seriously", [0.004, 0.7, 0.2, 0.096, 0]),
        ("investigated", [0, 0.2, 0.5, 0.2, 0.1]),
        ("arrival_time", [0, 0.096, 0.2, 0.5, 0.204]),
        ("answer_time", [0, 0, 0.1, 0.204, 0.696]),
    ]
    chances = pd.DataFrame(
        [
            {"driver": name, "label": name, "rank": rank + 1, "chance": chance}
            for name, held in rows
            for rank, chance in enumerate(held)
        ]
    )
    return replace(result, rank_chances=chances)


def test_ranks_are_written_where_they_may_be_and_never_rounded_up_to_always(result):
    figure = draw_driver_ranks(skewed(result))
    assert np.array(figure.data[0].z)[1].tolist() == [0.004, 0.7, 0.2, 0.096, 0]
    told = {
        (x, y): text for t in figure.data[1:] for x, y, text in zip(t.x, t.y, t.text, strict=True)
    }
    assert told[0, 0] == ">99"
    assert told[1, 1] == "70"
    assert (1, 0) not in told
    assert (0, 1) not in told


def test_frames_are_the_intervals_of_the_ranks(result):
    frames = draw_driver_ranks(result).layout.shapes
    lower, upper = result.table["rank_lower"], result.table["rank_upper"]
    assert [f.x0 for f in frames] == (lower - 1.5).tolist()
    assert [f.x1 for f in frames] == (upper - 0.5).tolist()


def test_on_a_phone_ranks_after_the_fifth_stand_together(result):
    names = [f"d{k}" for k in range(8)]
    table = pd.concat([result.table.iloc[[0]]] * 8, ignore_index=True).assign(
        driver=names, label=names, rank_lower=1, rank_upper=8
    )
    chances = pd.DataFrame({"driver": names}).merge(
        pd.DataFrame({"rank": range(1, 9)}), how="cross"
    )
    wide = replace(result, table=table, rank_chances=chances.assign(label="", chance=1 / 8))
    figure = draw_driver_ranks(wide, narrow=True)
    assert list(figure.layout.xaxis.ticktext) == ["1", "2", "3", "4", "5", "6+"]
    assert np.array(figure.data[0].z)[0].tolist() == pytest.approx([1 / 8] * 5 + [3 / 8])
    assert {shape.x1 for shape in figure.layout.shapes} == {5.5}
    assert len(draw_driver_ranks(wide).layout.xaxis.ticktext) == 8


def test_effects_along_the_scale_are_of_leading_drivers_worst_grade_first(result):
    figure = draw_driver_scale(result)
    assert [t.name for t in figure.data] == ["Being told of progress", "Taken seriously"]
    assert all(list(t.y) == sorted(t.y, reverse=True) for t in figure.data)
    assert list(figure.data[0].marker.symbol) == ["circle"] * 3 + ["square"]
    assert list(figure.data[0].error_x.array) == pytest.approx([0.05] * 4)


def test_a_cut_is_named_by_the_grade_up_to_which_it_counts(result):
    cuts = result.across_scale.assign(
        grades=["worst", "worst, bad", "worst, bad, poor", "worst, bad, poor, fine, good"] * 5
    )
    labels = draw_driver_scale(replace(result, across_scale=cuts)).layout.yaxis.ticktext
    assert list(labels[:4]) == ["Worst", "Bad or worse", "Poor or worse", "Good or worse"]


def test_without_any_cut_there_is_no_figure_of_the_scale(result):
    with pytest.raises(UsageError, match="nothing to draw"):
        draw_driver_scale(replace(result, across_scale=result.across_scale.iloc[:0]))


@pytest.mark.parametrize("narrow", [False, True])
def test_the_journey_has_the_stages_in_the_order_of_the_survey(result, survey, narrow):
    texts = texts_of(draw_driver_journey(result, survey=survey, narrow=narrow))
    headings = [text for text in texts if text[3:4].isdigit() and text.startswith("<b>")]
    assert headings == [
        "<b>1  Contact</b>", "<b>2  Action</b>", "<b>3  Kept informed</b>", "<b>4  Treatment</b>",
    ]  # fmt: skip


def test_a_stage_draws_its_total_shares_largest_first(result, survey):
    figure = draw_driver_journey(result, survey=survey)
    action = figure.data[1]
    assert list(action.x) == pytest.approx([0.17, 0.10])
    assert list(action.error_x.array) == pytest.approx([0.05, 0.04])
    assert action.xaxis == "x2"
    assert figure.layout.xaxis.range == figure.layout.xaxis2.range


def test_drivers_without_a_stage_stand_last(result, survey):
    table = result.table.assign(stage=["", *result.table["stage"].iloc[1:]])
    texts = texts_of(draw_driver_journey(replace(result, table=table), survey=survey))
    headings = [text for text in texts if text in {"<b>Any stage</b>", "<b>1  Contact</b>"}]
    assert headings == ["<b>1  Contact</b>", "<b>Any stage</b>"]


def test_without_stages_there_is_no_journey(result):
    table = result.table.assign(total_share=np.nan, stage="")
    with pytest.raises(UsageError, match="declares no stages"):
        draw_driver_journey(replace(result, table=table))


def test_every_chance_is_written_in_a_colour_that_stands_out_from_its_cell():
    for chance in (*np.linspace(0, 1, 1_001), 1 + 1e-12):
        assert contrast(text_colour(float(chance)), shade_of(float(chance))) >= 4.5


def test_a_kind_of_figure_that_does_not_exist_is_refused_with_those_that_do(result):
    with pytest.raises(UsageError, match="shares, map, ranks, scale, journey"):
        sat.chart(result, kind="nonsense")
