"""The levels that the cascade follows, as numbers that every table shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.tables.profile import Profile

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """Known levels of one dimension that occur among recorded victims, in their order."""

    dimension: str
    names: tuple[str, ...]

    def codes(self, column: pd.Series) -> Codes:
        """Return the position of each value; whatever is no known level, one past the last."""
        if not isinstance(column.dtype, pd.CategoricalDtype):
            column = column.astype("category")
        places = {name: place for place, name in enumerate(self.names)}
        unknown = len(self.names)
        known = [places.get(str(name), unknown) for name in column.cat.categories]
        found: Codes = np.array([*known, unknown], dtype=np.int64)[column.cat.codes.to_numpy()]
        return found

    def counts(self, cells: pd.DataFrame) -> Floats:
        """Return victims in each level, the unknown last."""
        weights = cells["victims"].to_numpy(np.float64)
        codes = self.codes(cells[self.dimension])
        return np.bincount(codes, weights, len(self.names) + 1).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Census:
    """Cells of the victims whom the survey covers.

    Attributes
    ----------
    recorded, eligible : pandas.DataFrame
        The same where the profile has no reasons for exclusion.
    has_exclusions : bool
    dimensions : mapping of str to Dimension
    """

    recorded: pd.DataFrame
    eligible: pd.DataFrame
    has_exclusions: bool
    dimensions: Mapping[str, Dimension]


def census_of(profile: Profile) -> Census:
    """Return the victims whom the survey covers."""
    return Census(
        recorded=profile.in_scope("recorded"),
        eligible=profile.in_scope("eligible"),
        has_exclusions="exclusion" in profile.table,
        dimensions=profile.dimensions,
    )


def levels_of(census: Census, dimension: str) -> Levels:
    """Return the levels of ``dimension`` that recorded victims have."""
    known = census.dimensions[dimension]
    counts = census.recorded.groupby(dimension, observed=True)["victims"].sum()
    apart = {*known.unknown, *known.outside}
    held = [str(level) for level in counts.index[counts > 0] if str(level) not in apart]
    order = {name: place for place, name in enumerate(known.levels)}
    names = sorted(held, key=lambda name: (order.get(name, len(order)), name))
    return Levels(dimension=dimension, names=tuple(names))


def is_covered(rows: pd.DataFrame, profile: Profile) -> Bools:
    """Return which rows have no level that the survey does not cover, such as under 16."""
    inside: Bools = np.ones(len(rows), dtype=bool)
    for name, dimension in profile.dimensions.items():
        if name in rows and dimension.outside:
            inside &= ~rows[name].isin(dimension.outside).to_numpy()
    return inside


def stratum_codes(tables: Sequence[pd.DataFrame], names: Sequence[str]) -> list[Codes]:
    """Return a number for each combination of ``names``, the same in all tables."""
    found: list[Codes] = [np.zeros(len(table), dtype=np.int64) for table in tables]
    for name in names:
        labels = sorted({str(v) for table in tables for v in _labels(table[name])})
        levels = Levels(dimension=name, names=tuple(labels))
        size = len(labels) + 1
        found = [c * size + levels.codes(t[name]) for c, t in zip(found, tables, strict=True)]
    used = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return [np.searchsorted(used, codes) for codes in found]


def _labels(column: pd.Series) -> Sequence[object]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return list(column.cat.categories)
    return list(column.dropna().unique())
