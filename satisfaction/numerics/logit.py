"""Weighted binary logit with the scores that its design-based variance needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from satisfaction.errors import EstimationError
from satisfaction.numerics.information import (
    dependent_columns,
    invert_information,
    refuse_dependent,
)

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray

__all__ = ["LogitFit", "coefficient_scores", "dependent_columns", "fit_logit"]

# A coefficient on its way to infinity: the rows that carry it have p (1 - p) below this.
_SEPARATED_BELOW = 1e-6
_SUSPECT_ABOVE = 10.0
_HALVINGS = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LogitFit:
    """A fitted weighted logit.

    Attributes
    ----------
    coefficients : (k,) float array
        Log odds ratios.
    fitted : (n,) float array
        Fitted probabilities.
    inverse_information : (k, k) float array
        Inverse of the weighted information matrix: not a variance under a survey design, see
        :func:`coefficient_scores`.
    converged : bool
        Whether the estimating equations were solved to the tolerance; never where separated.
    rounds : int
        Newton steps made.
    separated : bool
        Whether some columns predict some answers perfectly, so that no finite coefficients exist.
    """

    coefficients: FloatArray
    fitted: FloatArray
    inverse_information: FloatArray
    converged: bool
    rounds: int
    separated: bool


def fit_logit(
    y: FloatArray,
    x: FloatArray,
    *,
    weights: FloatArray,
    tolerance: float = 1e-12,
    max_rounds: int = 50,
) -> LogitFit:
    r"""Fit a weighted logit by Newton steps: solve :math:`\sum w_i x_i (y_i - p_i) = 0`.

    Nothing is penalised: a fit that does not exist is reported as ``separated``.

    Parameters
    ----------
    y : (n,) float array
        Outcome, 0 or 1.
    x : (n, k) float array
        Columns of the model; give a column of ones for the intercept.
    weights : (n,) float array
        Weights, not negative.
    tolerance : float
        Largest Newton step, relative to the size of the coefficients, that counts as solved.
    max_rounds : int
        Steps after which the fit is given up, with ``converged`` false.

    Returns
    -------
    LogitFit
        Coefficients, fitted probabilities, inverse information.

    Raises
    ------
    EstimationError
        If input is missing or of the wrong shape, the outcome is not 0 or 1, or columns are linear
        combinations of earlier ones (their positions are named).

    Notes
    -----
    Binder (1983). R: ``survey::svyglm(family = quasibinomial())``, ``glm``; coefficients agree
    to 1e-10.

    Examples
    --------
    >>> import numpy as np
    >>> fit = fit_logit(np.array([0.0, 1.0, 1.0, 1.0]), np.ones((4, 1)), weights=np.ones(4))
    >>> fit.coefficients.round(6).tolist(), fit.fitted[0].round(6).tolist()
    ([1.098612], 0.75)
    """
    y, x = np.asarray(y, dtype=np.float64), np.asarray(x, dtype=np.float64)
    weights = np.asarray(weights, dtype=np.float64)
    _check_input(y, x, weights)
    refuse_dependent(x, weights)
    found = _newton(y, x, weights, tolerance, max_rounds)
    fitted = expit(x @ found.coefficients)
    return LogitFit(
        coefficients=found.coefficients,
        fitted=fitted,
        inverse_information=invert_information(_information(x, weights, fitted)),
        converged=found.solved,
        rounds=found.rounds,
        separated=found.separated,
    )


def coefficient_scores(
    fit: LogitFit, x: FloatArray, y: FloatArray, *, weights: FloatArray
) -> FloatArray:
    r"""Linearise the coefficients: row :math:`i` is :math:`w_i (y_i - p_i)\, x_i^\top I^{-1}`.

    Parameters
    ----------
    fit : LogitFit
        The fit.
    x, y, weights : float arrays
        What it was fitted to.

    Returns
    -------
    (n, k) float array
        Scores: ``covariance(scores, design)`` is the design-based covariance of the coefficients.

    Notes
    -----
    Binder (1983): the sandwich. R: ``vcov(svyglm(...))``, also on calibrated designs.

    Examples
    --------
    >>> import numpy as np
    >>> y, x, w = np.array([0.0, 1.0]), np.ones((2, 1)), np.ones(2)
    >>> coefficient_scores(fit_logit(y, x, weights=w), x, y, weights=w).round(12).tolist()
    [[-1.0], [1.0]]
    """
    residuals = weights * (y - fit.fitted)
    scores: FloatArray = (x * residuals[:, None]) @ fit.inverse_information
    return scores


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Solution:
    """Where the Newton steps ended."""

    coefficients: FloatArray
    rounds: int
    solved: bool = False
    separated: bool = False


def _newton(
    y: FloatArray, x: FloatArray, weights: FloatArray, tolerance: float, max_rounds: int
) -> _Solution:
    """Step until solved, or until a coefficient is seen to have no end."""
    coefficients = np.zeros(x.shape[1])
    for rounds in range(1, max_rounds + 1):
        predictor = x @ coefficients
        fitted = expit(predictor)
        inverse = invert_information(_information(x, weights, fitted))
        if np.abs(predictor).max() > _SUSPECT_ABOVE and _is_separated(x, weights, inverse):
            return _Solution(coefficients=coefficients, rounds=rounds, separated=True)
        step = inverse @ (x.T @ (weights * (y - fitted)))
        coefficients = coefficients + _shorten(step, y, predictor, x, weights)
        if np.abs(step).max() <= tolerance * max(1.0, float(np.abs(coefficients).max())):
            return _Solution(coefficients=coefficients, rounds=rounds, solved=True)
    return _Solution(coefficients=coefficients, rounds=max_rounds)


def _shorten(
    step: FloatArray, y: FloatArray, predictor: FloatArray, x: FloatArray, weights: FloatArray
) -> FloatArray:
    """Halve a step that lowers the likelihood: far from the solution full steps can diverge."""
    moved = x @ step
    start = _log_likelihood(y, predictor, weights)
    share = 1.0
    for _ in range(_HALVINGS):
        if _log_likelihood(y, predictor + share * moved, weights) >= start - 1e-9 * abs(start):
            break
        share /= 2
    return share * step


def _is_separated(x: FloatArray, weights: FloatArray, inverse: FloatArray) -> bool:
    """Compare each coefficient's information with what it would be at p (1 - p) = 1."""
    most = np.diag(invert_information(x.T @ (x * weights[:, None])))
    return bool((most < _SEPARATED_BELOW * np.diag(inverse)).any())


def _log_likelihood(y: FloatArray, predictor: FloatArray, weights: FloatArray) -> float:
    return float(weights @ (y * predictor - np.logaddexp(0.0, predictor)))


def _information(x: FloatArray, weights: FloatArray, fitted: FloatArray) -> FloatArray:
    information: FloatArray = x.T @ (x * (weights * fitted * (1 - fitted))[:, None])
    return information


def _check_input(y: FloatArray, x: FloatArray, weights: FloatArray) -> None:
    if x.ndim != 2 or not len(x) == len(y) == len(weights) or not len(y):  # noqa: PLR2004
        raise EstimationError(
            f"The model has shape {x.shape} for {len(y)} outcomes and {len(weights)} weights; "
            "expected one row for each outcome and weight, and at least one."
        )
    unknown = ~(np.isfinite(x).all(axis=1) & np.isfinite(weights) & np.isin(y, (0.0, 1.0)))
    if unknown.any() or (weights < 0).any():
        raise EstimationError(
            f"{int((unknown | (weights < 0)).sum())} rows have a missing value, a negative weight "
            "or an outcome other than 0 and 1. Leave them out or code them first."
        )
    if not (weights > 0).any():
        raise EstimationError("All weights are zero; there is nothing to fit.")
