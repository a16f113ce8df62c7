"""Which victims may sit together: in mixed groups, in groups of their own, or in none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import UsageError
from satisfaction.focus_groups.settings import MIXED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.focus_groups.settings import FocusLimits, Size

_GROUP = "user_group"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kinds:
    """Kinds of group.

    Attributes
    ----------
    own : str
        Name of the kind that has groups of its own; empty where no user group asks for one.
    is_own, is_barred : (n,) bool arrays
        Victims of that kind, and those who are never asked.
    """

    own: str
    is_own: npt.NDArray[np.bool_]
    is_barred: npt.NDArray[np.bool_]


def kinds_of(frame: pd.DataFrame, limits: FocusLimits) -> Kinds:
    """Return who belongs where, by the words in the name of the user group."""
    nobody = np.zeros(len(frame), dtype=np.bool_)
    if _GROUP not in frame:
        return Kinds(own="", is_own=nobody, is_barred=nobody)
    levels = [str(level) for level in frame[_GROUP].cat.categories]
    own = [level for level in levels if _has_word(level, limits.apart)]
    never = [level for level in levels if _has_word(level, limits.never)]
    column = frame[_GROUP].astype("str")
    is_barred = column.isin(never).to_numpy(dtype=np.bool_)
    return Kinds(
        own=" and ".join(level for level in own if level not in never),
        is_own=column.isin(own).to_numpy(dtype=np.bool_) & ~is_barred,
        is_barred=is_barred,
    )


def own_group_count(
    given: int | None, kinds: Kinds, weights: npt.NDArray[np.float64], size: Size, *, ready: int
) -> int:
    """Return how many groups are for the kind that has its own.

    By default its share of the weighted victims, at least one; none where a whole group of them
    cannot be had or there is one group only.

    Parameters
    ----------
    ready : int
        How many of the kind can be asked.

    Raises
    ------
    UsageError
        If more are asked for than there are groups, or no user group is kept apart.
    """
    if given is not None:
        if not 0 <= given <= size.groups or (given and not kinds.own):
            raise UsageError(
                f"own_groups={given} cannot be: there are {size.groups} groups in all, and "
                f"{'one kind' if kinds.own else 'no kind'} of victim that is kept apart."
            )
        return given
    if not kinds.own or size.groups == 1 or ready < size.size:
        return 0
    total = float(weights.sum())
    share = float(weights[kinds.is_own].sum()) / total if total > 0 else 0.0
    return int(min(max(round(size.groups * share), 1), size.groups - 1))


def kinds_of_groups(own: str, own_groups: int, groups: int) -> tuple[str, ...]:
    """Return the kind of each group: mixed ones first."""
    return (MIXED,) * (groups - own_groups) + (own,) * own_groups


def _has_word(level: str, words: Sequence[str]) -> bool:
    return any(word in level.lower() for word in words)
