"""What changed: sentences of the cover as functions of results."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from satisfaction.estimates import Change, ControlChart
from satisfaction.improvement.result import ActionPlan
from satisfaction.reports import render_pack
from satisfaction.reports.changes import what_changed
from satisfaction.representativeness.history import History

if TYPE_CHECKING:
    from types import ModuleType

YEARS = ("12m to 2006-12", "12m to 2007-12")


def changed(hand_made: ModuleType, *rows: tuple[str, float, float, str], flag: str = "") -> Change:
    """Return rows of (level, change, half interval, verdict) of the share satisfied."""
    table = [
        {
            "question": "overall", "measure": "overall", "statistic": "satisfied",
            "group": "area" if level != "everyone" else "", "level": level,
            "period_before": YEARS[0], "before": 0.7, "before_lower": 0.68, "before_upper": 0.72,
            "before_unweighted": 0.7, "base_before": 900, "flag_before": flag,
            "period_after": YEARS[1], "after": 0.7 + size, "after_lower": 0.68 + size,
            "after_upper": 0.72 + size, "after_unweighted": 0.7 + size, "base_after": 900,
            "flag_after": "", "change": size, "change_standard_error": half / 2,
            "change_lower": size - half, "change_upper": size + half, "p_value": 0.01,
            "q_value": 0.01, "df": 100, "change_unweighted": size, "verdict": verdict,
        }
        for level, size, half, verdict in rows
    ]  # fmt: skip
    return Change(
        table=pd.DataFrame(table),
        provenance=hand_made.provenance(YEARS[1]),
        confidence=0.95,
        periods=YEARS,
    )


def history(hand_made: ModuleType, *verdicts: tuple[str, str, str]) -> History:
    rows = [
        {"period": period, "dimension": "age", "level": level, "verdict": verdict}
        for level, *pair in verdicts
        for period, verdict in zip(("2007/08 Q2", "2007/08 Q3"), pair, strict=True)
    ]
    table = pd.DataFrame(rows).sort_values("period", kind="stable")
    return History(
        table=table, provenance=hand_made.provenance(), runs=pd.DataFrame(),
        coverage=pd.DataFrame(), confidence=0.95,
    )  # fmt: skip


def plan(hand_made: ModuleType, *days_left: int) -> ActionPlan:
    rows = [
        {"action": f"10{chr(97 + k)}", "status": "overdue" if days < 0 else "open",
         "days_left": days, "responsibility": "Head of investigation"}
        for k, days in enumerate(days_left)
    ]  # fmt: skip
    return ActionPlan(
        table=pd.DataFrame(rows), provenance=hand_made.provenance(), history=pd.DataFrame(),
        series=pd.DataFrame(), as_at=date(2007, 12, 31), due_within=28,
    )  # fmt: skip


def told(*results: object, is_internal: bool = True, **more: str) -> list[str]:
    given = {f"figure-{k}": result for k, result in enumerate(results, start=1)}
    found = what_changed(given, survey=None, is_internal=is_internal, **more)
    return [alert.sentence for alert in found.changes]


@pytest.mark.parametrize(("size", "word"), [(0.05, "rise"), (-0.05, "fall")])
def test_a_clear_change_is_told_with_both_levels_and_its_interval(hand_made, size, word):
    (sentence,) = told(changed(hand_made, ("everyone", size, 0.02, word)))
    assert f"{70 + 100 * size:.1f}% satisfied in 12 months to December 2007" in sentence
    assert f"a {word} of 5.0 points (3.0 to 7.0) from 70.0% in 12 months to December" in sentence


def test_no_clear_change_is_no_change_and_is_said_to_be_none(hand_made):
    result = changed(hand_made, ("everyone", 0.01, 0.02, "no clear change"))
    found = what_changed({"figure-2": result}, survey=None, is_internal=True)
    assert found.changes == ()
    assert found.heading == "What changed"
    assert found.otherwise.sentence.startswith("Nothing that was tested changed clearly. Overall")
    assert found.otherwise.anchor == "figure-2"


def test_too_few_answers_are_said_to_be_too_few(hand_made):
    result = changed(hand_made, ("everyone", 0.09, 0.02, ""), flag="hidden")
    found = what_changed({"figure-1": result}, survey=None, is_internal=True)
    assert "too few answers to tell a change" in found.otherwise.sentence
    assert "9.0" not in found.otherwise.sentence


def test_without_an_earlier_period_nothing_is_claimed(hand_made):
    found = what_changed({"figure-1": hand_made.headline()}, survey=None, is_internal=True)
    assert found.otherwise.sentence.startswith("No change was tested")


def test_the_surest_come_first_not_the_largest_and_three_at_most(hand_made):
    result = changed(
        hand_made,
        ("A", 0.10, 0.09, "rise"),
        ("B", -0.05, 0.01, "fall"),
        ("C", 0.04, 0.02, "rise"),
        ("D", 0.03, 0.02, "rise"),
        ("E", 0.30, 0.31, "no clear change"),
    )
    assert [sentence[:1] for sentence in told(result)] == ["B", "C", "D"]


def test_one_subject_is_told_once_by_the_surer_of_its_shares(hand_made):
    result = changed(hand_made, ("everyone", 0.05, 0.04, "rise"), ("everyone", -0.05, 0.02, "fall"))
    result.table["statistic"] = ["satisfied", "dissatisfied"]
    (sentence,) = told(result)
    assert "dissatisfied in 12 months" in sentence


def test_verdicts_that_changed_follow_and_those_that_did_not_are_left_out(hand_made):
    found = told(
        history(
            hand_made,
            ("16-24", "within", "outside"),
            ("25-34", "outside", "within"),
            ("35-44", "outside", "outside"),
            ("45-54", "within", "too few to tell"),
        ),
        changed(hand_made, ("everyone", 0.05, 0.02, "rise")),
    )
    assert "a rise of 5.0 points" in found[0]
    assert found[1] == (
        "Age 16-24 is outside the tolerance of the profile check in 2007/08 Q3; in 2007/08 Q2 it "
        "was within tolerance"
    )
    assert found[2].startswith("Age 25-34 is within tolerance in 2007/08 Q3")


def test_actions_newly_overdue_are_told_and_old_ones_are_not(hand_made):
    result = plan(hand_made, -3, -200, 5, -40)
    assert told(result, period="2007/08 Q3") == [
        "Action 10a is newly overdue, by 3 days (Head of investigation)",
        "Action 10d is newly overdue, by 40 days (Head of investigation)",
    ]
    month = told(result, period="2007-12", is_internal=False)
    assert month == ["Action 10a is newly overdue, by 3 days"]


def test_only_the_group_that_a_pack_is_about_is_told(hand_made):
    result = changed(hand_made, ("Barnet", 0.05, 0.02, "rise"), ("whole force", -0.1, 0.01, "fall"))
    (sentence,) = told(result, about="Barnet")
    assert sentence.startswith("Barnet")


def test_a_signal_of_the_latest_month_is_told_and_an_older_one_is_not(hand_made):
    def chart(*signals: str) -> ControlChart:
        months = [f"2007-{k:02d}" for k in range(1, len(signals) + 1)]
        table = pd.DataFrame({"period": months, "signal": signals, "flag": ""})
        table = table.assign(estimate=0.6, direction=["low" if s else "" for s in signals])
        return ControlChart(
            table=table, provenance=hand_made.provenance(), limits="p", centre=0.7,
            question="overall", measure="overall", statistic="satisfied",
        )  # fmt: skip

    (sentence,) = told(chart("", "beyond three standard errors"))
    assert "February 2007 is low" in sentence
    assert told(chart("beyond three standard errors", "")) == []


def test_the_cover_links_each_change_to_its_figure_and_counts_them(hand_made):
    result = changed(hand_made, ("everyone", 0.05, 0.02, "rise"))
    text = render_pack([hand_made.gap(), result], rules=hand_made.rules())
    cover = text.split('id="changed-title"')[1].split("</section>", maxsplit=1)[0]
    assert "One thing that changed" in cover
    assert 'href="#figure-1">See figure 1' in cover


def test_who_decides_is_named_within_the_force_alone(hand_made):
    given = {"rules": hand_made.rules(), "survey": hand_made.survey()}
    within = render_pack([hand_made.profile_check()], **given)
    assert "For Head of performance to decide." in within
    outside = render_pack([hand_made.profile_check()], **given, audience="external")
    assert "to decide" not in outside


def test_a_change_or_gap_whose_base_is_withheld_is_drawn_without_it(hand_made):
    result, gap = changed(hand_made, ("everyone", 0.05, 0.02, "rise")), hand_made.gap()
    numbers = ["base_after", "after", "after_lower", "after_upper", "change", "change_lower"]
    result.table[numbers] = float("nan")
    result.table["flag_after"] = "hidden"
    gap.table["base"] = gap.table["base"].astype("Int64").mask(gap.table["base"] > 0)
    text = render_pack([result, gap], rules=hand_made.rules())
    assert "too few answers to tell a change" in text
