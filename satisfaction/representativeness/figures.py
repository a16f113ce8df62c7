"""The figures that a force publishes, as columns whose weights can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import ColumnNotFoundError, EstimationError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """A share, or the difference of two groups' shares.

    Attributes
    ----------
    name : str
    values : (n, 1) float array
        1 where the answer counts, 0 where not, NaN outside the base.
    codes : (n,) int array
        0 for the share or the first group, 1 for the second, -1 for those in neither.
    groups : int
        1 for a share, 2 for a gap.
    """

    name: str
    values: Floats
    codes: Codes
    groups: int

    @property
    def counted(self) -> Mask:
        """Who is in the base."""
        inside: Mask = (self.codes >= 0) & ~np.isnan(self.values[:, 0])
        return inside

    @property
    def smallest_base(self) -> int:
        """Answers of the share, or of the smaller of the two groups."""
        return int(np.bincount(self.codes[self.counted], minlength=self.groups).min())


def measured_question(survey: Survey, measure: str | None) -> str:
    """Return the question behind ``measure``, by default behind the published headline."""
    name = measure or (survey.headline.measure if survey.headline else survey.outcome)
    known = {**{q: q for q in survey.questions}, **survey.measures}
    if name not in known:
        raise ColumnNotFoundError(
            f"The survey has no measure or question '{name}'.{did_you_mean(name, known)}"
        )
    return known[name]


def chosen(returns: Returns, where: Mapping[str, str | Sequence[str]] | None) -> Mask:
    """Return who has one of the levels asked for in each field."""
    inside = np.ones(len(returns), dtype=bool)
    for name, wanted in (where or {}).items():
        if name not in returns.frame:
            raise ColumnNotFoundError(
                f"The returns have no category '{name}'.{did_you_mean(name, returns.frame.columns)}"
            )
        levels = (wanted,) if isinstance(wanted, str) else tuple(wanted)
        inside &= returns.frame[name].isin(levels).to_numpy()
    return inside


def published_groups(returns: Returns, rules: Rules) -> Mapping[str, tuple[str, ...]] | None:
    """Return the user groups of the published figure; None where all belong to it.

    Those that the rulebook reports apart (rule 7) are left out.
    """
    if "user_group" not in returns.frame:
        return None
    apart = rules.listed("user_groups", "reported_apart")
    levels = returns.dimension("user_group").levels
    kept = tuple(level for level in levels if level not in apart)
    return {"user_group": kept} if len(kept) < len(levels) else None


def figures_of(
    returns: Returns, question: str, inside: Mask, between: tuple[str, str]
) -> tuple[Figure, ...]:
    """Return satisfied and dissatisfied of ``inside``, and the gap if a category has both groups.

    Raises
    ------
    EstimationError
        If nobody inside answered, or the scale rates no grades.
    """
    scale = returns.survey.scale_of(question)
    if not scale.is_rated:
        raise EstimationError(
            f"The scale of '{question}' does not say which grades are satisfied and which "
            "dissatisfied. Complete it in the definition."
        )
    column = returns.frame[question]
    answered = column.isin(scale.grade_labels).to_numpy() & inside
    if not answered.any():
        raise EstimationError(f"Nobody answered '{question}' in what was asked for.")
    sides = {
        name: _values(column, scale.labels_of(grades), answered)
        for name, grades in (
            ("satisfied", scale.satisfied),
            ("dissatisfied", scale.dissatisfied),
        )
    }
    everyone = np.where(inside, 0, -1).astype(np.int64)
    shares = [Figure(name=n, values=v, codes=everyone, groups=1) for n, v in sides.items()]
    return (*shares, *_gap(returns, inside, sides["satisfied"], between))


def _values(column: pd.Series, labels: Sequence[str], answered: Mask) -> Floats:
    held = column.isin(labels).to_numpy().astype(np.float64)
    held[~answered] = np.nan
    return held[:, None]


def _gap(
    returns: Returns, inside: Mask, satisfied: Floats, between: tuple[str, str]
) -> tuple[Figure, ...]:
    frame = returns.frame.select_dtypes("category")
    having = [name for name in frame if set(between) <= set(frame[name].cat.categories)]
    if not having:
        return ()
    column = frame[having[0]]
    masks = [(column == level).to_numpy() & inside for level in between]
    codes = np.select(masks, [0, 1], default=-1).astype(np.int64)
    figure = Figure(name="gap", values=satisfied, codes=codes, groups=2)
    return (figure,) if figure.smallest_base else ()
