"""Means of graded answers in many domains, from counts and sums by cell and grade."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.graded_scores import score_covariance, score_variances
from satisfaction.numerics.graded_sums import sum_grades
from satisfaction.numerics.sums import sum_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from satisfaction.numerics.arrays import BoolArray, FloatArray, IntArray
    from satisfaction.numerics.graded_sums import DomainTable, GradeSums


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradedMeans:
    """Means of k statistics of one question in d domains, with what stands beside them.

    Attributes
    ----------
    estimates, standard_errors : (d, k) float arrays
        NaN where nobody answered.
    unweighted : (d, k) float array
        The means without weights.
    spread : (d, k) float array
        Weighted variance of one answer.
    counts : (d,) int array
        Answers counted; rows of weight zero are not among them.
    df : (d,) int array
        Answers less strata among them.
    kish : (d,) float array
        Design effect of unequal weights alone; 1 where nobody answered.
    grade_counts : (d, n_grades) int array
        Rows of each grade, whatever they count for; answers of weight zero are left out.
    covariance : (k, d, d) float array or None
        Joint covariance of the domains' means of each statistic, where it was asked for; rows of
        means that nobody answered are zero.
    """

    estimates: FloatArray
    standard_errors: FloatArray
    unweighted: FloatArray
    spread: FloatArray
    counts: IntArray
    df: IntArray
    kish: FloatArray
    grade_counts: IntArray
    covariance: FloatArray | None = None


def graded_means(
    grades: IntArray, values: FloatArray, table: DomainTable, *, joint: bool = False
) -> GradedMeans:
    r"""Estimate means of graded answers in disjoint domains with their standard errors.

    A score :math:`w_i (y_i - \bar y_d) / W_d` depends on the row only through its weight, grade and
    domain, and its calibration residual through its cell too. So counts, sums and squares of the
    weights by (stratum, cell, domain, grade) hold the whole variance: the rows are read once for
    all statistics, and the numbers are those of :func:`~satisfaction.numerics.domain_means` to
    rounding.

    Parameters
    ----------
    grades : (n,) int array
        Grade of each row of the design, from 0.
    values : (n_grades, k) float array
        What each grade counts for in each statistic; NaN, in a whole row, leaves the base.
    table : DomainTable
        From :func:`~satisfaction.numerics.graded_sums.tabulate_domains`.
    joint : bool
        Whether to give the joint covariance of the domains too.

    Returns
    -------
    GradedMeans

    Raises
    ------
    EstimationError
        If a grade is in the base of one statistic only, or has no values.

    Notes
    -----
    R: ``survey::svyby(..., svymean)``. O(n) time a question; memory of the table's cells.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> from satisfaction.numerics.design_table import tabulate_design
    >>> from satisfaction.numerics.graded_sums import tabulate_domains
    >>> table = tabulate_domains(
    ...     tabulate_design(Design(weights=np.ones(4))), np.zeros(4, dtype=int), n_domains=1
    ... )
    >>> found = graded_means(np.array([0, 1, 1, 1]), np.array([[0.0], [1.0]]), table)
    >>> found.estimates.tolist(), found.standard_errors.tolist(), found.df.tolist()
    ([[0.75]], [[0.25]], [3])
    """
    answered = answered_grades(grades, values)
    sums = sum_grades(grades, answered, table)
    kept = values[answered]
    base = _by_domain(sums.weights.sum(axis=1)[:, None], table)[:, 0]
    counts = _by_domain(sums.counts.sum(axis=1)[:, None], table)[:, 0].astype(np.int64)
    known = base > 0
    scale = np.where(known, base, 1.0)
    means = _by_domain(sums.weights @ kept, table) / scale[:, None]
    squares = _by_domain(sums.squares.sum(axis=1)[:, None], table)[:, 0]
    by_grade = _by_domain(sums.weights, table)[:, :, None]
    spread = (by_grade * (kept[None] - means[:, None]) ** 2).sum(axis=1) / scale[:, None]
    own = np.where(counts > 0, counts, 1)[:, None]
    scored = partial(_of_scores, sums, kept, means, scale, table)
    return GradedMeans(
        estimates=np.where(known[:, None], means, np.nan),
        standard_errors=np.where(
            known[:, None], np.sqrt(np.column_stack(scored(score_variances))), np.nan
        ),
        unweighted=np.where(known[:, None], _by_domain(sums.counts @ kept, table) / own, np.nan),
        spread=np.where(known[:, None], spread, np.nan),
        counts=counts,
        df=counts - _strata_held(sums, table),
        kish=np.where(known, counts * squares / scale**2, 1.0),
        grade_counts=sums.grade_counts,
        covariance=np.stack(scored(score_covariance)) if joint else None,
    )


def _of_scores(
    sums: GradeSums,
    kept: FloatArray,
    means: FloatArray,
    scale: FloatArray,
    table: DomainTable,
    measure: Callable[[GradeSums, FloatArray, DomainTable], FloatArray],
) -> list[FloatArray]:
    """Return ``measure`` of the scores of each statistic, one after the other."""
    share = 1 / scale[table.domain, None]
    return [
        measure(sums, (worth - mean[table.domain, None]) * share, table)
        for worth, mean in zip(kept.T, means.T, strict=True)
    ]


def answered_grades(grades: IntArray, values: FloatArray) -> BoolArray:
    """Tell which grades are in the base.

    Parameters
    ----------
    grades : (n,) int array
    values : (n_grades, k) float array

    Returns
    -------
    (n_grades,) bool array

    Raises
    ------
    EstimationError
        If a grade is in the base of one statistic only, or has no values.

    Examples
    --------
    >>> import numpy as np
    >>> answered_grades(np.array([0, 1]), np.array([[1.0], [np.nan]])).tolist()
    [True, False]
    """
    missing = np.isnan(values)
    if (missing.any(axis=1) != missing.all(axis=1)).any():
        raise EstimationError(
            "A grade counts in some statistics of a question and leaves the base of others; give "
            "each statistic the same base."
        )
    if grades.max(initial=0) >= len(values) or grades.min(initial=0) < 0:
        raise EstimationError(
            f"Grade codes go from {int(grades.min())} to {int(grades.max())}, but values are given "
            f"for {len(values)} grades, numbered from 0."
        )
    found: BoolArray = ~np.atleast_1d(missing.all(axis=1))
    return found


def _by_domain(columns: FloatArray, table: DomainTable) -> FloatArray:
    """Sum the columns of the table's places by domain, (n_domains, m)."""
    return np.column_stack([sum_by(table.domain, c, table.n_domains) for c in columns.T])


def _strata_held(sums: GradeSums, table: DomainTable) -> IntArray:
    """Count the strata of each domain in which somebody answered."""
    of_place, _, domain = table.pairs
    held = sum_by(of_place, sums.counts.sum(axis=1), len(domain)) > 0
    return np.bincount(domain[held], minlength=table.n_domains)
