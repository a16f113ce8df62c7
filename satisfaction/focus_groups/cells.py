"""Candidates who are alike in everything that a rule looks at, counted together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """t kinds of candidate; exact, since whoever shares a cell is interchangeable.

    Attributes
    ----------
    count : (t,) int array
        Candidates of each cell.
    member : (t, q) float array
        Levels that have a quota.
    topic : (t, p) float array
        Topics that the cell's people rated poor.
    area : (t,) int array
        Borough, from 0; -1 where it is not known.
    crime : (t,) int array
        Crime that several candidates are victims of, from 0; -1 for a crime of one.
    of : (m,) int array
        Cell of each candidate.
    """

    count: Codes
    member: Floats
    topic: Floats
    area: Codes
    crime: Codes
    of: Codes

    def __len__(self) -> int:
        return len(self.count)


def gather_cells(member: Bools, topic: Bools, area: Codes, crime: Codes, *, held: Codes) -> Cells:
    """Count candidates into cells.

    Parameters
    ----------
    member : (m, q) bool array
    topic : (m, p) bool array
    area, crime : (m,) int arrays
    held : (m,) int array
        A number of its own for each candidate who has a place already, 0 for all others: nobody
        can take the place of a person who was invited.
    """
    keys = np.column_stack([member, topic, area, crime, held]).astype(np.int64)
    found, of, count = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    q, p = member.shape[1], topic.shape[1]
    return Cells(
        count=count.astype(np.int64),
        member=found[:, :q].astype(np.float64),
        topic=found[:, q : q + p].astype(np.float64),
        area=found[:, q + p],
        crime=found[:, q + p + 1],
        of=np.asarray(of, dtype=np.int64).ravel(),
    )


def shared_crimes(crime: npt.NDArray[np.object_]) -> Codes:
    """Return a number for each crime that several candidates are victims of, -1 for all others."""
    names, inverse, counts = np.unique(crime.astype(str), return_inverse=True, return_counts=True)
    several = (counts > 1) & (names != "")
    number = np.where(several, np.cumsum(several) - 1, -1)
    return np.asarray(number[inverse], dtype=np.int64)
