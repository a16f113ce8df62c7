"""The whole cycle on the shipped synthetic data: choose, half decline, notes, action, next year.

One run, seed fixed: it shows that the parts join, not how often; rates are in the other files.
"""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import satisfaction as sat
from satisfaction.improvement import read_notes
from satisfaction.workflow.actions import (
    add_to_file,
    baseline_to_file,
    load_actions,
    review_to_file,
)

ROOT = Path(__file__).parents[2]
QUARTER = ROOT / "synthetic_data" / "quarter_2007_08_q3"
BEFORE, AFTER = "2006/07 Q3", "2007/08 Q3"
CALLED = date(2007, 1, 15)


@pytest.fixture(scope="module")
def made_up():
    spec = importlib.util.spec_from_file_location(
        "focus_groups_made_up", ROOT / "tests" / "unit" / "focus_groups" / "made_up.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def returns():
    files = [QUARTER / f"returns_{name}.parquet" for name in ("2006-07-q3", "2007-08-q3")]
    return sat.read_returns(files, "user-satisfaction-2007").returns


def events_of(groups, declined):
    listed = {"participant": "listed as participant", "reserve": "listed as reserve"}
    asked = [
        {"crime": row.crime, "interview": row.interview, "on": "2007-01-15", "round": groups.round,
         "event": listed[row.role], "group": row.group, "place": row.place}
        for row in groups.invitations.frame.itertuples()
    ]  # fmt: skip
    refused = [
        {"crime": "-", "interview": name, "on": "2007-01-20", "round": groups.round,
         "event": "declined"}
        for name in declined
    ]  # fmt: skip
    return [*asked, *refused]


@pytest.mark.slow
def test_from_the_choice_of_groups_to_the_measured_change_of_the_next_year(
    returns, made_up, tmp_path
):
    drivers = sat.find_drivers(returns, period=BEFORE, bootstraps=200)
    wishes = {"groups": 2, "size": 6, "reserves": 4, "purpose": "focus group", "rng": 7,
              "period": BEFORE, "on": CALLED, "own_groups": 0}  # fmt: skip
    first = sat.choose_focus_groups(returns, drivers, **wishes)
    declined = set(first.invitations.participants.groupby("group").head(3)["interview"])
    log = made_up.log_of(*events_of(first, declined))
    second = sat.choose_focus_groups(returns, drivers, log=log, continues=first.round, **wishes)

    assert not declined & set(second.invitations.frame["interview"])
    statuses = second.invitations.participants["status"].value_counts()
    assert statuses["stays"] == statuses["called up"] == 6

    topic = drivers.leading[0]
    said = pd.DataFrame({"GROUP": ["1", "2"], "THEME": "no call back", "DRIVER": topic,
                         "QUOTE": ["q1", "q2"], "SENTIMENT": "NEG"})  # fmt: skip
    findings = sat.compare_notes(read_notes(said), drivers, groups=second.groups)
    confirmed = findings.table.set_index("subject")["verdict"]
    assert confirmed[topic] == "confirms"

    plan, table = tmp_path / "plan.csv", tmp_path / "table.csv"
    pd.DataFrame(
        [{"ACTION": "10c", "RECOMMENDATION": "Tell victims of progress", "PRIORITY": "1",
          "RESPONSIBILITY": "Head of investigation", "AGREED": "Y", "COMMENTS": "",
          "DATE": "2007-06-30", "SOURCE": "FGR", "DETAIL": topic, "MEASURE": "follow_up",
          "STATISTIC": "SAT", "TARGET": "0.8", "REVIEW": "2008-01-15", "REVPERIOD": AFTER}]
    ).to_csv(table, index=False)  # fmt: skip
    add_to_file(plan, table, on=date(2007, 2, 1), by="Analyst")
    baseline_to_file(plan, returns, period=BEFORE, on=date(2007, 2, 2))
    review_to_file(plan, returns, on=date(2008, 1, 15))

    (row,) = load_actions(plan, as_at=date(2008, 1, 31), returns=returns).table.to_dict("records")
    measured = sat.change(returns, measure="follow_up", between=(BEFORE, AFTER)).table
    change = measured.set_index("statistic").loc["satisfied"]
    assert row["change"] == pytest.approx(change["change"], abs=1e-9)
    assert row["change_lower"] < row["change"] < row["change_upper"]
    assert 0 < row["detectable"] < 0.1
    told = "moved as intended" if row["change_lower"] > 0 else "no change shown"
    assert row["change_upper"] > 0
    assert row["moved"] == told
    assert row["version"] == 3
