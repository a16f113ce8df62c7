"""A cumulative logit of the overall grade, as a check on the cut at dissatisfied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from satisfaction.drivers.grades import worst_first
from satisfaction.errors import EstimationError
from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.logit import coefficient_scores
from satisfaction.numerics.ordinal import fit_ordinal
from satisfaction.numerics.variance import covariance

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.drivers.model import DriverModel
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]

_COLUMNS = (
    "driver", "question", "odds_ratio", "odds_ratio_lower", "odds_ratio_upper", "at_the_cut",
    "p_value", "proportional",
)  # fmt: skip


def ordinal_check(returns: Returns, model: DriverModel, *, confidence: float) -> pd.DataFrame:
    """Compare each poor rating's odds ratio over all grades with the one at the cut.

    Where the two differ by more than chance, odds are not proportional, and one coefficient for the
    whole scale would mislead: it is never ranked.

    Returns
    -------
    pandas.DataFrame
        One row a question of each driver: ``driver``, ``question``, ``odds_ratio`` of a worse
        overall grade with limits, ``at_the_cut`` (odds ratio of being dissatisfied), ``p_value`` of
        their difference (joint linearisation), ``proportional`` (not rejected at the confidence).
        No rows where the model has no fit.

    Notes
    -----
    :func:`satisfaction.numerics.ordinal.fit_ordinal`; a Wald comparison of the two coefficients,
    with the design-based covariance of both (Brant 1990 without weights).
    """
    answers = model.answers
    both = _coefficients(returns, model)
    if both is None:
        return pd.DataFrame(columns=list(_COLUMNS))
    size, variances = len(both.cut), np.diag(both.joint)
    df = max(degrees_of_freedom(answers.design, answers.rows), 1)
    spread = variances[:size] + variances[size:] - 2 * np.diag(both.joint[:size, size:])
    apart = both.ordinal - both.cut
    t = np.divide(apart, np.sqrt(spread), out=np.zeros(size), where=spread > 0)
    p_value = 2 * stdtr(df, -np.abs(t))
    half = float(stdtrit(df, 0.5 + confidence / 2)) * np.sqrt(variances[:size])
    return pd.DataFrame(
        {
            "driver": [driver.name for driver in answers.drivers for _ in driver.questions],
            "question": [name for driver in answers.drivers for name in driver.questions],
            "odds_ratio": np.exp(both.ordinal),
            "odds_ratio_lower": np.exp(both.ordinal - half),
            "odds_ratio_upper": np.exp(both.ordinal + half),
            "at_the_cut": np.exp(both.cut),
            "p_value": p_value,
            "proportional": p_value > 1 - confidence,
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Both:
    """The coefficient of each poor rating in both models, and the covariance of all."""

    ordinal: Floats
    cut: Floats
    joint: Floats


def _coefficients(returns: Returns, model: DriverModel) -> _Both | None:
    """Fit the cumulative logit on the model's columns; None where it has no fit."""
    answers, columns = model.answers, model.columns
    question = returns.survey.outcome
    order = worst_first(returns.survey.scale_of(question))
    held = returns.frame[question][answers.rows]
    ranks = held.map({label: place for place, label in enumerate(reversed(order))})
    codes = np.unique(ranks.to_numpy(dtype=np.int64), return_inverse=True)[1]
    try:
        fit = fit_ordinal(codes, columns.x[:, 1:], weights=answers.weights)
    except EstimationError:
        return None
    low = np.array([at for part in columns.low for at in part])
    at_the_cut = coefficient_scores(model.fit, columns.x, answers.outcome, weights=answers.weights)[
        :, low
    ]
    # The cumulative logit has its thresholds first, and no intercept.
    scores = np.hstack([fit.scores[:, len(fit.thresholds) + low - 1], at_the_cut])
    return _Both(
        ordinal=fit.coefficients[low - 1],
        cut=model.fit.coefficients[low],
        joint=covariance(model.whole_sample(scores), answers.design),
    )
