"""The difference of two groups' shares, by the joint linearised variance of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import t as student

from satisfaction.estimates.answers import indicators
from satisfaction.estimates.pairs import members
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.quantiles import t_quantile
from satisfaction.numerics.units import degrees_of_freedom
from satisfaction.numerics.variance import covariance
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.estimates.answers import Indicators
    from satisfaction.estimates.pairs import Pair
    from satisfaction.numerics.design import Design
    from satisfaction.numerics.linearisation import DomainMeans
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns


def differences(
    returns: Returns,
    pair: Pair,
    question: str,
    *,
    period: str | Period | None,
    where: Mapping[str, str | Sequence[str]] | None,
    confidence: float,
) -> pd.DataFrame:
    """Return the difference of each statistic with its standard error, t interval and p-value.

    A respondent in both groups has both scores, so that the difference of the scores carries the
    covariance of the groups, as R's ``svytotal`` of the difference of the influence functions does.
    """
    masks = members(returns, pair, period=period, where=where)
    answers = indicators(returns, question, "shares")
    return differences_of(answers, masks, survey_design(returns), confidence=confidence)


def differences_of(
    answers: Indicators,
    masks: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
    design: Design,
    *,
    confidence: float,
) -> pd.DataFrame:
    """Return first minus second of two groups of respondents, one row a statistic."""
    first, second = (_means(answers.values, design.weights, mask) for mask in masks)
    estimates = (first.estimates - second.estimates)[0]
    errors = np.sqrt(np.diag(covariance(first.scores - second.scores, design)))
    df = degrees_of_freedom(design, (masks[0] | masks[1]) & answers.answered)
    half = t_quantile(np.array(float(df)), confidence) * errors
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = 2 * student.sf(np.abs(estimates / errors), df)
    return pd.DataFrame(
        {
            "gap": estimates,
            "gap_standard_error": np.where(np.isnan(estimates), np.nan, errors),
            "gap_lower": estimates - half,
            "gap_upper": estimates + half,
            "p_value": p_value,
            "df": df,
        },
        index=pd.Index(answers.statistics, name="statistic"),
    )


def with_edge_limits(table: pd.DataFrame) -> pd.DataFrame:
    """Build the gap's interval from those of its levels where one of them is at 0 or 1.

    There the linearised variance of that level is zero and the gap's would be too small: the two
    levels' own intervals are squared and added (Zou and Donner 2008), and there is no p-value.
    """
    edge = table[["estimate", "other_estimate"]].isin([0.0, 1.0]).any(axis=1)
    down = np.hypot(
        table["estimate"] - table["lower"], table["other_upper"] - table["other_estimate"]
    )
    up = np.hypot(
        table["upper"] - table["estimate"], table["other_estimate"] - table["other_lower"]
    )
    return table.assign(
        gap_lower=table["gap_lower"].mask(edge, table["gap"] - down),
        gap_upper=table["gap_upper"].mask(edge, table["gap"] + up),
        p_value=table["p_value"].mask(edge),
    )


def _means(
    values: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    mask: npt.NDArray[np.bool_],
) -> DomainMeans:
    """Return the means of one group with their scores; everybody else scores zero."""
    return mean_scores(values, weights=weights, domains=np.where(mask, 0, -1), n_domains=1)
