"""The figure of verbatims: what it says, and which side is where."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.charts.verbatims_words import quoted
from satisfaction.drivers.verbatims import Verbatims
from satisfaction.errors import UsageError
from satisfaction.results import Provenance

COLUMNS = ["term", "respondents", "share", "other_share", "log_odds", "lower", "upper", "side"]
ROWS = [
    ("not", 90, 0.5, 0.2, 1.3, 0.9, 1.7, "dissatisfied"),
    ("kept informed", 52, 0.11, 0.04, 1.0, 0.5, 1.6, "dissatisfied"),
    ("informed all", 30, 0.10, 0.04, 0.9, 0.4, 1.5, "dissatisfied"),
    ("insurance", 43, 0.11, 0.02, 0.8, 0.3, 1.3, "dissatisfied"),
    ("name", 20, 0.02, 0.02, 0.1, -0.5, 0.7, ""),
    ("helpful", 40, 0.01, 0.06, -1.4, -2.4, -0.4, "satisfied"),
]


@pytest.fixture
def result():
    return Verbatims(
        table=pd.DataFrame(ROWS, columns=COLUMNS),
        provenance=Provenance(survey="own", period="2007/08 Q3", method="By hand."),
        codes=pd.DataFrame(),
        uncovered=pd.DataFrame(),
        question="could_be_better",
        between=("dissatisfied", "satisfied"),
        bases=(253, 641),
        asked=(400, 1_869),
        withheld_rare=57,
        withheld_personal=2,
        code_frame="",
        minimum=10,
        confidence=0.95,
        false_discovery_rate=0.05,
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_dissatisfied_terms_are_to_the_right_and_satisfied_to_the_left(result, narrow):
    figure = sat.chart(result, narrow=narrow)
    marks = figure.data[0]
    assert list(marks.x) == [1.3, 1.0, 0.9, 0.8, -1.4]
    assert list(marks.marker.symbol) == ["diamond"] * 4 + ["circle"]
    assert list(marks.error_x.array) == pytest.approx([0.4, 0.6, 0.6, 0.5, 1.0])
    low, high = figure.layout.xaxis.range
    assert low == -high
    words = list(figure.layout.xaxis.ticktext)
    assert words == words[::-1]
    right = ["same", "4{}"] if narrow else ["same", "2{}", "4{}", "8{}"]
    assert words[len(words) // 2 :] == [one.format("\N{MULTIPLICATION SIGN}") for one in right]


def test_the_title_names_terms_that_say_something_and_share_no_word(result):
    assert sat.chart(result).layout.meta["title"] == (
        f"{quoted('kept informed')} and {quoted('insurance')} stand out in what dissatisfied "
        "respondents say"
    )


def test_without_a_difference_the_title_says_so_and_marks_are_hollow(result):
    alike = replace(result, table=result.table.assign(side=""))
    figure = sat.chart(alike)
    assert figure.layout.meta["title"].startswith("No term tells what dissatisfied")
    assert set(figure.data[0].marker.color) == {"#ffffff"}
    assert "Hollow marks" in figure.layout.meta["caption"]


def test_bases_and_what_is_withheld_are_stated(result):
    words = sat.chart(result).layout.meta
    assert "253 dissatisfied, 641 satisfied" in words["subtitle"]
    assert "59 terms withheld" in words["caption"]
    assert f"{quoted('kept informed')} 1.6 to 5.0 times" in words["alt"]


def test_at_most_eight_terms_of_each_side_are_drawn(result):
    many = pd.concat([result.table[:1]] * 20 + [result.table[-1:]] * 20, ignore_index=True)
    assert len(sat.chart(replace(result, table=many)).data[0].x) == 16


def test_nothing_released_is_nothing_to_draw(result):
    with pytest.raises(UsageError, match="nothing to draw"):
        sat.chart(replace(result, table=result.table[:0]))
