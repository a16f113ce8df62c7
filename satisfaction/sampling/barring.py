"""Who may not be drawn again yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.errors import ColumnNotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_MONTHS = 12


def barred_references(
    exclude: pd.DataFrame | Sequence[pd.DataFrame], issued_on: date | None
) -> set[str]:
    """Return the references of the last 12 months before ``issued_on``; all where it is not given.

    Raises
    ------
    ColumnNotFoundError
        If a table has no ``crime``.
    """
    tables = [exclude] if isinstance(exclude, pd.DataFrame) else list(exclude)
    barred: set[str] = set()
    for table in tables:
        if "crime" not in table:
            raise ColumnNotFoundError("A table to exclude has no column 'crime'.")
        kept = table
        dates = [name for name in ("issued_on", "interviewed_on") if name in table]
        if issued_on is not None and dates:
            since = pd.Timestamp(issued_on) - pd.DateOffset(months=_MONTHS)
            # A row without a date stays excluded: nobody is called twice for want of one.
            kept = table[~(table[dates].max(axis="columns") < since)]
        barred |= set(kept["crime"])
    return barred - {""}
