"""Random numbers that are the same on every platform and with every version of numpy.

Only the raw output of PCG64 and SeedSequence is used, which numpy promises never to change; the
methods of ``Generator`` may change between versions. Every column has a stream of its own, found
by its name, so that a further table or column changes no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from scipy.special import ndtri

if TYPE_CHECKING:
    from satisfaction.synthesis.types import Bools, Floats, Integers

_MANTISSA = np.uint64(11)
_UNIT = 2.0**-53


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """All streams of one seed; each name gives its own, and each block of victims others."""

    seed: int
    block: int = 0

    def uniform(self, name: str, rows: int) -> Floats:
        """Return numbers from 0 up to, not including, 1."""
        key = (crc32(name.encode()), *([self.block] if self.block else []))
        sequence = np.random.SeedSequence(self.seed, spawn_key=key)
        raw = np.atleast_1d(np.random.PCG64(sequence).random_raw(rows))
        return np.asarray((raw >> _MANTISSA) * _UNIT, dtype=np.float64)

    def normal(self, name: str, rows: int) -> Floats:
        """Return standard normal numbers."""
        # Half a step up, since 0 would give minus infinity.
        return np.asarray(ndtri(self.uniform(name, rows) + _UNIT / 2), dtype=np.float64)

    def happens(self, name: str, chance: Floats | float, rows: int) -> Bools:
        """Return whether each event of probability ``chance`` happens."""
        return np.asarray(self.uniform(name, rows) < chance, dtype=np.bool_)

    def integers(self, name: str, low: int, high: int, rows: int) -> Integers:
        """Return whole numbers from ``low`` to ``high``, both inside."""
        return low + np.floor(self.uniform(name, rows) * (high - low + 1)).astype(np.int64)

    def choose(self, name: str, shares: Floats, rows: int) -> Integers:
        """Return positions with probabilities proportional to ``shares``."""
        return self.choose_by(name, np.atleast_2d(shares), np.zeros(rows, dtype=np.int64))

    def choose_by(self, name: str, shares: Floats, which: Integers) -> Integers:
        """Return positions with the probabilities of row ``which`` of ``shares``, one a number."""
        count, options = shares.shape
        steps = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
        ladder = (steps + np.arange(count)[:, None]).ravel()
        row = np.asarray(which, dtype=np.int64)
        found = np.searchsorted(ladder, self.uniform(name, len(row)) + row, side="right")
        return np.asarray(np.clip(found - row * options, 0, options - 1), dtype=np.int64)

    def order(self, name: str, rows: int) -> Integers:
        """Return a random order of the positions."""
        return np.argsort(self.uniform(name, rows), kind="stable")
