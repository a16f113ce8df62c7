"""Which interviews are weighted to which profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from satisfaction.errors import CalibrationError, UsageError, name_list
from satisfaction.periods import parse_period
from satisfaction.tables.profile import Profile
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

Profiles: TypeAlias = "Profile | Mapping[str | Period, Profile] | Sequence[Profile]"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """Interviews with the profile that they are weighted to.

    ``period`` is empty and ``rows``, (n,), all true where there is one profile for all.
    """

    period: str
    rows: npt.NDArray[np.bool_]
    profile: Profile


def parts_of(returns: Returns, profile: Profiles) -> list[Part]:
    """Return one part for each period, in time; or a single one of all interviews.

    Profiles in a list are of the periods that they were counted for.

    Raises
    ------
    UsageError
        If no period is given, a listed profile has none, or two overlap.
    CalibrationError
        If an interview lies outside every period, or a period has no interview.
    """
    if isinstance(profile, Profile):
        _refuse_other_time(returns, profile)
        everyone = np.ones(len(returns), dtype=np.bool_)
        return [Part(period="", rows=everyone, profile=profile)]
    named = profile if isinstance(profile, Mapping) else _by_own_period(profile)
    found = sorted(
        ((parse_period(period), one) for period, one in named.items()),
        key=lambda pair: (pair[0].start, pair[0].end),
    )
    _refuse_overlap([period for period, _ in found])
    parts = [
        Part(period=str(period), rows=made_during(returns, period), profile=one)
        for period, one in found
    ]
    _refuse_outside(parts)
    _refuse_empty(parts)
    return parts


def _by_own_period(profiles: Sequence[Profile]) -> dict[str | Period, Profile]:
    labels = [one.provenance.period for one in profiles]
    if not all(labels) or len(set(labels)) < len(labels):
        raise UsageError(
            "Profiles in a list need a period of their own each: count each with period=, or give "
            "a mapping from period to profile."
        )
    return dict(zip(labels, profiles, strict=True))


def _refuse_other_time(returns: Returns, profile: Profile) -> None:
    """Stop before interviews of one time are weighted to the victims of another."""
    period = profile.provenance.period
    if not period or profile.period_basis != "interview" or "interviewed_on" not in returns.frame:
        return
    outside = int((~made_during(returns, period)).sum())
    if outside:
        raise CalibrationError(
            f"{outside:,} of {len(returns):,} interviews were not made in {period}, whose victims "
            f"the profile counts. Weight returns.during('{period}'), or give a profile for each "
            "period."
        )


def _refuse_overlap(periods: list[Period]) -> None:
    if not periods:
        raise UsageError("No profile was given. Give one, or one for each period.")
    for one, other in pairwise(periods):
        if other.start <= one.end:
            raise UsageError(
                f"The periods {one} and {other} overlap; an interview can be weighted to one "
                "profile only. Give periods that do not share a month, such as quarters."
            )


def _refuse_outside(parts: list[Part]) -> None:
    outside = ~np.any([part.rows for part in parts], axis=0)
    if outside.any():
        raise CalibrationError(
            f"{int(outside.sum())} of {len(outside)} interviews lie outside every period that has "
            f"a profile ({name_list(part.period for part in parts)}). Give the profiles of their "
            "periods too, or leave these interviews out with returns.during(period)."
        )


def _refuse_empty(parts: list[Part]) -> None:
    empty = [part.period for part in parts if not part.rows.any()]
    if empty:
        raise CalibrationError(
            f"There is a profile for {name_list(empty)} but no interview of that time. Check the "
            "dates of the returns, or leave the profile out."
        )
