"""The sums that tie counts to one another: answers, levels, crossed levels, periods."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from satisfaction.disclosure.figures import BASE, EVERYONE, NOT, Figure
from satisfaction.disclosure.grades import tie_grades
from satisfaction.disclosure.nesting import tie_nested
from satisfaction.disclosure.spans import in_pieces
from satisfaction.disclosure.sums import Tie, Ties, tie_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CROSS = " x "
_SHARES = ("satisfied", "neither", "dissatisfied")
_TOP = "top"


def tie(
    counts: Mapping[Figure, float], *, alone: Iterable[Figure], untimed: Iterable[Figure] = ()
) -> Ties:
    """Return how the counts hang together.

    Parameters
    ----------
    counts : mapping of Figure to float
        NaN where an earlier edition withheld it.
    alone, untimed : iterable of Figure
        Those that add up with no others, and those whose periods do not.
    """
    apart, timeless = frozenset(alone), frozenset(untimed)
    ties = Ties(counts=dict(counts))
    tied = [figure for figure in counts if figure not in apart]
    tied += _tie_periods(ties, [figure for figure in tied if figure not in timeless])
    _tie_levels(ties, tied)
    tie_nested(ties, tied)
    _tie_answers(ties, [*tied, *ties.totals])
    _tie_lone_answers(ties, apart)
    _tie_crossed(ties, tied)
    _tie_others(ties, tied)
    return ties


def _tie_levels(ties: Ties, tied: Sequence[Figure]) -> None:
    """Tie the levels of a group to everyone; who is in no level is left over."""
    groups: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for figure in tied:
        if not figure.is_everyone and not figure.group.startswith(NOT):
            key = (figure.subject, figure.group, figure.period, figure.answer)
            groups[key].append(figure)
    for (subject, _, period, answer), levels in groups.items():
        everyone = Figure(subject, "", EVERYONE, period, answer)
        summed = sum(ties.counts[level] for level in levels)
        if everyone not in ties.counts:
            ties.follow(everyone, summed)
        tie_parts(ties, everyone, levels, f"no {levels[0].group}")


def _tie_answers(ties: Ties, tied: Sequence[Figure]) -> None:
    """Tie answers to the base, and the top grades to those who are satisfied."""
    by_base: dict[Figure, list[Figure]] = defaultdict(list)
    for figure in tied:
        whole = figure._replace(answer=BASE)
        if figure.answer != BASE:
            by_base[whole].append(figure)
    for whole, answers in by_base.items():
        if whole not in ties.counts:
            ties.follow(whole, sum(ties.counts[answer] for answer in answers))
        _tie_one_base(ties, whole, answers)
    tie_grades(ties, by_base, shares=(*_SHARES, _TOP))


def _tie_one_base(ties: Ties, whole: Figure, answers: Sequence[Figure]) -> None:
    shares = [figure for figure in answers if figure.answer in _SHARES]
    top = [figure for figure in answers if figure.answer == _TOP]
    others = [figure for figure in answers if figure.answer not in (*_SHARES, _TOP)]
    if shares:
        tie_parts(ties, whole, shares, "other answers")
    satisfied = whole._replace(answer=_SHARES[0])
    for figure in top:
        total = satisfied if satisfied in ties.counts else whole
        tie_parts(ties, total, [figure], "below the top")
    if not others:
        return
    if ties.counts[whole] == sum(ties.counts[figure] for figure in others):
        ties.sums.append(Tie(whole, tuple(others)))
        return
    for figure in others:
        tie_parts(ties, whole, [figure], f"not {figure.answer}")


def _tie_lone_answers(ties: Ties, alone: Iterable[Figure]) -> None:
    """Tie a count to its base and those who are left, even where levels do not add up."""
    for figure in sorted(alone):
        whole = figure._replace(answer=BASE)
        if figure.answer != BASE and figure in ties.counts and whole in ties.counts:
            tie_parts(ties, whole, [figure], f"not {figure.answer}")


def _tie_crossed(ties: Ties, tied: Sequence[Figure]) -> None:
    """Tie crossed levels to the levels of each side."""
    sides: dict[Figure, list[Figure]] = defaultdict(list)
    for figure in tied:
        names, levels = figure.group.split(_CROSS), figure.level.split(_CROSS)
        if len(names) < 2 or len(names) != len(levels):  # noqa: PLR2004
            continue
        for name, level in zip(names, levels, strict=True):
            sides[figure._replace(group=name, level=level)].append(figure)
    for side, crossed in sides.items():
        if side not in ties.counts:
            ties.follow(side, sum(ties.counts[figure] for figure in crossed))
        tie_parts(ties, side, crossed, f"no {crossed[0].group}")


def _tie_others(ties: Ties, tied: Sequence[Figure]) -> None:
    """Tie a level and all the others to everyone."""
    for figure in tied:
        if not figure.group.startswith(NOT):
            continue
        level = figure._replace(group=figure.group.removeprefix(NOT))
        everyone = Figure(figure.subject, "", EVERYONE, figure.period, figure.answer)
        if level in ties.counts:
            both = ties.counts[level] + ties.counts[figure]
            if everyone not in ties.counts:
                ties.follow(everyone, both)
            tie_parts(ties, everyone, [level, figure], f"unknown {figure.group}")


def _tie_periods(ties: Ties, tied: Sequence[Figure]) -> list[Figure]:
    """Cut longer periods into the pieces that shorter ones leave of them; return the pieces.

    All groups of a subject are cut alike, as their levels add up to the same people in each piece.
    Everyone is cut finer where there are more periods of everyone.
    """
    subjects: dict[str, list[Figure]] = defaultdict(list)
    for figure in tied:
        subjects[figure.subject].append(figure)
    found: list[Figure] = []
    for figures in subjects.values():
        grouped = in_pieces(_periods(f for f in figures if not f.is_everyone))
        every = in_pieces((*_periods(figures), *_outer(grouped)))
        for figure in dict.fromkeys(figures):
            cut = every if figure.is_everyone else grouped
            found += _cut(ties, figure, cut.get(figure.period, ()))
            if figure.is_everyone:
                for piece in grouped.get(figure.period, ()):
                    found += _cut(ties, figure._replace(period=piece), every.get(piece, ()))
    return list(dict.fromkeys(found))


def _periods(figures: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(sorted({figure.period for figure in figures}))


def _outer(grouped: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({piece for pieces in grouped.values() for piece in pieces}))


def _cut(ties: Ties, figure: Figure, pieces: Sequence[str]) -> list[Figure]:
    """Tie a figure to its pieces; return those that no table shows."""
    parts = [figure._replace(period=piece) for piece in pieces]
    for part in (figure, *parts) if parts else ():
        if part not in ties.counts:
            ties.follow(part, math.nan)
    whole = Tie(figure, tuple(parts))
    if parts and whole not in ties.sums:
        ties.sums.append(whole)
    return [part for part in parts if part in ties.pieces]
