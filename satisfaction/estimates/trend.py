"""A share over time: the series, and the slope of each stretch between series breaks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from satisfaction.definitions.library import load_rules
from satisfaction.errors import UsageError
from satisfaction.estimates.answers import question_of
from satisfaction.estimates.change import breaks_between, change_of
from satisfaction.estimates.discoveries import Q_VALUES
from satisfaction.estimates.domains import groups_of
from satisfaction.estimates.measuring import measurer
from satisfaction.estimates.numbers import How
from satisfaction.estimates.shares import breaks_inside, estimates_of
from satisfaction.estimates.slopes import Slope, Stretch, slope_of
from satisfaction.estimates.trend_result import Trend
from satisfaction.numerics.discovery import false_discovery_q_values
from satisfaction.periods import parse_period
from satisfaction.results import Caveat, Provenance
from satisfaction.tables.returns import made_during

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.change_result import Change
    from satisfaction.estimates.measuring import Measurer
    from satisfaction.estimates.result import Estimates
    from satisfaction.tables.returns import Returns

Step = Literal["month", "quarter", "financial year"]
Method = Literal["gls", "ols", "regression"]

_FEWEST_PERIODS = 3
_FEWEST_TO_JUDGE = 5
_PERIODS_A_YEAR = {"month": 12, "quarter": 4, "financial year": 1}
_METHODS = {
    "gls": "generalised least squares on the joint covariance of the periods, their variances "
    "those of the line, widened where they vary more about it than sampling explains",
    "ols": "ordinary least squares with the joint covariance of the periods, widened where they "
    "vary more about the line than sampling explains",
    "regression": "weighted linear regression of the answers on time (R svyglm)",
}


def trend(
    returns: Returns,
    *,
    measure: str | None = None,
    by: str | None = None,
    every: Step = "quarter",
    where: Mapping[str, str | Sequence[str]] | None = None,
    statistic: str = "satisfied",
    method: Method = "gls",
    confidence: float = 0.95,
    rules: Rules | None = None,
) -> Trend:
    r"""Estimate a share period by period, and how it moves a year.

    Parameters
    ----------
    returns : Returns
        With the interviews of every period; weighted, if at all, each quarter to its own victims
        (:func:`satisfaction.weight` with a profile for each).
    measure : str, optional
        By default the survey's outcome.
    by : str, optional
        Category: a series for each level.
    every : {"month", "quarter", "financial year"}
        Not rolling years: they share interviews, so that their line says nothing more.
    where : mapping of str to level or levels, optional
    statistic : {"satisfied", "dissatisfied", "neither", "top"}
    method : {"gls", "ols", "regression"}
        A line through the periods' estimates, the surer ones counting more; the same, each period
        counting alike; or one through the answers themselves.
    confidence : float
    rules : Rules, optional

    Returns
    -------
    Trend

    Raises
    ------
    UsageError
        If there is no such step, statistic or method.

    Notes
    -----
    With ``gls`` the slope is that of the periods' estimates :math:`\hat y`, joint covariance
    :math:`V`, on time :math:`t` in years: :math:`(X'V^{-1}X)^{-1}X'V^{-1}\hat y`, :math:`V` having
    the variances of the line (:func:`satisfaction.numerics.lines.fit_share_line`): with those of
    each share itself a series near 100 % leans towards its high values. ``ols`` is R
    ``svycontrast`` of the periods with the least-squares coefficients. Where the
    residual chi-square over its degrees of freedom is above 1 its root widens the standard error,
    and t goes by the periods left (Birge 1932), as it always does below five periods: too few to
    show whether they vary more. ``regression`` is R ``svyglm(answer ~ time)``, which knows no such
    variation: use it where there is none.
    Periods that are incomplete or rest on too few answers are drawn and not fitted.
    """
    _check(every, method)
    question = question_of(returns.survey, measure or returns.survey.outcome)
    rulebook = rules or load_rules()
    measured = measurer(returns, (question,), "shares")
    how = How(statistics="shares", confidence=confidence, interval="korn_graubard")
    series = estimates_of(measured, by=by, every=every, where=where, how=how, rules=rulebook)
    table = _series(series, statistic, returns.survey)
    periods = [str(period) for period in table["period"].unique()]
    stretch = Stretch(
        measured=measured,
        question=question,
        statistic=statistic,
        groups=groups_of(returns, by=by, where=where),
        periods=periods,
        when=_when(returns, periods),
    )
    found = _lines(stretch, table, method, confidence)
    tested = partial(
        _change, measured, table, by=by, where=where, confidence=confidence, rules=rulebook
    )
    return Trend(
        table=_with_lines(table, found),
        provenance=_provenance(series, method, len(found)),
        caveats=(*series.caveats, *_short(table, found)),
        slopes=_slopes(table, found, confidence),
        latest=tested(back=1),
        year_on_year=tested(back=_PERIODS_A_YEAR[every]),
        statistic=statistic,
        method=method,
        confidence=confidence,
    )


def _check(every: str, method: str) -> None:
    if every not in _PERIODS_A_YEAR:
        raise UsageError(
            f"A trend goes by {', '.join(_PERIODS_A_YEAR)}, not by '{every}': periods that share "
            "interviews have no slope of their own."
        )
    if method not in _METHODS:
        raise UsageError(f"There is no method '{method}'. Choose one of: {', '.join(_METHODS)}.")


def _series(series: Estimates, statistic: str, survey: Survey) -> pd.DataFrame:
    """Return the rows of one statistic with their segment, and whether a line may rest on them."""
    table = series.table[series.table["statistic"] == statistic]
    if table.empty:
        known = ", ".join(series.table["statistic"].unique())
        raise UsageError(f"There is no share '{statistic}'. Choose one of: {known}.")
    table = table.sort_values("level", kind="stable", key=_in_order(table["level"]))
    starts = table["period"].map(lambda label: parse_period(label).start)
    breaks = sorted(b.on for b in survey.series_breaks)
    segments = starts.map(lambda day: sum(on <= day for on in breaks))
    crossed = table["period"].map(lambda label: bool(breaks_inside(survey, label)))
    used = table["complete"] & (table["flag"] != "hidden") & table["standard_error"].notna()
    used &= ~crossed
    return table.assign(segment=segments - segments.min(), used=used).reset_index(drop=True)


def _in_order(levels: pd.Series) -> Callable[[pd.Series], pd.Series]:
    """Return a sort key that keeps levels in the order in which they come."""
    order = {level: place for place, level in enumerate(levels.unique())}
    return lambda column: column.map(order)


def _lines(
    stretch: Stretch, table: pd.DataFrame, method: str, confidence: float
) -> list[tuple[pd.Index, Slope]]:
    """Return the rows and the line of each stretch that is long enough for one."""
    return [
        (rows.index, slope_of(stretch, rows, method=method, confidence=confidence))
        for _, rows in table[table["used"]].groupby(["level", "segment"], sort=False)
        if len(rows) >= _FEWEST_PERIODS
    ]


def _when(returns: Returns, periods: Sequence[str]) -> npt.NDArray[np.int16]:
    """Return the place of each respondent's period, -1 for none."""
    when = np.full(len(returns), -1, dtype=np.int16)
    for place, period in enumerate(periods):
        when[made_during(returns, period)] = place
    return when


def _with_lines(table: pd.DataFrame, found: Sequence[tuple[pd.Index, Slope]]) -> pd.DataFrame:
    lines = {
        name: np.full(len(table), np.nan) for name in ("fitted", "fitted_lower", "fitted_upper")
    }
    for rows, slope in found:
        lines["fitted"][rows] = slope.fitted
        lines["fitted_lower"][rows] = slope.fitted - slope.reach
        lines["fitted_upper"][rows] = slope.fitted + slope.reach
    return table.assign(**lines)


def _slopes(
    table: pd.DataFrame, found: Sequence[tuple[pd.Index, Slope]], confidence: float
) -> pd.DataFrame:
    keys = ["question", "measure", "statistic", "group", "level", "segment"]
    rows = [
        {
            **{key: table.loc[index[0], key] for key in keys},
            "first": table.loc[index[0], "period"],
            "last": table.loc[index[-1], "period"],
            "periods": len(index),
            "slope": slope.per_year,
            "standard_error": slope.standard_error,
            "lower": slope.lower,
            "upper": slope.upper,
            "p_value": slope.p_value,
            "df": slope.df,
            "excess": slope.excess,
        }
        for index, slope in found
    ]
    if not rows:
        return pd.DataFrame(columns=[*keys, *_SLOPE_COLUMNS])
    slopes = pd.DataFrame(rows)
    # A line through so few points has a t quantile of 4 or 13: "no clear trend" would say too much.
    enough = (slopes["periods"] >= _FEWEST_TO_JUDGE).to_numpy()
    slopes["q_value"] = np.nan
    slopes.loc[enough, "q_value"] = false_discovery_q_values(
        slopes.loc[enough, "p_value"].to_numpy()
    )
    clear = slopes["q_value"] < 1 - confidence
    slopes["verdict"] = np.select(
        [~enough, clear & (slopes["slope"] > 0), clear & (slopes["slope"] < 0)],
        ["too few periods to tell", "rising", "falling"],
        default="no clear trend",
    )
    return slopes[[*keys, *_SLOPE_COLUMNS]]


_SLOPE_COLUMNS = [
    "first", "last", "periods", "slope", "standard_error", "lower", "upper", "p_value", "q_value",
    "df", "excess", "verdict",
]  # fmt: skip


def _short(table: pd.DataFrame, found: Sequence[tuple[pd.Index, Slope]]) -> tuple[Caveat, ...]:
    stretches = table.groupby(["level", "segment"]).ngroups
    if len(found) == stretches:
        return ()
    text = (
        f"{stretches - len(found)} of {stretches} stretches have fewer than {_FEWEST_PERIODS} "
        "periods that a line could rest on; they have no slope."
    )
    return (Caveat(code="too-few-periods", text=text),)


def _change(
    measured: Measurer,
    table: pd.DataFrame,
    *,
    by: str | None,
    where: Mapping[str, str | Sequence[str]] | None,
    confidence: float,
    rules: Rules,
    back: int,
) -> Change | None:
    """Test the latest complete period against the one so many before it; None across a break."""
    complete = table.loc[table["complete"], "period"].drop_duplicates().tolist()
    if len(complete) <= back:
        return None
    latest = parse_period(complete[-1])
    before = latest
    for _ in range(back):
        before = before.previous
    if str(before) not in complete:
        return None
    if breaks_between(measured.returns, before, latest):
        return None
    return change_of(
        measured, (before, latest), by=by, where=where, confidence=confidence, rules=rules
    )


def _provenance(series: Estimates, method: str, count: int) -> Provenance:
    family = f" {Q_VALUES.format(count=count)}" if count > 1 else ""
    return Provenance(
        survey=series.provenance.survey,
        period=str(series.table["period"].iloc[-1]),
        method=f"{series.provenance.method} Slope by {_METHODS[method]}.{family}",
        sources=series.provenance.sources,
    )
