"""What tells the respondents of a group from others, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.drivers.segments.tree import Condition

    Rows = npt.NDArray[np.bool_]

EVERYONE = "everyone"
_A_RUN = 3


def segment_words(conditions: Sequence[Condition], present: Rows) -> str:
    """Return all conditions, one for each category: the narrowest.

    Parameters
    ----------
    conditions : sequence of Condition
    present : (n,) bool array
        Respondents whose levels are worth a word.
    """
    narrowest = {one.category.name: one for one in conditions}
    said = [
        f"{name.replace('_', ' ')}: {level_words(one, present)}" for name, one in narrowest.items()
    ]
    return "; ".join(said) or EVERYONE


def level_words(condition: Condition, present: Rows) -> str:
    """Return the levels that the group may have and that occur; three in order by their ends.

    A condition on a category that was divided before names levels that are gone by now, so only
    those that occur among the respondents of the group are told.
    """
    category = condition.category
    occurs = np.bincount(category.codes[present], minlength=len(category.levels)) > 0
    names = [category.levels[place] for place in np.flatnonzero(condition.holds & occurs)]
    known = [name for name in names if name not in category.unknown]
    if category.is_ordered and len(known) >= _A_RUN:
        known = [f"{known[0]} to {known[-1]}"]
    return ", ".join([*known, *(name for name in names if name in category.unknown)])
