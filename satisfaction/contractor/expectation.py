"""What would be expected of each interview by its sort of victim, had any interviewer held it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit

from satisfaction.numerics.logit import dependent_columns, fit_logit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.numerics.arrays import BoolArray, FloatArray
    from satisfaction.tables.returns import Returns

USUAL = ("user_group", "age", "gender", "ethnicity_pair", "handling_route")
# Interviews with and without the mark, for each column of the model.
_NEEDED_PER_COLUMN = 10


def mix_columns(returns: Returns, names: Sequence[str]) -> FloatArray:
    """Return a column of ones and an indicator for each level but one of each category."""
    parts: list[FloatArray] = [np.ones((len(returns), 1))]
    for name in names:
        dummies = pd.get_dummies(returns.frame[name].cat.remove_unused_categories(), dtype=float)
        parts.append(dummies.iloc[:, 1:].to_numpy(dtype=np.float64))
    return _independent(np.column_stack(parts), np.ones(len(returns), dtype=bool))


def expected_marks(marks: FloatArray, mix: FloatArray, ordinary: BoolArray) -> FloatArray:
    """Return the chance of the mark for each interview, from those of ordinary interviewers.

    By a logit on the mix where there are enough with and without the mark; else their share.
    """
    used = np.isfinite(marks) & ordinary
    if not used.any():
        return np.full(len(marks), np.nan)
    # Half a mark more: that none was seen does not make one impossible (Jeffreys).
    share = float((marks[used].sum() + 0.5) / (used.sum() + 1))
    rarer = min(share, 1 - share) * used.sum()
    plain = np.where(np.isfinite(marks), share, np.nan)
    if mix.shape[1] == 1 or rarer < _NEEDED_PER_COLUMN * mix.shape[1]:
        return plain
    # A level that no ordinary interview has would leave its coefficient undetermined.
    kept = np.ptp(mix[used], axis=0) > 0
    kept[0] = True
    columns = _independent(mix[:, kept], used)
    fit = fit_logit(marks[used], columns[used], weights=np.ones(int(used.sum())))
    if not fit.converged:
        return plain
    return np.where(np.isfinite(marks), expit(columns @ fit.coefficients), np.nan)


def _independent(columns: FloatArray, used: BoolArray) -> FloatArray:
    """Leave out columns that others already say among the rows used."""
    rows = columns[used]
    spare = dependent_columns(rows, np.ones(len(rows)))
    kept: FloatArray = np.delete(columns, list(spare), axis=1)
    return kept
