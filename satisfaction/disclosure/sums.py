"""Sums of counts, and the counts that only follow from them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.disclosure.figures import Figure


class Tie(NamedTuple):
    """A total and its parts."""

    total: Figure
    parts: tuple[Figure, ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Ties:
    """Sums, and the counts that only follow from them.

    Attributes
    ----------
    counts : dict
        Every figure with its value: those told, and those that follow. NaN where unknown.
    sums : list of Tie
    rests : set of Figure
        What is left of a total; nobody publishes it, anybody can work it out.
    totals : set of Figure
        Sums of levels that no table shows and that everybody knows, such as all victims.
    pieces : set of Figure
        Parts of a period that no table shows.
    partial : set of (str, str, str)
        Subject, group and rest of parts that are known not to be all of their total.
    """

    counts: dict[Figure, float]
    sums: list[Tie] = field(default_factory=list)
    rests: set[Figure] = field(default_factory=set)
    totals: set[Figure] = field(default_factory=set)
    pieces: set[Figure] = field(default_factory=set)
    partial: set[tuple[str, str, str]] = field(default_factory=set)

    def follow(self, figure: Figure, value: float) -> None:
        """Add a figure that no table shows: a total that all can work out, or an unknown one."""
        self.counts[figure] = value
        (self.pieces if math.isnan(value) else self.totals).add(figure)


def tie_parts(ties: Ties, total: Figure, parts: Sequence[Figure], rest: str) -> None:
    """Tie a total to its parts, with what is left over; parts that overlap are not tied."""
    left = ties.counts[total] - sum(ties.counts[part] for part in parts)
    kind = (total.subject, parts[0].group, rest)
    if left > 0:
        ties.partial.add(kind)
    if left < 0:
        return
    if left == 0 or (math.isnan(left) and len(parts) > 1 and kind not in ties.partial):
        ties.sums.append(Tie(total, tuple(parts)))
        return
    over = total._replace(answer=f"{total.answer}|{rest}")
    ties.counts[over] = left
    ties.rests.add(over)
    ties.sums.append(Tie(total, (*parts, over)))
