"""Answers as the columns of the model: low and top dummies, and who was not rated at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DriverCoding:
    """One driver.

    Attributes
    ----------
    name : str
    low : (n,) float array
        1 where the respondent rated it poor.
    others : (n, k) float array
        Top ratings (where the scale has a middle), not asked, not answered.
    rated : int
        Respondents who gave a grade.
    """

    name: str
    low: Floats
    others: Floats
    rated: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelColumns:
    """The whole model.

    Attributes
    ----------
    x : (n, k) float array
        Intercept, the low dummies, every driver's other dummies, controls.
    low : tuple of int
        Column of each driver's low dummy.
    others : tuple of tuple of int
        Columns of each driver's other dummies.
    """

    x: Floats
    low: tuple[int, ...]
    others: tuple[tuple[int, ...], ...]


def is_dissatisfied(returns: Returns, question: str) -> npt.NDArray[np.float64]:
    """Return 1 for dissatisfied, 0 for other grades, NaN where there is no grade."""
    scale = returns.survey.scale_of(question)
    column = returns.frame[question]
    held = _within(column, scale.labels_of(scale.dissatisfied))
    return np.where(column.isin(scale.grade_labels), held, np.nan)


def code_driver(
    returns: Returns, name: str, rows: npt.NDArray[np.bool_], outcome: Floats
) -> DriverCoding:
    """Return the dummies of driver ``name`` for the respondents in ``rows``."""
    column = returns.frame[name][rows]
    scale = returns.survey.scale_of(name)
    low = _within(column, scale.labels_of(scale.dissatisfied))
    others = [_within(column, labels) for labels in _other_sets(scale)]
    kept = [other for other in others if _may_stand(other, outcome[rows])]
    rated = int(column.isin(scale.grade_labels).sum())
    return DriverCoding(name=name, low=low, others=_columns(kept, len(low)), rated=rated)


def assemble(drivers: Sequence[DriverCoding], controls: Floats) -> ModelColumns:
    """Put the columns side by side: intercept, low, other dummies, controls."""
    n = len(controls)
    low = tuple(range(1, len(drivers) + 1))
    blocks = [np.ones((n, 1)), *(driver.low[:, None] for driver in drivers)]
    others: list[tuple[int, ...]] = []
    place = len(drivers) + 1
    for driver in drivers:
        width = driver.others.shape[1]
        others.append(tuple(range(place, place + width)))
        blocks.append(driver.others)
        place += width
    return ModelColumns(x=np.hstack([*blocks, controls]), low=low, others=tuple(others))


def control_columns(
    returns: Returns, names: Sequence[str], rows: npt.NDArray[np.bool_], outcome: Floats
) -> Floats:
    """Return one dummy for each large enough level but the largest, which is the reference."""
    blocks: list[Floats] = []
    for name in names:
        column = returns.frame[name][rows]
        dummies = (_within(column, (level,)) for level in column.value_counts().index[1:])
        blocks += [dummy for dummy in dummies if _may_stand(dummy, outcome[rows])]
    return _columns(blocks, int(rows.sum()))


def _other_sets(scale: Scale) -> list[tuple[str, ...]]:
    """Top grades need a middle to stand against; a yes or no has none."""
    top, low = scale.labels_of(scale.top or scale.satisfied), scale.labels_of(scale.dissatisfied)
    has_middle = len(set(scale.grade_labels) - {*top, *low}) > 0
    not_asked = scale.not_answered_labels[-1:]
    silent = scale.not_answered_labels[:-1]
    return [*([top] if has_middle else []), not_asked, silent]


def _may_stand(dummy: Floats, outcome: Floats) -> bool:
    """Whether a column has enough respondents, and both outcomes among them."""
    held = outcome[dummy > 0]
    return len(held) >= _FEWEST and 0 < held.sum() < len(held)


def _within(column: pd.Series, labels: Sequence[str]) -> Floats:
    return column.isin(list(labels)).to_numpy().astype(np.float64)


def _columns(parts: Sequence[Floats], rows: int) -> Floats:
    return np.column_stack(parts) if parts else np.zeros((rows, 0))
