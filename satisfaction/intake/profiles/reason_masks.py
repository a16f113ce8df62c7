"""The reasons on a record as one number: a bit for each, in the contract's order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from satisfaction.definitions.dimensions import NOT_KNOWN
from satisfaction.definitions.levels import dimension_of
from satisfaction.intake.profiles.cells import key_of
from satisfaction.intake.profiles.plan import ELIGIBLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.intake.profiles.cells import Key
    from satisfaction.intake.profiles.counting import RecordTable
    from satisfaction.intake.profiles.plan import ProfilePlan


def reasons_of(plan: ProfilePlan) -> tuple[str, ...]:
    """Return the reasons that the contract lists, then the one of a code that it does not."""
    listed = [level for n, f in plan.reasons.items() for level in dimension_of(n, f).levels]
    return tuple(dict.fromkeys((*listed, NOT_KNOWN)))


def reason_keys(cells: pd.DataFrame, plan: ProfilePlan) -> Mapping[str, Key]:
    """Return the levels of every field of reasons in counted cells."""
    rows = cells["rows"].to_numpy(np.int64)
    return {name: key_of(name, f, cells[name], rows, plan) for name, f in plan.reasons.items()}


def masks_of(keys: Mapping[str, Key], plan: ProfilePlan) -> npt.NDArray[np.int64]:
    """Return the reasons of each cell; the same reason in two fields counts once."""
    place = {reason: 1 << bit for bit, reason in enumerate(reasons_of(plan))}
    # What is neither listed nor blank, such as a code for "not stated", is a reason not known.
    place[ELIGIBLE] = 0
    parts = [
        np.array([place.get(level, place[NOT_KNOWN]) for level in key.levels], dtype=np.int64)
        for key in keys.values()
    ]
    return np.asarray(np.bitwise_or.reduce(parts), dtype=np.int64)


def excluded_only(table: RecordTable, plan: ProfilePlan) -> RecordTable:
    """Return the records that give a reason, as the engine can tell: a cell that is not blank."""
    given = nw.any_horizontal(*(table.is_filled(n) for n in plan.reasons), ignore_nulls=False)
    return replace(table, table=table.table.filter(given))
