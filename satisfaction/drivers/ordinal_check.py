"""A cumulative logit of the overall grade, as a check on the cut at dissatisfied."""

from __future__ import annotations

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
    from satisfaction.drivers.model import DriverModel
    from satisfaction.tables.returns import Returns

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
    answers, columns = model.answers, model.columns
    question = returns.survey.outcome
    order = worst_first(returns.survey.scale_of(question))
    held = returns.frame[question][answers.rows]
    ranks = held.map({label: place for place, label in enumerate(reversed(order))})
    codes = np.unique(ranks.to_numpy(dtype=np.int64), return_inverse=True)[1]
    try:
        fit = fit_ordinal(codes, columns.x[:, 1:], weights=answers.weights)
    except EstimationError:
        return pd.DataFrame(columns=list(_COLUMNS))
    low = [at for part in columns.low for at in part]
    ordinal = fit.coefficients[np.array(low) - 1]
    cut = model.fit.coefficients[low]
    thresholds = len(fit.thresholds)
    both = np.hstack(
        [
            fit.scores[:, [thresholds + at - 1 for at in low]],
            coefficient_scores(model.fit, columns.x, answers.outcome, weights=answers.weights)[
                :, low
            ],
        ]
    )
    joint = covariance(model.whole_sample(both), answers.design)
    size, variances = len(low), np.diag(joint)
    df = max(degrees_of_freedom(answers.design, answers.rows), 1)
    spread = variances[:size] + variances[size:] - 2 * np.diag(joint[:size, size:])
    t = np.divide(ordinal - cut, np.sqrt(spread), out=np.zeros(size), where=spread > 0)
    p_value = 2 * stdtr(df, -np.abs(t))
    half = float(stdtrit(df, 0.5 + confidence / 2)) * np.sqrt(variances[:size])
    return pd.DataFrame(
        {
            "driver": [driver.name for driver in answers.drivers for _ in driver.questions],
            "question": [name for driver in answers.drivers for name in driver.questions],
            "odds_ratio": np.exp(ordinal),
            "odds_ratio_lower": np.exp(ordinal - half),
            "odds_ratio_upper": np.exp(ordinal + half),
            "at_the_cut": np.exp(cut),
            "p_value": p_value,
            "proportional": p_value > 1 - confidence,
        }
    )
