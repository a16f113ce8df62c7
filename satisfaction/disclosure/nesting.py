"""The sums that tie the levels of a coarse grouping to those of a finer one."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING

from satisfaction.definitions.shelf import load_classification
from satisfaction.disclosure.figures import NOT
from satisfaction.disclosure.sums import Ties, tie_parts
from satisfaction.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from satisfaction.definitions.classifications import Classification
    from satisfaction.disclosure.figures import Figure


def tie_nested(ties: Ties, tied: Sequence[Figure]) -> None:
    """Tie each coarse level to the finer levels in it, such as White and BME to five groups.

    What lies in what is taken from the classifications that ship with the package, by the names of
    levels. Levels of a force's own classification, or wards in a borough, are not known here.
    """
    tables: dict[tuple[str, ...], dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in tied:
        if not figure.is_everyone and not figure.group.startswith(NOT):
            key = (figure.subject, figure.period, figure.answer)
            tables[key][figure.group].append(figure)
    for groups in tables.values():
        for fine, coarse in permutations(groups, 2):
            _tie_groups(ties, groups[fine], groups[coarse])


def _tie_groups(ties: Ties, fine: Sequence[Figure], coarse: Sequence[Figure]) -> None:
    for levels in _nestings():
        inside = [figure for figure in fine if figure.level in levels]
        if not inside or {f.level for f in coarse}.isdisjoint(levels.values()):
            continue
        for total in coarse:
            parts = [figure for figure in inside if levels[figure.level] == total.level]
            if parts:
                tie_parts(ties, total, parts, f"no {parts[0].group} within")


@cache
def _nestings() -> tuple[Mapping[str, str], ...]:
    """Return finer level to coarser level, for every two groupings of every classification."""
    found = (nesting for name in _shipped() for nesting in _within(load_classification(name)))
    return tuple({tuple(one.items()): one for one in found}.values())


def _shipped() -> list[str]:
    files = resource_dir("schemas").joinpath("classifications").iterdir()
    names = (file.name.partition(".")[0] for file in files if file.name.endswith(".yaml"))
    return sorted(name.replace("_", "-") for name in names)


def _within(classification: Classification) -> Iterator[dict[str, str]]:
    codes = classification.codes.values()
    labels = {"": [code.label for code in codes]}
    labels |= {g: [code.groups[g] for code in codes] for g in classification.groupings}
    for fine, coarse in permutations(labels, 2):
        pairs = set(zip(labels[fine], labels[coarse], strict=True))
        is_nested = len(pairs) == len(set(labels[fine])) > len(set(labels[coarse]))
        if is_nested:
            yield dict(sorted(pairs))
