"""The tables of a pack: hidden rows, small counts, and the figures that a result has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.reports import render_pack
from satisfaction.reports.suppression import Cells, protected, suppression_note
from satisfaction.reports.tabulation import data_table, published
from satisfaction.reports.views import Choice, views_of

if TYPE_CHECKING:
    from types import ModuleType

CELLS = (Cells(counts=("victims",), told_by=("rate",)),)


def counts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": ["none", "one", "four", "five", "ten"],
            "victims": [0, 1, 4, 5, 10],
            "rate": [0.0, 0.01, 0.04, 0.05, 0.1],
            "verdict": ["within"] * 5,
        }
    )


def test_a_hidden_row_keeps_its_words_and_loses_its_numbers() -> None:
    table = pd.DataFrame(
        {"level": ["a", "b"], "why": ["x", "y"], "base": [17, 400], "flag": ["hidden", ""]}
    )
    found = published(table)
    assert found["why"].tolist() == ["x", "y"]
    assert found["base"].isna().tolist() == [True, False]


def test_counts_of_one_to_four_go_with_their_rates_and_verdicts_stay() -> None:
    found = protected(counts(), CELLS, smallest=5)
    assert found["victims"].isna().tolist() == [False, True, True, False, False]
    assert found["rate"].isna().tolist() == [False, True, True, False, False]
    assert found["verdict"].tolist() == ["within"] * 5


def test_an_external_page_takes_out_counts_below_ten() -> None:
    found = protected(counts(), CELLS, smallest=10)
    assert found["victims"].isna().tolist() == [False, True, True, True, False]


def test_a_note_stands_only_where_something_was_taken_out() -> None:
    assert "1 to 4 people" in suppression_note(counts(), CELLS, smallest=5)
    assert suppression_note(counts().iloc[[0, 3, 4]], CELLS, smallest=5) == ""


def test_the_pack_takes_small_counts_out_of_page_and_download(hand_made: ModuleType) -> None:
    check = hand_made.profile_check(rolling=False)
    check.table.loc[check.table["level"] == "75+", "respondents"] = 7
    result = replace(check, table=check.table)
    within = render_pack([result], rules=hand_made.rules())
    outside = render_pack([result], rules=hand_made.rules(), audience="external")
    assert "withheld" not in within
    assert "numbers withheld, marked as suppressed" in outside
    assert ">7<" in within
    assert ">7<" not in outside
    assert "nan" not in outside.split('id="plotly-packed"')[0].lower().replace("finance", "")


def test_a_gap_of_several_levels_has_a_row_and_a_name_for_each(hand_made: ModuleType) -> None:
    one = hand_made.gap()
    rows = [
        one.table.assign(group="user_group", level=level, other_level="others", q_value=0.2)
        for level in ("burglary", "violent crime")
    ]
    result = replace(one, table=pd.concat(rows, ignore_index=True))
    view = views_of(result, Choice())[0]
    table = data_table(view.table, view.headings)
    assert view.heading == "Each user group against all the others"
    assert [row[0] for row in table.rows] == ["burglary"] * 2 + ["violent crime"] * 2
    assert table.headings[0].label == "User group"
