"""Means in domains with everything that stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.numerics.domain_means import domain_means
from satisfaction.numerics.graded_means import graded_means
from satisfaction.numerics.intervals import mean_interval, proportion_interval

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.estimates.answers import GradedAnswers, Indicators, Statistics
    from satisfaction.estimates.domains import Domains
    from satisfaction.numerics.design import Design
    from satisfaction.numerics.graded_sums import DomainTable

    Floats = npt.NDArray[np.float64]

Interval = Literal["korn_graubard", "logit", "wilson"]

_FEWEST_UNITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What is estimated, and how its intervals are made."""

    statistics: Statistics
    confidence: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """Means of a question by group and statistic, and what is counted beside them.

    Attributes
    ----------
    statistics : tuple of str
    estimates, errors, unweighted, spread : (levels, statistics) float arrays
    counts, df : (levels, statistics) float arrays
        Answers and degrees of freedom.
    kish : (levels,) float array
        Design effect of unequal weights alone, for shares of 0 or 1 that have no variance.
    not_answered : (levels,) int array
        Asked, but outside the base.
    """

    statistics: tuple[str, ...]
    estimates: Floats
    errors: Floats
    unweighted: Floats
    spread: Floats
    counts: Floats
    df: Floats
    kish: Floats
    not_answered: npt.NDArray[np.int64]


def measure_grades(answers: GradedAnswers, table: DomainTable) -> Measured:
    """Measure graded answers on the table of a design."""
    found = graded_means(answers.grades, answers.worth, table)
    silent = answers.asked & np.isnan(answers.worth[:, 0])
    size = (1, len(answers.statistics))
    return Measured(
        statistics=answers.statistics,
        estimates=found.estimates,
        errors=found.standard_errors,
        unweighted=found.unweighted,
        spread=found.spread,
        counts=np.tile(found.counts[:, None].astype(np.float64), size),
        df=np.tile(found.df[:, None].astype(np.float64), size),
        kish=found.kish,
        not_answered=found.grade_counts[:, silent].sum(axis=1),
    )


def measure_rows(answers: Indicators, groups: Domains, design: Design) -> Measured:
    """Measure any answers on any design, row by row."""
    size = len(groups.levels)
    means = domain_means(answers.values, design, domains=groups.codes, n_domains=size)
    silent = answers.asked & ~answers.answered & (groups.codes >= 0)
    return Measured(
        statistics=answers.statistics,
        estimates=means.estimates,
        errors=means.standard_errors,
        unweighted=_unweighted(answers, groups, design),
        spread=_spread(means.estimates, answers, groups, design),
        counts=means.counts.astype(np.float64),
        df=means.df.astype(np.float64),
        kish=_kish(answers, groups, design),
        not_answered=np.bincount(groups.codes[silent], minlength=size),
    )


def numbers_of(found: Measured, how: How) -> dict[str, Floats]:
    """Return every number of the table, (levels, statistics)."""
    errors, counts = np.nan_to_num(found.errors), found.counts
    kish = found.kish[:, None]
    limits = proportion_interval(
        found.estimates, errors, counts, found.df,
        confidence=how.confidence, method=how.interval, design_effect=kish,
        capped=how.interval == "korn_graubard",
    ) if how.statistics != "mean" else mean_interval(
        found.estimates, errors, found.df, how.confidence
    )  # fmt: skip
    is_share = how.statistics != "mean"
    spread = found.estimates * (1 - found.estimates) if is_share else found.spread
    effect = _design_effect(spread, errors, counts)
    return {
        "base": counts,
        "effective_base": counts / np.where(np.isnan(effect), kish, effect),
        "estimate": found.estimates,
        "standard_error": np.where(counts < _FEWEST_UNITS, np.nan, errors),
        "lower": limits.lower,
        "upper": limits.upper,
        "unweighted": found.unweighted,
        "design_effect": effect,
        "df": found.df,
    }


def _unweighted(answers: Indicators, groups: Domains, design: Design) -> Floats:
    """Return the means without weights, (levels, statistics), of those who have one."""
    inside = answers.answered & (groups.codes >= 0) & (design.weights != 0)
    codes, size = groups.codes[inside], len(groups.levels)
    count = np.bincount(codes, minlength=size)
    sums = [
        np.bincount(codes, weights=column, minlength=size) for column in answers.values[inside].T
    ]
    totals = np.column_stack(sums)
    means: Floats = np.divide(
        totals, count[:, None], out=np.full(totals.shape, np.nan), where=count[:, None] > 0
    )
    return means


def _spread(means: Floats, answers: Indicators, groups: Domains, design: Design) -> Floats:
    """Return the variance of one answer, (levels, statistics)."""
    inside = answers.answered & (groups.codes >= 0)
    codes, weights, size = groups.codes[inside], design.weights[inside], len(groups.levels)
    total = np.bincount(codes, weights=weights, minlength=size)
    squares = [
        np.bincount(codes, weights=weights * (column - mean[codes]) ** 2, minlength=size)
        for column, mean in zip(answers.values[inside].T, means.T, strict=True)
    ]
    found: Floats = np.divide(
        np.column_stack(squares),
        total[:, None],
        out=np.full(means.shape, np.nan),
        where=total[:, None] > 0,
    )
    return found


def _kish(answers: Indicators, groups: Domains, design: Design) -> Floats:
    """Design effect from unequal weights alone, for shares of 0 or 1 that have no variance."""
    inside = answers.answered & (groups.codes >= 0) & (design.weights != 0)
    codes, weights, size = groups.codes[inside], design.weights[inside], len(groups.levels)
    total, squares = (np.bincount(codes, weights=weights**k, minlength=size) for k in (1, 2))
    count = np.bincount(codes, minlength=size)
    effect: Floats = np.divide(count * squares, total**2, out=np.ones(size), where=total > 0)
    return effect


def _design_effect(
    spread: Floats,
    errors: Floats,
    counts: Floats,
) -> Floats:
    """Return variance over that of a simple random sample of the same base; NaN at 0 and 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        simple = spread / (counts - 1)
        return np.where((simple > 0) & (errors > 0), errors**2 / simple, np.nan)
