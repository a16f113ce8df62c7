"""Small counts of people are taken out of page tables and downloads.

Primary suppression only: what is taken out may still follow from a total and its other parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Counts of people, and the numbers of the same row that would give them away.

    Attributes
    ----------
    counts : tuple of str
        Columns. If one of them is small, all of them are taken out of the row.
    told_by : tuple of str
        Columns that go with them, such as the rate that a count is of.
    """

    counts: tuple[str, ...]
    told_by: tuple[str, ...] = ()


def is_small(frame: pd.DataFrame, cells: Cells, *, smallest: float) -> pd.Series:
    """Return in which rows a count is above 0 and below ``smallest``."""
    counts = frame[[name for name in cells.counts if name in frame]].astype("float64")
    return ((counts > 0) & (counts < smallest)).any(axis="columns")


def protected(frame: pd.DataFrame, cells: Sequence[Cells], *, smallest: float) -> pd.DataFrame:
    """Return ``frame`` without counts from 1 to below ``smallest``; words and verdicts stay."""
    for family in cells:
        small = is_small(frame, family, smallest=smallest)
        if small.any():
            names = [n for n in (*family.counts, *family.told_by) if n in frame]
            frame = frame.assign(**{name: frame[name].mask(small) for name in names})
    return frame


def suppression_note(frame: pd.DataFrame, cells: Sequence[Cells], *, smallest: float) -> str:
    """Return what a reader must know about the counts taken out; empty where there are none."""
    if not any(is_small(frame, family, smallest=smallest).any() for family in cells):
        return ""
    return (
        f"Small counts are not shown: those of 1 to {smallest - 1:.0f} people, and the numbers "
        "of the same row that would give them away. Nothing else is changed, so that a count may "
        "still follow from a total or from another table: take care before passing this one on."
    )
