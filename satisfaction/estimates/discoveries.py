"""q-values for a table of comparisons: hidden ones take no part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.numerics.discovery import false_discovery_q_values

if TYPE_CHECKING:
    from collections.abc import Hashable

Q_VALUES = (
    "q-values by Benjamini and Hochberg (1995) over {count} comparisons: of those called different "
    "at q below 5%, at most 5% are expected to be false."
)


def with_q_values(table: pd.DataFrame, *, family: Hashable | None = None) -> pd.DataFrame:
    """Return ``table`` with ``q_value`` after ``p_value``, within each value of ``family``."""
    flags = [name for name in ("flag", "other_flag") if name in table]
    hidden = (table[flags] == "hidden").any(axis="columns")
    p_values = table["p_value"].mask(hidden)
    groups = [p_values] if family is None else [p for _, p in p_values.groupby(table[family])]
    adjusted = pd.concat(
        [pd.Series(false_discovery_q_values(p.to_numpy()), index=p.index) for p in groups]
    )
    place = list(table.columns).index("p_value") + 1
    kept = table.drop(columns="q_value", errors="ignore")
    kept.insert(place, "q_value", adjusted.reindex(table.index))
    return kept
