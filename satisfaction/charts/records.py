"""Rows of a result's table, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

Record: TypeAlias = Mapping[str, object]


def records_of(table: pd.DataFrame) -> list[Record]:
    """Return the rows of ``table`` in their order."""
    return [{str(name): value for name, value in r.items()} for r in table.to_dict("records")]


def amount(record: Record, name: str) -> float:
    """Return a number of the row; NaN where there is none."""
    return float(str(record[name]))
