"""Counts that are tied to one another by sums, some of them published and some withheld."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

NO_SWITCH = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellSystem:
    """Cells, the sums that tie them, and the switches that withhold them.

    A switch withholds all cells that carry its number: a cell that stands in two tables is one
    cell. Cells without a switch follow from the others and are never published themselves.

    Attributes
    ----------
    values : (cells,) array
        Counts, 0 or more; ``relations @ values`` is 0.
    relations : (sums, cells) sparse array
    switches : (cells,) int array
        Switch of each cell, -1 for none.
    widths : (cells,) array
        How wide the interval must be that an attacker can find for the cell once it is withheld;
        0 where that does not matter.
    costs : (switches,) array
        Information that is lost with each switch, above 0.
    withheld : (switches,) bool array
        What has to be withheld whatever the cost.
    published : (switches,) bool array
        What is out already and cannot be withheld any more.
    follows : (pairs, 2) int array
        Withholding the first switch of a pair withholds the second.
    """

    values: npt.NDArray[np.float64]
    relations: csr_array
    switches: npt.NDArray[np.int64]
    widths: npt.NDArray[np.float64]
    costs: npt.NDArray[np.float64]
    withheld: npt.NDArray[np.bool_]
    published: npt.NDArray[np.bool_]
    follows: npt.NDArray[np.int64]

    @property
    def far(self) -> float:
        """A count that nothing reaches: what an attacker knows of a cell before the tables."""
        return 10.0 * float(self.values.max(initial=0.0)) + 10.0 * float(
            self.widths.max(initial=0.0)
        )

    def unknown(self, withheld: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return which cells an attacker does not read off, (cells,)."""
        hidden: npt.NDArray[np.bool_] = np.append(withheld, True)[self.switches]
        return hidden

    def closed(self, withheld: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return ``withheld`` with all that follows from it."""
        found = withheld.copy()
        while len(self.follows):
            more = self.follows[found[self.follows[:, 0]], 1]
            if found[more].all():
                break
            found[more] = True
        return found

    def loss(self, withheld: npt.NDArray[np.bool_]) -> float:
        """Return the information lost."""
        return float(self.costs[withheld].sum())
