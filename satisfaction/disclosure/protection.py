"""Results without what would give single people away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar, get_args, overload

from satisfaction.definitions.library import load_rules
from satisfaction.disclosure.blanking import blanked
from satisfaction.disclosure.figures import Figure, Told
from satisfaction.disclosure.published import PublishedTable, audience_of
from satisfaction.disclosure.reading import read
from satisfaction.disclosure.system import Problem, Standing, problem_of
from satisfaction.disclosure.ties import tie
from satisfaction.errors import UsageError
from satisfaction.numerics.suppression import suppress
from satisfaction.results import Caveat, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules

Audience = Literal["internal", "external"]
R = TypeVar("R", bound=Result)

_LARGEST_OPTIMUM = 60


@overload
def protect(
    result: R,
    *,
    audience: Audience,
    published: Iterable[Result | PublishedTable] = ...,
    rules: Rules | None = ...,
) -> R: ...
@overload
def protect(
    result: Sequence[Result],
    *,
    audience: Audience,
    published: Iterable[Result | PublishedTable] = ...,
    rules: Rules | None = ...,
) -> tuple[Result, ...]: ...
def protect(
    result: Result | Sequence[Result],
    *,
    audience: Audience,
    published: Iterable[Result | PublishedTable] = (),
    rules: Rules | None = None,
) -> Result | tuple[Result, ...]:
    """Withhold small counts, and whatever small counts would follow from.

    Parameters
    ----------
    result : Result or sequence of Result
        All results that are given out together belong in one call: what is withheld in one table
        may follow from another.
    audience : {"internal", "external"}
        Borough editions are external.
    published : iterable of Result or PublishedTable
        Protected results of earlier editions for the same or a wider audience, live or out of the
        files that :func:`satisfaction.disclosure.read_edition` reads. What they show cannot be
        withheld any more; what they withhold stays withheld, and must not follow from the
        difference of two editions.
    rules : Rules, optional
        For the smallest count that may be shown, ``disclosure_internal`` or
        ``disclosure_external``; by default the shipped ones.

    Returns
    -------
    Result or tuple of Result
        Of the same kind. Withheld numbers are missing, in rows whose new column ``suppressed`` is
        true; whether a number is small itself or protects another cannot be told. Rows that rest on
        too few answers are blanked as well. A caveat says how much is withheld.

    Raises
    ------
    UsageError
        If the audience is none, or the kind of result is not known or holds single persons.

    Notes
    -----
    Withheld are counts from 1 to below the threshold, answers that all but so few of a group gave,
    and answers that everybody in a group gave. Further counts go with them so that the interval in
    which an attacker can put any withheld count, by linear programming over all published counts of
    all results and editions, is at least as wide as the threshold. Of all choices that do so the
    one with least loss is found by integer programming (Fischetti and Salazar 2001) where at most
    60 counts hang together; otherwise a good one by a heuristic.

    A published share and its base are taken to tell the count exactly. Weighted shares, errors and
    intervals go with the count that they belong to.
    """
    if audience not in get_args(Audience):
        raise UsageError(f"There is no audience '{audience}'. Choose one of: internal, external.")
    given = [result] if isinstance(result, Result) else list(result)
    rulebook = rules or load_rules()
    threshold = rulebook.number("suppression", f"disclosure_{audience}")
    done = _protected(given, audience, threshold, list(published))
    return done[0] if isinstance(result, Result) else done


def _protected(
    given: list[Result],
    audience: Audience,
    threshold: float,
    editions: list[Result | PublishedTable],
) -> tuple[Result, ...]:
    _refuse_other_audience([*given, *editions], audience)
    open_ = [result for result in given if audience_of(result) is None]
    done = [result for result in given if audience_of(result) is not None]
    told = _told(open_)
    # Results protected in an earlier call are out as much as an earlier edition is.
    choice = _choice(told, _told([*editions, *done]), threshold)
    hidden, notes = (choice.figures, choice.caveats) if choice else (frozenset(), ())
    fresh = iter(
        blanked(result, part.tellings, hidden, audience=audience, threshold=threshold, notes=notes)
        for result, part in zip(open_, told, strict=True)
    )
    return tuple(next(fresh) if audience_of(result) is None else result for result in given)


def _told(results: Sequence[Result | PublishedTable]) -> list[Told]:
    """Return what each result tells; one that contradicts those before it counts other people."""
    every, found = Told(), []
    for result in results:
        told = read(result)
        told = told.renamed(every.contradictions(told), result.provenance.method)
        every.add(told)
        found.append(told)
    return found


def _refuse_other_audience(given: Sequence[Result | PublishedTable], audience: Audience) -> None:
    wrong = [r for r in given if audience == "external" and audience_of(r) == "internal"]
    if wrong:
        raise UsageError(
            f"{len(wrong)} of the results are protected for an internal audience already. "
            "Protect the results themselves for an external one."
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Editions:
    """What earlier editions show, and what they withhold."""

    told: Told
    shown: frozenset[Figure]
    kept: frozenset[Figure]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """What to withhold, out of which problem, and what the caller must know."""

    problem: Problem
    withheld: npt.NDArray[np.bool_]
    caveats: tuple[Caveat, ...]

    @property
    def figures(self) -> frozenset[Figure]:
        """The figures withheld."""
        system = self.problem.system
        hidden = system.unknown(self.withheld) & (system.switches >= 0)
        return frozenset(f for f, gone in zip(self.problem.figures, hidden, strict=True) if gone)


def withheld_figures(
    results: Sequence[Result],
    *,
    threshold: float,
    published: Sequence[Result | PublishedTable] = (),
) -> Choice | None:
    """Return what is withheld of results; None where they tell no counts."""
    return _choice(_told(list(results)), _told(list(published)), threshold)


def _choice(told: list[Told], earlier: list[Told], threshold: float) -> Choice | None:
    now = Told()
    for part in told:
        now.add(part)
    if not now.counts:
        return None
    problem = _problem(now, _earlier(earlier), threshold)
    if problem is not None:
        return _chosen(problem)
    now.untimed |= set(now.counts)
    problem = _problem(now, _earlier([]), threshold)
    if problem is None:
        raise UsageError(
            "The counts of the results contradict one another. Give results of one run."
        )
    return _chosen(problem, *((_REVISED,) if earlier else ()))


def _problem(now: Told, editions: _Editions, threshold: float) -> Problem | None:
    if now.contradictions(editions.told):
        return None
    ties = tie(
        {**editions.told.counts, **now.counts},
        alone=now.alone | editions.told.alone,
        untimed=now.untimed | editions.told.untimed,
    )
    standing = Standing(
        unreliable=frozenset(now.unreliable),
        published=editions.shown,
        kept=editions.kept,
        opinions=frozenset(now.opinions | editions.told.opinions),
        threshold=threshold,
    )
    return problem_of(ties, standing)


def _earlier(earlier: list[Told]) -> _Editions:
    all_told = Told()
    for part in earlier:
        # A number that one edition shows is out, whatever the others withhold.
        shown_before = {f: v for f, v in all_told.counts.items() if v == v}  # noqa: PLR0124 - not NaN
        all_told.add(part)
        all_told.counts.update(shown_before)
    shown = frozenset(f for f, v in all_told.counts.items() if v == v)  # noqa: PLR0124 - not NaN
    return _Editions(told=all_told, shown=shown, kept=frozenset(set(all_told.counts) - shown))


def _chosen(problem: Problem, *caveats: Caveat) -> Choice:
    found = suppress(problem.system, largest_optimum=_LARGEST_OPTIMUM)
    notes = (*_narrow(len(found.unreachable)), *caveats)
    return Choice(problem=problem, withheld=found.withheld, caveats=notes)


def _narrow(count: int) -> tuple[Caveat, ...]:
    if not count:
        return ()
    text = (
        f"{count:,} counts can be worked out more closely than they should be, whatever is "
        "withheld: there are too few people to hide among, or too much is out already. Leave their "
        "table out, or join levels."
    )
    return (Caveat(code="disclosure-narrow", text=text),)


_REVISED = Caveat(
    code="disclosure-revised",
    text=(
        "Figures of an earlier edition have been revised, so that the two editions could not be "
        "protected against a comparison. Look at what changed before this one is given out."
    ),
)
