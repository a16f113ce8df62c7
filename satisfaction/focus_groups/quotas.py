"""Quotas as bands, from the weighted profile of dissatisfied victims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.errors import ColumnNotFoundError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

AREA = "area"
_ALMOST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """Levels that have a quota.

    Attributes
    ----------
    names : pandas.DataFrame
        ``dimension``, ``level``, ``known`` (False for a level that says nothing).
    member : (n, q) bool array
        Whether each dissatisfied respondent is of the level.
    """

    names: pd.DataFrame
    member: Bools

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bands:
    """The fewest and the most people wanted of each level, (q,)."""

    low: Floats
    high: Floats


def quota_fields(returns: Returns, given: Sequence[str] | None) -> tuple[str, ...]:
    """Return the fields that have quotas: those given, else dimensions and user group.

    Raises
    ------
    ColumnNotFoundError
        If the returns have no such category.
    """
    if given is None:
        named = (*returns.survey.dimensions, "user_group")
        return tuple(dict.fromkeys(name for name in named if name in returns.frame))
    for name in given:
        if name not in returns.frame or not hasattr(returns.frame[name], "cat"):
            raise ColumnNotFoundError(
                f"The returns have no category '{name}' to give a quota to."
                f"{did_you_mean(name, returns.frame)}"
            )
    return tuple(given)


def levels_of(returns: Returns, frame: pd.DataFrame, fields: Sequence[str]) -> Levels:
    """Return every level of the fields that a dissatisfied respondent has."""
    rows, columns = [], []
    for field in fields:
        dimension = returns.dimension(field)
        text = frame[field].astype("str")
        for level in (*dimension.levels, *dimension.outside, *dimension.unknown):
            inside = (text == level).to_numpy(dtype=np.bool_)
            if inside.any():
                rows.append((field, level, level not in dimension.unknown))
                columns.append(inside)
    names = pd.DataFrame(rows, columns=["dimension", "level", "known"])
    empty = np.zeros((len(frame), 0), dtype=np.bool_)
    return Levels(names=names, member=np.column_stack(columns) if columns else empty)


def weighted_shares(levels: Levels, weights: Floats) -> Floats:
    """Return the share of each level: of a known one among the known, else among everybody."""
    totals = weights @ levels.member
    known = levels.names["known"].to_numpy(dtype=np.bool_)
    among = pd.Series(np.where(known, totals, 0.0)).groupby(levels.names["dimension"].to_numpy())
    base = np.where(known, among.transform("sum").to_numpy(), float(weights.sum()))
    return np.divide(totals, base, out=np.zeros(len(totals)), where=base > 0)


def bands_of(shares: Floats, known: Bools, people: int) -> Bands:
    """Return the whole numbers below and above each share of so many people.

    Nobody need be of a level that says nothing; more than its share may not.
    """
    low = np.floor(shares * people + _ALMOST)
    return Bands(low=np.where(known, low, 0.0), high=np.ceil(shares * people - _ALMOST))
