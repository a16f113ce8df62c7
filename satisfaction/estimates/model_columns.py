"""Categories as the columns of a model, each level against a reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.errors import ColumnNotFoundError, EstimationError, did_you_mean
from satisfaction.estimates.domains import category_column
from satisfaction.estimates.pairs import known_levels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.numerics.arrays import BoolArray, FloatArray
    from satisfaction.tables.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Columns of a model without its intercept.

    Attributes
    ----------
    matrix : (n, k) float array
        1 at the level, 0 elsewhere, NaN where the level is unknown; or the number itself.
    terms, levels, references : tuple of str
        Category, level and reference level of each column; the last two empty for a number.
    """

    matrix: FloatArray
    terms: tuple[str, ...]
    levels: tuple[str, ...]
    references: tuple[str, ...]


def model_columns(
    returns: Returns, on: Sequence[str], reference: Mapping[str, str], *, counted: BoolArray
) -> Columns:
    """Return the columns of ``on``; levels that none of the ``counted`` has are left out.

    Raises
    ------
    ColumnNotFoundError
        If a category or a reference level is not there.
    EstimationError
        If a category has one level only.
    """
    parts = [_term(returns, name, reference.get(name, ""), counted) for name in on]
    return Columns(
        matrix=np.hstack([part.matrix for part in parts]),
        terms=tuple(t for part in parts for t in part.terms),
        levels=tuple(t for part in parts for t in part.levels),
        references=tuple(t for part in parts for t in part.references),
    )


def _term(returns: Returns, name: str, reference: str, counted: BoolArray) -> Columns:
    if name in returns.frame and pd.api.types.is_numeric_dtype(returns.frame[name].dtype):
        numbers = returns.frame[name].astype("Float64").to_numpy(np.float64, na_value=np.nan)
        values = np.asarray(numbers, dtype=np.float64)
        return Columns(matrix=values[:, None], terms=(name,), levels=("",), references=("",))
    column = category_column(returns, name)
    held = [level for level in known_levels(returns, name) if (column[counted] == level).any()]
    first = _reference(name, held, reference)
    others = [level for level in held if level != first]
    if not others:
        raise EstimationError(
            f"'{name}' has only one level among those counted, so that nothing can be held "
            "against it. Leave it out of the model."
        )
    matrix: FloatArray = np.column_stack(
        [(column == level).to_numpy(np.float64) for level in others]
    )
    matrix[~column.isin(held).to_numpy()] = np.nan
    size = len(others)
    return Columns(
        matrix=matrix, terms=(name,) * size, levels=tuple(others), references=(first,) * size
    )


def _reference(name: str, held: Sequence[str], wanted: str) -> str:
    if not wanted:
        return held[0] if held else ""
    if wanted not in held:
        raise ColumnNotFoundError(
            f"Nobody counted has the level '{wanted}' of '{name}'.{did_you_mean(wanted, held)} "
            f"Levels: {', '.join(held)}."
        )
    return wanted
