"""The tree: everyone, divided again and again while chance does not explain the division."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.permutation_splits import Grouping, Room, best_cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from satisfaction.drivers.segments.answers import GroupedAnswers, GroupedCategory
    from satisfaction.numerics.permutation_splits import Cut

    Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """The levels of one category that a respondent of a group may have."""

    category: GroupedCategory
    holds: Rows

    def rows(self) -> Rows:
        """Return which of all respondents fulfil it."""
        inside: Rows = self.holds[self.category.codes]
        return inside


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """A group, and what the search for a division of it found.

    Attributes
    ----------
    name, parent : str
        ``1``, and ``1.1`` and ``1.2`` for the two that it divides into.
    conditions : tuple of Condition
        From everyone to this group.
    rows : (n,) bool array
    cut : Cut or None
        The best division, whether or not chance explains it; None where none was looked for.
    searched : int
    p_adjusted : float
        NaN without a search.
    is_divided : bool
    """

    name: str
    parent: str
    conditions: tuple[Condition, ...]
    rows: Rows
    cut: Cut | None
    searched: int
    p_adjusted: float
    is_divided: bool

    @property
    def depth(self) -> int:
        """How many divisions lie above."""
        return len(self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How the tree grows.

    Attributes
    ----------
    depth : int
        Divisions below one another, at most.
    room : Room
        Respondents that each part needs.
    error_rate : float
        Chance of any division that is not there, over the whole tree.
    permutations : int
    """

    depth: int
    room: Room
    error_rate: float
    permutations: int


def grow(answers: GroupedAnswers, growth: Growth, rng: np.random.Generator) -> tuple[Node, ...]:
    """Return the groups, each before the two that it divides into.

    A division is made where its permutation p-value, times the respondents of the whole over those
    of the group, and no smaller than those above it, is at most the error rate: groups that do not
    overlap share the error rate by their size (Meinshausen 2008).
    """
    everyone = np.ones(len(answers.outcome), dtype=bool)
    return tuple(_grown(answers, growth, rng, _Place(name="1", rows=everyone)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Place:
    """Where in the tree a group will stand."""

    name: str
    rows: Rows
    parent: str = ""
    conditions: tuple[Condition, ...] = ()
    p_above: float = 0.0


def _grown(
    answers: GroupedAnswers, growth: Growth, rng: np.random.Generator, place: _Place
) -> Iterator[Node]:
    node = _searched(answers, growth, rng, place)
    yield node
    if not node.is_divided or node.cut is None:
        return
    category = answers.categories[node.cut.grouping]
    for number, holds in ((1, node.cut.first), (2, ~node.cut.first)):
        condition = Condition(category=category, holds=holds)
        below = _Place(
            name=f"{node.name}.{number}",
            rows=place.rows & condition.rows(),
            parent=node.name,
            conditions=(*node.conditions, condition),
            p_above=node.p_adjusted,
        )
        yield from _grown(answers, growth, rng, below)


def _searched(
    answers: GroupedAnswers, growth: Growth, rng: np.random.Generator, place: _Place
) -> Node:
    searching = answers.searching & place.rows
    size = int(searching.sum())
    cut = None
    if len(place.conditions) < growth.depth and size:
        cut = best_cut(
            answers.outcome[searching],
            answers.design.weights[searching],
            [_grouping(answers, category, place.rows) for category in answers.categories],
            room=growth.room,
            permutations=growth.permutations,
            rng=rng,
            clusters=None if answers.units is None else answers.units[searching],
        )
    p_adjusted = float("nan")
    if cut:
        shared = cut.p_value * int(answers.searching.sum()) / size
        p_adjusted = max(place.p_above, min(shared, 1.0))
    return Node(
        name=place.name,
        parent=place.parent,
        conditions=place.conditions,
        rows=place.rows,
        cut=cut,
        searched=size,
        p_adjusted=p_adjusted,
        is_divided=p_adjusted <= growth.error_rate,
    )


def _grouping(answers: GroupedAnswers, category: GroupedCategory, rows: Rows) -> Grouping:
    kept_out = answers.estimating & rows
    return Grouping(
        codes=category.codes[answers.searching & rows],
        others=np.bincount(category.codes[kept_out], minlength=len(category.levels)),
        is_ordered=category.is_ordered,
    )
