"""Which claims about several shares their intervals support.

Two 95 % intervals that do not overlap differ at the 5 % level whatever the correlation of the two
shares, so that "lowest" needs no further test; where they overlap, no order is claimed.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

from satisfaction.errors import UsageError
from satisfaction.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.charts.readings import Reading

Change = Literal["rise", "fall", "no clear change", "too few to tell"]


def lowest(found: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the smallest set of readings that lies wholly below all others.

    The set grows from the lowest share until no interval outside overlaps one inside; it is
    everything when no part stands apart.
    """
    ordered = sorted(found, key=lambda reading: reading.share)
    chosen = ordered[:1]
    for reading in ordered[1:]:
        if min(r.lower for r in ordered[len(chosen) :]) > max(r.upper for r in chosen):
            break
        chosen.append(reading)
    return tuple(reading for reading in found if reading in chosen)


def highest(found: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the smallest set of readings that lies wholly above all others."""
    ordered = sorted(found, key=lambda reading: -reading.share)
    chosen = ordered[:1]
    for reading in ordered[1:]:
        if max(r.upper for r in ordered[len(chosen) :]) < min(r.lower for r in chosen):
            break
        chosen.append(reading)
    return tuple(reading for reading in found if reading in chosen)


def are_apart(before: Reading, after: Reading) -> bool:
    """Return whether two periods share no day; labels that are no periods count as apart."""
    try:
        return parse_period(before.period).end < parse_period(after.period).start
    except UsageError:
        return True


def change(before: Reading, after: Reading, *, confidence: float = 0.95) -> Change:
    """Return whether ``after`` differs from ``before``, by a two-sample z test.

    Samples are taken as independent: for periods that are apart. Windows that share interviews are
    compared by :func:`satisfaction.change`.
    """
    if not (before.is_shown and after.is_shown):
        return "too few to tell"
    error = (before.standard_error**2 + after.standard_error**2) ** 0.5
    if not error > 0:
        return "too few to tell"
    distance = (after.share - before.share) / error
    if abs(distance) < NormalDist().inv_cdf(0.5 + confidence / 2):
        return "no clear change"
    return "rise" if distance > 0 else "fall"
