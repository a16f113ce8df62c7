"""What converting one column gives: typed columns, and the rows that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.intake.columns.words import Words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Fault:
    """Rows that break one rule.

    Attributes
    ----------
    reason : str
        Stable code.
    column : str
        Column of the delivery; empty for a rule between columns.
    rows : numpy.ndarray of bool
        True for the rows at fault.
    """

    reason: str
    column: str
    rows: npt.NDArray[np.bool_]

    @property
    def count(self) -> int:
        """Rows at fault."""
        return int(np.count_nonzero(self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnswered:
    """How many rows of a column hold one of the codes that mean no answer."""

    column: str
    labels: str
    rows: int

    def __str__(self) -> str:
        return f"`{self.column}`: {self.rows:,} rows were not answered ({self.labels})."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Conversion:
    """One column of a delivery, converted. It has no repr: nothing that holds cells shows them.

    Attributes
    ----------
    columns : mapping of str to pandas.Series
        Columns of the trusted table; cells at fault are missing in them.
    faults : tuple of Fault
        Each rejects its rows.
    filled : int
        Cells that were not blank.
    notes : tuple of NotAnswered
        For the report, without values.
    """

    columns: Mapping[str, pd.Series]
    faults: tuple[Fault, ...] = ()
    filled: int = 0
    notes: tuple[NotAnswered, ...] = ()


def faults_in(
    words: Words, column: str, by_reason: Mapping[str, npt.NDArray[np.bool_]]
) -> tuple[Fault, ...]:
    """Return a fault for each reason that some word gives."""
    return tuple(
        Fault(reason=reason, column=column, rows=words.on_rows(mask))
        for reason, mask in by_reason.items()
        if mask.any()
    )


def categories(levels: Sequence[str], indices: npt.NDArray[np.integer]) -> pd.Series:
    """Return a category column; ``indices`` point into ``levels``, below zero for missing."""
    distinct = tuple(dict.fromkeys(levels))
    if len(distinct) != len(levels):
        place = {level: i for i, level in enumerate(distinct)}
        moved = np.array([place[level] for level in levels], dtype=np.int32)
        indices = np.where(indices < 0, -1, moved[indices])
    dtype = pd.CategoricalDtype(pd.Index(distinct, dtype="str"))
    codes = np.maximum(indices, -1)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype, validate=False))
