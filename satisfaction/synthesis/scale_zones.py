"""A scale as four zones from worst to best, and how ratings spread over the grades of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.scales import Scale
    from satisfaction.synthesis.types import Floats, Integers

_FALL = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """Grades of a rated scale as positions in the order of its codes.

    Attributes
    ----------
    low, neither, fair, top : tuple of int
        Dissatisfied grades, those on neither side, satisfied but not top, and top; in each, the
        most usual grade first. Without a stated top, all satisfied grades are the top.
    has_top : bool
        Whether the definition states a top.
    """

    low: tuple[int, ...]
    neither: tuple[int, ...]
    fair: tuple[int, ...]
    top: tuple[int, ...]
    has_top: bool

    @property
    def has_middle(self) -> bool:
        """Whether there is anything between low and top, so that a top rating can reward."""
        return bool(self.neither or self.fair)


def zones_of(scale: Scale) -> Zones:
    """Return the zones of a rated scale."""
    codes = list(scale.grades)
    best_first = codes[0] in scale.satisfied or codes[-1] in scale.dissatisfied
    ordered = codes if best_first else codes[::-1]
    top = scale.top or scale.satisfied
    rest = [code for code in ordered if code not in scale.dissatisfied]
    fair = [code for code in rest if code in scale.satisfied and code not in top]
    neither = [code for code in rest if code not in scale.satisfied]
    return Zones(
        low=_places(codes, [code for code in ordered if code in scale.dissatisfied]),
        neither=_places(codes, neither),
        fair=_places(codes, fair),
        top=_places(codes, [code for code in reversed(ordered) if code in top]),
        has_top=bool(scale.top),
    )


def spread(grades: Sequence[int], place: Floats) -> Integers:
    """Return a grade for each ``place`` in a zone, from 0 to 1; each grade rarer than the last."""
    shares = _FALL ** np.arange(len(grades))
    steps = np.cumsum(shares) / shares.sum()
    found = np.searchsorted(steps, place, side="right")
    return np.asarray(grades, dtype=np.int8)[np.minimum(found, len(grades) - 1)]


def _places(codes: Sequence[str], wanted: Sequence[str]) -> tuple[int, ...]:
    return tuple(codes.index(code) for code in wanted)
