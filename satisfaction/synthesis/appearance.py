"""What an officer writes down of how a victim looks: another variable, and often wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.library import load_classification

if TYPE_CHECKING:
    from satisfaction.synthesis.types import Floats, Integers
    from satisfaction.synthesis.world import World

CODES = ("IC1", "IC2", "IC3", "IC4", "IC5", "IC6")

# Shares of the six codes by the default level of self-defined ethnicity: White, Mixed, Asian,
# Black, and any other. The officer-observed list has no Mixed class.
_BY_LEVEL = {
    "White": (0.90, 0.08, 0.0, 0.0, 0.0, 0.02),
    "Mixed": (0.20, 0.10, 0.50, 0.15, 0.02, 0.03),
    "Asian": (0.0, 0.01, 0.01, 0.93, 0.03, 0.02),
    "Black": (0.0, 0.0, 0.98, 0.01, 0.0, 0.01),
    "Chinese": (0.0, 0.0, 0.0, 0.02, 0.98, 0.0),
}
_OTHERWISE = (0.10, 0.20, 0.10, 0.15, 0.15, 0.30)


def observed_appearance(world: World, ethnicity: Integers) -> Integers:
    """Return the officer-observed code of each victim; one past the last for not known."""
    plan, streams, rows = world.profile.recorded, world.streams, len(ethnicity)
    seen = streams.choose_by("appearance", _shares(world), ethnicity)
    slip = streams.happens("appearance/slip", plan.appearance_slips, rows)
    other = streams.integers("appearance/other", 0, len(CODES) - 1, rows)
    unknown = streams.happens("appearance/unknown", plan.appearance_unknown, rows)
    return np.where(unknown, len(CODES), np.where(slip, other, seen)).astype(np.int8)


def _shares(world: World) -> Floats:
    listed = load_classification(world.profile.ethnicity)
    groups = listed.grouping(listed.default)
    rows = [
        _BY_LEVEL.get(entry.label, _BY_LEVEL.get(groups[code], _OTHERWISE))
        for code, entry in listed.codes.items()
    ]
    return np.array(rows)
