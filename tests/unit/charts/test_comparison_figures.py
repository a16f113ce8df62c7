"""Figures of areas, forces, levels and bases: what is drawn, named, left out and said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from satisfaction.charts import chart
from satisfaction.definitions.library import load_survey
from satisfaction.estimates import compare_forces, estimate, funnel, gap, plan_precision
from satisfaction.tables.returns import Returns

SURVEY = """\
survey: areas
title: Areas
mode: telephone
fields:
  area: {column: AREA, kind: category}
scales:
  yes_no: {grades: {1: "yes", 2: "no"}, satisfied: [1], dissatisfied: [2]}
questions:
  overall: {column: Q1, scale: yes_no, text: Satisfied?, outcome: true, measure: overall}
"""
CALM = {f"area {k}": (150 + 2 * (k % 5) - 4, 50) for k in range(16)}
AREAS = {**CALM, "<b>Low</b>": (120, 80), "High": (190, 12), "Near": (265, 120), "Tiny": (3, 20)}


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    path = tmp_path_factory.mktemp("definitions") / "areas.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    survey = load_survey(path)

    def returns(areas):
        frame = pd.DataFrame(
            {
                "area": np.repeat(list(areas), [sum(counts) for counts in areas.values()]),
                "overall": np.concatenate(
                    [np.repeat(["yes", "no"], counts) for counts in areas.values()]
                ),
            }
        )
        frame["area"] = pd.Categorical(frame["area"], categories=list(areas))
        labels = list(survey.scale_of("overall").labels)
        frame["overall"] = pd.Categorical(frame["overall"], categories=labels)
        return Returns(frame=frame, survey=survey)

    return returns


@pytest.fixture(scope="module")
def result(build):
    return funnel(build(AREAS), measure="overall")


def texts(figure):
    return " | ".join(annotation.text for annotation in figure.layout.annotations)


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


@pytest.mark.parametrize("narrow", [False, True])
def test_only_areas_outside_are_named_and_names_are_literal(result, narrow):
    figure = chart(result, narrow=narrow)
    said = texts(figure)
    assert "&lt;b&gt;Low&lt;/b&gt;" in said
    assert "High" in said
    assert "area 3" not in said
    assert "Tiny" not in said


def test_flags_differ_in_shape_and_not_in_colour_alone(result):
    figure = chart(result)
    low, high = (trace(figure, f"{side} the 99.9% limit") for side in ("Below", "Above"))
    assert (low.marker.symbol, high.marker.symbol) == ("triangle-down", "triangle-up")
    assert low.marker.color != high.marker.color
    near = trace(figure, "Below the 95% limit")
    assert near.marker.color == "#ffffff"
    assert trace(figure, "Within the limits").marker.symbol == "circle"
    assert len(trace(figure, "Within the limits").x) == len(CALM)


def test_hidden_areas_are_not_drawn(result):
    drawn = [x for t in chart(result).data if t.mode == "markers" for x in t.x]
    assert len(drawn) == len(AREAS) - 1
    assert "not shown: too few answers" in chart(result).layout.meta["caption"]


@pytest.mark.parametrize("narrow", [False, True])
def test_limits_are_labelled_where_they_end(result, narrow):
    said = [annotation.text for annotation in chart(result, narrow=narrow).layout.annotations]
    assert said.count("95%") == 2
    assert said.count("99.9%") == 2


def test_limits_are_drawn_where_the_result_has_them(result):
    figure = chart(result)
    curve = result.curves[result.curves["limit"] == 0.95]
    first = next(t for t in figure.data if t.name == "95% limit")
    assert list(first.y) == pytest.approx(list(curve["lower"]))
    assert list(first.x) == pytest.approx(list(curve["effective_base"]))


def test_the_title_names_the_outliers_and_no_rank(result):
    meta = chart(result).layout.meta
    assert meta["title"].startswith("<b>Low</b> is below and High is above the overall")
    assert "not ranked" in meta["caption"]
    assert meta["needs_attention"]
    assert "Near" in meta["alt"]


def test_a_calm_funnel_says_so(build):
    meta = chart(funnel(build(CALM), measure="overall")).layout.meta
    assert meta["title"].startswith("No area differs from the overall")
    assert not meta["needs_attention"]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_funnel_of_areas_that_are_all_too_small_says_so(build, narrow):
    few = funnel(build({"North": (6, 4), "South": (7, 3), "East": (5, 5)}), measure="overall")
    meta = chart(few, narrow=narrow).layout.meta
    assert meta["title"] == "Too few answers to hold any area against the overall rate"


def test_a_few_areas_beyond_95_are_held_against_chance(build):
    meta = chart(funnel(build({**CALM, "Near": (265, 120)}), measure="overall")).layout.meta
    assert (
        "1 area beyond the 95% limits, and chance alone puts about 1 of 17 there" in meta["title"]
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_levels_against_everyone_show_both_shares_beside_each_difference(build, narrow):
    areas = {"Low": (120, 80), "High": (170, 30), "Middle": (148, 52), "Tiny": (3, 20)}
    found = gap(build(areas), measure="overall", against="everyone", by="area")
    figure = chart(found, narrow=narrow)
    assert "60% v 71%" in texts(figure)
    assert "not shown" in texts(figure)
    assert figure.layout.meta["title"] == "Less satisfied than everyone: low; more: high"
    satisfied = trace(figure, "Satisfied")
    table = found.table.query("statistic == 'satisfied' and flag != 'hidden'")
    assert list(satisfied.x) == pytest.approx(list(table["gap"]))
    upper = [x + arm for x, arm in zip(satisfied.x, satisfied.error_x.array, strict=True)]
    assert upper == pytest.approx(list(table["gap_upper"]))


def test_levels_alike_are_said_to_be_alike(build):
    found = gap(build(CALM), measure="overall", against="others", by="area")
    title = chart(found).layout.meta["title"]
    assert title == "No area clearly differs from all the others in being satisfied"


FORCES = pd.DataFrame({"FORCE": ["A", "B", "C"], "ESTIMATE": [80, 82, 79], "MARGIN": [1.5, 2, 2]})


@pytest.mark.parametrize(("among", "words"), [(True, "which includes it"), (False, "not include")])
@pytest.mark.parametrize("narrow", [False, True])
def test_forces_say_whether_the_mean_holds_the_own_one(build, among, words, narrow):
    own = estimate(build({"one": (620, 380)}), measure="overall")
    figure = chart(compare_forces(own, FORCES, includes_self=among), narrow=narrow)
    meta = figure.layout.meta
    assert words in meta["title"]
    assert "below" in meta["title"]
    assert meta["needs_attention"]
    assert "not ranked" in meta["caption"]
    assert trace(figure, "Own force").marker.symbol == "diamond"
    assert list(trace(figure, "Similar forces").x) == pytest.approx([0.80, 0.82, 0.79])
    mean = trace(figure, "Mean of the group").x[0]
    assert {shape.x0 for shape in figure.layout.shapes} == {mean}


@pytest.mark.parametrize("narrow", [False, True])
def test_precision_shows_who_reaches_the_target(build, narrow):
    found = estimate(build({"Large": (1500, 500), "Small": (80, 40)}), measure="overall", by="area")
    figure = chart(plan_precision(found, target=0.03), narrow=narrow)
    assert list(figure.data[0].marker.symbol) == ["circle", "diamond"]
    assert figure.layout.meta["title"].startswith("1 group misses ±3.0 points; small needs")
    assert {shape.x0 for shape in figure.layout.shapes} == {0.03}
    assert "more" in texts(figure)
    assert "reached" in texts(figure)
