"""Shares of the victim profile, with the bounds that unknown victims leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.representativeness.levels import LevelIndicators
    from satisfaction.tables.profile import Population, Profile

_GROUP = "user_group"


def profile_shares(
    profile: Profile, levels: LevelIndicators, groups: list[str], population: Population
) -> pd.DataFrame:
    """Return victims and shares of each level, overall or in each of ``groups``.

    Columns: ``victims``, ``profile_share`` (of the known), ``profile_share_lower`` and
    ``profile_share_upper`` (no unknown victim, or every one, in this level), ``unknown_share``.
    """
    cells = profile.in_scope(population)
    parts = [cells[cells[_GROUP] == group] for group in groups] if groups else [cells]
    tables = [
        _shares(part, profile.dimensions[dimension], _levels_of(levels, dimension))
        for part in parts
        for dimension in dict.fromkeys(levels.dimensions)
    ]
    return pd.concat(tables, ignore_index=True)


def _levels_of(levels: LevelIndicators, dimension: str) -> list[str]:
    pairs = zip(levels.dimensions, levels.levels, strict=True)
    return [level for name, level in pairs if name == dimension]


def _shares(cells: pd.DataFrame, dimension: Dimension, levels: list[str]) -> pd.DataFrame:
    counts = cells.groupby(cells[dimension.name].astype(str))["victims"].sum()
    victims = counts.reindex(levels).fillna(0).to_numpy(np.float64)
    unknown = float(counts.reindex(list(dimension.unknown)).sum())
    known = float(victims.sum())
    everyone = max(known + unknown, 1.0)
    return pd.DataFrame(
        {
            "victims": victims.astype(np.int64),
            "profile_share": victims / max(known, 1.0),
            "profile_share_lower": victims / everyone,
            "profile_share_upper": (victims + unknown) / everyone,
            "unknown_share": unknown / everyone,
        }
    )
