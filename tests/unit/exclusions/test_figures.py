"""The figures of the exclusion audit: their findings, marks and numbers."""

from __future__ import annotations

import pytest

import satisfaction as sat
from satisfaction.charts.exclusions import AUTHORITY_COLOURS
from satisfaction.charts.palette import contrast
from satisfaction.errors import UsageError

SURVEY = "user-satisfaction-2007"
ROWS = [
    *[{}] * 12,
    {"EXCLUDED": "DV"},
    {"EXCLUDED": "DV", "EXCLUDED2": "OPS"},
    {"EXCLUDED": "AGE", "AGE": "9"},
    {"EXCLUDED": "NOTEL"},
    {"EXCLUDED": "NOTEL", "EXCLUDED2": "OPS"},
    *[{"EXCLUDED": "OPS", "GENDER": "M"}] * 2,
    {"GENDER": "M"},
]


@pytest.fixture
def audit(records):
    return sat.audit_exclusions(records(ROWS, times=20), SURVEY)


def texts(figure):
    return " ".join(str(note.text) for note in figure.layout.annotations)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_title_is_the_finding(audit, narrow):
    meta = sat.chart(audit, narrow=narrow).layout.meta
    assert meta["title"] == audit.finding
    assert "35.0% of 400 victims were excluded" in meta["title"]
    assert "To be justified: police officer on duty" in meta["title"]
    assert meta["needs_attention"]


def test_each_bar_begins_where_the_one_above_ends_and_all_make_up_the_excluded(audit):
    bars = sat.chart(audit).data[0]
    whole, *parts = bars.x
    assert bars.base[1] == pytest.approx(0)
    for start, length, following in zip(bars.base[1:], parts, [*bars.base[2:], whole], strict=True):
        assert start + length == pytest.approx(following)
    assert sum(parts) == pytest.approx(whole) == pytest.approx(0.35)


def test_a_victim_with_two_reasons_is_taken_away_once_by_the_uppermost(audit):
    taken = audit.steps.set_index("reason")["taken"]
    assert taken.to_dict() == {
        "domestic abuse": 40,
        "under 16": 20,
        "no usable telephone number": 40,
        "police officer on duty": 40,
    }
    assert audit.steps["remaining"].iloc[-1] == audit.eligible


@pytest.mark.parametrize("narrow", [False, True])
def test_authority_is_said_in_words_and_in_colour(audit, narrow):
    figure = sat.chart(audit, narrow=narrow)
    assert "Safeguarding: protects the victim, no saving" in texts(figure)
    assert "Discretionary" in texts(figure)
    colours = list(figure.data[0].marker.color)[1:]
    assert colours == [AUTHORITY_COLOURS[name] for name in audit.steps["authority"]]


def test_authorities_differ_and_stand_out_from_the_page():
    colours = list(AUTHORITY_COLOURS.values())
    assert len(set(colours)) == len(colours)
    assert min(contrast(colour, "#ffffff") for colour in colours) >= 4.5


def test_levels_are_drawn_under_their_reason_with_ratio_and_interval(audit):
    figure = sat.chart(audit, kind="levels")
    flagged = audit.levels[audit.levels["flag"] == "higher"]
    flagged = flagged[flagged["reason"] != "any reason"]
    marks = figure.data[-1]
    assert sorted(marks.x) == pytest.approx(sorted(flagged["ratio"]))
    assert "Excluded more than others" in figure.layout.meta["title"]
    assert "Gender: Male" in figure.layout.meta["title"]


@pytest.mark.parametrize("narrow", [False, True])
def test_every_figure_has_a_text_alternative_with_its_numbers(audit, narrow):
    for kind in ("reasons", "levels"):
        alt = sat.chart(audit, kind=kind, narrow=narrow).layout.meta["alt"]
        assert "police officer on duty" in alt


def test_no_flagged_level_is_refused_with_what_to_draw_instead(records):
    evenly = [{}, {"EXCLUDED": "DV"}]
    result = sat.audit_exclusions(records(evenly), SURVEY)
    with pytest.raises(UsageError, match="No level is flagged"):
        sat.chart(result, kind="levels")


def test_an_unknown_figure_is_refused(audit):
    with pytest.raises(UsageError, match="'reasons' or 'levels'"):
        sat.chart(audit, kind="sankey")


def test_nobody_excluded_can_be_drawn(records):
    figure = sat.chart(sat.audit_exclusions(records([{}, {}]), SURVEY))
    assert "0.0% of 2 victims" in figure.layout.meta["title"]
