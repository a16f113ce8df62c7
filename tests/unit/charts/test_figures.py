"""What is drawn: traces, ranges and texts of every figure, read from its specification."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from satisfaction.charts import bare, chart
from satisfaction.definitions.survey import SeriesBreak
from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType

    import plotly.graph_objects as go

FIGURES = (
    "headline", "measures", "groups", "boroughs", "series", "grades", "gap", "profile_check",
    "drivers", "weighted", "profile",
)  # fmt: skip


def draw(hand_made: ModuleType, name: str, *, narrow: bool = False) -> go.Figure:
    return chart(getattr(hand_made, name)(), narrow=narrow)


def texts(figure: go.Figure) -> str:
    return " | ".join(annotation.text for annotation in figure.layout.annotations)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_what_it_shows(hand_made: ModuleType, name: str, narrow: bool) -> None:  # noqa: FBT001 - a parameter of the test
    figure = draw(hand_made, name, narrow=narrow)
    meta = figure.layout.meta
    assert all(meta[part] for part in ("title", "subtitle", "caption", "alt"))
    assert meta["title"] in meta["alt"]
    assert re.search(r"\d", meta["alt"])
    assert "Source: user-satisfaction-2007." in meta["caption"]
    assert "2007/08 Q3" in meta["subtitle"].replace("\N{NO-BREAK SPACE}", " ") or name in (
        "series",
        "drivers",
    )


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_result_gives_the_same_specification(hand_made: ModuleType, name: str) -> None:
    first, second = (draw(hand_made, name).to_json() for _ in range(2))
    assert first == second
    assert "uid" not in json.loads(first)["data"][0]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", FIGURES)
def test_no_text_is_smaller_than_twelve(hand_made: ModuleType, name: str, narrow: bool) -> None:  # noqa: FBT001 - a parameter of the test
    text = draw(hand_made, name, narrow=narrow).to_json()
    sizes = [float(size) for size in re.findall(r'"font":\{[^{}]*"size":([\d.]+)', text)]
    assert sizes
    assert min(sizes) >= 12


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_has_a_second_scale_over_the_first(hand_made: ModuleType, name: str) -> None:
    layout = draw(hand_made, name).layout.to_plotly_json()
    assert not [axis for key, axis in layout.items() if "axis" in key and "overlaying" in axis]
    assert "scene" not in layout


@pytest.mark.parametrize("name", ["headline", "measures", "groups", "boroughs"])
def test_axes_of_shares_run_from_zero_to_a_hundred(hand_made: ModuleType, name: str) -> None:
    figure = draw(hand_made, name)
    assert tuple(figure.layout.xaxis.range) == (0, 1)
    assert figure.layout.xaxis.ticktext[-1] == "100%"


def test_intervals_of_measures_end_where_the_table_says(hand_made: ModuleType) -> None:
    result = hand_made.measures()
    trace = chart(result).data[0]
    table = result.table[result.table["statistic"] == "satisfied"]
    assert list(trace.x) == pytest.approx(list(table["estimate"]))
    upper = [x + arm for x, arm in zip(trace.x, trace.error_x.array, strict=True)]
    lower = [x - arm for x, arm in zip(trace.x, trace.error_x.arrayminus, strict=True)]
    assert upper == pytest.approx(list(table["upper"]))
    assert lower == pytest.approx(list(table["lower"]))


def test_headline_target_stands_at_its_share_on_the_row_of_satisfied(hand_made: ModuleType) -> None:
    figure = chart(hand_made.headline(), target=0.789)
    (line,) = figure.layout.shapes
    assert line.x0 == line.x1 == 0.789
    assert line.y0 < figure.data[0].y[0] < line.y1
    assert "target 78.9%" in figure.layout.yaxis.ticktext[0]


def test_headline_takes_its_target_from_the_survey(hand_made: ModuleType) -> None:
    survey = hand_made.survey()
    assert "the target of 78.9%" in chart(hand_made.headline(), survey=survey).layout.meta["title"]
    other = hand_made.estimates([hand_made.row(question="contact")])
    assert "target" not in chart(other, survey=survey).layout.meta["title"]


def test_hidden_groups_are_named_but_not_drawn(hand_made: ModuleType) -> None:
    figure = chart(hand_made.groups())
    assert 0.5 not in list(figure.data[0].x)
    assert len(figure.data[0].x) == 4
    assert "Racist incident" in "".join(figure.layout.yaxis.ticktext)
    assert "not shown" in texts(figure)
    assert "50%" not in texts(figure)
    assert "not shown: too few answers" in figure.layout.meta["caption"]


def test_small_bases_are_drawn_hollow(hand_made: ModuleType) -> None:
    trace = chart(hand_made.groups()).data[0]
    assert trace.marker.color[3] == "#ffffff"
    assert trace.marker.line.color[3] == trace.marker.color[0] != "#ffffff"


def test_levels_that_the_survey_does_not_cover_are_left_out_if_nobody_has_them(
    hand_made: ModuleType,
) -> None:
    rows = [
        hand_made.row(group="age", level="16-24"),
        hand_made.row(float("nan"), group="age", level="75+", base=0, flag="hidden"),
        hand_made.row(float("nan"), group="age", level="under 16", base=0, flag="hidden"),
    ]
    figure = chart(hand_made.estimates(rows), survey=hand_made.survey())
    assert figure.layout.yaxis.ticktext == ("16-24", "75+")


def test_groups_keep_the_order_of_the_table(hand_made: ModuleType) -> None:
    labels = chart(hand_made.groups()).layout.yaxis.ticktext
    assert [label.lower() for label in labels] == list(hand_made.GROUPS)


def test_a_series_is_cut_at_its_break_and_at_hidden_periods(hand_made: ModuleType) -> None:
    result = hand_made.series(flags=("", "", "", "", "", "hidden", "", ""))
    breaks = [SeriesBreak(on=date(2006, 7, 1), what="new scale")]
    figure = chart(result, breaks=breaks)
    lines = [t for t in figure.data if t.mode == "lines+markers" and t.name == "Satisfied"]
    assert [list(line.x) for line in lines] == [[0, 1, 2], [3, 4], [6, 7]]
    assert figure.layout.shapes[0].x0 == 2.5
    assert "Series break: new scale" in texts(figure)


def test_a_ribbon_follows_both_limits(hand_made: ModuleType) -> None:
    ribbon, line = chart(hand_made.series((0.7, 0.8))).data[:2]
    assert ribbon.fill == "toself"
    assert list(ribbon.y) == pytest.approx([0.72, 0.82, 0.78, 0.68])
    assert list(line.y) == [0.7, 0.8]


def test_forty_five_quarters_keep_few_labels_with_the_latest(hand_made: ModuleType) -> None:
    figure = chart(hand_made.series([0.7] * 45), narrow=True)
    assert len(figure.layout.xaxis.tickvals) <= 4
    assert figure.layout.xaxis.tickvals[-1] == 44


@pytest.mark.parametrize("size", [4, 5, 7, 10])
def test_grades_part_at_the_middle_and_add_up(hand_made: ModuleType, size: int) -> None:
    good = [f"grade {k} satisfied" for k in range(size // 2)]
    middle = ["neither"] if size % 2 else []
    bad = [f"grade {k} dissatisfied" for k in range(size // 2)]
    figure = chart(hand_made.grades((*good, *middle, *bad), ("overall",)))
    ends = {trace.name: (trace.base[0], trace.base[0] + trace.x[0]) for trace in figure.data}
    assert sum(trace.x[0] for trace in figure.data) == pytest.approx(1)
    assert all(ends[name][0] >= 0 for name in good)
    assert all(ends[name][1] <= 1e-12 for name in bad)
    assert min(ends[name][0] for name in good) == 0
    assert len({trace.marker.color for trace in figure.data}) == size


def test_the_neutral_grade_stands_clear_of_the_satisfied(hand_made: ModuleType) -> None:
    figure = chart(hand_made.grades())
    neutral = next(trace for trace in figure.data if "neither" in trace.name)
    reach = max(
        b + x for t in figure.data if t != neutral for b, x in zip(t.base, t.x, strict=True)
    )
    assert min(neutral.base) > reach


def test_a_scale_written_the_other_way_gives_the_same_bars(hand_made: ModuleType) -> None:
    table = hand_made.grades(questions=("overall",)).table
    turned = hand_made.estimates(table.iloc[::-1].to_dict("records"))
    usual = hand_made.estimates(table.to_dict("records"))
    first, second = (
        {t.name: (round(t.base[0], 12), t.x[0], t.marker.color) for t in chart(result).data}
        for result in (usual, turned)
    )
    assert first == second


def test_the_definition_says_the_sides_where_labels_do_not(hand_made: ModuleType) -> None:
    result = hand_made.grades(("good", "fair", "poor"), ("overall",))
    with pytest.raises(UsageError, match="chart\\(result, survey=survey\\)"):
        chart(result)


def test_a_gap_shows_both_levels_and_the_difference_on_its_own_axis(hand_made: ModuleType) -> None:
    figure = chart(hand_made.gap())
    white, bme, difference = figure.data
    assert list(white.x) == [0.78, 0.15]
    assert list(bme.x) == pytest.approx([0.732, 0.1788])
    assert difference.xaxis == "x2"
    assert list(difference.x) == pytest.approx([0.048, -0.0288])
    low, high = figure.layout.xaxis2.range
    assert low == -high


def test_a_group_has_the_same_colour_in_every_figure(hand_made: ModuleType) -> None:
    usual, turned = hand_made.gap(), hand_made.gap()
    turned.table[["level", "other_level"]] = ["BME", "White"]
    colours = [{t.name: t.marker.line.color[0] for t in chart(g).data[:2]} for g in (usual, turned)]
    assert colours[0] == colours[1]


def test_a_verdict_is_said_by_shape_colour_and_words(hand_made: ModuleType) -> None:
    figure = chart(hand_made.profile_check())
    looks = {t.name: (t.marker.symbol, t.marker.color) for t in figure.data}
    assert len(looks) == 4
    assert len(set(looks.values())) == 4
    words = texts(figure)
    assert "Outside, under" in words
    assert "Too few to tell" in words
    assert "Profile incomplete" in words


def test_the_tolerance_band_is_each_levels_own(hand_made: ModuleType) -> None:
    check = hand_made.profile_check()
    check.table.loc[0, ["tolerance_lower", "tolerance_upper"]] = [-0.01, 0.012]
    bands = [shape for shape in chart(check).layout.shapes if shape.type == "rect"]
    assert (bands[0].x0, bands[0].x1) == (-0.01, 0.012)
    assert (bands[1].x0, bands[1].x1) == (-0.03, 0.03)


def test_the_rolling_check_is_drawn_on_request(hand_made: ModuleType) -> None:
    figure = chart(hand_made.profile_check(), period="rolling")
    assert figure.layout.meta["subtitle"].endswith("12 months to December 2007")
    with pytest.raises(UsageError, match="no period 'rolling'"):
        chart(hand_made.profile_check(rolling=False), period="rolling")


def test_drivers_show_reach_and_penalty_and_their_estimand(hand_made: ModuleType) -> None:
    figure = chart(hand_made.drivers())
    words = texts(figure)
    assert all(head in words for head in ("Share", "Reach", "Penalty"))
    assert "32 to 36" in words
    assert "not added up" in figure.layout.meta["caption"]
    assert "1 driver not analysed" in figure.layout.meta["caption"]
    filled = [colour != "#ffffff" for colour in figure.data[0].marker.color]
    assert filled == [True, True, False, False, False]


def test_mark_up_in_a_label_is_shown_and_not_obeyed(hand_made: ModuleType) -> None:
    level = "</script><img src=x onerror=alert(1)><b>bold"
    rows = [hand_made.row(group="area", level=level), hand_made.row(group="area", level="other")]
    figure = chart(hand_made.estimates(rows))
    shown = json.loads(figure.to_json())
    drawn = " ".join((str(shown["layout"]["yaxis"]["ticktext"]), str(shown["data"])))
    assert "<img" not in drawn
    assert "&lt;img" in drawn
    assert level in figure.layout.meta["alt"]


def test_a_bare_figure_leaves_its_words_to_the_page(hand_made: ModuleType) -> None:
    figure = chart(hand_made.headline())
    plain = bare(figure)
    assert "title" not in plain["layout"]
    assert plain["layout"]["height"] < figure.layout.height
    assert "Source" not in str(plain)
    assert "Source" in texts(figure)


def test_a_kind_that_does_not_suit_the_table_is_refused(hand_made: ModuleType) -> None:
    with pytest.raises(UsageError, match="needs estimates with statistics='grades'"):
        chart(hand_made.headline(), kind="grades")
    with pytest.raises(UsageError, match="cannot show 8 periods"):
        chart(hand_made.series(), kind="headline")
    with pytest.raises(UsageError, match="no rows"):
        chart(hand_made.estimates([]))


def test_numbers_never_read_nan(hand_made: ModuleType) -> None:
    rows = [
        {**hand_made.row(1.0, 0.0), "lower": float("nan"), "upper": float("nan")},
        {**hand_made.row(statistic="dissatisfied"), "estimate": float("nan"), "base": 0},
    ]
    figure = chart(hand_made.estimates(rows))
    assert "nan" not in texts(figure).lower()
    assert "no interval" in texts(figure)
