"""Rows of a result's table, one at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

Record: TypeAlias = Mapping[str, object]

# How a table writes that there is no number.
_NONE = ("None", "<NA>", "NaT")


def records_of(table: pd.DataFrame) -> list[Record]:
    """Return the rows of ``table`` in their order."""
    return [{str(name): value for name, value in r.items()} for r in table.to_dict("records")]


def amount(record: Record, name: str) -> float:
    """Return a number of the row; NaN where there is none."""
    found = str(record[name])
    return math.nan if found in _NONE else float(found)


def whole(record: Record, name: str) -> int:
    """Return a count of the row; 0 where it is withheld."""
    found = amount(record, name)
    return 0 if math.isnan(found) else int(found)


def told_count(record: Record, name: str) -> str:
    """Return a count as text; in words where it is withheld."""
    found = amount(record, name)
    return "withheld" if math.isnan(found) else f"{int(found):,}"
