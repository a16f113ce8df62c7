"""The plan of a day, its faults, its versions, its reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.errors import ContractError, EstimationError, UsageError
from satisfaction.improvement import action_plan, add_actions, review_actions, set_baselines
from satisfaction.improvement.plan_table import plan_text

DAY = date(2008, 2, 10)
AIM = {"MEASURE": "overall", "STATISTIC": "SAT", "BASEPERIOD": "2007/08 Q3", "TARGET": "0.8"}


@dataclass(frozen=True, kw_only=True)
class FoundChange:
    table: pd.DataFrame
    periods: tuple[str, str] = ("2007/08 Q3", "2008/09 Q3")
    confidence: float = 0.95
    caveats: tuple = ()


def change_of(size, error, *, p_value, after=0.75, statistic="satisfied", flag=""):
    return FoundChange(
        table=pd.DataFrame(
            [
                {
                    "statistic": statistic, "level": "everyone", "after": after,
                    "after_lower": after - 0.03, "after_upper": after + 0.03, "base_after": 1_000,
                    "change": size, "change_lower": size - 1.96 * error,
                    "change_upper": size + 1.96 * error, "change_standard_error": error,
                    "p_value": p_value, "df": 1e6, "flag_before": "", "flag_after": flag,
                }
            ]
        )
    )  # fmt: skip


def test_each_status_goes_by_the_day_given_and_never_by_the_clock(make_table):
    plan = action_plan(
        make_table(
            ("late", {"DATE": "2008-02-09"}),
            ("today", {"DATE": "2008-02-10"}),
            ("far", {"DATE": "2008-06-01"}),
            ("never", {"DATE": ""}),
            ("done", {"DATE": "2008-01-01", "DONE": "2008-01-05"}),
            ("later", {"DATE": "2008-01-01", "DONE": "2008-02-11"}),
            ("no", {"DATE": "2008-01-01", "AGREED": "N"}),
        ),
        as_at=DAY,
    )
    assert dict(zip(plan.table["action"], plan.table["status"], strict=True)) == {
        "late": "overdue", "today": "due soon", "far": "open", "never": "no date", "done": "done",
        "later": "overdue", "no": "not agreed",
    }  # fmt: skip
    assert plan.table["days_left"].iloc[0] == -1
    assert plan.needs_attention


def test_an_overdue_review_needs_attention_too(make_table):
    plan = action_plan(
        make_table(("1", {"DONE": "2007-12-01", "DATE": "2007-12-31", "MEASURE": "overall",
                          "REVIEW": "2008-02-01"})),
        as_at=DAY,
    )  # fmt: skip
    assert plan.table["review"].tolist() == ["overdue"]
    assert plan.needs_attention
    assert "The review of action 1 is overdue." in plan.findings


def test_every_fault_is_told_at_once_with_its_rows_and_no_value(make_table):
    table = make_table(
        ("1", {"RECOMMENDATION": ""}),
        ("2", {"TARGET": "0.8"}),
        ("3", {"MEASURE": "overall", "BASELINE": "0.5", "BASELOWER": "0.6", "BASEUPPER": "0.7"}),
        ("4", {"MEASURE": "overall", "BASELINE": "0.5", "BASELOWER": "0.4", "BASEUPPER": "0.6",
               "TARGET": "0.3"}),
        ("5", {"GROUP": "user_group"}),
        ("5", {}),
        ("6", {"REVIEW": "2008-01-01", "MEASURE": "Canary"}),
    )  # fmt: skip
    with pytest.raises(ContractError) as caught:
        action_plan(table, as_at=DAY)
    said = " ".join(caught.value.faults)
    for words in (
        "Row 1: the recommendation is blank", "Row 2: a baseline or target without its measure",
        "Row 3: the baseline lies outside", "Row 4: the target is worse than the baseline",
        "Row 5: a category without its level", "Row 6: the action stands on an earlier row",
        "Row 7: the review is due before the action is",
    ):  # fmt: skip
        assert words in said
    assert len(caught.value.faults) == 7
    assert "Canary" not in str(caught.value)


def test_a_row_that_cannot_be_read_refuses_the_whole_plan(make_table):
    rows = [(str(k), {}) for k in range(20)]
    table = make_table(*rows, ("bad", {"DATE": "31/03/2008"}))
    with pytest.raises(ContractError, match="Row 21: `DATE`: The date is not in the format"):
        action_plan(table, as_at=DAY)


def test_a_changed_action_becomes_a_version_and_the_old_one_stays(make_table):
    plan = action_plan(make_table(("1", {}), ("2", {})), as_at=DAY)
    changed = make_table(("1", {"COMMENTS": "Begun"}), ("3", {}))
    added = add_actions(plan, changed, on=DAY, by="Analyst")
    assert (added.added, added.changed, added.unchanged, added.not_named) == (1, 1, 0, 1)
    versions = added.plan.versions_of("1")
    assert versions["comments"].tolist() == ["", "Begun"]
    assert versions["version"].fillna(1).tolist() == [1, 2]
    assert added.plan.table["action"].tolist() == ["1", "2", "3"]


def test_columns_that_a_table_lacks_keep_what_they_say(make_table):
    plan = action_plan(make_table(("1", {"SOURCE": "INS", "DETAIL": "visit 3"})), as_at=DAY)
    added = add_actions(plan, make_table(("1", {"COMMENTS": "Begun"})), on=DAY)
    assert added.plan.table.loc[0, "source"] == "inspection"
    assert added.plan.table.loc[0, "source_detail"] == "visit 3"


def test_an_earlier_day_has_the_plan_of_that_day(make_table):
    plan = action_plan(make_table(("1", {})), as_at=DAY)
    later = add_actions(plan, make_table(("1", {"DATE": "2008-12-31"})), on=date(2008, 4, 2)).plan
    text = plan_text(later.history)
    assert action_plan(text, as_at=date(2008, 4, 1)).table["status"].tolist() == ["overdue"]
    assert action_plan(text, as_at=date(2008, 4, 2)).table["status"].tolist() == ["open"]


def test_a_version_cannot_be_recorded_before_the_one_it_follows(make_table):
    plan = action_plan(make_table(("1", {"RECORDED": "2008-02-10"})), as_at=DAY)
    with pytest.raises(UsageError, match="recorded later"):
        add_actions(plan, make_table(("1", {"COMMENTS": "x"})), on=date(2008, 1, 1))


def test_a_version_that_was_taken_out_of_the_file_is_noticed(make_table):
    plan = action_plan(make_table(("1", {})), as_at=DAY)
    for note in ("a", "b"):
        plan = add_actions(plan, make_table(("1", {"COMMENTS": note})), on=DAY).plan
    text = plan_text(plan.history)
    text["VERSION"] = ["1", "2", "3"]
    with pytest.raises(ContractError, match="do not run 1, 2, 3"):
        action_plan(text.drop(index=1), as_at=DAY)


@pytest.mark.parametrize(
    ("change", "moved", "target"),
    [
        (change_of(0.06, 0.015, p_value=0.0001, after=0.84), "moved as intended", "target reached"),
        (change_of(-0.06, 0.015, p_value=0.0001, after=0.7), "moved the other way",
         "target not reached"),
        (change_of(0.01, 0.015, p_value=0.5, after=0.79), "no change shown", "cannot be told"),
        (change_of(0.01, 0.015, p_value=0.5, flag="hidden"), "too few answers", "cannot be told"),
    ],
)  # fmt: skip
def test_a_review_says_whether_the_measure_moved(make_table, change, moved, target):
    plan = action_plan(make_table(("1", AIM)), as_at=DAY)
    row = review_actions(plan, {"1": change}, on=date(2009, 1, 20)).table.iloc[0]
    assert (row["moved"], row["against_target"]) == (moved, target)
    assert row["review"] == "" or row["review"] == "done"
    if moved == "too few answers":
        assert pd.isna(row["change"])
    else:
        assert row["detectable"] == pytest.approx(0.015 * (1.959964 + 0.841621), rel=1e-3)


def test_fewer_dissatisfied_is_what_was_intended(make_table):
    plan = action_plan(make_table(("1", {**AIM, "STATISTIC": "DIS", "TARGET": "0.1"})), as_at=DAY)
    fewer = change_of(-0.05, 0.01, p_value=1e-6, after=0.05, statistic="dissatisfied")
    row = review_actions(plan, {"1": fewer}, on=DAY).table.iloc[0]
    assert (row["moved"], row["against_target"]) == ("moved as intended", "target reached")


def test_several_reviews_of_one_day_are_one_family(make_table):
    near = change_of(0.03, 0.0145, p_value=0.0386)
    measures = [("1", {**AIM}), *((str(k), {**AIM, "MEASURE": f"m{k}"}) for k in range(2, 5))]
    plan = action_plan(make_table(*measures), as_at=DAY)
    alone = review_actions(plan, {"1": near}, on=DAY).table.iloc[0]
    others = {str(k): change_of(0.0, 0.0145, p_value=1.0) for k in range(2, 5)}
    together = review_actions(plan, {"1": near, **others}, on=DAY).table.iloc[0]
    assert (alone["moved"], together["moved"]) == ("moved as intended", "no change shown")


def test_two_actions_on_one_measure_are_one_comparison(make_table):
    near = change_of(0.03, 0.0145, p_value=0.0386)
    plan = action_plan(make_table(("1", AIM), ("2", AIM)), as_at=DAY)
    found = review_actions(plan, {"1": near, "2": near}, on=DAY).table["moved"]
    assert set(found) == {"moved as intended"}


def test_a_review_never_says_that_the_action_did_it(make_table):
    plan = action_plan(make_table(("1", AIM)), as_at=DAY)
    found = review_actions(plan, {"1": change_of(0.06, 0.015, p_value=1e-4)}, on=DAY)
    assert "not-an-effect" in {c.code for c in found.caveats}
    assert "need not have moved through it" in " ".join(c.text for c in found.caveats)


def test_a_review_from_another_period_than_the_baseline_is_refused(make_table):
    plan = action_plan(make_table(("1", {**AIM, "BASEPERIOD": "2006/07 Q3"})), as_at=DAY)
    with pytest.raises(UsageError, match="its baseline is that of 2006/07 Q3"):
        review_actions(plan, {"1": change_of(0, 0.01, p_value=1)}, on=DAY)


def test_a_baseline_too_small_to_publish_is_no_baseline(make_table):
    plan = action_plan(make_table(("1", AIM)), as_at=DAY)
    row = {"statistic": "satisfied", "level": "everyone", "period": "2007/08 Q3", "estimate": 0.5,
           "lower": 0.3, "upper": 0.7, "base": 12, "flag": "hidden"}  # fmt: skip
    few = type("Few", (), {"table": pd.DataFrame([row])})()
    with pytest.raises(EstimationError, match="too few answers"):
        set_baselines(plan, {"1": few}, on=DAY)


@pytest.mark.parametrize("narrow", [True, False])
def test_the_timeline_has_the_overdue_first_and_each_mark_on_its_day(make_table, narrow):
    plan = action_plan(
        make_table(("1", {"DATE": "2008-06-01"}), ("2", {"DATE": "2008-01-31"})), as_at=DAY
    )
    figure = sat.chart(plan, narrow=narrow)
    due = next(trace for trace in figure.data if trace.name == "due")
    assert figure.layout.meta["title"] == "1 of 2 actions is overdue: 2"
    assert [text.split(":")[0] for text in due.hovertext] == ["Action 2", "Action 1"]
    assert due.x[1] - due.x[0] == (date(2008, 6, 1) - date(2008, 1, 31)).days
    assert due.y[0] > due.y[1]
