"""The figures of a sample plan say what its tables say."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from satisfaction.charts import chart
from satisfaction.charts.sample_plan import plan_levels_finding
from satisfaction.charts.sample_plan_groups import plan_groups_finding
from satisfaction.results import Caveat, Provenance
from satisfaction.sampling.result import SamplePlan
from satisfaction.sampling.settings import Allowed


@pytest.fixture
def plan():
    levels = pd.DataFrame(
        [
            ("age", "16-24", 0.2, -0.03, 0.03, 0.30, 1.4, 0.14, 0.19),
            ("age", "25+", 0.8, -0.03, 0.03, 0.45, 0.9, 0.86, 0.81),
            ("gender", "female", 0.4, -0.03, 0.03, 0.40, 1.0, 0.41, 0.41),
        ],
        columns=["dimension", "level", "profile_share", "tolerance_lower", "tolerance_upper",
                 "response_rate", "boost", "share_without", "expected_share"],
    )  # fmt: skip
    groups = pd.DataFrame(
        [
            ("burglary", 5_000, 0.4, 1_000, 400.0, float("nan"), 0.05, 0.05, True),
            ("racist incident", 500, 0.3, 500, 150.0, float("nan"), 0.08, 0.05, False),
        ],
        columns=["group", "frame", "response_rate", "issue", "expected_interviews",
                 "wanted_interviews", "margin", "wanted_margin", "reached"],
    )  # fmt: skip
    strata = pd.DataFrame({"issue": [1_000, 500], "expected_interviews": [400.0, 150.0]})
    return SamplePlan(
        table=pd.DataFrame(), strata=strata, groups=groups, levels=levels, rates=pd.DataFrame(),
        provenance=Provenance(survey="made", period="2007/08 Q3", method="Made by hand."),
        infeasible=(Caveat(code="group-not-reached", text="Too few."),),
        fields=("user_group",), dimensions=("age", "gender"),
        tolerance=Allowed(points=0.03, ratio_low=0.8, ratio_high=1.25), confidence=0.95,
    )  # fmt: skip


def with_share(plan, level, **shares):
    table = plan.levels.copy()
    for name, value in shares.items():
        table.loc[table["level"] == level, name] = value
    return replace(plan, levels=table)


def test_the_finding_counts_levels_that_come_back(plan):
    assert plan_levels_finding(plan) == (
        "2 levels are expected outside tolerance without boosts, none with the planned boosts"
    )


def test_a_level_that_stays_outside_is_in_the_finding(plan):
    assert plan_levels_finding(with_share(plan, "16-24", expected_share=0.15)) == (
        "Boosts bring 1 of 2 levels back inside the tolerance; 1 would stay outside"
    )


def test_nothing_outside_is_said_plainly(plan):
    calm = with_share(with_share(plan, "16-24", share_without=0.2), "25+", share_without=0.8)
    assert plan_levels_finding(calm).startswith("No level is expected outside")


def test_the_groups_finding_names_who_falls_short(plan):
    assert plan_groups_finding(plan) == (
        "Issue 1,500 victims for about 550 interviews; racist incident cannot have what was asked "
        "for"
    )


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", ["levels", "groups"])
def test_each_figure_has_title_alternative_and_attention(plan, kind, narrow):
    meta = chart(plan, kind=kind, narrow=narrow).layout.meta
    assert meta["needs_attention"]
    assert meta["title"] in meta["alt"]


def test_hollow_marks_are_without_boosts_and_filled_ones_as_planned(plan):
    without, planned = chart(plan).data
    assert list(without.x) == pytest.approx([-0.06, 0.06, 0.01])
    assert list(planned.x) == pytest.approx([-0.01, 0.01, 0.01])
    assert set(without.marker.color) == {"#ffffff"}
    assert list(planned.marker.symbol) == ["circle"] * 3


def test_a_group_that_falls_short_has_another_shape(plan):
    (marks,) = chart(plan, kind="groups").data
    assert list(marks.x) == pytest.approx([0.05, 0.08])
    assert list(marks.marker.symbol) == ["circle", "diamond"]


def test_the_band_is_the_tolerance(plan):
    bands = [s for s in chart(plan).layout.shapes if s.type == "rect"]
    assert [(b.x0, b.x1) for b in bands] == [(-0.03, 0.03)] * 3
