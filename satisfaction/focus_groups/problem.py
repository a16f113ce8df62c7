"""One choice to make: who may sit where, and what is wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.focus_groups.quotas import Bands, bands_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.focus_groups.cells import Cells
    from satisfaction.focus_groups.settings import Prices

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Groups of one kind; slots are the groups, then the reserve list of each.

    Attributes
    ----------
    cells : Cells
    shares : (q,) float array
        Share of each level in the weighted profile of dissatisfied victims.
    known : (q,) bool array
    area_shares : (a,) float array
        The same for boroughs.
    groups, size, reserves : int
    most_from_area, per_topic : int
    prices : Prices
    lowest, highest : (t, 2 groups) float arrays
        Fewest and most people of each cell in each slot.
    """

    cells: Cells
    shares: Floats
    known: Bools
    area_shares: Floats
    groups: int
    size: int
    reserves: int
    most_from_area: int
    per_topic: int
    prices: Prices
    lowest: Floats
    highest: Floats

    @property
    def slots(self) -> int:
        """Number of slots."""
        return 2 * self.groups

    @property
    def places(self) -> int:
        """Places in all groups."""
        return self.groups * self.size

    @property
    def overall(self) -> Bands:
        """People wanted of each level in all groups together."""
        return bands_of(self.shares, self.known, self.places)

    @property
    def within(self) -> Bands:
        """People wanted of each level in one group."""
        return bands_of(self.shares, self.known, self.size)

    @property
    def in_reserve(self) -> Bands:
        """People wanted of each level among all reserves."""
        return bands_of(self.shares, self.known, self.groups * self.reserves)

    @property
    def area_high(self) -> Floats:
        """Most people wanted from each borough in all groups together, (a,)."""
        return bands_of(self.area_shares, self.area_shares >= 0, self.places).high

    def of_cells(self, chosen: npt.NDArray[np.intp]) -> Problem:
        """Return the same choice with some of the cells."""
        part = replace(
            self.cells,
            count=self.cells.count[chosen],
            member=self.cells.member[chosen],
            topic=self.cells.topic[chosen],
            area=self.cells.area[chosen],
            crime=self.cells.crime[chosen],
        )
        return replace(self, cells=part, lowest=self.lowest[chosen], highest=self.highest[chosen])

    def between(self, lowest: Floats, highest: Floats) -> Problem:
        """Return the same choice within other limits."""
        return replace(self, lowest=lowest, highest=np.maximum(lowest, highest))


def free_limits(cells: Cells, groups: int, reserves: int) -> tuple[Floats, Floats]:
    """Return limits that leave everything open; no reserves where none are wanted."""
    highest = np.repeat(cells.count[:, None].astype(np.float64), 2 * groups, axis=1)
    if not reserves:
        highest[:, groups:] = 0.0
    return np.zeros_like(highest), highest
