"""How often reasons for exclusion are recorded alone and together: exact, from the chances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.synthesis.exclusions import applies, approval_shares, too_wide

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from satisfaction.synthesis.exclusions import Exclusions
    from satisfaction.synthesis.made import Made
    from satisfaction.synthesis.types import Bools, Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Chances:
    """One row a reason, one column a victim.

    Attributes
    ----------
    first, second, alone : arrays
        Chance that the reason is the first recorded, the second, the only one.
    before : (reasons, reasons, victims) array
        Chance that the reason of the first axis comes first and that of the second axis second.
    """

    first: Floats
    second: Floats
    alone: Floats
    before: Floats


def overlap_rows(made: Made) -> Iterator[dict[str, object]]:
    """Yield for each reason how many victims of the last window have it, alone and with others."""
    window = made.in_window(len(made.draws) - 1)
    exclusions = made.exclusions
    chances = _recorded(made, window)
    missing = approval_shares(made.world)
    counts = _counts(exclusions, window)
    for place, label in enumerate(exclusions.labels):
        has = chances.first[place] + chances.second[place]
        wide = too_wide(label, made.victims, made.world)
        yield {
            "reason": label,
            "expected": float(has.sum()),
            "expected_alone": float(chances.alone[place].sum()),
            "expected_together": float((has - chances.alone[place]).sum()),
            "expected_beyond_rule": float((has * (wide > 0)[window]).sum()),
            "expected_no_approver": _undocumented(chances, place, missing["exclusion_by"]),
            "expected_no_date": _undocumented(chances, place, missing["exclusion_on"]),
            "recorded": counts["recorded"][place],
            "alone": counts["alone"][place],
            "together": counts["recorded"][place] - counts["alone"][place],
        }


def _recorded(made: Made, window: Bools) -> _Chances:
    """Follow the reasons in their order: two fields hold the first two that apply."""
    labels = made.exclusions.labels
    size, victims = len(labels), int(window.sum())
    before = np.zeros((size, size, victims))
    first, only = np.zeros((size, victims)), np.zeros((size, victims))
    none = np.ones(victims)
    for place, everybody in enumerate(applies(made.victims, made.world)):
        chance = everybody[window]
        before[:place, place] = only[:place] * chance
        only[:place] *= 1 - chance
        first[place] = only[place] = none * chance
        none = none * (1 - chance)
    for place, label in enumerate(labels):
        share = too_wide(label, made.victims, made.world)[window]
        before *= 1 - share
        before[:, place] += first * share
        only *= 1 - share
    return _Chances(first=first, second=before.sum(axis=0), alone=only, before=before)


def _undocumented(chances: _Chances, place: int, missing: Sequence[float]) -> float:
    """Return the expected records with the reason that lack something, by their first reason."""
    shares = np.asarray(missing)
    as_first = chances.first[place].sum() * shares[place]
    return float(as_first + chances.before[:, place].sum(axis=1) @ shares)


def _counts(exclusions: Exclusions, window: Bools) -> dict[str, list[int]]:
    reason, second = exclusions.reason[window], exclusions.second[window]
    places = range(len(exclusions.labels))
    return {
        "recorded": [int(((reason == place) | (second == place)).sum()) for place in places],
        "alone": [int(((reason == place) & (second < 0)).sum()) for place in places],
    }
