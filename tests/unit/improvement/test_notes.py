"""Coded notes held against the survey."""

from __future__ import annotations

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.errors import ContractError, UsageError
from satisfaction.improvement import compare_notes, read_notes


def test_groups_confirm_contradict_and_add(notes, drivers):
    table = compare_notes(notes, drivers).table.set_index("subject")["verdict"]
    assert table["informed"] == "confirms"
    assert table["serious"] == "contradicts"
    assert table["mild"] == "adds"
    assert table["a name to ring"] == "adds"
    assert table["parking"] == "one group only"
    assert table["speed"] == "no more than the survey"
    assert table["insurance"] == "no more than the survey"


def test_a_leading_driver_that_nobody_speaks_of_is_not_raised_and_never_contradicted(drivers):
    notes = pd.DataFrame(
        {"GROUP": ["1"], "THEME": ["parking"], "QUOTE": ["t1"], "SENTIMENT": ["NEG"]}
    )
    table = compare_notes(notes, drivers, groups=4).table.set_index("subject")["verdict"]
    assert table["informed"] == "not raised"


def test_verdicts_go_by_groups_so_that_one_loud_group_decides_nothing(drivers):
    loud = pd.DataFrame(
        {
            "GROUP": ["1"] * 30 + ["2"], "THEME": "no call back", "DRIVER": "informed",
            "QUOTE": [f"t{k}" for k in range(31)], "SENTIMENT": ["NEG"] * 30 + ["POS"],
        }
    )  # fmt: skip
    found = compare_notes(loud, drivers).table.set_index("subject")
    assert found.loc["informed", "verdict"] == "divided"
    assert found.loc["informed", "passages"] == 31


def test_the_curve_is_that_of_the_order_held_and_of_all_orders(notes, drivers):
    curve = compare_notes(notes, drivers).saturation
    assert curve["themes"].tolist() == [3, 5, 6]
    assert curve["new"].tolist() == [3, 2, 1]
    # 3, 3 and 4 themes in the groups; 5, 6 and 5 in the three pairs: means 10/3 and 16/3.
    assert curve["average"].round(10).tolist() == [round(10 / 3, 10), round(16 / 3, 10), 6.0]
    assert curve["fewest"].tolist() == [3, 5, 6]
    assert curve["most"].tolist() == [4, 6, 6]


def test_a_group_that_brought_nothing_counts_when_it_is_named(notes, drivers):
    curve = compare_notes(notes, drivers, groups=[1, 2, 3, 9]).saturation
    assert curve["new"].tolist() == [3, 2, 1, 0]
    with pytest.raises(UsageError, match="1 of which are not among"):
        compare_notes(notes, drivers, groups=2)


def test_a_driver_that_the_survey_lacks_is_named_by_its_nearest_only(notes, drivers):
    wrong = notes.assign(DRIVER=notes["DRIVER"].replace("serious", "seriouss"))
    with pytest.raises(UsageError, match="Did you mean 'serious'") as caught:
        compare_notes(wrong, drivers)
    assert "seriouss" not in str(caught.value)


def test_every_fault_of_the_notes_is_told_at_once_and_no_words_of_anybody(notes):
    wrong = notes.copy()
    wrong.loc[0, "THEME"] = 'She said "ring me on 0207946012"'
    wrong.loc[1, "QUOTE"], wrong.loc[1, "THEME"] = wrong.loc[3, "QUOTE"], "believed"
    with pytest.raises(ContractError) as caught:
        read_notes(wrong)
    assert len(caught.value.faults) >= 1
    assert "0207946012" not in str(caught.value)
    assert "She said" not in str(caught.value)


def test_the_place_in_the_transcript_is_a_pseudonym(notes):
    assert not set(read_notes(notes).frame["quote"]) & set(notes["QUOTE"])


@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize("kind", ["themes", "saturation"])
def test_figures_say_what_the_groups_did_and_that_passages_are_no_people(
    notes, drivers, kind, narrow
):
    figure = sat.chart(compare_notes(notes, drivers), kind=kind, narrow=narrow)
    said = figure.layout.meta
    if kind == "themes":
        assert "confirm kept informed" in said["title"]
        assert "passages, not people" in said["subtitle"]
        moods = {trace.name: len(trace.x) for trace in figure.data}
        assert moods == {"Mostly negative": 6, "Mostly positive": 3, "Mostly mixed": 1}
    else:
        assert "2 of 6 themes were heard in one group only" in said["title"]
        assert list(figure.data[1].y) == pytest.approx([10 / 3, 16 / 3, 6])
