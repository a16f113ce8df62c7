"""What a survey manager is told of a plan: each file beside this one is a case."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

import satisfaction as sat
from satisfaction.errors import ContractError

CASES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).parent.glob("*.yaml"))
}


@pytest.mark.parametrize("name", CASES)
def test_the_plan_says_what_the_case_says(name):
    case = CASES[name]
    table = pd.DataFrame(case["plan"]).astype("object").fillna("").astype("str")
    if "refused" in case:
        with pytest.raises(ContractError) as caught:
            sat.action_plan(table, as_at=case["as_at"])
        assert len(caught.value.faults) == len(case["refused"])
        said = str(caught.value)
        assert [words for words in case["refused"] if words not in said] == []
        return
    plan = sat.action_plan(table, as_at=case["as_at"])
    found = {str(a): s for a, s in zip(plan.table["action"], plan.table["status"], strict=True)}
    assert found == {str(number): status for number, status in case["status"].items()}
    assert list(plan.findings) == case["says"]
    assert plan.needs_attention == ("overdue" in found.values())
