"""Means in domains with everything that stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.intervals import mean_interval, proportion_interval

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.estimates.answers import Indicators, Statistics
    from satisfaction.estimates.domains import Domains
    from satisfaction.numerics.design import Design

Interval = Literal["korn_graubard", "logit", "wilson"]

_FEWEST_UNITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What is estimated, and how its intervals are made."""

    statistics: Statistics
    confidence: float
    interval: Interval


def domain_numbers(
    answers: Indicators, groups: Domains, design: Design, how: How
) -> dict[str, npt.NDArray[np.float64]]:
    """Return every number of the table, (levels, statistics)."""
    size = (len(groups.levels), len(answers.statistics))
    means = domain_means(answers.values, design, domains=groups.codes, n_domains=size[0])
    counts = means.counts.astype(np.float64)
    errors = np.nan_to_num(means.standard_errors)
    df = means.df.astype(np.float64)
    kish = _kish(answers, groups, design)[:, None]
    limits = proportion_interval(
        means.estimates, errors, counts, df,
        confidence=how.confidence, method=how.interval, design_effect=kish,
        capped=how.interval == "korn_graubard",
    ) if how.statistics != "mean" else mean_interval(
        means.estimates, errors, df, how.confidence
    )  # fmt: skip
    effect = _design_effect(_spread(means.estimates, answers, groups, design, how), errors, counts)
    return {
        "base": counts,
        "effective_base": counts / np.where(np.isnan(effect), kish, effect),
        "estimate": means.estimates,
        "standard_error": np.where(counts < _FEWEST_UNITS, np.nan, errors),
        "lower": limits.lower,
        "upper": limits.upper,
        "unweighted": _unweighted(answers, groups, design),
        "design_effect": effect,
        "df": df,
    }


def _unweighted(answers: Indicators, groups: Domains, design: Design) -> npt.NDArray[np.float64]:
    """Return the means without weights, (levels, statistics), of those who have one."""
    inside = answers.answered & (groups.codes >= 0) & (design.weights != 0)
    codes, size = groups.codes[inside], len(groups.levels)
    count = np.bincount(codes, minlength=size)
    sums = [
        np.bincount(codes, weights=column, minlength=size) for column in answers.values[inside].T
    ]
    totals = np.column_stack(sums)
    means: npt.NDArray[np.float64] = np.divide(
        totals, count[:, None], out=np.full(totals.shape, np.nan), where=count[:, None] > 0
    )
    return means


def _spread(
    means: npt.NDArray[np.float64],
    answers: Indicators,
    groups: Domains,
    design: Design,
    how: How,
) -> npt.NDArray[np.float64]:
    """Return the variance of one answer, (levels, statistics)."""
    if how.statistics != "mean":
        return means * (1 - means)
    inside = answers.answered & (groups.codes >= 0)
    codes, weights, size = groups.codes[inside], design.weights[inside], len(groups.levels)
    values = answers.values[inside, 0]
    squares = weights * (values - means[codes, 0]) ** 2
    total = np.bincount(codes, weights=weights, minlength=size)
    found = np.bincount(codes, weights=squares, minlength=size)
    spread: npt.NDArray[np.float64] = np.full(size, np.nan)
    np.divide(found, total, out=spread, where=total > 0)
    return spread[:, None]


def _kish(answers: Indicators, groups: Domains, design: Design) -> npt.NDArray[np.float64]:
    """Design effect from unequal weights alone, for shares of 0 or 1 that have no variance."""
    inside = answers.answered & (groups.codes >= 0) & (design.weights != 0)
    codes, weights, size = groups.codes[inside], design.weights[inside], len(groups.levels)
    total, squares = (np.bincount(codes, weights=weights**k, minlength=size) for k in (1, 2))
    count = np.bincount(codes, minlength=size)
    effect: npt.NDArray[np.float64] = np.divide(
        count * squares, total**2, out=np.ones(size), where=total > 0
    )
    return effect


def _design_effect(
    spread: npt.NDArray[np.float64],
    errors: npt.NDArray[np.float64],
    counts: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return variance over that of a simple random sample of the same base; NaN at 0 and 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        simple = spread / (counts - 1)
        return np.where((simple > 0) & (errors > 0), errors**2 / simple, np.nan)
