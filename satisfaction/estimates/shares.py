"""Shares of answers with design-based intervals, by any grouping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.estimates.answers import Indicators, Statistics, indicators, questions_of
from satisfaction.estimates.domains import Domains, domains
from satisfaction.estimates.result import Estimates
from satisfaction.numerics.design import degrees_of_freedom
from satisfaction.numerics.intervals import proportion_interval
from satisfaction.numerics.linearisation import mean_scores
from satisfaction.numerics.variance import covariance
from satisfaction.periods import parse_period
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.design import survey_design

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.numerics.design import Design
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

Interval = Literal["korn_graubard", "logit", "wilson"]

_FEWEST_UNITS = 2
_INTERVAL_NAMES: dict[Interval, str] = {
    "korn_graubard": "Korn-Graubard",
    "logit": "logit",
    "wilson": "Wilson on the effective base",
}


def estimate(
    returns: Returns,
    *,
    measure: str | Sequence[str] | None = None,
    by: str | Sequence[str] | None = None,
    period: str | Period | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    statistics: Statistics = "shares",
    confidence: float = 0.95,
    interval: Interval = "korn_graubard",
    rules: Rules | None = None,
) -> Estimates:
    """Estimate who is satisfied and who is dissatisfied.

    Parameters
    ----------
    returns : Returns
        Weighted or not; without weights every respondent counts one.
    measure : str or sequence of str, optional
        Measures or questions; by default every published measure.
    by : str or sequence of str, optional
        Categories to group by; several are crossed.
    period : str or Period, optional
        Only interviews made in it.
    where : mapping of str to level or levels, optional
        Only these respondents, as a domain of the whole sample.
    statistics : {"shares", "grades"}
        Satisfied, dissatisfied, neither and top; or each grade of the scale.
    confidence : float
    interval : {"korn_graubard", "logit", "wilson"}
        Kind of interval; at 0 and 1 always one-sided Clopper-Pearson on the effective base.
    rules : Rules, optional
        For the bases below which an estimate is flagged or hidden.

    Returns
    -------
    Estimates
        ``.table`` has one row a question, statistic and level.

    Raises
    ------
    ColumnNotFoundError
        If a measure, a category or a level is not there.
    EstimationError
        If nobody was interviewed in the period.

    Notes
    -----
    Ratio means with Taylor linearisation, strata, clusters and calibration (R ``survey::svyby`` of
    ``svymean``); Korn and Graubard (1998) intervals on the domain's own base.
    """
    groups = domains(returns, by=by, period=period, where=where)
    design = survey_design(returns)
    rulebook = rules or load_rules()
    parts = [
        _question_table(
            returns,
            question,
            groups,
            design,
            statistics=statistics,
            confidence=confidence,
            interval=interval,
        )
        for question in questions_of(returns.survey, measure)
    ]
    table = pd.concat(parts, ignore_index=True)
    label = str(parse_period(period)) if period is not None else ""
    table = table.assign(period=label, flag=_flags(table["base"], rulebook))
    return Estimates(
        table=table[_COLUMNS],
        provenance=_provenance(returns, label, interval, confidence, where),
        caveats=_caveats(table, rulebook),
        confidence=confidence,
        interval=interval,
    )


_COLUMNS = [
    "question", "measure", "statistic", "group", "level", "period", "base", "not_answered",
    "effective_base", "estimate", "standard_error", "lower", "upper", "unweighted",
    "design_effect", "df", "flag",
]  # fmt: skip


def _question_table(
    returns: Returns,
    question: str,
    groups: Domains,
    design: Design,
    *,
    statistics: Statistics,
    confidence: float,
    interval: Interval,
) -> pd.DataFrame:
    answers = indicators(returns, question, statistics)
    size = (len(groups.levels), len(answers.statistics))
    numbers = _numbers(answers, groups, design, confidence=confidence, interval=interval)
    levels, names = np.meshgrid(groups.levels, answers.statistics, indexing="ij")
    return pd.DataFrame(
        {
            "question": question,
            "measure": returns.survey.questions[question].measure or question,
            "statistic": names.ravel(),
            "group": groups.group,
            "level": levels.ravel(),
            "not_answered": np.repeat(_not_answered(answers, groups), size[1]),
            **{name: values.ravel() for name, values in numbers.items()},
        }
    ).astype({"base": np.int64})


def _numbers(
    answers: Indicators,
    groups: Domains,
    design: Design,
    *,
    confidence: float,
    interval: Interval,
) -> dict[str, npt.NDArray[np.float64]]:
    """Return every number of the table, (levels, statistics)."""
    size = (len(groups.levels), len(answers.statistics))
    means, plain = (
        mean_scores(answers.values, weights=weights, domains=groups.codes, n_domains=size[0])
        for weights in (design.weights, np.ones(design.n_rows))
    )
    errors = np.sqrt(np.diag(covariance(means.scores, design))).reshape(size)
    df = np.repeat(_domain_df(answers, groups, design)[:, None], size[1], axis=1)
    counts = means.counts.astype(np.float64)
    kish = _kish(answers, groups, design)[:, None]
    limits = proportion_interval(
        means.estimates, errors, counts, df,
        confidence=confidence, method=interval, design_effect=kish,
        capped=interval == "korn_graubard",
    )  # fmt: skip
    effect = _design_effect(means.estimates, errors, counts)
    return {
        "base": counts,
        "effective_base": counts / np.where(np.isnan(effect), kish, effect),
        "estimate": means.estimates,
        "standard_error": np.where(counts < _FEWEST_UNITS, np.nan, errors),
        "lower": limits.lower,
        "upper": limits.upper,
        "unweighted": plain.estimates,
        "design_effect": effect,
        "df": df,
    }


def _domain_df(answers: Indicators, groups: Domains, design: Design) -> npt.NDArray[np.float64]:
    """Units minus strata among those counted, as R's ``degf`` of the subset."""
    masks = (answers.answered & groups.mask(level) for level in range(len(groups.levels)))
    return np.array([degrees_of_freedom(design, mask) for mask in masks], dtype=np.float64)


def _kish(answers: Indicators, groups: Domains, design: Design) -> npt.NDArray[np.float64]:
    """Design effect from unequal weights alone, for shares of 0 or 1 that have no variance."""
    inside = answers.answered & (groups.codes >= 0)
    codes, weights, size = groups.codes[inside], design.weights[inside], len(groups.levels)
    total, squares = (np.bincount(codes, weights=weights**k, minlength=size) for k in (1, 2))
    count = np.bincount(codes, minlength=size)
    effect: npt.NDArray[np.float64] = np.divide(
        count * squares, total**2, out=np.ones(size), where=total > 0
    )
    return effect


def _design_effect(
    shares: npt.NDArray[np.float64],
    errors: npt.NDArray[np.float64],
    counts: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Variance over that of a simple random sample of the same base; NaN at 0 and 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        simple = shares * (1 - shares) / (counts - 1)
        return np.where((simple > 0) & (errors > 0), errors**2 / simple, np.nan)


def _not_answered(answers: Indicators, groups: Domains) -> npt.NDArray[np.int64]:
    silent = answers.asked & ~answers.answered & (groups.codes >= 0)
    return np.bincount(groups.codes[silent], minlength=len(groups.levels))


def _flags(base: pd.Series, rules: Rules) -> npt.NDArray[np.str_]:
    hidden = rules.number("suppression", "hidden_below")
    flagged = rules.number("suppression", "flagged_below")
    return np.select([base < hidden, base < flagged], ["hidden", "small base"], default="")


def _caveats(table: pd.DataFrame, rules: Rules) -> tuple[Caveat, ...]:
    hidden = table.loc[table["flag"] == "hidden", ["question", "level"]].drop_duplicates()
    if hidden.empty:
        return ()
    limit = int(rules.number("suppression", "hidden_below"))
    return (
        Caveat(
            code="small-base",
            text=(
                f"Groups that rest on fewer than {limit} answers are not to be shown: "
                f"{len(hidden)} here."
            ),
        ),
    )


def _provenance(
    returns: Returns,
    period: str,
    interval: Interval,
    confidence: float,
    where: Mapping[str, str | Sequence[str]] | None,
) -> Provenance:
    weighting = returns.weighting
    how = f"weights: {weighting.method} to {', '.join(weighting.margins)}" if weighting else ""
    if not how:
        how = "delivered weights" if returns.survey.weights.column else "unweighted"
    return Provenance(
        survey=returns.survey.survey,
        period=period,
        method=(
            f"Shares of valid answers{_among(where)}; {how}; design-based {confidence:.0%} "
            f"intervals ({_INTERVAL_NAMES[interval]})."
        ),
        sources=returns.sources,
    )


def _among(where: Mapping[str, str | Sequence[str]] | None) -> str:
    """Say which respondents an estimate is about."""
    parts = [
        f"{name.replace('_', ' ')} {levels if isinstance(levels, str) else ', '.join(levels)}"
        for name, levels in (where or {}).items()
    ]
    return f" ({'; '.join(parts)})" if parts else ""
