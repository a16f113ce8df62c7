"""Victims by level and reasons, one dimension at a time: few cells, however many records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Count
from satisfaction.definitions.levels import dimension_of
from satisfaction.intake.columns.quantities import read_wholes
from satisfaction.intake.profiles.cells import (
    key_of,
    refuse_unlisted,
    uncounted,
    unlisted,
    victims_of,
)
from satisfaction.intake.profiles.counting import count_cells, trimmed
from satisfaction.intake.profiles.exclusion_plan import AGE
from satisfaction.intake.profiles.reason_masks import excluded_only, masks_of, reason_keys
from satisfaction.results import Caveat
from satisfaction.tables.returns import with_open_levels

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.definitions.fields import Category
    from satisfaction.intake.profiles.cells import Key
    from satisfaction.intake.profiles.days import CountedDays
    from satisfaction.intake.profiles.plan import ProfilePlan
    from satisfaction.intake.profiles.record_tables import Records


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LevelCounts:
    """Victims of every level by their reasons."""

    table: pd.DataFrame
    dimensions: Mapping[str, Dimension]
    caveats: tuple[Caveat, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Counted:
    """One dimension."""

    table: pd.DataFrame
    dimension: Dimension
    keys: Mapping[str, Key]
    late: int
    lost: int


def count_levels(records: Records, plan: ProfilePlan, days: CountedDays) -> LevelCounts:
    """Count victims by each dimension and all reasons.

    Raises
    ------
    ContractError
        If more than the contract's ``refuse_above`` of a column is not listed.
    """
    counted = [_counted(name, field, records, plan, days) for name, field in plan.keys.items()]
    keys = list({name: key for one in counted for name, key in one.keys.items()}.values())
    refuse_unlisted(keys, plan)
    first = counted[0]
    return LevelCounts(
        table=pd.concat([one.table for one in counted], ignore_index=True),
        dimensions={one.dimension.name: one.dimension for one in counted},
        caveats=(
            *unlisted(keys),
            *uncounted(first.lost, plan),
            *_second_without_first(first.late),
        ),
    )


def count_ages(records: Records, plan: ProfilePlan, days: CountedDays) -> pd.DataFrame:
    """Count the excluded by year of age and reasons; no rows where the records give no years."""
    field = plan.contract.fields.get(AGE)
    if not isinstance(field, Count) or AGE in records.absent:
        return pd.DataFrame({"age": [], "reasons": [], "victims": []}).astype(
            {"age": "Int64", "reasons": np.int64, "victims": np.int64}
        )
    table = excluded_only(records.table, plan)
    cells = trimmed(count_cells(table, _wanted(AGE, plan), within=days.within))
    numbers, is_age = read_wholes(list(cells[AGE]), field)
    age = pd.Series(numbers, dtype="Int64").where(pd.Series(is_age, dtype=bool))
    victims, _ = victims_of(cells, cells["rows"].to_numpy(np.int64), plan)
    masks = masks_of(reason_keys(cells, plan), plan)
    return _summed(age, masks, victims, name="age").query("reasons > 0").reset_index(drop=True)


def _counted(
    name: str, field: Category | Count, records: Records, plan: ProfilePlan, days: CountedDays
) -> _Counted:
    cells = trimmed(count_cells(records.table, _wanted(name, plan), within=days.within))
    rows = cells["rows"].to_numpy(np.int64)
    victims, lost = victims_of(cells, rows, plan)
    key = key_of(name, field, cells[name], rows, plan)
    reasons = reason_keys(cells, plan)
    masks = masks_of(reasons, plan)
    is_second = masks_of({name: reasons[plan.contract.excluded]}, plan) == 0
    return _Counted(
        table=_summed(key.levels.astype("str"), masks, victims, name="level").assign(
            dimension=name
        )[["dimension", "level", "reasons", "victims"]],
        dimension=with_open_levels(dimension_of(name, field), key.levels),
        keys={name: key, **reasons},
        late=int(victims[is_second & (masks > 0)].sum()),
        lost=lost,
    )


def _wanted(name: str, plan: ProfilePlan) -> Mapping[str, None]:
    """Return what to count by: texts as they are, since bands are cheaper made of few cells."""
    return dict.fromkeys([name, *plan.reasons, *([plan.victims] if plan.victims else [])])


def _summed(
    what: pd.Series,
    masks: npt.NDArray[np.int64],
    victims: npt.NDArray[np.int64],
    *,
    name: str,
) -> pd.DataFrame:
    table = pd.DataFrame({name: what, "reasons": masks, "victims": victims})
    summed = table.groupby([name, "reasons"], dropna=False, sort=True)["victims"].sum()
    return summed[summed > 0].reset_index()


def _second_without_first(victims: int) -> list[Caveat]:
    if not victims:
        return []
    text = (
        f"{victims:,} victims have a further reason for exclusion and no first one. Here they "
        "count as excluded, in a victim profile as eligible: correct the records."
    )
    return [Caveat(code="second_reason_only", text=text)]
