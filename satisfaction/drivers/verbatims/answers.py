"""Who answered an open question, and on which side of the outcome they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import Verbatim
from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError, did_you_mean
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.definitions.scales import Scale
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.verbatims.result import Side
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

FEWEST = 10
"""No term, code or set of answers under this many respondents is ever released."""

SIDES: tuple[Side, ...] = ("dissatisfied", "neither", "satisfied")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Answers:
    """Answers of two groups. It has no repr: nothing that holds answers shows them.

    Attributes
    ----------
    texts : list of str
    rows : (m,) int array
        Row of each answer in the returns.
    groups : (m,) int array
        0 for the first group, 1 for the second.
    asked : (int, int)
        Respondents of each group, also those who said nothing.
    """

    texts: list[str]
    rows: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]
    asked: tuple[int, int]

    @property
    def bases(self) -> tuple[int, int]:
        """Respondents of each group who said anything."""
        first, second = np.bincount(self.groups, minlength=2)
        return int(first), int(second)


def open_question(survey: Survey, question: str | None) -> str:
    """Return the open question asked for: the only one where none is named.

    Raises
    ------
    ColumnNotFoundError
        If the survey has none, or not this one.
    UsageError
        If it has several and none is named.
    """
    known = [name for name, field in survey.fields.items() if isinstance(field, Verbatim)]
    if not known:
        raise ColumnNotFoundError(
            f"The survey '{survey.survey}' has no open question. Describe its column among "
            "`fields` with `kind: verbatim`."
        )
    if question is None and len(known) > 1:
        raise UsageError(f"The survey has several open questions: {', '.join(known)}. Name one.")
    name = known[0] if question is None else question
    if name not in known:
        raise ColumnNotFoundError(
            f"The survey has no open question '{name}'.{did_you_mean(name, known)} "
            f"It has: {', '.join(known)}."
        )
    return name


def answers_of(
    returns: Returns, question: str, between: tuple[Side, Side], period: str | Period | None
) -> Answers:
    """Return the answers of the two groups.

    Raises
    ------
    ColumnNotFoundError
        If the returns were accepted before the survey had the question.
    EstimationError
        If a group has fewer than 10 answers: nothing is released.
    """
    _refuse_sides(between)
    if question not in returns.frame:
        raise ColumnNotFoundError(
            f"The returns have no column '{question}'. They were accepted before the survey had "
            "it; validate the delivery again."
        )
    sides = _sides(returns)
    inside = made_during(returns, period)
    group = np.select([inside & (sides == side) for side in between], [0, 1], default=-1)
    texts = returns.frame[question].fillna("").astype("str").str.strip()
    rows = np.flatnonzero((group >= 0) & (texts != "").to_numpy(dtype=bool))
    counts = np.bincount(group[group >= 0], minlength=2)
    found = Answers(
        texts=texts.iloc[rows].tolist(),
        rows=rows,
        groups=group[rows].astype(np.int64),
        asked=(int(counts[0]), int(counts[1])),
    )
    _refuse_few(found, between)
    return found


def _refuse_sides(between: tuple[Side, Side]) -> None:
    first, second = between
    for side in between:
        if side not in SIDES:
            raise UsageError(f"There is no side '{side}'. Sides: {', '.join(SIDES)}.")
    if first == second:
        raise UsageError(f"'{first}' is compared with itself. Name two sides.")


def _refuse_few(found: Answers, between: tuple[Side, Side]) -> None:
    few = [side for side, base in zip(between, found.bases, strict=True) if base < FEWEST]
    if few:
        raise EstimationError(
            f"Fewer than {FEWEST} {' and '.join(few)} respondents said anything; nothing is "
            "released. Take a longer period."
        )


def _sides(returns: Returns) -> npt.NDArray[np.str_]:
    """Return the side of each respondent; empty for no grade."""
    outcome = returns.survey.outcome
    labels = side_labels(returns.survey.scale_of(outcome))
    column = returns.frame[outcome]
    masks = [column.isin(list(labels[side])).to_numpy(dtype=bool) for side in SIDES]
    return np.select(masks, list(SIDES), default="")


def side_labels(scale: Scale) -> dict[Side, tuple[str, ...]]:
    """Return the grades of each side."""
    bad, good = scale.labels_of(scale.dissatisfied), scale.labels_of(scale.satisfied)
    between = tuple(label for label in scale.grade_labels if label not in {*bad, *good})
    return {"dissatisfied": bad, "neither": between, "satisfied": good}
