"""Victim satisfaction survey: from the contractor's returns to what the Board needs to know.

Nothing heavy is loaded until a name is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from satisfaction.charts import chart
    from satisfaction.definitions.library import load_survey
    from satisfaction.drivers import find_drivers
    from satisfaction.estimates import estimate, gap
    from satisfaction.intake import read_returns, schema, victim_profile
    from satisfaction.reports import board_pack
    from satisfaction.representativeness import check_profile
    from satisfaction.synthesis import synthesise
    from satisfaction.weighting import weight

__version__ = "0.1.0"

_HOMES = {
    "board_pack": "satisfaction.reports",
    "chart": "satisfaction.charts",
    "check_profile": "satisfaction.representativeness",
    "estimate": "satisfaction.estimates",
    "find_drivers": "satisfaction.drivers",
    "gap": "satisfaction.estimates",
    "load_survey": "satisfaction.definitions.library",
    "read_returns": "satisfaction.intake",
    "schema": "satisfaction.intake",
    "synthesise": "satisfaction.synthesis",
    "victim_profile": "satisfaction.intake",
    "weight": "satisfaction.weighting",
}

__all__ = [
    "board_pack",
    "chart",
    "check_profile",
    "estimate",
    "find_drivers",
    "gap",
    "load_survey",
    "read_returns",
    "schema",
    "synthesise",
    "victim_profile",
    "weight",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'satisfaction' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
