"""Boroughs as numbers, and who has a place already when a round goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.focus_groups.quotas import AREA

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from satisfaction.focus_groups.log import Contacts
    from satisfaction.focus_groups.settings import Size

_UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Areas:
    """Boroughs: a number for each respondent, -1 where it is not known, and the names."""

    codes: npt.NDArray[np.int64]
    names: tuple[str, ...]


def area_codes(frame: pd.DataFrame) -> Areas:
    """Return the borough of each respondent."""
    if AREA not in frame:
        return Areas(codes=np.full(len(frame), -1, dtype=np.int64), names=())
    text = frame[AREA].astype("str").to_numpy(object)
    names = sorted(set(text) - {_UNKNOWN})
    number = {name: place for place, name in enumerate(names)}
    codes = np.array([number.get(name, -1) for name in text], dtype=np.int64)
    return Areas(codes=codes, names=tuple(names))


def held_places(
    contacts: Contacts, can_be_asked: npt.NDArray[np.bool_], size: Size
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the group of whoever has a place or stands in reserve, and who is a participant.

    In each group the first reserves of the list, in its order, take the places that became free.
    Whoever may no longer be asked has no place.
    """
    group = np.where(can_be_asked, contacts.group, 0)
    is_participant = contacts.is_participant & (group > 0)
    for number in range(1, size.groups + 1):
        inside = group == number
        waiting = np.flatnonzero(inside & ~is_participant)
        waiting = waiting[np.argsort(contacts.place[waiting], kind="stable")]
        free = max(size.size - int((inside & is_participant).sum()), 0)
        is_participant[waiting[:free]] = True
    return group, is_participant
