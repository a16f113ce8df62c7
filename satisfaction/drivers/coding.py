"""Answers as the columns of the model: low and top dummies, and who was not rated at all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.drivers.grades import low_grades, middle_grades, top_grades

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.definitions.scales import Scale
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]

# A control level, top ratings or those without a rating need this many respondents, dissatisfied
# and others among them, for a column of their own; the rest stay in the reference, where they
# cannot separate the outcome.
_FEWEST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRule:
    """How answers become columns; the defaults are the survey definition's own cuts.

    Attributes
    ----------
    wider_outcome, wider_low : int
        Grades more (fewer where negative) that count as dissatisfied, and as a poor rating.
    unrated : {"own column", "middle"}
        Where a rating that was asked for and not given stands: in a column of its own, or with the
        middle grades.
    """

    wider_outcome: int = 0
    wider_low: int = 0
    unrated: Literal["own column", "middle"] = "own column"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DriverCoding:
    """One driver: a question, or several that are taken together.

    Attributes
    ----------
    name : str
    questions : tuple of str
    low : (n, q) float array
        1 where the respondent rated the question poor, a column each.
    top : (n, t) float array
        1 where it was rated with the top grades; no column where the scale has no middle.
    other : (n, k) float array
        Not asked, not answered.
    rated : int
        Respondents who gave a grade to any of the questions.
    """

    name: str
    questions: tuple[str, ...]
    low: Floats
    top: Floats
    other: Floats
    rated: int

    @property
    def low_raters(self) -> int:
        """Respondents who rated any of the questions poor, unweighted."""
        return int(self.low.any(axis=1).sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelColumns:
    """The whole model; positions are columns of ``x``.

    Attributes
    ----------
    x : (n, k) float array
        Intercept, the low dummies, every driver's other dummies, controls.
    low, top, other : tuple of tuple of int
        Columns of each driver.
    """

    x: Floats
    low: tuple[tuple[int, ...], ...]
    top: tuple[tuple[int, ...], ...]
    other: tuple[tuple[int, ...], ...]

    def keep(self, columns: Sequence[int]) -> ModelColumns:
        """Return the model with some of its columns."""
        position = {place: new for new, place in enumerate(columns)}

        def moved(parts: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
            return tuple(tuple(position[p] for p in part if p in position) for part in parts)

        return ModelColumns(
            x=self.x[:, list(columns)],
            low=moved(self.low),
            top=moved(self.top),
            other=moved(self.other),
        )


def is_dissatisfied(returns: Returns, rule: CodingRule) -> Floats:
    """Return 1 for dissatisfied overall, 0 for other grades, NaN where there is no grade."""
    question = returns.survey.outcome
    scale = returns.survey.scale_of(question)
    column = returns.frame[question]
    held = _within(column, low_grades(scale, wider=rule.wider_outcome))
    return np.where(column.isin(scale.grade_labels), held, np.nan)


def code_driver(
    returns: Returns,
    name: str,
    questions: Sequence[str],
    *,
    rows: npt.NDArray[np.bool_],
    outcome: Floats,
    rule: CodingRule,
) -> DriverCoding:
    """Return the dummies of a driver for the respondents in ``rows``."""
    survey, held = returns.survey, outcome[rows]
    columns = [returns.frame[question][rows] for question in questions]
    scales = [survey.scale_of(question) for question in questions]
    pairs = list(zip(columns, scales, strict=True))
    rated = np.logical_or.reduce([column.isin(scale.grade_labels) for column, scale in pairs])
    tops = [_within(column, _top_beside_a_middle(scale, rule)) for column, scale in pairs]
    others = [_within(column, part) for column, scale in pairs for part in _unrated(scale, rule)]
    size = int(rows.sum())
    return DriverCoding(
        name=name,
        questions=tuple(questions),
        low=_stack([_within(c, low_grades(s, wider=rule.wider_low)) for c, s in pairs], size),
        top=_stack([top for top in tops if _may_stand(top, held)], size),
        other=_stack([other for other in others if _may_stand(other, held)], size),
        rated=int(rated.sum()),
    )


def assemble(drivers: Sequence[DriverCoding], controls: Floats) -> ModelColumns:
    """Put the columns side by side: intercept, low, top, other dummies, controls."""
    blocks = [np.ones((len(controls), 1))]
    places: list[tuple[tuple[int, ...], ...]] = []
    start = 1
    for kind in ("low", "top", "other"):
        parts = [getattr(driver, kind) for driver in drivers]
        ends = np.cumsum([start, *(part.shape[1] for part in parts)]).tolist()
        places.append(tuple(tuple(range(a, b)) for a, b in pairwise(ends)))
        blocks += parts
        start = ends[-1]
    return ModelColumns(
        x=np.hstack([*blocks, controls]), low=places[0], top=places[1], other=places[2]
    )


def control_columns(
    returns: Returns, names: Sequence[str], rows: npt.NDArray[np.bool_], outcome: Floats
) -> Floats:
    """Return one dummy for each large enough level but the largest, which is the reference."""
    blocks: list[Floats] = []
    for name in names:
        column = returns.frame[name][rows]
        dummies = (_within(column, (level,)) for level in column.value_counts().index[1:])
        blocks += [dummy for dummy in dummies if _may_stand(dummy, outcome[rows])]
    return _stack(blocks, int(rows.sum()))


def _top_beside_a_middle(scale: Scale, rule: CodingRule) -> tuple[str, ...]:
    """Top grades need a middle to stand against; a yes or no has none."""
    return top_grades(scale) if middle_grades(scale, wider=rule.wider_low) else ()


def _unrated(scale: Scale, rule: CodingRule) -> list[tuple[str, ...]]:
    """Return those who were not asked, and those who were and gave no grade."""
    asked, not_asked = scale.not_answered_labels[:-1], scale.not_answered_labels[-1:]
    return [not_asked, asked] if rule.unrated == "own column" else [not_asked]


def _may_stand(dummy: Floats, outcome: Floats) -> bool:
    """Whether a column has enough respondents, and both outcomes among them."""
    held = outcome[dummy > 0]
    return len(held) >= _FEWEST and 0 < held.sum() < len(held)


def _within(column: pd.Series, labels: Sequence[str]) -> Floats:
    return column.isin(list(labels)).to_numpy().astype(np.float64)


def _stack(parts: Sequence[Floats], rows: int) -> Floats:
    return np.column_stack(parts) if parts else np.zeros((rows, 0))
