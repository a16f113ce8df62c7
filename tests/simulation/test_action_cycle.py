"""From groups to actions to the next year: a planted change is found, none is called none.

One world each, 1,200 interviews a quarter: a rise of 12 points in the share satisfied against a
detectable size of about 5; and no change at all.
"""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from satisfaction.cli.main import run
from satisfaction.definitions.library import load_survey
from satisfaction.improvement import compare_notes
from satisfaction.results import Provenance
from satisfaction.tables.returns import Returns
from satisfaction.workflow.actions import (
    add_to_file,
    baseline_to_file,
    load_actions,
    review_to_file,
)

SURVEY = """\
survey: simulated
title: Simulated
mode: telephone
fields:
  interviewed_on: {column: DAY, kind: date}
  user_group: {column: UG, kind: category, levels: {1: burglary, 2: vehicle crime}}
scales:
  yes_no: {grades: {1: "yes", 2: "no"}, satisfied: [1], dissatisfied: [2]}
questions:
  overall: {column: Q1, scale: yes_no, text: Satisfied?, outcome: true, measure: overall}
"""
INTERVIEWS = 1_200


class Found:
    """Drivers of a survey in which being kept informed leads."""

    table = pd.DataFrame(
        [{"driver": "informed", "label": "Kept informed", "leading": True, "share": 0.3,
          "share_lower": 0.2, "share_upper": 0.4}]
    )  # fmt: skip
    not_analysed = pd.DataFrame(columns=["driver", "label", "why"])
    provenance = Provenance(survey="simulated", period="2007/08 Q3", method="")


@pytest.fixture
def make_returns(tmp_path):
    path = tmp_path / "simulated.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    survey = load_survey(path)

    def build(before: float, after: float, seed: int) -> Returns:
        rng = np.random.default_rng(seed)
        parts = [
            pd.DataFrame(
                {
                    "interviewed_on": pd.Timestamp(day)
                    + pd.to_timedelta(rng.integers(0, 90, INTERVIEWS), unit="D"),
                    "overall": np.where(rng.random(INTERVIEWS) < share, "yes", "no"),
                    "user_group": rng.choice(["burglary", "vehicle crime"], INTERVIEWS),
                }
            )
            for day, share in (("2007-10-01", before), ("2008-10-01", after))
        ]
        frame = pd.concat(parts, ignore_index=True).assign(row=np.arange(2 * INTERVIEWS) + 2)
        frame["interviewed_on"] = frame["interviewed_on"].astype("datetime64[us]")
        frame["overall"] = pd.Categorical(
            frame["overall"], categories=list(survey.scale_of("overall").labels)
        )
        frame["user_group"] = pd.Categorical(
            frame["user_group"], categories=["burglary", "vehicle crime", "not known"]
        )
        return Returns(frame=frame, survey=survey)

    return build


def actions_from(findings) -> pd.DataFrame:
    """Return the action that a survey manager would write for what the groups confirm."""
    (confirmed,) = findings.having("confirms")
    return pd.DataFrame(
        [
            {
                "ACTION": "10c", "RECOMMENDATION": f"Improve: {confirmed}", "PRIORITY": "1",
                "RESPONSIBILITY": "Head of investigation", "AGREED": "Y", "COMMENTS": "",
                "DATE": "2008-03-31", "SOURCE": "FGR", "DETAIL": confirmed, "MEASURE": "overall",
                "STATISTIC": "SAT", "TARGET": "0.68", "REVIEW": "2009-01-15",
                "REVPERIOD": "2008/09 Q3",
            }
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("after", "moved"), [(0.72, "moved as intended"), (0.60, "no change shown")]
)
def test_from_notes_to_an_action_to_the_change_of_the_next_year(
    tmp_path, make_returns, capsys, after, moved
):
    said = pd.DataFrame(
        {"GROUP": ["1", "2"], "THEME": "no call back", "DRIVER": "informed",
         "QUOTE": ["a", "b"], "SENTIMENT": "NEG"}
    )  # fmt: skip
    path, table = tmp_path / "plan.csv", tmp_path / "table.csv"
    written = actions_from(compare_notes(said, Found()))
    written.to_csv(table, index=False)
    returns = make_returns(0.60, after, seed=7)
    add_to_file(path, table, on=date(2008, 1, 10), by="Analyst")
    baseline_to_file(path, returns, period="2007/08 Q3", on=date(2008, 1, 20))
    assert run(["actions", "list", str(path), "--as-at", "2008-04-15"]) == 1
    written.assign(DONE="2008-04-20").to_csv(table, index=False)
    add_to_file(path, table, on=date(2008, 5, 1))
    review_to_file(path, returns, on=date(2009, 1, 15))
    capsys.readouterr()
    assert run(["actions", "list", str(path), "--as-at", "2009-02-01", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["table"]
    assert row["moved"] == moved
    assert row["version"] == 4
    assert row["status"] == "done"
    assert 0.05 < row["detectable"] < 0.06
    assert row["change_lower"] < after - 0.60 < row["change_upper"]
    plan = load_actions(path, as_at=date(2009, 2, 1), returns=returns)
    assert plan.series["period"].tolist()[0] == "2007/08 Q3"
    assert plan.versions_of("10c")["baseline"].notna().tolist() == [False, True, True, True]
    assert f"A change of {100 * row['detectable']:.1f} points or more" in plan.findings[0]
