"""Groups of respondents who differ in how many are dissatisfied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.results import Result

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segments(Result):
    """Who is dissatisfied; it says whom to ask, and nothing about why.

    One half of the respondents found the groups, the other half gives every figure: so the figures
    are not flattered by the search.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group, everyone first, each followed by the two that it divides into: ``group``
        (its number: ``1``, then ``1.1`` and ``1.2``), ``parent``, ``depth``, ``is_final`` (not
        divided further), ``segment`` (all that tells its respondents from others, in words),
        ``category`` and ``levels`` (what tells it from its sibling); ``base`` and ``dissatisfied``
        (unweighted respondents of the half that estimates); ``estimate`` (weighted share
        dissatisfied), ``share_of_respondents`` and ``share_of_dissatisfied`` (weighted share of
        everyone, and of everyone dissatisfied, who is in the group), each with ``_lower`` and
        ``_upper`` (``lower`` and ``upper`` for the estimate); ``standard_error``, ``df``.
    tests : pandas.DataFrame
        One row a group that was searched for a division: ``group``, ``searched`` (respondents of
        the half that searches), ``category`` (that of the best division), ``p_value``,
        ``p_adjusted``, ``is_divided``; where it is, ``difference`` (of the higher less the lower
        part, from the other half) with ``_lower`` and ``_upper``.
    categories : tuple of str
        What the search could use.
    base, searched : int
        Respondents of the half that estimates, and of the half that searches (unweighted).
    error_rate : float
        Chance of any division that is not there.
    permutations : int
    confidence : float
    """

    tests: pd.DataFrame
    categories: tuple[str, ...]
    base: int
    searched: int
    error_rate: float
    permutations: int
    confidence: float

    @property
    def final(self) -> pd.DataFrame:
        """The groups that are not divided further, highest share of dissatisfied first."""
        held = self.table[self.table["is_final"]]
        return held.sort_values("estimate", ascending=False, kind="stable", ignore_index=True)

    @property
    def is_confirmed(self) -> bool:
        """Whether the half that estimates shows the first division, too."""
        divided = self.tests[self.tests["is_divided"]]
        return bool(len(divided)) and bool(divided["difference_lower"].iloc[0] > 0)

    @property
    def needs_attention(self) -> bool:
        """Whether any group stands out."""
        return len(self.table) > 1
