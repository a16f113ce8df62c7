"""What could not be had, in words: wanted, short by, in the pool, removed by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from satisfaction.focus_groups.blocks import Block
    from satisfaction.focus_groups.deviation import Deviation
    from satisfaction.focus_groups.sieve import Sieve

    Bools = npt.NDArray[np.bool_]

COLUMNS = [
    "kind", "group", "rule", "dimension", "level", "wanted", "chosen", "short", "over", "in_pool",
    "removed", "price", "text",
]  # fmt: skip
_NAMED_RULES = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Miss:
    """One thing that was not had: people short, or over where negative."""

    rule: str
    dimension: str
    level: str
    wanted: float
    short: float
    price: float
    group: int = 0

    @property
    def chosen(self) -> float:
        return self.wanted - self.short


def shortfalls_of(block: Block, filters: Sieve) -> pd.DataFrame:
    """Return every shortfall of one kind of group, the dearest first."""
    rows = [_row(miss, block, filters) for miss in _misses(block)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["price", "group"], ascending=[False, True], kind="stable")


def _misses(block: Block) -> Iterator[_Miss]:
    problem, found, prices = block.problem, block.solution.deviation, block.problem.prices
    if found.empty.sum():
        yield _Miss(
            rule="place", dimension="place", level="participants", wanted=problem.places,
            short=float(found.empty.sum()), price=prices.place * float(found.empty.sum()),
        )  # fmt: skip
    yield from _level_misses(block, found)
    yield from _topic_misses(block, found)
    for place in np.flatnonzero(found.area_over):
        over = float(found.area_over[place])
        yield _Miss(
            rule="borough", dimension="area", level=block.areas[place],
            wanted=float(problem.area_high[place]), short=-over, price=prices.area * over,
        )  # fmt: skip
    if found.no_reserve.sum():
        yield _Miss(
            rule="reserve", dimension="place", level="reserves",
            wanted=problem.groups * problem.reserves, short=float(found.no_reserve.sum()),
            price=prices.no_reserve * float(found.no_reserve.sum()),
        )  # fmt: skip


def _level_misses(block: Block, found: Deviation) -> Iterator[_Miss]:
    problem, prices = block.problem, block.problem.prices
    pairs = block.levels.names[["dimension", "level"]].astype("str").to_numpy()
    names = [(str(dimension), str(level)) for dimension, level in pairs]
    for q, (dimension, level) in enumerate(names):
        for short, wanted in (
            (found.under[q], problem.overall.low[q]), (-found.over[q], problem.overall.high[q])
        ):  # fmt: skip
            if short:
                yield _Miss(
                    rule="quota", dimension=dimension, level=level, wanted=float(wanted),
                    short=float(short), price=prices.quota * abs(float(short)),
                )  # fmt: skip
    if problem.groups == 1:
        # Within the only group is the same as over all groups.
        return
    for group, q in zip(*np.nonzero(found.group_under - found.group_over), strict=True):
        short = float(found.group_under[group, q] - found.group_over[group, q])
        band = problem.within.low if short > 0 else problem.within.high
        yield _Miss(
            rule="group quota", dimension=names[q][0], level=names[q][1],
            wanted=float(band[q]), short=short, price=prices.group_quota * abs(short),
            group=block.first_group + int(group),
        )  # fmt: skip


def _topic_misses(block: Block, found: Deviation) -> Iterator[_Miss]:
    for group, p in zip(*np.nonzero(found.uncovered), strict=True):
        short = float(found.uncovered[group, p])
        yield _Miss(
            rule="topic", dimension="topic", level=block.topic_labels[p],
            wanted=block.problem.per_topic, short=short,
            price=block.problem.prices.topic * short, group=block.first_group + int(group),
        )  # fmt: skip


def _row(miss: _Miss, block: Block, filters: Sieve) -> dict[str, object]:
    inside = _of_level(miss, block)
    in_pool = int((inside & block.is_candidate).sum())
    removed = filters.removed_by(inside)
    return {
        "kind": block.kind, "group": miss.group, "rule": miss.rule, "dimension": miss.dimension,
        "level": miss.level, "wanted": miss.wanted, "chosen": miss.chosen,
        "short": max(miss.short, 0.0), "over": max(-miss.short, 0.0), "in_pool": in_pool,
        "removed": sum(removed.values()), "price": miss.price,
        "text": _text(miss, block, in_pool, removed),
    }  # fmt: skip


def _of_level(miss: _Miss, block: Block) -> Bools:
    """Return which dissatisfied respondents of this kind are of the level."""
    if miss.dimension == "place":
        return block.is_kind
    inside: npt.NDArray[np.bool_]
    if miss.dimension == "topic":
        inside = np.asarray(block.low[:, block.topic_labels.index(miss.level)])
    elif miss.dimension == "area":
        inside = np.isin(block.area, block.areas.index(miss.level))
    else:
        names = block.levels.names
        here = (names["dimension"] == miss.dimension) & (names["level"] == miss.level)
        inside = np.asarray(block.levels.member[:, here.to_numpy(dtype=np.bool_)].any(axis=1))
    return np.asarray(block.is_kind & inside, dtype=np.bool_)


def _text(miss: _Miss, block: Block, in_pool: int, removed: Mapping[str, int]) -> str:
    where = f"group {miss.group}" if miss.group else f"{block.kind} groups together"
    head = f"{_name(miss)}, {where}: "
    if miss.short < 0:
        return (
            f"{head}at most {miss.wanted:.0f} wanted, {miss.chosen:.0f} chosen, "
            f"{-miss.short:.0f} too many, for want of others."
        )
    said = (
        f"{head}{miss.wanted:.0f} wanted, {miss.chosen:.0f} chosen, short by {miss.short:.0f}. "
        f"{in_pool} can be asked"
    )
    if in_pool >= miss.wanted:
        said += f", but {_why_not(miss, block)}"
    return f"{said}; {_removed(removed)}."


def _why_not(miss: _Miss, block: Block) -> str:
    """Return the rule between candidates that stands in the way, where one alone does."""
    problem = block.problem
    slots = problem.groups
    for of, most, says in (
        (
            problem.cells.area,
            problem.most_from_area * slots,
            f"at most {problem.most_from_area} people from one borough may sit in a group",
        ),
        (problem.cells.crime, slots, "two victims of one crime may not sit in a group"),
    ):
        room = _room(of, _candidates(miss, block), most)
        if room < miss.wanted:
            return f"{says}, which leaves room for {room:.0f}"
    return "not together with what else is wanted"


def _candidates(miss: _Miss, block: Block) -> npt.NDArray[np.int64]:
    """Return how many candidates of the level each cell has."""
    inside = _of_level(miss, block)[block.candidates]
    cells = block.problem.cells
    return np.bincount(cells.of[inside], minlength=len(cells)).astype(np.int64)


def _room(of: npt.NDArray[np.int64], count: npt.NDArray[np.int64], most: int) -> int:
    """Return how many people there is room for with so many from each borough, or crime."""
    bound = of >= 0
    by_one = np.bincount(of[bound], count[bound]) if bound.any() else np.zeros(0)
    return int(np.minimum(by_one, most).sum() + count[~bound].sum())


def _name(miss: _Miss) -> str:
    if miss.dimension == "place":
        return {"participants": "Places", "reserves": "Reserves"}[miss.level]
    return f"{miss.dimension.replace('_', ' ').capitalize()} '{miss.level}'"


def _removed(removed: Mapping[str, int]) -> str:
    if not removed:
        return "no rule removed any"
    order = sorted(removed.items(), key=lambda pair: -pair[1])
    named = [f"{count} by '{rule}'" for rule, count in order[:_NAMED_RULES]]
    rest = sum(count for _, count in order[_NAMED_RULES:])
    more = [f"{rest} by other rules"] if rest else []
    return f"{sum(removed.values())} removed: {', '.join([*named, *more])}"
