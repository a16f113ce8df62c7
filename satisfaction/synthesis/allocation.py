"""How many victims to issue from each stratum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from satisfaction.synthesis.types import Floats, Integers


def allocate(
    available: Integers, response: Floats, group_of: Integers, *, interviews: int
) -> Integers:
    """Return the number to issue from each stratum for so many expected interviews.

    About equal numbers of interviews in each group; within a group strata share in proportion to
    the square root of their size, so that small areas are not lost. No stratum gives more than it
    has; what one cannot give the others do.

    Parameters
    ----------
    available : (h,) int array
        Victims who may be issued.
    response : (h,) float array
        Their mean chance of an interview.
    group_of : (h,) int array

    Raises
    ------
    UsageError
        If all together give fewer interviews.
    """
    groups = np.unique(group_of)
    members = [np.flatnonzero(group_of == group) for group in groups]
    limits = np.array([float((available * response)[own].sum()) for own in members])
    if limits.sum() < interviews:
        raise UsageError(
            f"{interviews:,} interviews cannot be had: the eligible victims due in the quarter "
            f"would give about {int(limits.sum()):,}. Make more crimes, or fewer interviews."
        )
    issued = np.zeros(len(available), dtype=np.int64)
    for own, wanted in zip(members, _fill(np.ones(len(groups)), limits, interviews), strict=True):
        mean = _mean(response[own], available[own])
        number = round(wanted / mean) if mean > 0 else 0
        issued[own] = _whole(np.sqrt(available[own]), available[own], number)
    return issued


def _mean(values: Floats, weights: Integers) -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total else 0.0


def _fill(weights: Floats, limits: Floats, total: float) -> Floats:
    """Return shares of ``total`` in proportion to ``weights``, none above its limit."""
    given = np.zeros(len(weights))
    is_open = weights > 0
    for _ in range(len(weights) + 1):
        rest = total - given[~is_open].sum()
        if not is_open.any():
            break
        given[is_open] = rest * weights[is_open] / weights[is_open].sum()
        over = is_open & (given > limits)
        if not over.any():
            break
        given[over] = limits[over]
        is_open &= ~over
    return np.minimum(given, limits)


def _whole(weights: Floats, limits: Integers, total: int) -> Integers:
    """Return whole numbers in proportion to ``weights``, none above its limit."""
    exact = _fill(weights, limits.astype(np.float64), min(total, int(limits.sum())))
    whole = np.floor(exact + 1e-9).astype(np.int64)
    missing = min(total, int(limits.sum())) - int(whole.sum())
    first = np.argsort(-(exact - whole) - (whole >= limits) * -2.0, kind="stable")
    whole[first[:missing]] += 1
    return np.minimum(whole, limits)
