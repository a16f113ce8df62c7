"""Test whether two categorical variables are associated, under the sampling design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.domain_spread import DomainScores, covariance_of
from satisfaction.numerics.hypothesis_tests import (
    DesignTest,
    chi_square_test,
    f_test,
    quadratic_form,
)
from satisfaction.numerics.quadratic_sums import f_sum_tail
from satisfaction.numerics.sums import sum_by
from satisfaction.numerics.units import degrees_of_freedom

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray
    from satisfaction.numerics.design import Design

_FEWEST_LEVELS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Association:
    """A two-way table with the design-based tests of independence.

    Attributes
    ----------
    shares : (r, c) float array
        Weighted shares of the cells, over the levels that occur.
    n : int
        Respondents with both answers.
    chi_square : float
        Pearson's statistic of the shares on ``n``, not corrected for the design.
    rao_scott : DesignTest
        Second-order Rao-Scott correction referred to F: the default of R and of this package.
    rao_scott_first_order : DesignTest
        The mean generalised design effect divided out, referred to chi-square.
    saddlepoint : DesignTest
        Uncorrected statistic against the distribution of the weighted sum, by saddlepoint.
    wald, adjusted_wald : DesignTest
        Koch, Freeman and Freeman (1975); Thomas and Rao's adjustment. NaN where the design has too
        few units for the table.
    design_effects : ((r - 1) * (c - 1),) float array
        Generalised design effects.
    """

    shares: FloatArray
    n: int
    chi_square: float
    rao_scott: DesignTest
    rao_scott_first_order: DesignTest
    saddlepoint: DesignTest
    wald: DesignTest
    adjusted_wald: DesignTest
    design_effects: FloatArray


def association_test(
    rows: IntArray, columns: IntArray, design: Design, *, df_design: float | None = None
) -> Association:
    r"""Test a two-way table of weighted shares for independence.

    :math:`X^2 = n \sum (\hat p_{rc} - \hat p_r \hat p_c)^2 / \hat p_r \hat p_c` is distributed as
    :math:`\sum \delta_k \chi^2_1`, the :math:`\delta` being the eigenvalues of
    :math:`(C^\top D^{-1} C / n)^{-1} C^\top D^{-1} V D^{-1} C` with :math:`D = \mathrm{diag}(\hat
    p)`, :math:`V` the covariance of the shares and :math:`C` the interaction contrasts.

    Parameters
    ----------
    rows, columns : (n,) int arrays
        Level of each respondent, from 0; -1 for no answer or outside the domain.
    design : Design
        The sampling design, with all rows of the sample.
    df_design : float, optional
        Degrees of freedom of the design; by default those of all its rows.

    Returns
    -------
    Association
        Levels that nobody has are left out of the table.

    Raises
    ------
    EstimationError
        If a variable has fewer than two levels, or the table is too empty to test.

    Notes
    -----
    Rao and Scott (1984). R: ``survey::svychisq``, statistics "F", "Chisq", "saddlepoint" (which is
    also its "lincom" without CompQuadForm), "Wald" and "adjWald". With missing answers R quotes
    Pearson's statistic on all rows; here it is on those counted. The other numbers are the same.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> first, second = np.repeat([0, 1], 50), np.tile([0, 0, 1, 0, 1], 20)
    >>> round(association_test(first, second, Design(weights=np.ones(100))).rao_scott.p_value, 6)
    1.0
    """
    table = _table(np.asarray(rows), np.asarray(columns), design)
    df = float(degrees_of_freedom(design)) if df_design is None else float(df_design)
    expected = np.outer(table.shares.sum(axis=1), table.shares.sum(axis=0))
    chi_square = float(table.n * ((table.shares - expected) ** 2 / expected).sum())
    effects = _design_effects(table)
    first, second = float(effects.sum()), float((effects**2).sum())
    freedom = first**2 / second
    wald, adjusted = _wald_tests(table, expected, df)
    return Association(
        shares=table.shares,
        n=table.n,
        chi_square=chi_square,
        rao_scott=f_test(chi_square / first, freedom, freedom * df),
        rao_scott_first_order=chi_square_test(
            chi_square / first * len(effects), float(len(effects))
        ),
        saddlepoint=DesignTest(
            statistic=chi_square,
            df=freedom,
            df_denominator=freedom * df,
            p_value=f_sum_tail(chi_square, effects, freedom * df),
        ),
        wald=wald,
        adjusted_wald=adjusted,
        design_effects=effects,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    """Cell shares (r, c), covariances in row-major order, respondents.

    ``totals`` is the covariance of the cells' weight totals over the sum of the weights,
    ``covariance`` that of the shares, which takes that sum as estimated too.
    """

    shares: FloatArray
    covariance: FloatArray
    totals: FloatArray
    n: int


def _table(rows: IntArray, columns: IntArray, design: Design) -> _Table:
    """Estimate the shares of the cells; their totals are scores of disjoint domains."""
    if not len(rows) == len(columns) == design.n_rows:
        raise EstimationError(
            f"There are {len(rows)} and {len(columns)} answers for a design of {design.n_rows} "
            "rows. Keep every row of the sample, with -1 where there is no answer."
        )
    counted = np.flatnonzero((rows >= 0) & (columns >= 0) & (design.weights > 0))
    levels, row = np.unique(rows[counted], return_inverse=True)
    others, column = np.unique(columns[counted], return_inverse=True)
    shape = (len(levels), len(others))
    if min(shape) < _FEWEST_LEVELS:
        raise EstimationError(
            f"The table has {shape[0]} rows and {shape[1]} columns with respondents; a test of "
            "association needs at least two of each."
        )
    cell, weights = row * shape[1] + column, design.weights[counted]
    size = shape[0] * shape[1]
    total = float(weights.sum())
    shares = sum_by(cell, weights, size) / total
    scores = DomainScores(rows=counted, domains=cell, values=[weights / total], n_domains=size)
    centred = np.eye(size) - shares[:, None]
    totals = covariance_of(scores, design)
    spread = centred @ totals @ centred.T
    return _Table(shares=shares.reshape(shape), covariance=spread, totals=totals, n=len(counted))


def _design_effects(table: _Table) -> FloatArray:
    """Return the eigenvalues of the design-based covariance relative to the multinomial one."""
    shares = table.shares.ravel()
    inverse = np.divide(1.0, shares, out=np.zeros(len(shares)), where=shares > 0)
    contrasts = np.kron(*(_contrasts(levels) for levels in table.shares.shape))
    scaled = contrasts * inverse[:, None]
    simple = contrasts.T @ scaled / table.n
    design = scaled.T @ table.covariance @ scaled
    try:
        root = np.linalg.inv(np.linalg.cholesky(simple))
    except np.linalg.LinAlgError:
        root = None
    if root is None or not np.trace(design) > 0:
        raise EstimationError(
            f"The table of {table.shares.shape[0]} by {table.shares.shape[1]} levels has "
            f"{int((shares == 0).sum())} empty cells, too many to test. Merge levels."
        )
    effects: FloatArray = np.linalg.eigvalsh(root @ design @ root.T)
    return effects


def _wald_tests(table: _Table, expected: FloatArray, df: float) -> tuple[DesignTest, DesignTest]:
    """Test the differences between cell totals and products of margins over the grand total."""
    size = table.shares.shape
    of_row = np.kron(np.eye(size[0]), np.ones(size[1]))
    of_column = np.kron(np.ones(size[0]), np.eye(size[1]))
    by_row, by_column = of_row @ table.shares.ravel(), of_column @ table.shares.ravel()
    slope = (
        np.eye(expected.size)
        - (of_row.T * np.tile(by_column, size[0])[:, None]) @ of_row
        - (of_column.T * np.repeat(by_row, size[1])[:, None]) @ of_column
        + expected.ravel()[:, None]
    )
    inner = np.arange(expected.size).reshape(size)[1:, 1:].ravel()
    gap, spread = (table.shares - expected).ravel()[inner], slope @ table.totals @ slope.T
    k = float(len(inner))
    try:
        statistic = quadratic_form(gap, spread[np.ix_(inner, inner)])
    except EstimationError:
        statistic = np.nan
    left = df - k + 1
    return f_test(statistic / k, k, df), f_test(statistic * left / (k * df), k, left)


def _contrasts(levels: int) -> FloatArray:
    """Return (levels, levels - 1) contrasts: each level against the first."""
    return np.vstack([-np.ones(levels - 1), np.eye(levels - 1)])
