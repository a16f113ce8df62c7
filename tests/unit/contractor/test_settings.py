"""Limits of the review and of the plan come from the rulebook."""

from dataclasses import fields

import pytest

from satisfaction.contractor.settings import ContractorSettings
from satisfaction.definitions.library import load_rules
from satisfaction.sampling.settings import PlanLimits


@pytest.mark.parametrize("kind", [ContractorSettings, PlanLimits])
def test_the_shipped_rulebook_states_every_default(kind: type) -> None:
    found = kind.from_rules(load_rules())
    assert found == kind()
    assert [type(getattr(found, f.name)) for f in fields(kind)] == [
        type(f.default) for f in fields(kind)
    ]


def test_a_force_changes_a_limit_in_its_own_rulebook() -> None:
    rules = load_rules()
    rule = rules.rules["contractor_review"]
    changed = rule.model_copy(update={"settings": {**rule.settings, "warn_days": "30"}})
    own = rules.model_copy(update={"rules": {**rules.rules, "contractor_review": changed}})
    assert ContractorSettings.from_rules(own).warn_days == 30
