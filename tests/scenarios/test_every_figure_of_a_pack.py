"""What holds for every figure of a pack, whatever it shows: words, units, axes, kinds of mark."""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

import satisfaction as sat
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.reports.chapters import in_chapters
from satisfaction.reports.exhibits import draw_exhibits
from satisfaction.workflow.analysis import analyse
from satisfaction.workflow.config import FocusGroupWishes, Inputs, QuarterConfig, Settings
from satisfaction.workflow.configured import read_configured
from satisfaction.workflow.editions import exhibits_of

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.reports.exhibits import DrawnExhibit

SURVEY = "user-satisfaction-2007"
# Of the Board's twelve: 1 and 2 headline, 3 grades, 4 measures, 5 series, 6 user groups, 7 gap,
# 8 boroughs, 10 sample, 11 drivers, 12 the contractor. The ninth needs figures of other forces.
BOARD = (
    "Headline", "Every grade", "Measures side by side", "Over time", "By user group", "Gap",
    "Each area", "Profile check", "From recorded victims", "Drivers of dissatisfaction",
    "The contractor",
)  # fmt: skip
KINDS = {"scatter", "bar"}
# Lines of sites cross, so that a name beside each would hide another.
LEGENDS = {"The contractor"}
_UNIT = r"per cent|%|points|interviews|recorded|respondents|Respondents|victims|days|share|base"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[DrawnExhibit, ...]:
    folder: Path = tmp_path_factory.mktemp("quarter")
    sat.synthesise(SURVEY, interviews=900, crimes=20_000, quarters=5, seed=9).write(folder)
    config = QuarterConfig(
        survey=SURVEY,
        period="2007/08 Q3",
        inputs=Inputs(
            returns=(str(folder / "returns_*.parquet"),),
            records=(str(folder / "crime_records.parquet"),),
            frame=(str(folder / "frame.parquet"),),
            issued=(str(folder / "issued_sample.parquet"),),
            outcomes=(str(folder / "contact_outcomes.parquet"),),
            inspections=str(folder),
        ),
        settings=Settings(unreachable="set aside"),
        focus_groups=FocusGroupWishes(groups=2, size=4, seed=1),
    )
    inputs = read_configured(config, PseudonymKey(bytes(32))).inputs
    results = analyse(inputs, step=lambda _: nullcontext())
    return draw_exhibits(in_chapters(exhibits_of(results)), results.survey)


def test_the_figures_of_the_board_are_there(drawn) -> None:
    headings = [figure.heading for figure in drawn]
    missing = [name for name in BOARD if not any(h.startswith(name) for h in headings)]
    assert not missing


def test_every_figure_says_what_it_shows_of_whom_and_by_what(drawn) -> None:
    for figure in drawn:
        words = figure.words
        assert len(words["title"]) > 15, figure.heading
        assert "Source: User satisfaction survey, victims of crime." in words["caption"]
        assert re.search(_UNIT, words["subtitle"])
        assert words["title"] in words["alt"], figure.heading
        assert not re.search(r"\bnan\b|None|<|cause", " ".join(map(str, words.values())))


def test_titles_and_text_alternatives_are_their_own(drawn) -> None:
    headings = [figure.heading for figure in drawn]
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_no_figure_has_depth_a_second_axis_or_a_pie(drawn, layout) -> None:
    for figure in drawn:
        content = getattr(figure, layout).to_plotly_json()
        assert {trace.get("type", "scatter") for trace in content["data"]} <= KINDS, figure.heading
        axes = [axis for name, axis in content["layout"].items() if re.match(r"[xy]axis", name)]
        assert not any(axis.get("overlaying") for axis in axes), figure.heading


def test_shares_stand_on_an_axis_that_begins_at_zero(drawn) -> None:
    """Bars and levels; differences have zero inside their axis."""
    for figure in drawn:
        content = figure.wide.to_plotly_json()
        bars = [trace for trace in content["data"] if trace.get("type") == "bar"]
        for trace in bars:
            across = trace.get("orientation") == "h"
            name = trace.get("xaxis" if across else "yaxis", "x" if across else "y")
            low, high = content["layout"][f"{name[0]}axis{name[1:]}"]["range"]
            assert min(low, high) <= 0 <= max(low, high), figure.heading


def test_legends_are_only_where_marks_cannot_be_labelled(drawn) -> None:
    shown = {figure.heading for figure in drawn if figure.wide.layout.showlegend}
    assert shown <= LEGENDS
