"""Who was excluded, and why: counts of victims by level and by the reasons on their records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.results import Caveat, Provenance

# A victim's reasons are one whole number, a bit for each reason.
MOST_REASONS = 62


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExclusionCounts:
    """Counts that an exclusion audit rests on; no row of any record.

    Attributes
    ----------
    reasons : tuple of str
        Reasons that the contract lists, then ``not known`` if a code was not listed. In every table
        the column ``reasons`` has bit ``k`` set where the record gives ``reasons[k]``; 0 is
        eligible.
    levels : pandas.DataFrame
        ``dimension``, ``level`` (unknown ones too), ``reasons``, ``victims``.
    ages : pandas.DataFrame
        Excluded victims by year of age: ``age`` (missing where not known), ``reasons``,
        ``victims``.
    approvals : pandas.DataFrame
        Excluded victims by ``approver`` (given or blank), ``date`` (``given``, ``blank``,
        ``unreadable``, ``before the report``, ``too late``), ``reasons``, ``victims``.
    references : pandas.DataFrame
        Records whose approval is not in order, if they were asked for: ``reference`` (a
        pseudonym), ``reasons``, ``approver``, ``date``.
    dimensions : mapping of str to Dimension
    victims : int
        All recorded victims.
    latest_days : int
        Days from the report after which an exclusion is ``too late``: the interview window's end.
    tells_overlap, tells_age, tells_approver, tells_date : bool
        Whether the records say which reasons go together, the age in years, who approved, when.
    """

    reasons: tuple[str, ...]
    levels: pd.DataFrame
    ages: pd.DataFrame
    approvals: pd.DataFrame
    dimensions: Mapping[str, Dimension]
    victims: int
    latest_days: int
    tells_overlap: bool
    tells_age: bool
    tells_approver: bool
    tells_date: bool
    unit: str
    provenance: Provenance
    references: pd.DataFrame = field(default_factory=pd.DataFrame)
    caveats: tuple[Caveat, ...] = ()

    def has(self, reason: str, masks: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return which of ``masks`` have ``reason``."""
        return np.asarray(np.asarray(masks, dtype=np.int64) & self.mask([reason]) != 0)

    def mask(self, reasons: Sequence[str]) -> int:
        """Return ``reasons`` as one number."""
        return sum(1 << self.reasons.index(reason) for reason in reasons)

    @property
    def used(self) -> tuple[str, ...]:
        """Reasons that at least one record gives."""
        found = self.by_reasons.index.to_numpy()
        return tuple(reason for reason in self.reasons if self.has(reason, found).any())

    @property
    def by_reasons(self) -> pd.Series:
        """Victims by ``reasons``: the same whichever dimension is summed."""
        first = next(iter(self.dimensions))
        rows = self.levels[self.levels["dimension"] == first]
        return rows.groupby("reasons")["victims"].sum()

    def by_level(self, dimension: str) -> pd.DataFrame:
        """Return victims of every level (rows, all of them) by ``reasons`` (columns)."""
        rows = self.levels[self.levels["dimension"] == dimension]
        wide = rows.pivot_table(
            index="level", columns="reasons", values="victims", aggfunc="sum", fill_value=0
        )
        every = self.by_reasons.index
        known = [name for name in self.dimensions[dimension].all_levels if name in wide.index]
        return wide.reindex(index=known, columns=every, fill_value=0).astype(np.int64)
