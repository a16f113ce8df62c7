"""Nothing that was written is ever lost."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satisfaction.improvement import action_plan, add_actions
from satisfaction.improvement.plan_table import plan_text
from satisfaction.numerics.rarefaction import accumulate
from satisfaction.workflow.actions import add_to_file

START = date(2008, 1, 1)
# Also what a spreadsheet would run, quotes, line ends and commas.
WORDS = st.sampled_from(
    ["Ring back", "=SUM(A1)", "'=2", "-call", "@x", 'a, "b"', "two\nlines", "+44", "naïve £5"]
)
ROW = st.fixed_dictionaries(
    {
        "ACTION": st.sampled_from(["1", "2", "10c"]),
        "RECOMMENDATION": WORDS,
        "PRIORITY": st.sampled_from(["1", "2", "3"]),
        "RESPONSIBILITY": WORDS,
        "AGREED": st.sampled_from(["Y", "P", "N", ""]),
        "COMMENTS": st.one_of(st.just(""), WORDS),
        "DATE": st.sampled_from(["", "2008-03-31", "2009-01-01"]),
    }
)
TABLES = st.lists(
    st.lists(ROW, min_size=1, max_size=3, unique_by=lambda row: row["ACTION"]).map(pd.DataFrame),
    min_size=1,
    max_size=3,
)
QUICK = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICK
@given(tables=TABLES)
def test_whatever_is_added_the_rows_before_stay_and_come_back_as_they_were(tables):
    plan = add_to_nothing(tables[0])
    for step, table in enumerate(tables[1:], start=1):
        after = add_actions(plan, table, on=START + timedelta(days=step)).plan
        pd.testing.assert_frame_equal(
            after.history.head(len(plan.history)), plan.history, check_dtype=False
        )
        again = action_plan(plan_text(after.history), as_at=START + timedelta(days=step))
        pd.testing.assert_frame_equal(again.history, after.history, check_dtype=False)
        plan = after


@QUICK
@given(tables=TABLES)
def test_adding_a_table_twice_adds_nothing_and_the_last_word_is_current(tables):
    plan = add_to_nothing(tables[0])
    for table in tables:
        first = add_actions(plan, table, on=START)
        second = add_actions(first.plan, table, on=START)
        assert (second.added, second.changed) == (0, 0)
        assert len(second.plan.history) == len(first.plan.history)
        plan = first.plan
    told = plan.table.set_index("action")["recommendation"]
    for row in tables[-1].to_dict("records"):
        read = action_plan(pd.DataFrame([row]), as_at=START).table.loc[0, "recommendation"]
        assert told[row["ACTION"]] == read


@QUICK
@given(tables=TABLES)
def test_a_csv_keeps_every_byte_that_it_had(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    path, table_path = folder / "plan.csv", folder / "table.csv"
    before = b""
    for step, table in enumerate(tables):
        table.to_csv(table_path, index=False)
        found = add_to_file(path, table_path, on=START + timedelta(days=step))
        content = path.read_bytes()
        assert content.startswith(before)
        assert (content == before) == (found.added + found.changed == 0)
        before = content
    assert len(action_plan(path, as_at=date.max).history) == len(found.plan.history)


@given(
    met=st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=8),
    order=st.permutations(range(4)),
)
@settings(max_examples=50, deadline=None)
def test_the_mean_over_orders_does_not_depend_on_the_order(met, order):
    first = accumulate(met)
    second = accumulate([[row[k] for k in order] for row in met])
    assert first.average.tolist() == second.average.tolist()
    assert (first.fewest <= first.average + 1e-9).all()
    assert (first.average <= first.most + 1e-9).all()
    assert (first.in_order >= first.fewest).all()
    assert (first.in_order <= first.most).all()
    assert (pd.Series(first.average).diff().dropna() >= -1e-9).all()


def add_to_nothing(table):
    return action_plan(table, as_at=START)
