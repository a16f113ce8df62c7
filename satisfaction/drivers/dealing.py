"""Sampling units dealt out at random: folds to predict, halves to search and to estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.units import sampling_units

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.numerics.design import Design


def dealt_parts(design: Design, parts: int, *, seed: int) -> npt.NDArray[np.int64]:
    """Return the part of each respondent, from 0: balanced over strata, clusters together."""
    units = sampling_units(design)
    luck = np.random.default_rng(seed).random(len(units.strata))
    dealt = np.empty(len(units.strata), dtype=np.int64)
    dealt[np.lexsort((luck, units.strata))] = np.arange(len(units.strata)) % parts
    held: npt.NDArray[np.int64] = dealt[units.of_row]
    return held
