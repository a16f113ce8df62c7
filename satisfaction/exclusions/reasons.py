"""How many victims each reason removed: in total, alone, and together with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.exclusions.authority import AUTHORITIES, DROPPABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.exclusions.authority import Authority
    from satisfaction.tables.exclusions import ExclusionCounts


def reason_table(counts: ExclusionCounts, authorities: Mapping[str, Authority]) -> pd.DataFrame:
    """Return one row a reason in use, the reason that removes most first within its authority."""
    victims = counts.by_reasons
    masks = victims.index.to_numpy(np.int64)
    rows = []
    for reason, authority in authorities.items():
        removed = int(victims[counts.has(reason, masks)].sum())
        alone = float(victims.get(counts.mask([reason]), 0)) if counts.tells_overlap else np.nan
        is_droppable = authority.name in DROPPABLE
        rows.append(
            {
                "reason": reason,
                "authority": authority.name,
                "confidence": authority.confidence,
                "removed": removed,
                "rate": removed / counts.victims,
                "alone": alone,
                "together": removed - alone,
                "would_return": _returning(removed, alone) if is_droppable else np.nan,
            }
        )
    table = pd.DataFrame(rows, columns=_COLUMNS)
    order = table["authority"].map(AUTHORITIES.index)
    ordered = table.assign(order=order).sort_values(
        ["order", "removed", "reason"], ascending=[True, False, True], ignore_index=True
    )
    return ordered.drop(columns="order")


def authority_table(counts: ExclusionCounts, authorities: Mapping[str, Authority]) -> pd.DataFrame:
    """Return the excluded by authority, each victim once: under the one that holds anyway."""
    left = counts.by_reasons[counts.by_reasons.index > 0]
    rows = []
    for name in AUTHORITIES:
        mask = counts.mask([r for r, one in authorities.items() if one.name == name])
        is_his = (left.index.to_numpy(np.int64) & mask) > 0
        removed = int(left[is_his].sum())
        rows.append({"authority": name, "removed": removed, "rate": removed / counts.victims})
        left = left[~is_his]
    table = pd.DataFrame(rows)
    return table[table["removed"] > 0].reset_index(drop=True)


def step_table(counts: ExclusionCounts, reasons: pd.DataFrame) -> pd.DataFrame:
    """Return what each reason takes away in turn, each victim once, at the first that applies."""
    left = counts.by_reasons[counts.by_reasons.index > 0]
    remaining = counts.victims
    rows = []
    for reason, authority in zip(reasons["reason"], reasons["authority"], strict=True):
        is_his = counts.has(str(reason), left.index.to_numpy(np.int64))
        taken = int(left[is_his].sum())
        remaining -= taken
        rows.append(
            {"reason": reason, "authority": authority, "taken": taken, "remaining": remaining}
        )
        left = left[~is_his]
    return pd.DataFrame(rows, columns=["reason", "authority", "taken", "remaining"])


_COLUMNS = (
    *("reason", "authority", "confidence", "removed", "rate", "alone", "together"),
    "would_return",
)


def _returning(removed: int, alone: float) -> float:
    """Return who would be eligible; without the overlap at most all of them."""
    return float(removed) if np.isnan(alone) else alone
