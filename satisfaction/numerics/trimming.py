"""Trim weights to limits, sharing out what was cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import CalibrationError

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import BoolArray, FloatArray

_MOST_ROUNDS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trimmed:
    """Weights after trimming.

    Attributes
    ----------
    weights : (n,) float array
        They sum to what the weights did before.
    outside : (n,) bool array
        Which weights were beyond a limit, at the start or in a later round.
    moved : float
        Weight taken from some rows and given to others: half the sum of absolute changes.
    rounds : int
        Cuts made.
    """

    weights: FloatArray
    outside: BoolArray
    moved: float
    rounds: int


def trim_weights(
    weights: FloatArray,
    *,
    lower: FloatArray | float = -np.inf,
    upper: FloatArray | float = np.inf,
    strict: bool = True,
) -> Trimmed:
    """Cut weights to limits and share the difference equally among the rows inside them.

    Parameters
    ----------
    weights : (n,) float array
        Weights.
    lower, upper : float or (n,) float array
        Limits, of all rows or of each.
    strict : bool
        Repeat until all weights lie within the limits, which sharing out can push them over; once
        only otherwise.

    Returns
    -------
    Trimmed
        Weights, who was cut, weight moved, rounds.

    Raises
    ------
    CalibrationError
        If a limit is missing or the lower above the upper, or no weights within the limits have
        the same sum.

    Notes
    -----
    R: ``survey::trimWeights``, with ``strict = FALSE`` and ``TRUE``. Trimmed weights no longer meet
    the margins that they were calibrated to.

    Examples
    --------
    >>> import numpy as np
    >>> trim_weights(np.array([1.0, 2.0, 9.0]), upper=6.0).weights.tolist()
    [2.5, 3.5, 6.0]
    """
    before = np.asarray(weights, dtype=np.float64)
    _check_limits(before, lower, upper)
    held, rounds = before, 0
    cut = np.zeros(len(before), dtype=np.bool_)
    while rounds < (_MOST_ROUNDS if strict else 1):
        outside = (held < lower) | (held > upper)
        if not outside.any():
            break
        held, rounds, cut = _share_out(held, outside, lower, upper), rounds + 1, cut | outside
    if strict:  # the last rounding error of sharing out
        held = np.clip(held, lower, upper)
    return Trimmed(
        weights=held, outside=cut, moved=float(np.abs(held - before).sum()) / 2, rounds=rounds
    )


def _share_out(
    weights: FloatArray, outside: BoolArray, lower: FloatArray | float, upper: FloatArray | float
) -> FloatArray:
    """Cut once; what was cut goes to the rows inside, the same to each."""
    inside = ~outside
    if not inside.any():
        raise CalibrationError(
            f"All {len(weights)} weights are beyond the limits, so there is none to share the rest "
            "with. Give wider limits, or limits in the unit of the weights."
        )
    cut = np.clip(weights, lower, upper)
    cut[inside] += (weights - cut).sum() / inside.sum()
    return cut


def _check_limits(
    weights: FloatArray, lower: FloatArray | float, upper: FloatArray | float
) -> None:
    low, high = np.broadcast_to(lower, weights.shape), np.broadcast_to(upper, weights.shape)
    if not np.isfinite(weights).all() or np.isnan(low).any() or np.isnan(high).any():
        raise CalibrationError("A weight or a limit is missing; every row needs a finite weight.")
    if (low > high).any():
        raise CalibrationError(
            f"The lower limit is above the upper in {int((low > high).sum())} rows; "
            "give (smallest, largest)."
        )
    total = weights.sum()
    slack = 1e-12 * np.abs(weights).sum()
    if low.sum() > total + slack or high.sum() < total - slack:
        raise CalibrationError(
            f"The limits let the weights sum to between {low.sum():,.6g} and {high.sum():,.6g}, "
            f"but their sum is {total:,.6g}, which trimming keeps. Give limits that enclose the "
            "mean weight."
        )
