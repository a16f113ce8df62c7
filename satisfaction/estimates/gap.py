"""The gap between two groups, with both levels and the interval of the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import t as student

from satisfaction.errors import ColumnNotFoundError, did_you_mean
from satisfaction.estimates.answers import indicators, question_of
from satisfaction.estimates.domains import category_column, domains
from satisfaction.estimates.result import Gap
from satisfaction.estimates.shares import estimate
from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.linearisation import contrast, mean_scores
from satisfaction.numerics.variance import covariance
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns


def gap(
    returns: Returns,
    *,
    measure: str,
    between: tuple[str, str],
    by: str | None = None,
    period: str | Period | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    confidence: float = 0.95,
) -> Gap:
    """Estimate the difference between two levels of one category.

    Parameters
    ----------
    returns : Returns
    measure : str
    between : (str, str)
        The gap is the first minus the second, such as ``("White", "BME")``.
    by : str, optional
        Category that has both levels; found by itself if only one has.
    period : str or Period, optional
    where : mapping of str to level or levels, optional
        Only these respondents, as a domain of the whole sample.
    confidence : float

    Returns
    -------
    Gap
        One row a statistic, with both levels and their intervals.

    Raises
    ------
    ColumnNotFoundError
        If no category, or more than one, has both levels.

    Notes
    -----
    The variance takes the covariance of the two domains from the same linearised scores (R
    ``svycontrast`` on ``svyby(covmat = TRUE)``); t interval on the degrees of freedom of both
    domains together.
    """
    name = _checked(returns, by, between) if by else _category_with(returns, between)
    shares = estimate(
        returns, measure=measure, by=name, period=period, where=where, confidence=confidence
    )
    differences = _differences(
        returns, measure=measure, between=between, by=name, period=period, where=where,
        confidence=confidence,
    )  # fmt: skip
    first, second = (_of_level(shares.table, level) for level in between)
    table = first.join(second.add_prefix("other_")).join(differences).reset_index()
    table = _with_edge_limits(table)
    table.insert(0, "group", name)
    table.insert(0, "measure", shares.table["measure"].iloc[0])
    table.insert(0, "question", question_of(returns.survey, measure))
    return Gap(
        table=table,
        provenance=shares.provenance,
        caveats=shares.caveats,
        confidence=confidence,
    )


def _checked(returns: Returns, by: str, between: tuple[str, str]) -> str:
    levels = list(map(str, category_column(returns, by).cat.categories))
    for level in between:
        if level not in levels:
            raise ColumnNotFoundError(
                f"'{by}' has no level '{level}'.{did_you_mean(level, levels)} "
                f"Levels: {', '.join(levels)}."
            )
    return by


def _category_with(returns: Returns, between: tuple[str, str]) -> str:
    frame = returns.frame.select_dtypes("category")
    having = [str(c) for c in frame if set(between) <= set(frame[c].cat.categories)]
    if len(having) != 1:
        found = ", ".join(having) or "none"
        raise ColumnNotFoundError(
            f"Exactly one category must have the levels '{between[0]}' and '{between[1]}'; "
            f"found: {found}. Name it with by=."
        )
    return having[0]


def _with_edge_limits(table: pd.DataFrame) -> pd.DataFrame:
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


def _of_level(table: pd.DataFrame, level: str) -> pd.DataFrame:
    columns = ["level", "estimate", "lower", "upper", "base", "flag"]
    return table[table["level"] == level].set_index("statistic")[columns]


def _differences(
    returns: Returns,
    *,
    measure: str,
    between: tuple[str, str],
    by: str,
    period: str | Period | None,
    where: Mapping[str, str | Sequence[str]] | None,
    confidence: float,
) -> pd.DataFrame:
    design = survey_design(returns)
    answers = indicators(returns, question_of(returns.survey, measure), "shares")
    groups = domains(returns, by=by, period=period, where=where)
    places = [groups.levels.index(level) for level in between]
    pair = np.select([groups.mask(place) for place in places], [0, 1], default=-1)
    means = mean_scores(answers.values, weights=design.weights, domains=pair, n_domains=2)
    size = len(answers.statistics)
    first_minus_second = np.hstack([np.eye(size), -np.eye(size)])
    joint = covariance(means.scores, design)
    gaps = contrast(means.estimates, joint, first_minus_second)
    estimates, errors = gaps.estimates, gaps.standard_errors
    df = degrees_of_freedom(design, (pair >= 0) & answers.answered)
    half = student.ppf(0.5 + confidence / 2, df) * errors
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = 2 * student.sf(np.abs(estimates / errors), df)
    return pd.DataFrame(
        {
            "gap": estimates,
            "gap_standard_error": errors,
            "gap_lower": estimates - half,
            "gap_upper": estimates + half,
            "p_value": p_value,
            "df": df,
        },
        index=pd.Index(answers.statistics, name="statistic"),
    )
