"""The difference of two groups' shares, by the joint linearised variance of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import t as student

from satisfaction.estimates.answers import indicators
from satisfaction.numerics.graded_differences import (
    BOTH,
    FIRST,
    N_SIDES,
    SECOND,
    GradedDifferences,
    graded_differences,
)
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.quantiles import t_quantile
from satisfaction.numerics.units import degrees_of_freedom
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.estimates.answers import Indicators
    from satisfaction.estimates.measuring import Measurer
    from satisfaction.numerics.design import Design
    from satisfaction.numerics.linearisation import DomainMeans


def differences(
    measured: Measurer, sides: npt.NDArray[np.int64], n_pairs: int, *, confidence: float
) -> list[pd.DataFrame]:
    """Return first less second of each pair of groups, one row a statistic, for each question.

    A respondent in both groups has both scores, so that the difference of the scores carries the
    covariance of the groups, as R's ``svytotal`` of the difference of the influence functions does.

    Parameters
    ----------
    measured : Measurer
        Shares of questions.
    sides : (n,) int array
        ``3 i`` and on for pair ``i``: only in its first group, only in its second, in both; -1 for
        neither. Nobody is in two pairs.
    n_pairs : int
    confidence : float

    Returns
    -------
    list of DataFrame
        One a question; the index has ``pair`` and ``statistic``.
    """
    table = measured.tabulated(sides, N_SIDES * n_pairs)
    found = []
    for question in measured.questions:
        if table is None:
            answers = indicators(measured.returns, question, "shares")
            parts = _by_rows(answers, sides, n_pairs, measured.design)
            found.append(_tested(parts, answers.statistics, confidence))
        else:
            graded = measured.graded[question]
            parts = graded_differences(graded.grades, graded.worth, table)
            found.append(_tested(parts, graded.statistics, confidence))
    return found


def _tested(found: GradedDifferences, statistics: Sequence[str], confidence: float) -> pd.DataFrame:
    """Return the differences with their standard errors, t intervals and p-values."""
    gaps, errors = found.estimates, found.standard_errors
    df = np.broadcast_to(found.df[:, None], gaps.shape)
    half = t_quantile(df.astype(np.float64), confidence) * errors
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = np.asarray(2 * student.sf(np.abs(gaps / errors), df))
    columns = {
        "gap": gaps,
        "gap_standard_error": errors,
        "gap_lower": gaps - half,
        "gap_upper": gaps + half,
        "p_value": p_value,
        "df": df,
    }
    index = pd.MultiIndex.from_product([range(len(gaps)), statistics], names=["pair", "statistic"])
    return pd.DataFrame({name: held.ravel() for name, held in columns.items()}, index=index)


def _by_rows(
    answers: Indicators, sides: npt.NDArray[np.int64], n_pairs: int, design: Design
) -> GradedDifferences:
    """Return the differences of any answers on any design, row by row."""
    shape = (n_pairs, len(answers.statistics))
    gaps, errors = np.empty(shape), np.empty(shape)
    df = np.empty(n_pairs, dtype=np.int64)
    for pair in range(n_pairs):
        first, second, both = (sides == N_SIDES * pair + side for side in (FIRST, SECOND, BOTH))
        one, other = (_means(answers.values, design.weights, m | both) for m in (first, second))
        gaps[pair] = (one.estimates - other.estimates)[0]
        errors[pair] = np.sqrt(np.diag(covariance(one.scores - other.scores, design)))
        df[pair] = degrees_of_freedom(design, (first | second | both) & answers.answered)
    errors[np.isnan(gaps)] = np.nan
    return GradedDifferences(estimates=gaps, standard_errors=errors, df=df)


def with_edge_limits(table: pd.DataFrame) -> pd.DataFrame:
    """Build the gap's interval from those of its levels where one of them is at 0 or 1.

    There the linearised variance of that level is zero and the gap's would be too small: the two
    levels' own intervals are squared and added (Zou and Donner 2008), and there is no p-value.
    """
    edge = table[["estimate", "other_estimate"]].isin([0.0, 1.0]).any(axis=1)
    down = np.hypot(
        table["estimate"] - table["lower"], table["other_upper"] - table["other_estimate"]
    )
    up = np.hypot(
        table["upper"] - table["estimate"], table["other_estimate"] - table["other_lower"]
    )
    return table.assign(
        gap_lower=table["gap_lower"].mask(edge, table["gap"] - down),
        gap_upper=table["gap_upper"].mask(edge, table["gap"] + up),
        p_value=table["p_value"].mask(edge),
    )


def _means(
    values: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    mask: npt.NDArray[np.bool_],
) -> DomainMeans:
    """Return the means of one group with their scores; everybody else scores zero."""
    return mean_scores(values, weights=weights, domains=np.where(mask, 0, -1), n_domains=1)
