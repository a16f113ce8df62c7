"""Shares of answers with design-based intervals, by any grouping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import EstimationError, UsageError, name_list
from satisfaction.estimates.answers import Statistics, grades_as_numbers, questions_of
from satisfaction.estimates.domains import during, groups_of
from satisfaction.estimates.measuring import measurer
from satisfaction.estimates.numbers import How, Interval, numbers_of
from satisfaction.estimates.result import Estimates
from satisfaction.estimates.weights_notes import weights_caveats
from satisfaction.estimates.windows import Every, windows
from satisfaction.periods import parse_period
from satisfaction.results import Caveat, Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import SeriesBreak, Survey
    from satisfaction.estimates.domains import Domains
    from satisfaction.estimates.measuring import Measurer
    from satisfaction.estimates.numbers import Measured
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

Incomplete = Literal["flag", "withhold"]

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
    every: Every | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    statistics: Statistics = "shares",
    confidence: float = 0.95,
    interval: Interval = "korn_graubard",
    incomplete: Incomplete = "flag",
    rules: Rules | None = None,
) -> Estimates:
    """Estimate who is satisfied and who is dissatisfied.

    Parameters
    ----------
    returns : Returns
        Weighted or not; without weights every respondent counts one.
    measure : str or sequence of str, optional
        Measures or questions; by default every published measure. With ``statistics="mean"`` also
        a field of numbers.
    by : str or sequence of str, optional
        Categories to group by; several are crossed.
    period : str or Period, optional
        Only interviews made in it.
    every : {"month", "quarter", "financial year", "rolling 12 months"}, optional
        One estimate for each such period that the returns hold, inside ``period`` if that is given.
        Rolling years end with each quarter. Weight each quarter to its own victims first: give
        :func:`satisfaction.weight` a profile for each.
    where : mapping of str to level or levels, optional
        Only these respondents, as a domain of the whole sample.
    statistics : {"shares", "grades", "mean"}
        Satisfied, dissatisfied, neither and top; each grade of the scale; or the mean grade.
    confidence : float
    interval : {"korn_graubard", "logit", "wilson"}
        Kind of interval of a share; at 0 and 1 always one-sided Clopper-Pearson on the effective
        base. A mean has a t interval.
    incomplete : {"flag", "withhold"}
        What to do, with ``every``, with a period that lacks interviews in some of its months: give
        it with a caveat that says how many it has, or leave it out. A missing month moves a rolling
        year's figure only by what that month differs from the others, and hiding it would take the
        headline away for a year.
    rules : Rules, optional
        For the bases below which an estimate is flagged or hidden.

    Returns
    -------
    Estimates
        ``.table`` has one row a period, question, statistic and level.

    Raises
    ------
    ColumnNotFoundError
        If a measure, a category or a level is not there.
    EstimationError
        If nobody was interviewed in the period.

    Notes
    -----
    Ratio means with Taylor linearisation, strata, clusters and calibration (R ``survey::svyby`` of
    ``svymean``); Korn and Graubard (1998) intervals on the domain's own base. Every period is a
    domain of one sample.
    """
    if statistics not in get_args(Statistics):
        raise UsageError(
            f"There are no statistics '{statistics}'. Choose one of: "
            f"{', '.join(get_args(Statistics))}; a share such as satisfied is a row of the table."
        )
    if incomplete not in get_args(Incomplete):
        raise UsageError(
            f"Incomplete periods are given with a 'flag' or 'withhold' leaves them out, not "
            f"'{incomplete}'."
        )
    questions = questions_of(returns.survey, measure)
    return estimates_of(
        measurer(returns, questions, statistics),
        by=by,
        period=period,
        every=every,
        where=where,
        how=How(statistics=statistics, confidence=confidence, interval=interval),
        incomplete=incomplete,
        rules=rules or load_rules(),
    )


def estimates_of(
    measured: Measurer,
    *,
    by: str | Sequence[str] | None,
    where: Mapping[str, str | Sequence[str]] | None,
    how: How,
    rules: Rules,
    period: str | Period | None = None,
    every: Every | None = None,
    incomplete: Incomplete = "flag",
) -> Estimates:
    """Return estimates of questions that are prepared already: see :func:`estimate`."""
    returns = measured.returns
    spans = _spans(returns, period, every, incomplete)
    groups = groups_of(returns, by=by, where=where)
    table = _table(measured, groups, spans, how)
    table = table.assign(flag=flags(table["base"], rules))
    label = str(parse_period(period)) if period is not None else ""
    return Estimates(
        table=table[[*_COLUMNS, *(["complete"] if every else [])]],
        provenance=_provenance(returns, label, how, where, measured.questions),
        caveats=(
            *_caveats(table, rules),
            *_incomplete(spans),
            *weights_caveats(returns),
            *_across_breaks(returns.survey, table),
        ),
        confidence=how.confidence,
        interval="t" if how.statistics == "mean" else how.interval,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A period to estimate for, None being everything that there is."""

    period: str | Period | None
    label: str
    is_complete: bool = True
    held: str = ""


def _spans(
    returns: Returns, period: str | Period | None, every: Every | None, incomplete: Incomplete
) -> list[_Span]:
    within = parse_period(period) if period is not None else None
    if every is None:
        return [_Span(period=period, label=str(within) if within else "")]
    found = [
        _Span(period=w.period, label=str(w.period), is_complete=w.is_complete, held=w.held)
        for w in windows(returns, every)
        if within is None or (within.start <= w.period.start and w.period.end <= within.end)
    ]
    if not found:
        raise EstimationError(f"The returns hold no {every} inside {within}. Check the period.")
    if incomplete == "withhold":
        return _whole(found, every)
    return found


_COLUMNS = [
    "question", "measure", "statistic", "group", "level", "period", "base", "not_answered",
    "effective_base", "estimate", "standard_error", "lower", "upper", "unweighted",
    "design_effect", "df", "flag",
]  # fmt: skip


def _table(measured: Measurer, groups: Domains, spans: Sequence[_Span], how: How) -> pd.DataFrame:
    """Return one row a period, question, level and statistic."""
    returns, found = measured.returns, []
    for span in spans:
        held = during(groups, returns, span.period)
        found += [
            _columns(returns.survey, groups, span, question, one, how)
            for question, one in zip(measured.questions, measured.measure(held), strict=True)
        ]
    columns = {name: np.concatenate([one[name] for one in found]) for name in found[0]}
    return pd.DataFrame(columns).astype({"base": np.int64})


def _columns(
    survey: Survey, groups: Domains, span: _Span, question: str, found: Measured, how: How
) -> dict[str, npt.NDArray[np.generic]]:
    """Return the columns of one question in one period."""
    size = (len(groups.levels), len(found.statistics))
    levels, names = np.meshgrid(
        np.array(groups.levels, dtype=object), np.array(found.statistics, dtype=object),
        indexing="ij",
    )  # fmt: skip
    known = survey.questions.get(question)

    def same(text: str) -> npt.NDArray[np.object_]:
        return np.full(levels.size, text, dtype=object)

    return {
        "question": same(question),
        "measure": same((known.measure if known else "") or question),
        "statistic": names.ravel(),
        "group": same(groups.group),
        "level": levels.ravel(),
        "not_answered": np.repeat(found.not_answered, size[1]),
        **{name: values.ravel() for name, values in numbers_of(found, how).items()},
        "period": same(span.label),
        "complete": np.full(levels.size, span.is_complete),
    }


def flags(base: pd.Series, rules: Rules) -> npt.NDArray[np.str_]:
    """Flag bases that are too small to be shown, or to be relied on."""
    hidden = rules.number("suppression", "hidden_below")
    flagged = rules.number("suppression", "flagged_below")
    return np.select([base < hidden, base < flagged], ["hidden", "small base"], default="")


def _caveats(table: pd.DataFrame, rules: Rules) -> tuple[Caveat, ...]:
    hidden = table.loc[table["flag"] == "hidden", "level"].drop_duplicates()
    if hidden.empty:
        return ()
    limit = int(rules.number("suppression", "hidden_below"))
    return (
        Caveat(
            code="small-base",
            text=(
                f"Groups that rest on fewer than {limit} answers are not to be shown: "
                f"{name_list(hidden)}."
            ),
        ),
    )


def _whole(spans: Sequence[_Span], every: Every) -> list[_Span]:
    """Leave out the periods that lack months."""
    found = [span for span in spans if span.is_complete]
    if not found:
        raise EstimationError(
            f"No {every} has interviews in all of its months: "
            f"{name_list(f'{span.label} ({span.held})' for span in spans)}. Ask for "
            'incomplete="flag" to have them with a caveat.'
        )
    return found


def _incomplete(spans: Sequence[_Span]) -> tuple[Caveat, ...]:
    """Say which periods are not whole: they are never taken for what their name says."""
    named = [f"{span.label} ({span.held})" for span in spans if not span.is_complete]
    if not named:
        return ()
    text = f"Not every month of these periods holds interviews: {', '.join(named)}."
    return (Caveat(code="incomplete-period", text=text),)


def breaks_inside(survey: Survey, period: str) -> list[SeriesBreak]:
    """Return the series breaks after the first day of ``period``: it pools what was before them."""
    if not period:
        return []
    span = parse_period(period)
    return [b for b in survey.series_breaks if span.start < b.on <= span.end]


def _across_breaks(survey: Survey, table: pd.DataFrame) -> tuple[Caveat, ...]:
    periods = table["period"].drop_duplicates()
    crossed = [period for period in periods if breaks_inside(survey, period)]
    if not crossed:
        return ()
    what = {b.what: None for period in crossed for b in breaks_inside(survey, period)}
    text = f"A series break lies inside {', '.join(crossed)}: {'; '.join(what)}."
    return (Caveat(code="series-break-inside", text=text),)


def _provenance(
    returns: Returns,
    period: str,
    how: How,
    where: Mapping[str, str | Sequence[str]] | None,
    questions: Sequence[str],
) -> Provenance:
    what = f"Shares of valid answers{_among(where)}"
    kind = _INTERVAL_NAMES[how.interval]
    if how.statistics == "mean":
        scales = [returns.survey.scale_of(q) for q in questions if q in returns.survey.questions]
        said = dict.fromkeys(grades_as_numbers(scale) for scale in scales)
        what = " ".join([*said, f"Means{_among(where)}"])
        kind = "t"
    return Provenance(
        survey=returns.survey.survey,
        period=period,
        method=(
            f"{what}; {_weights(returns)}; design-based {how.confidence:.0%} intervals ({kind})."
        ),
        sources=returns.sources,
    )


def _weights(returns: Returns) -> str:
    weighting = returns.weighting
    if not weighting:
        return "delivered weights" if returns.survey.weights.column else "unweighted"
    each = ", each period to its own victims" if weighting.by_period else ""
    return f"weights: {weighting.method} to {', '.join(weighting.margins)}{each}"


def _among(where: Mapping[str, str | Sequence[str]] | None) -> str:
    """Say which respondents an estimate is about."""
    parts = [
        f"{name.replace('_', ' ')} {levels if isinstance(levels, str) else ', '.join(levels)}"
        for name, levels in (where or {}).items()
    ]
    return f" ({'; '.join(parts)})" if parts else ""
