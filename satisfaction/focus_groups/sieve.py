"""Who may be asked: every rule in order, with what it removes.

Consent is law: the list holds only those who agreed to *this* purpose, and to this caller where one
is named (Market Research Society, Code of Conduct, rule B11); an opt-out overrides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Barrier:
    """One rule: its name, its sentence, and whom it bars, (n,)."""

    name: str
    says: str
    bars: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sieve:
    """Rules in their order.

    Attributes
    ----------
    barriers : tuple of Barrier
    first : (n,) int array
        Place of the first rule that bars each person; -1 for who passes.
    """

    barriers: tuple[Barrier, ...]
    first: npt.NDArray[np.int64]

    @property
    def passed(self) -> Bools:
        """Who may be asked."""
        return np.asarray(self.first < 0)

    @property
    def table(self) -> pd.DataFrame:
        """``rule``, ``says``, ``removed`` (in order), ``left``, ``applies_to``, ``alone``."""
        removed = [int((self.first == k).sum()) for k in range(len(self.barriers))]
        times = np.sum([barrier.bars for barrier in self.barriers], axis=0)
        return pd.DataFrame(
            {
                "rule": [barrier.name for barrier in self.barriers],
                "says": [barrier.says for barrier in self.barriers],
                "removed": removed,
                "left": len(self.first) - np.cumsum(removed),
                "applies_to": [int(barrier.bars.sum()) for barrier in self.barriers],
                "alone": [int((barrier.bars & (times == 1)).sum()) for barrier in self.barriers],
            }
        )

    def removed_by(self, among: Bools) -> Mapping[str, int]:
        """Return how many of some people each rule removed, for rules that removed any."""
        places = self.first[among & ~self.passed]
        counts = np.bincount(places, minlength=len(self.barriers))
        named = zip(self.barriers, counts, strict=True)
        return {barrier.name: int(count) for barrier, count in named if count}


def sieve(barriers: Sequence[Barrier]) -> Sieve:
    """Return who is removed by which rule first."""
    stacked = np.column_stack([barrier.bars for barrier in barriers])
    first = np.where(stacked.any(axis=1), stacked.argmax(axis=1), -1)
    return Sieve(barriers=tuple(barriers), first=first.astype(np.int64))
