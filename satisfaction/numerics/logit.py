"""Weighted binary logit with the scores that its design-based variance needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from satisfaction.errors import EstimationError, name_list

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray

_DEPENDENT_BELOW = 1e-10
# Nobody's odds are e^15 to 1: a linear predictor out there is a coefficient on its way to infinity.
_SEPARATED_ABOVE = 15.0
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
        Whether the estimating equations were solved to the tolerance; false where separated.
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
    _refuse_dependent(x, weights)
    coefficients, solved, rounds = _newton(y, x, weights, tolerance, max_rounds)
    predictor = x @ coefficients
    fitted = expit(predictor)
    counted = weights > 0
    separated = bool(np.abs(predictor[counted]).max(initial=0.0) > _SEPARATED_ABOVE)
    information = _information(x, weights, fitted)
    return LogitFit(
        coefficients=coefficients,
        fitted=fitted,
        inverse_information=_inverse(information),
        converged=solved and not separated,
        rounds=rounds,
        separated=separated,
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


def _newton(
    y: FloatArray, x: FloatArray, weights: FloatArray, tolerance: float, max_rounds: int
) -> tuple[FloatArray, bool, int]:
    """Newton steps, halved while they lower the likelihood; stops once separation shows."""
    coefficients = np.zeros(x.shape[1])
    likelihood = _log_likelihood(y, x @ coefficients, weights)
    for rounds in range(1, max_rounds + 1):
        fitted = expit(x @ coefficients)
        step = _inverse(_information(x, weights, fitted)) @ (x.T @ (weights * (y - fitted)))
        for _ in range(_HALVINGS):
            tried = _log_likelihood(y, x @ (coefficients + step), weights)
            if tried >= likelihood - 1e-9 * abs(likelihood):
                break
            step = step / 2
        coefficients, likelihood = coefficients + step, tried
        if np.abs(step).max() <= tolerance * max(1.0, float(np.abs(coefficients).max())):
            return coefficients, True, rounds
        if np.abs((x @ coefficients)[weights > 0]).max() > 2 * _SEPARATED_ABOVE:
            return coefficients, False, rounds
    return coefficients, False, max_rounds


def _log_likelihood(y: FloatArray, predictor: FloatArray, weights: FloatArray) -> float:
    return float(weights @ (y * predictor - np.logaddexp(0.0, predictor)))


def _information(x: FloatArray, weights: FloatArray, fitted: FloatArray) -> FloatArray:
    information: FloatArray = x.T @ (x * (weights * fitted * (1 - fitted))[:, None])
    return information


def _inverse(information: FloatArray) -> FloatArray:
    """Invert on the correlation scale; the pseudo-inverse serves only separated fits."""
    scale = np.sqrt(np.diag(information))
    scale[scale == 0] = 1.0
    outer = np.outer(scale, scale)
    try:
        inverse = np.linalg.inv(information / outer)
    except np.linalg.LinAlgError:
        inverse = np.linalg.pinv(information / outer, hermitian=True)
    scaled: FloatArray = inverse / outer
    return scaled


def _refuse_dependent(x: FloatArray, weights: FloatArray) -> None:
    dependent = dependent_columns(x, weights)
    if dependent.size:
        raise EstimationError(
            f"{dependent.size} of {x.shape[1]} columns are constant zero or linear combinations of "
            f"earlier ones: {name_list(dependent.tolist())} (counted from 0). Leave them out."
        )


def dependent_columns(x: FloatArray, weights: FloatArray) -> IntArray:
    """List the columns that are linear combinations of earlier ones.

    Parameters
    ----------
    x : (n, k) float array
        Columns.
    weights : (n,) float array
        Weights; rows of weight zero do not count.

    Returns
    -------
    int array
        Positions, ascending; R's ``glm`` gives these columns the coefficient ``NA``.

    Notes
    -----
    Sweeps the weighted correlation matrix of the columns one after the other; a column is dependent
    where less than 1e-10 of its sum of squares is left.

    Examples
    --------
    >>> import numpy as np
    >>> dependent_columns(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]), np.ones(2)).tolist()
    [1]
    """
    gram = x.T @ (x * weights[:, None])
    scale = np.sqrt(np.diag(gram))
    left = gram / np.outer(np.where(scale > 0, scale, 1.0), np.where(scale > 0, scale, 1.0))
    dependent = []
    for column in range(x.shape[1]):
        pivot = left[column, column]
        if pivot < _DEPENDENT_BELOW:
            dependent.append(column)
        else:
            left = left - np.outer(left[:, column], left[column]) / pivot
    return np.array(dependent, dtype=np.int64)


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
