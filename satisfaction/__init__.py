"""Victim satisfaction survey: from the contractor's returns to what the Board needs to know.

Nothing heavy is loaded until a name is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from satisfaction.charts import chart
    from satisfaction.contractor import review_contractor
    from satisfaction.definitions.library import load_survey
    from satisfaction.disclosure import protect
    from satisfaction.drivers import find_drivers
    from satisfaction.drivers.segments import segments
    from satisfaction.drivers.verbatims import compare_verbatims
    from satisfaction.estimates import change, estimate, funnel, gap, trend
    from satisfaction.exclusions import audit_exclusions
    from satisfaction.focus_groups import choose_focus_groups
    from satisfaction.improvement import action_plan, compare_notes, discussion_guide
    from satisfaction.intake import check_records, read_returns, schema, victim_profile
    from satisfaction.ledger import Ledger
    from satisfaction.reports import board_pack
    from satisfaction.representativeness import cascade, check_profile
    from satisfaction.sampling import draw_sample, plan_sample
    from satisfaction.synthesis import synthesise
    from satisfaction.weighting import weight

__version__ = "0.1.0"

_HOMES = {
    "Ledger": "satisfaction.ledger",
    "action_plan": "satisfaction.improvement",
    "audit_exclusions": "satisfaction.exclusions",
    "board_pack": "satisfaction.reports",
    "cascade": "satisfaction.representativeness",
    "change": "satisfaction.estimates",
    "chart": "satisfaction.charts",
    "check_profile": "satisfaction.representativeness",
    "check_records": "satisfaction.intake",
    "choose_focus_groups": "satisfaction.focus_groups",
    "compare_notes": "satisfaction.improvement",
    "compare_verbatims": "satisfaction.drivers.verbatims",
    "discussion_guide": "satisfaction.improvement",
    "draw_sample": "satisfaction.sampling",
    "estimate": "satisfaction.estimates",
    "find_drivers": "satisfaction.drivers",
    "funnel": "satisfaction.estimates",
    "gap": "satisfaction.estimates",
    "load_survey": "satisfaction.definitions.library",
    "plan_sample": "satisfaction.sampling",
    "protect": "satisfaction.disclosure",
    "read_returns": "satisfaction.intake",
    "review_contractor": "satisfaction.contractor",
    "schema": "satisfaction.intake",
    "segments": "satisfaction.drivers.segments",
    "synthesise": "satisfaction.synthesis",
    "trend": "satisfaction.estimates",
    "victim_profile": "satisfaction.intake",
    "weight": "satisfaction.weighting",
}

__all__ = [
    "Ledger",
    "action_plan",
    "audit_exclusions",
    "board_pack",
    "cascade",
    "change",
    "chart",
    "check_profile",
    "check_records",
    "choose_focus_groups",
    "compare_notes",
    "compare_verbatims",
    "discussion_guide",
    "draw_sample",
    "estimate",
    "find_drivers",
    "funnel",
    "gap",
    "load_survey",
    "plan_sample",
    "protect",
    "read_returns",
    "review_contractor",
    "schema",
    "segments",
    "synthesise",
    "trend",
    "victim_profile",
    "weight",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'satisfaction' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
