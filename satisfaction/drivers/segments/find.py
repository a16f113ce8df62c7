"""Find which groups of respondents are dissatisfied more often than others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.library import load_rules
from satisfaction.drivers.segments.answers import group_answers
from satisfaction.drivers.segments.numbers import group_numbers
from satisfaction.drivers.segments.result import Segments
from satisfaction.drivers.segments.tables import names_table, tests_table
from satisfaction.drivers.segments.tree import Growth, grow
from satisfaction.errors import UsageError
from satisfaction.numerics.permutation_splits import Room
from satisfaction.periods import parse_period
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.drivers.segments.answers import GroupedAnswers
    from satisfaction.drivers.segments.tree import Node
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

_SEED = 20_071_231
_FEWEST_PERMUTATIONS = 99
# Fewer are too few to order levels by; those that estimate need as many as a figure needs.
_FEWEST_SEARCHED = 50


def segments(
    returns: Returns,
    *,
    by: Sequence[str] | None = None,
    period: str | Period | None = None,
    depth: int = 3,
    error_rate: float = 0.05,
    permutations: int = 999,
    confidence: float = 0.95,
    seed: int = _SEED,
    rules: Rules | None = None,
) -> Segments:
    """Find groups of respondents whose share of dissatisfied stands out.

    Half of the respondents, drawn within strata and with clusters together, search: everyone is
    divided in two where the share of dissatisfied differs most, then each part again, as long as
    chance does not explain the division. The other half gives the figures. It tells whom to ask to
    a focus group; why they are dissatisfied is for :func:`satisfaction.find_drivers`.

    Parameters
    ----------
    returns : Returns
        Weighted returns; without weights every respondent counts one.
    by : sequence of str, optional
        Categories to divide by; by default all that the survey has: demographics, user group, area,
        handling route. Bands of a count keep their order, unknowns at the end; levels of other
        categories are ordered by their shares.
    period : str or Period, optional
        Only interviews made in it.
    depth : int
        Divisions below one another, at most; 1 to 5.
    error_rate : float
        Chance of any division in the tree that is not there.
    permutations : int
        Shuffles behind each p-value; at least 99.
    confidence : float
    seed : int
        The same seed gives the same halves and p-values.
    rules : Rules, optional
        For the respondents that a figure needs.

    Returns
    -------
    Segments

    Raises
    ------
    ColumnNotFoundError
        If the returns have no such category.
    EstimationError
        If nobody or everybody is dissatisfied, or the survey has no category.
    UsageError
        If an argument is out of its range.

    Notes
    -----
    Honest estimation: Athey and Imbens (2016). Permutation p-values of the largest standardised
    difference: :func:`satisfaction.numerics.permutation_splits.best_cut`. Over the tree:
    Meinshausen (2008). Intervals: Korn and Graubard (1998), never on more answers than there are.
    An interval is of its group as found; how far groups would differ with another seed it does not
    tell.
    """
    _check(depth, error_rate, permutations, confidence)
    inside = made_during(returns, period)
    answers = group_answers(returns, by, inside=inside, seed=seed)
    fewest = int((rules or load_rules()).number("suppression", "hidden_below"))
    growth = Growth(
        depth=depth,
        room=Room(searched=_FEWEST_SEARCHED, others=fewest),
        error_rate=error_rate,
        permutations=permutations,
    )
    # The halves are drawn with the seed itself.
    nodes = grow(answers, growth, np.random.default_rng((seed, 1)))
    numbers = group_numbers(answers, nodes, confidence=confidence)
    return Segments(
        table=names_table(nodes).join(numbers),
        provenance=_provenance(returns, period, growth, confidence),
        caveats=_caveats(answers, inside, nodes),
        tests=tests_table(answers, nodes, confidence=confidence),
        categories=tuple(category.name for category in answers.categories),
        base=int(answers.estimating.sum()),
        searched=int(answers.searching.sum()),
        error_rate=error_rate,
        permutations=permutations,
        confidence=confidence,
    )


def _check(depth: int, error_rate: float, permutations: int, confidence: float) -> None:
    if depth not in range(1, 6):
        raise UsageError(f"depth={depth} is not between 1 and 5 divisions below one another.")
    if permutations < _FEWEST_PERMUTATIONS:
        raise UsageError(
            f"permutations={permutations} is too few for a p-value; expected at least "
            f"{_FEWEST_PERMUTATIONS}, by default 999."
        )
    for name, value in (("error_rate", error_rate), ("confidence", confidence)):
        if not 0 < value < 1:
            raise UsageError(f"{name}={value} is not between 0 and 1.")


def _caveats(
    answers: GroupedAnswers, inside: npt.NDArray[np.bool_], nodes: Sequence[Node]
) -> tuple[Caveat, ...]:
    found = [
        Caveat(
            code="halves",
            text="Groups were searched for in one half of the respondents and their figures come "
            "from the other; another draw of the halves can give other groups.",
        )
    ]
    if nodes[0].cut is None:
        text = (
            "No division leaves both parts enough respondents, so nothing was tested: take a "
            "longer period."
        )
        found.append(Caveat(code="not-tested", text=text))
    unanswered = int((inside & ~(answers.searching | answers.estimating)).sum())
    if unanswered:
        text = f"{unanswered} respondents gave no overall judgement: in no group."
        found.append(Caveat(code="outcome-not-answered", text=text))
    return tuple(found)


def _provenance(
    returns: Returns, period: str | Period | None, growth: Growth, confidence: float
) -> Provenance:
    return Provenance(
        survey=returns.survey.survey,
        period=str(parse_period(period)) if period is not None else "",
        method=(
            "Honest tree: half of the respondents, drawn within strata, search for the division in "
            f"two that differs most in the share dissatisfied; {growth.permutations:,} shuffles "
            f"tell whether chance explains it ({growth.error_rate:.0%} over the whole tree); the "
            f"other half gives the figures, with design-based {confidence:.0%} intervals."
        ),
        sources=returns.sources,
    )
