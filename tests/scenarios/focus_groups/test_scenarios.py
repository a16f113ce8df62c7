"""What a survey manager is told when groups cannot be had as wanted: see the YAML files beside."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from satisfaction.errors import EstimationError
from satisfaction.focus_groups import choose_focus_groups

SCENARIOS = sorted(Path(__file__).parent.glob("*.yaml"))


def told(made_up, scenario):
    people = [
        {name: value for name, value in kind.items() if name != "count"}
        for kind in scenario["people"]
        for _ in range(kind["count"])
    ]
    try:
        groups = choose_focus_groups(
            made_up.returns_of(people), purpose="focus group", rng=1, on=made_up.DAY,
            **scenario["wanted"],
        )  # fmt: skip
    except EstimationError as error:
        return str(error)
    return groups.explain()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_explanation_is_the_one_that_was_agreed(made_up, path):
    scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert told(made_up, scenario).splitlines() == scenario["says"].splitlines()
