"""Who is dissatisfied, what tells respondents apart, and which half searches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Count
from satisfaction.definitions.levels import dimension_of, dimensions_of
from satisfaction.drivers.coding import CodingRule, is_dissatisfied
from satisfaction.drivers.dealing import dealt_parts
from satisfaction.errors import ColumnNotFoundError, EstimationError, UsageError, did_you_mean
from satisfaction.numerics.units import sampling_units
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.numerics.arrays import IntArray
    from satisfaction.numerics.design import Design
    from satisfaction.tables.returns import Returns

    Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupedCategory:
    """A category of the respondents: its levels, those that say nothing, the level of each."""

    name: str
    levels: tuple[str, ...]
    unknown: tuple[str, ...]
    codes: IntArray
    is_ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupedAnswers:
    """All respondents of the returns, with who takes part in what.

    Attributes
    ----------
    outcome : (n,) float array
        1 for dissatisfied; NaN without an answer.
    searching, estimating : (n,) bool array
        The halves of those who answered in the period.
    categories : tuple of GroupedCategory
    design : Design
    units : (n,) int array or None
        Cluster of each respondent; None where each is drawn alone.
    """

    outcome: npt.NDArray[np.float64]
    searching: Rows
    estimating: Rows
    categories: tuple[GroupedCategory, ...]
    design: Design
    units: IntArray | None


def group_answers(
    returns: Returns, names: Sequence[str] | None, *, inside: Rows, seed: int
) -> GroupedAnswers:
    """Deal respondents into halves and code what tells them apart.

    Raises
    ------
    ColumnNotFoundError
        If the returns have no such category.
    EstimationError
        If nobody or everybody is dissatisfied.
    """
    design = survey_design(returns)
    outcome = is_dissatisfied(returns, CodingRule())
    # A row of weight zero stands for nobody.
    answered = ~np.isnan(outcome) & inside & (design.weights > 0)
    _refuse_hopeless(outcome[answered])
    searching = dealt_parts(design, 2, seed=seed) == 0
    return GroupedAnswers(
        outcome=outcome,
        searching=answered & searching,
        estimating=answered & ~searching,
        categories=tuple(_category(returns, name) for name in _chosen(returns, names)),
        design=design,
        units=None if design.clusters is None else sampling_units(design).of_row,
    )


def _chosen(returns: Returns, names: Sequence[str] | None) -> tuple[str, ...]:
    known = [
        str(name)
        for name in dimensions_of(returns.survey.fields)
        if name in returns.frame and isinstance(returns.frame[name].dtype, pd.CategoricalDtype)
    ]
    if isinstance(names, str):
        raise UsageError(f"by='{names}' is one text; expected a list: by=['{names}'].")
    for name in names or ():
        if name not in known:
            raise ColumnNotFoundError(
                f"The returns have no category '{name}'.{did_you_mean(name, known)} "
                f"They have: {', '.join(known)}."
            )
    if names is not None and not names:
        raise UsageError("by=[] names nothing to tell respondents apart by; leave it out for all.")
    if not known:
        raise EstimationError("The survey has no category to tell respondents apart by.")
    return tuple(names or known)


def _category(returns: Returns, name: str) -> GroupedCategory:
    column = returns.frame[name]
    return GroupedCategory(
        name=name,
        levels=tuple(map(str, column.cat.categories)),
        unknown=dimension_of(name, returns.survey.fields[name]).unknown,
        codes=column.cat.codes.to_numpy(np.int64),
        is_ordered=isinstance(returns.survey.fields[name], Count),
    )


def _refuse_hopeless(outcome: npt.NDArray[np.float64]) -> None:
    dissatisfied = int(outcome.sum())
    if dissatisfied in (0, len(outcome)):
        raise EstimationError(
            f"{dissatisfied} of {len(outcome)} respondents are dissatisfied; groups can only be "
            "told apart where there are both dissatisfied and other respondents."
        )
