"""Differences of two groups' means of graded answers, groups that may share respondents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.numerics.graded_means import answered_grades
from satisfaction.numerics.graded_scores import score_variances
from satisfaction.numerics.graded_sums import sum_grades
from satisfaction.numerics.sums import sum_by, sum_groups
from satisfaction.numerics.units import pair_codes

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray
    from satisfaction.numerics.graded_sums import DomainTable

FIRST, SECOND, BOTH = range(3)
N_SIDES = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradedDifferences:
    """First less second group of p pairs in k statistics.

    Attributes
    ----------
    estimates, standard_errors : (p, k) float arrays
        NaN where nobody of a group answered.
    df : (p,) int array
        Answers less strata among both groups.
    """

    estimates: FloatArray
    standard_errors: FloatArray
    df: IntArray


def graded_differences(
    grades: IntArray, values: FloatArray, table: DomainTable
) -> GradedDifferences:
    """Estimate differences of means between pairs of groups, by the joint variance of both.

    Who is in both groups of a pair has the scores of both, so the variance of the difference of
    the scores carries the covariance of the groups. It follows from sums by place and grade, as in
    :func:`~satisfaction.numerics.graded_means.graded_means`.

    Parameters
    ----------
    grades : (n,) int array
        Grade of each row of the design, from 0.
    values : (n_grades, k) float array
        What each grade counts for; NaN, in a whole row, leaves the base.
    table : DomainTable
        Three domains a pair, those of pair ``i`` being ``3 i`` and on: only in the first group,
        only in the second, in both. Nobody is in two pairs.

    Returns
    -------
    GradedDifferences

    Notes
    -----
    R: ``survey::svycontrast`` on ``svyby(covmat = TRUE)``. O(n) time; memory of the table's cells.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> from satisfaction.numerics.design_table import tabulate_design
    >>> from satisfaction.numerics.graded_sums import tabulate_domains
    >>> table = tabulate_domains(
    ...     tabulate_design(Design(weights=np.ones(4))), np.array([0, 0, 1, 1]), n_domains=3
    ... )
    >>> found = graded_differences(np.array([0, 1, 1, 1]), np.array([[0.0], [1.0]]), table)
    >>> found.estimates.tolist(), found.df.tolist()
    ([[-0.5]], [3])
    """
    answered = answered_grades(grades, values)
    sums, kept = sum_grades(grades, answered, table), values[answered]
    pair, side = np.divmod(table.domain, N_SIDES)
    n_pairs = table.n_domains // N_SIDES
    by_grade = sum_groups(sums.weights, table.domain, table.n_domains).reshape(n_pairs, N_SIDES, -1)
    groups = [
        (sign, (side == only) | (side == BOTH), _means(by_grade[:, only] + by_grade[:, BOTH], kept))
        for sign, only in ((1, FIRST), (-1, SECOND))
    ]
    joined = _joined(table, pair, n_pairs)
    variances = []
    for column, worth in enumerate(kept.T):
        scores = np.zeros((len(pair), len(worth)))
        for sign, inside, (means, scale) in groups:
            mean = np.nan_to_num(means[:, column])[pair, None]
            scores += sign * inside[:, None] * (worth - mean) / scale[pair, None]
        variances.append(score_variances(sums, scores, joined))
    difference = sum(sign * means for sign, _, (means, _) in groups)
    errors = np.sqrt(np.column_stack(variances))
    return GradedDifferences(
        estimates=np.asarray(difference),
        standard_errors=np.where(np.isnan(difference), np.nan, errors),
        df=_degrees_of_freedom(sums.counts.sum(axis=1), joined),
    )


def _means(weights: FloatArray, kept: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a group's means in each pair, NaN where nobody answered, and what divides its scores.

    ``weights``, (p, n_answered), are those of its answers by grade.
    """
    base = weights.sum(axis=1)
    scale = np.where(base > 0, base, 1.0)
    return np.where(base[:, None] > 0, weights @ kept / scale[:, None], np.nan), scale


def _degrees_of_freedom(counts: FloatArray, joined: DomainTable) -> IntArray:
    """Count answers less strata in each pair."""
    of_place, _, pair = joined.pairs
    is_held = sum_by(of_place, counts, len(pair)) > 0
    strata = np.bincount(pair[is_held], minlength=joined.n_domains)
    return sum_by(joined.domain, counts, joined.n_domains).astype(np.int64) - strata


def _joined(table: DomainTable, pair: IntArray, n_pairs: int) -> DomainTable:
    """Return the table with the three domains of each pair as one."""
    pairs = pair_codes(table.stratum, pair)
    return replace(table, domain=pair, n_domains=n_pairs, pairs=pairs)
