"""Systematic sampling with given chances, the same on every platform."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

_MANTISSA = np.uint64(11)
_UNIT = 2.0**-53
_CERTAIN = 1 - 1e-12
_ROUNDS = 200


def random_starts(seed: int, names: Sequence[str]) -> Floats:
    """Return one number from 0 up to, not including, 1 for each name: its own stream.

    Only the raw output of PCG64 and SeedSequence is used, which numpy promises never to change. The
    start of a stratum depends on the seed and its name, and on no other stratum.
    """
    return np.array([_start(seed, name) for name in names], dtype=np.float64)


def pick(stratum: Integers, chances: Floats, starts: Floats) -> Bools:
    r"""Return which units are drawn, (n,): unit i with probability ``chances[i]`` exactly.

    Parameters
    ----------
    stratum : (n,) int array
        Stratum of each unit; units of a stratum stand together, in the order to spread over.
    chances : (n,) float array
        From 0 to 1; their sum in each stratum, a whole number, is the size of its sample.
    starts : (h,) float array
        Random start of each stratum.

    Notes
    -----
    Madow (1949): with :math:`S_i` the running sum, unit i is drawn when a number
    :math:`u + k` falls in :math:`[S_{i-1}, S_i)`. Of units with equal chances that stand together,
    the whole number below or above their expected number is drawn.
    """
    totals = np.bincount(stratum, chances, minlength=len(starts))
    before = np.concatenate([[0.0], np.cumsum(totals)[:-1]])
    running = np.cumsum(chances) - before[stratum]
    last = np.ones(len(stratum), dtype=bool)
    last[:-1] = stratum[1:] != stratum[:-1]
    # Rounding errors of the sum must not cost or give a unit.
    running[last] = np.rint(totals[stratum[last]])
    # How many of u, u + 1, ... lie below each running sum: no difference of near numbers is taken.
    fraction, whole = np.modf(np.round(running, 9))
    passed = whole.astype(np.int64) + (starts[stratum] < fraction)
    before_it = np.concatenate([[0], passed[:-1]])
    before_it[np.concatenate([[True], last[:-1]])] = 0
    return np.asarray(passed > before_it)


def chances_for(stratum: Integers, wanted: Floats, sizes: Integers) -> Floats:
    """Return chances in proportion to ``wanted`` that add up to ``sizes``, none above 1.

    Units that would pass 1 are certain, and the others share what is left.
    """
    count = len(sizes)
    sums = np.bincount(stratum, wanted, minlength=count)
    chances = wanted * np.divide(sizes, sums, out=np.zeros(count), where=sums > 0)[stratum]
    for _ in range(_ROUNDS):
        certain = chances >= _CERTAIN
        taken = np.bincount(stratum, certain, minlength=count)
        rest = np.bincount(stratum, np.where(certain, 0.0, chances), minlength=count)
        scale = np.divide(sizes - taken, rest, out=np.zeros(count), where=rest > 0)
        chances = np.where(certain, 1.0, chances * scale[stratum])
        if not (chances > 1 + 1e-12).any():
            break
    return np.minimum(chances, 1.0)


def _start(seed: int, name: str) -> float:
    sequence = np.random.SeedSequence(seed, spawn_key=(crc32(name.encode()),))
    raw = np.atleast_1d(np.random.PCG64(sequence).random_raw(1))
    return float((raw >> _MANTISSA)[0] * _UNIT)
