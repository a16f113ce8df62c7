"""Regressions of survey answers with their design-based covariance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.answers import as_columns
from satisfaction.numerics.hypothesis_tests import DesignTest, wald_test
from satisfaction.numerics.information import invert_information, refuse_dependent
from satisfaction.numerics.intervals import mean_interval
from satisfaction.numerics.logit import coefficient_scores, fit_logit
from satisfaction.numerics.ordinal import fit_ordinal
from satisfaction.numerics.units import degrees_of_freedom
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.numerics.arrays import BoolArray, FloatArray
    from satisfaction.numerics.binomial import Interval
    from satisfaction.numerics.design import Design


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regression:
    """Coefficients with their design-based covariance.

    Attributes
    ----------
    coefficients : (k,) float array
        One for each column of the model; for grades the thresholds come first.
    covariance : (k, k) float array
        Their design-based covariance.
    standard_errors : (k,) float array
        Square roots of its diagonal.
    df : int
        Degrees of freedom left by the design and the model.
    n : int
        Rows that were fitted: all that have a weight and no missing value.
    n_thresholds : int
        How many of the coefficients are thresholds between grades.
    """

    coefficients: FloatArray
    covariance: FloatArray
    standard_errors: FloatArray
    df: int
    n: int
    n_thresholds: int = 0

    def test(self, positions: Sequence[int], *, df: float | None = None) -> DesignTest:
        """Test that the coefficients at these positions are all zero, by Wald's F.

        R: ``survey::regTermTest``; an infinite ``df`` gives the chi-square test.
        """
        at = np.asarray(positions, dtype=np.int64)
        return wald_test(
            self.coefficients[at],
            self.covariance[np.ix_(at, at)],
            df=float(self.df) if df is None else df,
        )

    def intervals(self, confidence: float = 0.95) -> Interval:
        """Give t intervals of the coefficients. R: ``confint(svyglm(...))``."""
        return mean_interval(self.coefficients, self.standard_errors, self.df, confidence)


def fit_survey_logit(y: FloatArray, x: FloatArray, design: Design) -> Regression:
    r"""Fit a quasi-binomial logit with the sandwich covariance of the design.

    Parameters
    ----------
    y : (n,) float array
        Outcome, 0 or 1; NaN leaves the row out of the fit, not out of the design.
    x : (n, k) float array
        Columns of the model, with one of ones for the intercept; NaN leaves the row out.
    design : Design
        The sampling design, with all rows of the sample.

    Returns
    -------
    Regression

    Raises
    ------
    EstimationError
        If columns are linearly dependent or predict some answers perfectly, the fit does not
        converge, or no row is complete.

    Notes
    -----
    Binder (1983). R: ``survey::svyglm(family = quasibinomial())``.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> fit = fit_survey_logit(
    ...     np.array([0.0, 1.0, 1.0, 1.0]), np.ones((4, 1)), Design(weights=np.ones(4))
    ... )
    >>> fit.coefficients.round(6).tolist(), fit.standard_errors.round(6).tolist(), fit.df
    ([1.098612], [1.333333], 3)
    """
    rows = _complete(y, x, design)
    inside, outcome, weights = x[rows], np.asarray(y, dtype=np.float64)[rows], design.weights[rows]
    fit = fit_logit(outcome, inside, weights=weights)
    if fit.separated:
        raise EstimationError(
            "Some columns predict some answers perfectly, so the logit has no finite coefficients. "
            "Leave such columns out or merge their levels."
        )
    if not fit.converged:
        raise EstimationError(
            f"The logit did not converge in {fit.rounds} steps. Leave out or merge rare levels."
        )
    scores = coefficient_scores(fit, inside, outcome, weights=weights)
    return _regression(fit.coefficients, scores, rows, design)


def fit_survey_line(y: FloatArray, x: FloatArray, design: Design) -> Regression:
    r"""Fit a weighted linear regression with the sandwich covariance of the design.

    Parameters
    ----------
    y : (n,) float array
        Outcome; NaN leaves the row out of the fit, not out of the design.
    x : (n, k) float array
        Columns of the model, with one of ones for the intercept; NaN leaves the row out.
    design : Design
        The sampling design, with all rows of the sample.

    Returns
    -------
    Regression

    Raises
    ------
    EstimationError
        If columns are linearly dependent or no row is complete.

    Notes
    -----
    Fuller (1975). R: ``survey::svyglm`` with the gaussian family.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> x = np.column_stack([np.ones(3), np.arange(3.0)])
    >>> fit_survey_line(
    ...     np.array([1.0, 3.0, 5.0]), x, Design(weights=np.ones(3))
    ... ).coefficients.round(12).tolist()
    [1.0, 2.0]
    """
    rows = _complete(y, x, design)
    inside, outcome, weights = x[rows], np.asarray(y, dtype=np.float64)[rows], design.weights[rows]
    refuse_dependent(inside, weights)
    roots = np.sqrt(weights)
    solved = np.linalg.lstsq(inside * roots[:, None], outcome * roots, rcond=None)[0]
    coefficients: FloatArray = solved.astype(np.float64)
    residuals = weights * (outcome - inside @ coefficients)
    inverse = invert_information(inside.T @ (inside * weights[:, None]))
    return _regression(coefficients, (inside * residuals[:, None]) @ inverse, rows, design)


def fit_survey_grades(grades: FloatArray, x: FloatArray, design: Design) -> Regression:
    r"""Fit an ordinal cumulative logit with the sandwich covariance of the design.

    Parameters
    ----------
    grades : (n,) float array
        Grade of each row, 0, 1, ...; NaN leaves the row out of the fit, not out of the design.
    x : (n, k) float array
        Columns of the model without an intercept; NaN leaves the row out.
    design : Design
        The sampling design, with all rows of the sample.

    Returns
    -------
    Regression
        Thresholds, then coefficients: log odds ratios of a higher grade.

    Raises
    ------
    EstimationError
        As :func:`~satisfaction.numerics.ordinal.fit_ordinal`, or if no row is complete.

    Notes
    -----
    R: ``survey::svyolr``, solved to machine precision.

    Examples
    --------
    >>> import numpy as np
    >>> from satisfaction.numerics.design import Design
    >>> fit = fit_survey_grades(
    ...     np.array([0.0, 1.0, 1.0, 2.0]), np.zeros((4, 0)), Design(weights=np.ones(4))
    ... )
    >>> fit.coefficients.round(6).tolist(), fit.n_thresholds
    ([-1.098612, 1.098612], 2)
    """
    rows = _complete(grades, x, design)
    held = np.asarray(grades, dtype=np.float64)[rows]
    if (held != np.floor(held)).any():
        raise EstimationError(
            f"{int((held != np.floor(held)).sum())} grades are not whole numbers; number them "
            "from 0."
        )
    fit = fit_ordinal(held.astype(np.int64), x[rows], weights=design.weights[rows])
    coefficients = np.concatenate([fit.thresholds, fit.coefficients])
    return _regression(coefficients, fit.scores, rows, design, len(fit.thresholds))


def _complete(y: FloatArray, x: FloatArray, design: Design) -> BoolArray:
    """Find the rows that can be fitted."""
    if not len(y) == len(x) == design.n_rows:
        raise EstimationError(
            f"There are {len(y)} outcomes and {len(x)} rows of columns for a design of "
            f"{design.n_rows} rows. Keep every row of the sample, NaN where there is no answer."
        )
    missing = np.isnan(np.asarray(y, dtype=np.float64)) | np.isnan(as_columns(x)).any(axis=1)
    rows: BoolArray = ~missing & (design.weights > 0)
    if not rows.any():
        raise EstimationError("No row has a weight and every answer; there is nothing to fit.")
    return rows


def _regression(
    coefficients: FloatArray,
    scores: FloatArray,
    rows: BoolArray,
    design: Design,
    n_thresholds: int = 0,
) -> Regression:
    """Spread the scores over the whole design, where rows that were not fitted have none."""
    everywhere = np.zeros((design.n_rows, scores.shape[1]))
    everywhere[rows] = scores
    joint = covariance(everywhere, design)
    spent = len(coefficients) - n_thresholds if n_thresholds else len(coefficients) - 1
    return Regression(
        coefficients=coefficients,
        covariance=joint,
        standard_errors=np.sqrt(np.diag(joint)),
        df=degrees_of_freedom(design, rows) - spent,
        n=int(rows.sum()),
        n_thresholds=n_thresholds,
    )
