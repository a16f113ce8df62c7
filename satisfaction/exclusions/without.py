"""What the eligible would be without a reason that somebody is free to drop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.exclusions.authority import DROPPABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.exclusions.authority import Authority
    from satisfaction.tables.exclusions import ExclusionCounts


def without_table(counts: ExclusionCounts, authorities: Mapping[str, Authority]) -> pd.DataFrame:
    """Return the eligible by level with and without each droppable reason, and all of them.

    A victim with two reasons stays excluded unless both are dropped. Shares are of known levels
    that the survey covers.
    """
    parts = [
        _scenario(label, dropped, name, counts)
        for label, dropped in _scenarios(authorities).items()
        for name in counts.dimensions
    ]
    return pd.concat(parts, ignore_index=True) if parts else _nothing()


def _scenarios(authorities: Mapping[str, Authority]) -> dict[str, list[str]]:
    """Return what is dropped: one reason each, all discretionary ones, all that can be."""
    named = {
        kind: [reason for reason, one in authorities.items() if one.name == kind]
        for kind in DROPPABLE
    }
    both = [reason for reasons in named.values() for reason in reasons]
    single = {reason: [reason] for reason in both}
    joint = {f"all {kind}": reasons for kind, reasons in named.items() if len(reasons) > 1}
    everything = {"all discretionary and operational": both} if all(named.values()) else {}
    return {**single, **joint, **everything}


def _scenario(
    label: str, dropped: list[str], dimension: str, counts: ExclusionCounts
) -> pd.DataFrame:
    by_level = counts.by_level(dimension)
    masks = by_level.columns.to_numpy(np.int64)
    now = by_level.loc[:, masks == 0].sum(axis="columns").to_numpy()
    freed = (masks & ~counts.mask(dropped)) == 0
    then = by_level.loc[:, freed].sum(axis="columns").to_numpy()
    recorded = by_level.sum(axis="columns").to_numpy()
    known = np.isin(by_level.index.to_numpy(str), counts.dimensions[dimension].levels)
    share, share_without = _shares(now, known), _shares(then, known)
    return pd.DataFrame(
        {
            "dropped": label,
            "dimension": dimension,
            "level": by_level.index.astype("str"),
            "is_known": known,
            "recorded": recorded,
            "eligible": now,
            "eligible_without": then,
            "recorded_share": _shares(recorded, known),
            "share": share,
            "share_without": share_without,
            "points": share_without - share,
        }
    )


def _shares(counted: np.ndarray, known: np.ndarray) -> np.ndarray:
    total = counted[known].sum()
    shares: np.ndarray = np.where(known, counted / total if total else np.nan, np.nan)
    return shares


def _nothing() -> pd.DataFrame:
    """Return no rows, with the types of every column."""
    types = {
        **dict.fromkeys(("dropped", "dimension", "level"), "str"),
        "is_known": "bool",
        **dict.fromkeys(("recorded", "eligible", "eligible_without"), "int64"),
        **dict.fromkeys(("recorded_share", "share", "share_without", "points"), "float64"),
    }
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()})
