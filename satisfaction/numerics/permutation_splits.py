"""The best cut of respondents in two, and whether chance explains how far they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

from satisfaction.numerics.sums import sum_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from satisfaction.numerics.arrays import BoolArray, FloatArray, IntArray

# Numbers of shuffled outcomes held at once: 32 MB.
_BLOCK = 4_000_000
_TIES = 1e-9
# Clusters that exchange their outcomes.
_ENOUGH = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grouping:
    """A way to tell respondents apart, which a cut may use.

    Attributes
    ----------
    codes : (n,) int array
        Level of each respondent, from 0.
    others : (size,) int array
        Respondents of each level who are kept out of the search, where each side needs some too.
    is_ordered : bool
        Whether a cut keeps the levels in order; otherwise levels are ordered by their means.
    """

    codes: IntArray
    others: IntArray
    is_ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many respondents each side of a cut needs, of those searched and of those kept out."""

    searched: int
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cut:
    """The best cut that there is.

    Attributes
    ----------
    grouping : int
        Place of the grouping that it uses.
    first : (size,) bool array
        Levels on the first side: lower in the order, or with the lower means. Levels that no
        respondent searched has go with the side that has more of them.
    statistic : float
        Difference of the two sides in standard errors that ignore the design.
    p_value : float
        Chance of a cut that stands out as much where no grouping tells anything.
    """

    grouping: int
    first: BoolArray
    statistic: float
    p_value: float


def best_cut(
    outcome: FloatArray,
    weights: FloatArray,
    groupings: Sequence[Grouping],
    *,
    room: Room,
    permutations: int,
    rng: np.random.Generator,
    clusters: IntArray | None = None,
) -> Cut | None:
    r"""Find the cut of any grouping that best separates high from low outcomes, and test it.

    For a cut with weight :math:`N_1` of :math:`N` on its first side the statistic is
    :math:`|\sum_1 w_i e_i| / \sqrt{v}`, with :math:`e` the outcome less its weighted mean and
    :math:`v = \hat\sigma^2 [Q_1 (1 - 2 N_1 / N) + (N_1 / N)^2 Q]`, :math:`Q` being sums of squared
    weights. The largest of a grouping is standardised by mean and standard deviation of what the
    same grouping gives when outcomes are shuffled, so that one with many levels has no advantage
    over one with two; the p-value is of the largest over the groupings, order of levels and choice
    of the cut included.

    Parameters
    ----------
    outcome : (n,) float array
    weights : (n,) float array
        Above zero.
    groupings : sequence of Grouping
    room : Room
    permutations : int
        Shuffles; the smallest p-value is one over one more.
    rng : numpy.random.Generator
    clusters : (n,) int array, optional
        Sampling unit of each respondent, from 0. Clusters of about the same size then exchange
        their outcomes as wholes, so that likeness within a cluster is not taken for a difference.

    Returns
    -------
    Cut or None
        None where no cut leaves both sides enough respondents.

    Notes
    -----
    Exact where outcomes, or clusters of equal size, may be exchanged (Westfall and Young 1993). For
    a binary outcome and equal weights the cut of an unordered grouping is the best of all
    :math:`2^{L-1} - 1` (Breiman et al. 1984, theorem 4.5). R: the idea of ``party::ctree``, which
    tests association and not the cut.

    Examples
    --------
    >>> import numpy as np
    >>> codes = np.repeat([0, 1, 2], 40)
    >>> y = np.concatenate([np.zeros(75), np.ones(45)])
    >>> groups = Grouping(codes=codes, others=np.zeros(3, dtype=int))
    >>> found = best_cut(
    ...     y,
    ...     np.ones(120),
    ...     [groups],
    ...     room=Room(searched=20),
    ...     permutations=199,
    ...     rng=np.random.default_rng(1),
    ... )
    >>> found.first.tolist(), found.p_value
    ([True, True, False], 0.005)
    """
    residuals = outcome - np.average(outcome, weights=weights)
    if not residuals.any():
        return None
    held = [_levels_of(one, weights) for one in groupings]
    stacked = _stacked(held, groupings, weights)
    draws = _draws(residuals, weights, clusters, permutations=permutations, rng=rng)
    sums = np.hstack([stacked @ block for block in draws])
    ends = np.cumsum([len(levels.kept) for levels in held])[:-1]
    found = [
        _cuts(part, levels, room, is_ordered=one.is_ordered)
        for part, levels, one in zip(np.split(sums, ends), held, groupings, strict=True)
    ]
    usable = [place for place, cuts in enumerate(found) if cuts.is_possible]
    if not usable:
        return None
    heights = np.vstack([_standardised(found[place].largest) for place in usable])
    best = int(heights[:, 0].argmax())
    chosen = usable[best]
    highest = heights.max(axis=0)
    spread = np.sqrt(np.average(residuals**2, weights=weights))
    return Cut(
        grouping=chosen,
        first=_completed(found[chosen].first, held[chosen], len(groupings[chosen].others)),
        statistic=float(found[chosen].largest[0] / spread),
        p_value=float(np.mean(highest >= highest[0] - _TIES)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Levels:
    """The levels of a grouping that occur: weight, squared weight and counts of each."""

    kept: IntArray
    weight: FloatArray
    squares: FloatArray
    counts: IntArray
    others: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cuts:
    """The largest statistic of each draw, and the levels of the first side in the data."""

    largest: FloatArray
    first: BoolArray
    is_possible: bool


def _levels_of(grouping: Grouping, weights: FloatArray) -> _Levels:
    size = len(grouping.others)
    counts = np.bincount(grouping.codes, minlength=size)
    kept = np.flatnonzero(counts)
    return _Levels(
        kept=kept,
        weight=sum_by(grouping.codes, weights, size)[kept],
        squares=sum_by(grouping.codes, weights**2, size)[kept],
        counts=counts[kept],
        others=grouping.others[kept],
    )


def _stacked(
    held: Sequence[_Levels], groupings: Sequence[Grouping], weights: FloatArray
) -> csr_matrix:
    """Return weights by levels of all groupings below one another and respondents."""
    rows, start = [], 0
    for levels, one in zip(held, groupings, strict=True):
        place = np.zeros(len(one.others), dtype=np.int64)
        place[levels.kept] = start + np.arange(len(levels.kept))
        rows.append(place[one.codes])
        start += len(levels.kept)
    n = len(weights)
    columns = np.tile(np.arange(n), len(groupings))
    values = np.tile(weights, len(groupings))
    return csr_matrix((values, (np.concatenate(rows), columns)), shape=(start, n))


def _draws(
    residuals: FloatArray,
    weights: FloatArray,
    clusters: IntArray | None,
    *,
    permutations: int,
    rng: np.random.Generator,
) -> Iterator[FloatArray]:
    """Give the residuals, then shuffled ones, each with a weighted mean of zero, in blocks."""
    yield residuals[:, None]
    wholes = _wholes(np.arange(len(residuals)) if clusters is None else clusters)
    step = max(1, _BLOCK // len(residuals))
    for start in range(0, permutations, step):
        drawn = residuals[wholes.shuffled(min(step, permutations - start), rng)]
        yield drawn - np.average(drawn, axis=0, weights=weights)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Wholes:
    """Clusters that change places: rows by cluster, and which clusters are about as large."""

    rows: IntArray
    of_row: IntArray
    position: IntArray
    starts: IntArray
    sizes: IntArray
    likes: IntArray

    def shuffled(self, draws: int, rng: np.random.Generator) -> IntArray:
        """Return, for each row and draw, the row whose outcome it gets."""
        keys = rng.random((len(self.sizes), draws)) + self.likes[:, None]
        givers = np.empty(keys.shape, dtype=np.int64)
        # Places of the same likes, sorted by luck, are given to the same places in order.
        givers[np.argsort(self.likes, kind="stable")] = np.argsort(keys, axis=0)
        giver = givers[self.of_row]
        place = self.starts[giver] + self.position[:, None] % self.sizes[giver]
        taken: IntArray = self.rows[place]
        return taken


def _wholes(clusters: IntArray) -> _Wholes:
    _, of_row, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    rows = np.argsort(of_row, kind="stable")
    starts = np.cumsum(sizes) - sizes
    position = np.empty(len(rows), dtype=np.int64)
    position[rows] = np.arange(len(rows)) - np.repeat(starts, sizes)
    return _Wholes(
        rows=rows,
        of_row=of_row,
        position=position,
        starts=starts,
        sizes=sizes,
        likes=_likes(sizes),
    )


def _likes(sizes: IntArray) -> IntArray:
    """Group clusters by size: sizes next to each other together until there are enough of them."""
    values, counts = np.unique(sizes, return_counts=True)
    group = np.zeros(len(values), dtype=np.int64)
    held = 0
    for place, count in enumerate(counts):
        rest = counts[place:].sum()
        if place and held >= _ENOUGH and rest >= _ENOUGH:
            group[place:] += 1
            held = 0
        held += count
    likes: IntArray = group[np.searchsorted(values, sizes)]
    return likes


def _cuts(sums: FloatArray, levels: _Levels, room: Room, *, is_ordered: bool) -> _Cuts:
    """Return the best cut of one grouping in every draw; ``sums`` is (levels, draws)."""
    if len(levels.kept) < 2:  # noqa: PLR2004 - a cut has two sides
        none = np.zeros(sums.shape[1])
        return _Cuts(largest=none, first=np.ones(len(levels.kept), dtype=bool), is_possible=False)
    natural = np.arange(len(levels.kept))[:, None]
    order = natural if is_ordered else np.argsort(sums / levels.weight[:, None], axis=0)
    reached = np.take_along_axis(sums, np.broadcast_to(order, sums.shape), axis=0).cumsum(axis=0)
    weight, squares = levels.weight[order].cumsum(axis=0), levels.squares[order].cumsum(axis=0)
    part = weight[:-1] / weight[-1]
    variance = squares[:-1] * (1 - 2 * part) + part**2 * squares[-1]
    fits = _fits(levels, order, room) & (variance > 0)
    heights = np.abs(reached[:-1]) / np.sqrt(np.where(fits, variance, np.inf))
    place = int(np.argmax(np.where(fits[:, 0], heights[:, 0], -1.0)))
    first = np.zeros(len(levels.kept), dtype=bool)
    first[order[: place + 1, 0]] = True
    return _Cuts(largest=heights.max(axis=0), first=first, is_possible=bool(fits[:, 0].any()))


def _fits(levels: _Levels, order: IntArray, room: Room) -> BoolArray:
    """Return which cuts leave both sides enough respondents, (levels - 1, draws)."""
    fits: BoolArray = np.ones((len(order) - 1, order.shape[1]), dtype=bool)
    for counts, fewest in ((levels.counts, room.searched), (levels.others, room.others)):
        below = counts[order].cumsum(axis=0)
        fits &= (below[:-1] >= fewest) & (below[-1] - below[:-1] >= fewest)
    return fits


def _standardised(largest: FloatArray) -> FloatArray:
    spread = largest.std()
    return (largest - largest.mean()) / spread if spread > 0 else np.zeros(len(largest))


def _completed(first: BoolArray, levels: _Levels, size: int) -> BoolArray:
    """Return the sides of all levels: those not searched go with the larger side."""
    share = levels.counts[first].sum() / levels.counts.sum()
    sides: BoolArray = np.full(size, share > 0.5)  # noqa: PLR2004 - the larger of two
    sides[levels.kept] = first
    return sides
