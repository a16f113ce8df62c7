"""Weighted cumulative logit for ordered grades: proportional odds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, log_expit

from satisfaction.errors import EstimationError, name_list
from satisfaction.numerics.information import invert_information, refuse_dependent
from satisfaction.numerics.sums import sum_by

if TYPE_CHECKING:
    from satisfaction.numerics.arrays import FloatArray, IntArray

_FEWEST_GRADES = 3
_HALVINGS = 30
# A coefficient on its way to infinity: its information falls below this share of the first one's.
_SEPARATED_BELOW = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OrdinalFit:
    """A fitted cumulative logit.

    Attributes
    ----------
    thresholds : (g - 1,) float array
        Log odds of grade j or lower where all columns are zero.
    coefficients : (k,) float array
        Log odds ratios of a higher grade.
    inverse_information : (g - 1 + k, g - 1 + k) float array
        Inverse of the weighted information, thresholds first: not a variance under a survey design.
    scores : (n, g - 1 + k) float array
        Linearised thresholds and coefficients: ``covariance(scores, design)`` is their design-based
        covariance.
    log_likelihood : float
        Weighted log likelihood.
    rounds : int
        Newton steps made.
    """

    thresholds: FloatArray
    coefficients: FloatArray
    inverse_information: FloatArray
    scores: FloatArray
    log_likelihood: float
    rounds: int


def fit_ordinal(
    grades: IntArray,
    x: FloatArray,
    *,
    weights: FloatArray,
    tolerance: float = 1e-11,
    max_rounds: int = 60,
) -> OrdinalFit:
    r"""Fit :math:`\mathrm{logit}\, P(Y \le j) = \zeta_j - x^\top \beta` by Newton steps.

    Parameters
    ----------
    grades : (n,) int array
        Grade of each row, from 0 and without gaps.
    x : (n, k) float array
        Columns of the model without an intercept: the thresholds take its place.
    weights : (n,) float array
        Weights, not negative.
    tolerance : float
        Largest Newton step, relative to the size of the coefficients, that counts as solved.
    max_rounds : int
        Steps after which the fit is given up.

    Returns
    -------
    OrdinalFit

    Raises
    ------
    EstimationError
        If fewer than three grades occur or one in between does not, input is missing, columns are
        linearly dependent among themselves or with the intercept, some columns separate the
        grades so that no finite coefficients exist, or the steps do not converge.

    Notes
    -----
    McCullagh (1980). R: ``ordinal::clm``, ``MASS::polr``, ``survey::svyolr`` (whose optimiser stops
    at about 1e-4). With y the grade, :math:`a = \zeta_y - x\beta` and :math:`b = \zeta_{y-1} -
    x\beta`, :math:`\log P = \log\mathrm{expit}\,a + \log\mathrm{expit}(-b) + \log(1 - e^{b-a})`,
    which loses no digits in the tails and is concave.

    Examples
    --------
    >>> import numpy as np
    >>> fit = fit_ordinal(np.array([0, 1, 1, 2]), np.zeros((4, 0)), weights=np.ones(4))
    >>> fit.thresholds.round(6).tolist()
    [-1.098612, 1.098612]
    """
    grades, x = np.asarray(grades), np.asarray(x, dtype=np.float64)
    weights = np.asarray(weights, dtype=np.float64)
    _check_input(grades, x, weights)
    refuse_dependent(np.column_stack([np.ones(len(x)), x]), weights)
    model = _Model(grades=grades, x=x, weights=weights, cuts=int(grades.max()))
    parameters, rounds = _newton(model, tolerance, max_rounds)
    inverse = invert_information(model.information(parameters))
    return OrdinalFit(
        thresholds=parameters[: model.cuts],
        coefficients=parameters[model.cuts :],
        inverse_information=inverse,
        scores=model.gradients(parameters) @ inverse,
        log_likelihood=model.log_likelihood(parameters),
        rounds=rounds,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Model:
    """Data of the fit; ``cuts`` thresholds come first among the parameters."""

    grades: IntArray
    x: FloatArray
    weights: FloatArray
    cuts: int

    def limits(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the upper and lower limit of each row's grade on the latent scale."""
        padded = np.concatenate([[-np.inf], parameters[: self.cuts], [np.inf]])
        predictor = self.x @ parameters[self.cuts :]
        return padded[self.grades + 1] - predictor, padded[self.grades] - predictor

    def log_likelihood(self, parameters: FloatArray) -> float:
        """Return the weighted log likelihood; minus infinity for thresholds out of order."""
        if (np.diff(parameters[: self.cuts]) <= 0).any():
            return -np.inf
        upper, lower = self.limits(parameters)
        rows = log_expit(upper) + log_expit(-lower) + np.log(-np.expm1(lower - upper))
        return float(self.weights @ rows)

    def gradients(self, parameters: FloatArray) -> FloatArray:
        """Return each row's weighted gradient, (n, cuts + k)."""
        upper, lower = self.limits(parameters)
        with np.errstate(over="ignore"):
            ratio = 1 / np.expm1(upper - lower)
        above = self.weights * (expit(-upper) + ratio)
        below = -self.weights * (expit(lower) + ratio)
        by_cut = self._at_cuts(above, 0) + self._at_cuts(below, 1)
        return np.hstack([by_cut, -(above + below)[:, None] * self.x])

    def information(self, parameters: FloatArray) -> FloatArray:
        """Return the observed information, (cuts + k, cuts + k)."""
        upper, lower = self.limits(parameters)
        # e^d / (e^d - 1)^2 with d the width of the grade, infinite at both ends.
        width = upper - lower
        shared = self.weights / (4 * np.sinh(np.minimum(width, 600.0) / 2) ** 2)
        above = self.weights * expit(upper) * expit(-upper) + shared
        below = self.weights * expit(lower) * expit(-lower) + shared
        first, second = self._at_cuts(np.ones(len(width)), 0), self._at_cuts(np.ones(len(width)), 1)
        start, end = np.hstack([first, -self.x]), np.hstack([second, -self.x])
        mixed = start.T @ (end * shared[:, None])
        found: FloatArray = (
            start.T @ (start * above[:, None]) + end.T @ (end * below[:, None]) - mixed - mixed.T
        )
        return found

    def _at_cuts(self, values: FloatArray, shift: int) -> FloatArray:
        """Put values at the threshold above each row's grade, or with ``shift`` 1 below it."""
        columns = np.zeros((len(values), self.cuts))
        at = self.grades - shift
        rows = np.flatnonzero((at >= 0) & (at < self.cuts))
        columns[rows, at[rows]] = values[rows]
        return columns


def _newton(model: _Model, tolerance: float, max_rounds: int) -> tuple[FloatArray, int]:
    """Step until solved; refuse a fit whose information vanishes on the way."""
    parameters = _start(model)
    first = np.diag(invert_information(model.information(parameters)))
    for rounds in range(1, max_rounds + 1):
        inverse = invert_information(model.information(parameters))
        _refuse_separated(first, np.diag(inverse), model.cuts)
        step = inverse @ model.gradients(parameters).sum(axis=0)
        step = _shorten(model, parameters, step)
        parameters = parameters + step
        if np.abs(step).max() <= tolerance * max(1.0, float(np.abs(parameters).max())):
            return parameters, rounds
    raise EstimationError(
        f"The cumulative logit did not converge in {max_rounds} steps. Merge rare grades or rare "
        "levels of the columns."
    )


def _shorten(model: _Model, parameters: FloatArray, step: FloatArray) -> FloatArray:
    """Halve a step that lowers the likelihood or puts thresholds out of order."""
    start = model.log_likelihood(parameters)
    share = 1.0
    for _ in range(_HALVINGS):
        if model.log_likelihood(parameters + share * step) >= start - 1e-9 * abs(start):
            break
        share /= 2
    return share * step


def _start(model: _Model) -> FloatArray:
    """Return the thresholds of the marginal distribution, and no effects."""
    shares = sum_by(model.grades, model.weights, model.cuts + 1)
    below = np.cumsum(shares)[:-1] / shares.sum()
    return np.concatenate([np.log(below / (1 - below)), np.zeros(model.x.shape[1])])


def _refuse_separated(first: FloatArray, now: FloatArray, cuts: int) -> None:
    lost = np.flatnonzero(first[cuts:] < _SEPARATED_BELOW * now[cuts:])
    if lost.size or not np.isfinite(now).all() or (first < _SEPARATED_BELOW * now).any():
        raise EstimationError(
            f"Columns {name_list(lost.tolist()) or 'of the model'} (counted from 0) predict some "
            "grades perfectly, so no finite coefficients exist. Leave them out or merge levels."
        )


def _check_input(grades: IntArray, x: FloatArray, weights: FloatArray) -> None:
    if x.ndim != 2 or not len(x) == len(grades) == len(weights) or not len(grades):  # noqa: PLR2004
        raise EstimationError(
            f"The model has shape {x.shape} for {len(grades)} grades and {len(weights)} weights; "
            "expected one row for each grade and weight, and at least one."
        )
    unknown = ~(np.isfinite(x).all(axis=1) & np.isfinite(weights) & (weights >= 0) & (grades >= 0))
    if unknown.any():
        raise EstimationError(
            f"{int(unknown.sum())} rows have a missing value, a negative weight or no grade. Leave "
            "them out or code them first."
        )
    held = sum_by(grades, weights, int(grades.max()) + 1)
    if (held > 0).sum() < _FEWEST_GRADES or (held == 0).any():
        raise EstimationError(
            f"{int((held > 0).sum())} of {len(held)} grades occur with a weight; a cumulative "
            "logit needs at least three, numbered without gaps. Merge or renumber them."
        )
