"""Who is in which level, as columns that a variance can be taken of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.tables.profile import Profile
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LevelIndicators:
    """One column a level: 1 in it, 0 in another, NaN where the respondent's level is unknown."""

    dimensions: tuple[str, ...]
    levels: tuple[str, ...]
    values: Floats


def level_indicators(
    returns: Returns, profile: Profile, dimensions: tuple[str, ...]
) -> LevelIndicators:
    """Return the indicators of every level that victims or respondents have."""
    names: list[tuple[str, str]] = []
    columns: list[Floats] = []
    for dimension in dimensions:
        column = returns.frame[dimension]
        levels = returns.dimension(dimension).levels
        victims = profile.covered_counts(dimension).rename(str)
        known = column.isin(levels).to_numpy()
        for level in levels:
            held = (column == level).to_numpy()
            if held.any() or victims.get(level, 0) > 0:
                names.append((dimension, level))
                columns.append(np.where(known, held, np.nan).astype(np.float64))
    return LevelIndicators(
        dimensions=tuple(d for d, _ in names),
        levels=tuple(level for _, level in names),
        values=np.column_stack(columns),
    )
