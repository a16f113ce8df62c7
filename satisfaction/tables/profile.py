"""The victim profile: how many victims there were, of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from satisfaction.results import Result

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.definitions.survey import PeriodBasis

Population = Literal["recorded", "eligible"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile(Result):
    """Counts of recorded victims.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a cell with victims in it: ``user_group``, ``area`` and each dimension as
        ``category`` (unknowns are levels), ``exclusion`` (the reason, or ``eligible``) and
        ``victims`` (a count).
    reported_from, reported_to : datetime.date or None
        Report dates counted, both inside; None when no period was given.
    period_basis : {"interview", "report"}
        Whether the report dates are those that interviews of the period imply, or the period's own.
    unit : str
        What one count is.
    dimensions : mapping of str to Dimension
    """

    reported_from: date | None
    reported_to: date | None
    period_basis: PeriodBasis
    unit: str
    dimensions: Mapping[str, Dimension]

    @property
    def victims(self) -> int:
        """All victims counted."""
        return int(self.table["victims"].sum())

    def counts(self, by: str | list[str], *, population: Population = "recorded") -> pd.Series:
        """Return victims by the levels of ``by``, unknowns included, zero where there are none."""
        return self.among(population).groupby(by, observed=False)["victims"].sum()

    def covered_counts(self, by: str, *, population: Population = "recorded") -> pd.Series:
        """Return the same for victims whom the survey covers: what a sample can be held against."""
        return self.in_scope(population).groupby(by, observed=False)["victims"].sum()

    def among(self, population: Population) -> pd.DataFrame:
        """Return the cells of all recorded or of eligible victims."""
        if population == "recorded" or "exclusion" not in self.table:
            return self.table
        return self.table[self.table["exclusion"] == "eligible"]

    def in_scope(self, population: Population = "recorded") -> pd.DataFrame:
        """Return the cells of victims whom the survey covers (not, for instance, under 16)."""
        cells = self.among(population)
        for name, dimension in self.dimensions.items():
            if dimension.outside:
                cells = cells[~cells[name].isin(dimension.outside)]
        return cells

    @property
    def coverage(self) -> pd.DataFrame:
        """Share of victims unknown on each dimension: ``dimension``, ``unknown``, ``victims``."""
        rows = [
            (name, float(self.counts(name).reindex(list(d.unknown)).sum()) / max(self.victims, 1))
            for name, d in self.dimensions.items()
        ]
        return pd.DataFrame(rows, columns=["dimension", "unknown"]).assign(victims=self.victims)
