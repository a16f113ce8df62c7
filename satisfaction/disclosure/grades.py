"""The sums that tie the grades of a question to its shares, such as satisfied."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from satisfaction.disclosure.sums import Tie, Ties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from satisfaction.disclosure.figures import Figure


def tie_grades(
    ties: Ties, by_base: Mapping[Figure, Sequence[Figure]], *, shares: Sequence[str]
) -> None:
    """Tie each share to the grades that it is the sum of.

    Which grades those are stands in the questionnaire, which everybody may have, and not in a
    result: it is every run of grades, in the order of the scale, that adds up to the share wherever
    both are known. Where a rare grade leaves several runs, all of them are tied.

    Parameters
    ----------
    ties : Ties
    by_base : mapping of Figure to sequence of Figure
        Bases, each with the answers that are told of it.
    shares : sequence of str
        Answers that are no grades.
    """
    for wholes in _by_subject(by_base).values():
        grades = _in_order([by_base[whole] for whole in wholes], shares)
        for share in shares:
            for run in _runs(grades):
                _tie_run(ties, wholes, share, run)


def _by_subject(by_base: Mapping[Figure, Sequence[Figure]]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = defaultdict(list)
    for whole in by_base:
        found[whole.subject].append(whole)
    return found


def _in_order(told: Sequence[Sequence[Figure]], shares: Sequence[str]) -> list[str]:
    answers = (figure.answer for figures in told for figure in figures)
    return list(dict.fromkeys(answer for answer in answers if answer not in shares))


def _runs(grades: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for first, last in combinations(range(len(grades) + 1), 2):
        if last - first < len(grades):
            yield tuple(grades[first:last])


def _tie_run(ties: Ties, wholes: Sequence[Figure], share: str, run: Sequence[str]) -> None:
    """Tie a share to a run of grades if it is their sum wherever all are known."""
    both = [
        Tie(whole._replace(answer=share), tuple(whole._replace(answer=grade) for grade in run))
        for whole in wholes
    ]
    sums = [tie for tie in both if {tie.total, *tie.parts} <= ties.counts.keys()]
    left = [ties.counts[tie.total] - sum(ties.counts[part] for part in tie.parts) for tie in sums]
    # Not a number, where an edition withheld one of them, says nothing either way.
    known = [rest for rest in left if rest == rest]  # noqa: PLR0124 - not NaN
    if known and not any(known):
        ties.sums += sums
