"""Response propensities and how much they vary: R-indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.errors import EstimationError
from satisfaction.numerics.logit import coefficient_scores, fit_logit

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray

Link = Literal["logit", "linear"]
CovarianceKind = Literal["model", "sandwich"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Propensities:
    """Fitted propensities with what their uncertainty needs.

    Attributes
    ----------
    coefficients : (k,) float array
    values : (n,) float array
        Propensity of each unit.
    covariance : (k, k) float array
        Of the coefficients.
    gradient : (n, k) float array
        Derivative of each propensity by the coefficients.
    weights : (n,) float array
        Design weights; their sum is the population.
    """

    coefficients: FloatArray
    values: FloatArray
    covariance: FloatArray
    gradient: FloatArray
    weights: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RIndicator:
    """How much response propensities vary.

    Attributes
    ----------
    n : int
    mean : float
        Weighted mean propensity.
    variance : float
        Of the propensities, as fitted.
    bias, bias_factor : float
        What the fit's own noise adds to ``variance``, and the part of it that is left: 1 - bias /
        variance, at least 0.
    r, r_unadjusted, r_se : float
        1 - 2 S: 1 if everybody is equally likely to respond.
    cv, cv_unadjusted, cv_se : float
        S over the mean propensity.
    """

    n: int
    mean: float
    variance: float
    bias: float
    bias_factor: float
    r: float
    r_unadjusted: float
    r_se: float
    cv: float
    cv_unadjusted: float
    cv_se: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PopulationIndicator:
    """R-indicator of respondents among a whole population counted in cells; no bias adjustment."""

    propensities: FloatArray
    mean: float
    variance: float
    r: float
    cv: float


def fit_propensities(
    responded: FloatArray,
    x: FloatArray,
    *,
    weights: FloatArray,
    link: Link = "logit",
    covariance: CovarianceKind = "model",
) -> Propensities:
    """Fit response propensities.

    Parameters
    ----------
    responded : (n,) float array
        1 or 0.
    x : (n, k) float array
        Model columns, the intercept included.
    weights : (n,) float array
        Design weights.
    link : {"logit", "linear"}
    covariance : {"model", "sandwich"}
        Of the coefficients: the model's, or that of independent units under unequal weights.

    Returns
    -------
    Propensities

    Raises
    ------
    EstimationError
        If the fit does not exist: input missing, columns dependent, or perfect prediction.

    Notes
    -----
    R: ``glm(binomial)``, ``glm(gaussian)`` with weights scaled to mean 1, and ``vcov``.

    Examples
    --------
    >>> fit = fit_propensities(np.array([0.0, 1.0]), np.ones((2, 1)), weights=np.ones(2))
    >>> fit.values.tolist()
    [0.5, 0.5]
    """
    scaled = weights / weights.mean()
    fitted = _logit if link == "logit" else _linear
    return fitted(responded, x, weights, scaled, covariance)


def r_indicator(fit: Propensities, *, strata: IntArray | None = None) -> RIndicator:
    """Estimate R and the coefficient of variation, bias-adjusted, with standard errors.

    Parameters
    ----------
    fit : Propensities
    strata : (n,) int array, optional
        Sampling strata, from 0, for the variance that the draw adds.

    Returns
    -------
    RIndicator
        ``r_se`` and ``cv_se`` are NaN where the propensities do not vary at all.

    Notes
    -----
    Shlomo, Skinner and Schouten (2012), as in the RISQ tools 2.1: equal to the reference to 1e-8.
    The adjustment takes the noise of the mean propensity off as well, so that R leans upward: by
    about 0.004 with 1,200 issued of unequal weights (``tests/simulation/test_unequal_weights.py``).
    """
    w, values = fit.weights, fit.values
    population = float(w.sum())
    mean = float(w @ values) / population
    spread = float(w @ (values - mean) ** 2)
    variance = spread / (population - 1)
    noise = float(w @ _quadratic(fit.gradient, fit.covariance))
    bias = (noise - _total_variance(values, w, strata) / population) / population
    factor = _bias_factor(bias, variance)
    deviation = float(np.sqrt(variance * factor))
    error = _squared_error(fit, mean, strata)
    return RIndicator(
        n=len(values),
        mean=mean,
        variance=variance,
        bias=bias,
        bias_factor=factor,
        r=1 - 2 * deviation,
        r_unadjusted=1 - 2 * float(np.sqrt(variance)),
        r_se=float(np.sqrt(error)),
        cv=deviation / mean,
        cv_unadjusted=float(np.sqrt(variance)) / mean,
        cv_se=float(np.sqrt(0.25 * error / mean**2 + (deviation / mean) ** 4 / len(values))),
    )


def cell_propensities(
    responded: FloatArray, cells: IntArray, *, weights: FloatArray
) -> tuple[FloatArray, float, float]:
    """Return the saturated model: each unit's cell rate, their mean and their variance.

    Notes
    -----
    R: ``glm`` on one indicator a cell; the variance divides by the population less 1.
    """
    sizes = np.bincount(cells, weights)
    rates = np.bincount(cells, weights * responded) / np.where(sizes > 0, sizes, 1.0)
    values: FloatArray = rates[cells]
    population = float(weights.sum())
    mean = float(weights @ values) / population
    return values, mean, float(weights @ (values - mean) ** 2) / (population - 1)


def population_indicator(
    respondents: FloatArray, population: FloatArray, x: FloatArray | None = None
) -> PopulationIndicator:
    """Set respondents against the whole population, cell by cell.

    Parameters
    ----------
    respondents, population : (cells,) float arrays
        Counts; no cell has more respondents than people.
    x : (cells, k) float array, optional
        Columns of a logit of the cells' rates; the rates themselves (saturated) without.

    Returns
    -------
    PopulationIndicator

    Raises
    ------
    EstimationError
        If a cell has more respondents than people.

    Notes
    -----
    R = 1 - 2 S is near 1 whenever few take part, however unlike they are: read the coefficient of
    variation. R: ``glm(cbind(n, N - n), binomial)``.
    """
    if (respondents > population).any():
        raise EstimationError(
            f"{int((respondents > population).sum())} cells have more respondents than people. "
            "Check that both belong to the same period."
        )
    values = respondents / np.where(population > 0, population, 1.0)
    if x is not None:
        both = np.concatenate([respondents, population - respondents])
        outcome = np.repeat([1.0, 0.0], len(values))
        fit = fit_logit(outcome, np.vstack([x, x]), weights=both)
        values = fit.fitted[: len(values)]
    mean = float(population @ values / population.sum())
    variance = float(population @ (values - mean) ** 2 / population.sum())
    spread = float(np.sqrt(variance))
    return PopulationIndicator(
        propensities=values, mean=mean, variance=variance, r=1 - 2 * spread, cv=spread / mean
    )


def _logit(
    y: FloatArray, x: FloatArray, weights: FloatArray, scaled: FloatArray, kind: CovarianceKind
) -> Propensities:
    fit = fit_logit(y, x, weights=scaled)
    if fit.separated or not fit.converged:
        raise EstimationError(
            "The logit of response has no finite solution: somewhere everybody or nobody "
            'responded. Merge small levels, or use link="linear".'
        )
    scores = coefficient_scores(fit, x, y, weights=scaled)
    return Propensities(
        coefficients=fit.coefficients,
        values=fit.fitted,
        covariance=fit.inverse_information if kind == "model" else scores.T @ scores,
        gradient=x * (fit.fitted * (1 - fit.fitted))[:, None],
        weights=weights,
    )


def _linear(
    y: FloatArray, x: FloatArray, weights: FloatArray, scaled: FloatArray, kind: CovarianceKind
) -> Propensities:
    inverse = np.linalg.inv(x.T @ (x * scaled[:, None]))
    coefficients: FloatArray = inverse @ (x.T @ (scaled * y))
    residuals = y - x @ coefficients
    scores = (x * (scaled * residuals)[:, None]) @ inverse
    dispersion = float(scaled @ residuals**2) / (len(y) - x.shape[1])
    return Propensities(
        coefficients=coefficients,
        values=x @ coefficients,
        covariance=inverse * dispersion if kind == "model" else scores.T @ scores,
        gradient=x,
        weights=weights,
    )


def _squared_error(fit: Propensities, mean: float, strata: IntArray | None) -> float:
    """Return the variance of R: of the fit, and of the draw."""
    w = fit.weights
    population = w.sum()
    away = fit.values - mean
    spread = float(w @ away**2) / population
    if spread <= 0:
        return float("nan")
    centred = fit.gradient - (w @ fit.gradient) / population
    slope = (w * away) @ centred / population
    curved = centred.T @ (w[:, None] * centred) / population @ fit.covariance
    drawn = _total_variance(away**2, w, strata) / population**2
    of_fit = 4 * float(slope @ fit.covariance @ slope) + 2 * float(np.trace(curved @ curved))
    return float((of_fit + drawn) / spread)


def _total_variance(values: FloatArray, weights: FloatArray, strata: IntArray | None) -> float:
    """Return the variance of an estimated total under stratified simple random sampling."""
    codes: IntArray = np.zeros(len(values), dtype=np.int64) if strata is None else strata
    n = np.bincount(codes)
    population = np.bincount(codes, weights)
    mean = np.bincount(codes, values) / np.maximum(n, 1)
    squares = np.bincount(codes, (values - mean[codes]) ** 2)
    several = n > 1
    n, population, squares = n[several], population[several], squares[several]
    left = np.maximum(1 - n / population, 0)
    return float(np.sum(population**2 * left * squares / (n - 1) / n))


def _quadratic(gradient: FloatArray, covariance: FloatArray) -> FloatArray:
    found: FloatArray = np.einsum("ij,ij->i", gradient @ covariance, gradient)
    return found


def _bias_factor(bias: float, variance: float) -> float:
    return 0.0 if variance <= 0 or bias > variance else 1 - bias / variance
