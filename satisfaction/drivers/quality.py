"""How well the model tells dissatisfied respondents from others whom it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, stdtrit

from satisfaction.drivers.dealing import dealt_parts
from satisfaction.errors import EstimationError
from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.discrimination import discrimination
from satisfaction.numerics.logit import dependent_columns, fit_logit
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.drivers.model import DriverModel

    Floats = npt.NDArray[np.float64]

_FOLDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelQuality:
    """Out-of-fold quality of the model.

    Attributes
    ----------
    auc, auc_lower, auc_upper : float
        Weighted share of pairs of a dissatisfied and another respondent of the same fold in which
        the model gives the dissatisfied one the higher chance.
    r_squared : float
        Tjur's coefficient: mean predicted chance of the dissatisfied less that of the others.
    folds : int
    parameters : int
        Columns of the model.
    """

    auc: float
    auc_lower: float
    auc_upper: float
    r_squared: float
    folds: int
    parameters: int


def out_of_fold_quality(model: DriverModel, *, seed: int, confidence: float) -> ModelQuality | None:
    """Predict each tenth of the respondents from the others; clusters stay together.

    None where a fit without one of the folds does not exist. Folds are balanced over strata. The
    interval holds the fits as they are: it is about the respondents, not about the luck of the
    folds, and is too narrow where the model tells nobody apart (area near a half).

    Notes
    -----
    Tjur (2009) for the coefficient; :func:`satisfaction.numerics.discrimination.discrimination`.
    """
    answers, x = model.answers, model.columns.x
    fold = dealt_parts(answers.design, _FOLDS, seed=seed)[answers.rows]
    try:
        predicted = _predicted(x, answers.outcome, answers.weights, fold)
        found = discrimination(answers.outcome, predicted, answers.weights, groups=fold)
    except EstimationError:
        return None
    scores = model.whole_sample(found.scores[:, None])
    error = float(np.sqrt(covariance(scores, answers.design)[0, 0]))
    df = max(degrees_of_freedom(answers.design, answers.rows), 1)
    half = float(stdtrit(df, 0.5 + confidence / 2)) * error
    weights, y = answers.weights, answers.outcome
    return ModelQuality(
        auc=found.auc,
        auc_lower=max(found.auc - half, 0.0),
        auc_upper=min(found.auc + half, 1.0),
        r_squared=float(
            np.average(predicted, weights=weights * y)
            - np.average(predicted, weights=weights * (1 - y))
        ),
        folds=_FOLDS,
        parameters=x.shape[1],
    )


def _predicted(x: Floats, y: Floats, weights: Floats, fold: npt.NDArray[np.int64]) -> Floats:
    predicted = np.empty(len(y))
    for number in range(_FOLDS):
        out = fold == number
        rest = ~out
        gone = dependent_columns(x[rest], weights[rest])
        kept = np.setdiff1d(np.arange(x.shape[1]), gone)
        fit = fit_logit(y[rest], x[rest][:, kept], weights=weights[rest])
        predicted[out] = expit(x[out][:, kept] @ fit.coefficients)
    return predicted
