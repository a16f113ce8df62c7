"""Months against a centre line: which of them differ by more than chance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from satisfaction.errors import EstimationError, UsageError
from satisfaction.estimates.control_result import ControlChart
from satisfaction.estimates.shares import estimate
from satisfaction.estimates.windows import windows
from satisfaction.numerics.binomial_scores import binomial_score_limits, binomial_scores
from satisfaction.numerics.control import RULES, ewma_signals, run_signals, smoothed
from satisfaction.results import Caveat, Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.rules import Rules
    from satisfaction.estimates.result import Estimates
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns

    Floats = npt.NDArray[np.float64]

Limits = Literal["p", "ewma"]

_FEWEST_MONTHS = 6
_SIGMAS = 3.0
_WEIGHT, _WIDTH = 0.2, 2.859
_FEWEST_EXPECTED = 10
_EXACTLY = ", as scores of the binomial distribution since few answers are of the rarer kind"


def control_chart(
    returns: Returns,
    *,
    measure: str | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
    statistic: str = "satisfied",
    limits: Limits = "p",
    baseline: str | Period | None = None,
    rules: Rules | None = None,
) -> ControlChart:
    r"""Hold each month against the share over all months; name those that chance does not explain.

    Parameters
    ----------
    returns : Returns
    measure : str, optional
        By default the survey's outcome.
    where : mapping of str to level or levels, optional
    statistic : {"satisfied", "dissatisfied", "neither", "top"}
    limits : {"p", "ewma"}
        Three standard errors round each month with run rules (a sudden change), or an exponentially
        weighted mean of the months (a slow one).
    baseline : str or Period, optional
        Months that the centre line is the mean of; by default all.
    rules : Rules, optional

    Returns
    -------
    ControlChart

    Raises
    ------
    EstimationError
        If fewer than six months have enough answers.
    UsageError
        If there are no such limits or no such share.

    Notes
    -----
    The standard error of a month is that of its effective base, with the design effect pooled over
    months: :math:`\sqrt{\bar p (1 - \bar p) / m_t}`. Rules of ``p`` (Western Electric 1956): a
    month beyond three standard errors; two of three beyond two on one side; eight in a row on one
    side. EWMA (Roberts 1959): :math:`z_t = 0.2 u_t + 0.8 z_{t-1}` of standardised months, limits
    2.859 of its standard errors: one false signal in about 370 months, as three standard errors
    alone; the run rules together give one in 122 (Champ and Woodall 1987; ``tests/simulation``),
    so that of 24 calm months one chart in six has a signal somewhere. Where a month expects fewer
    than ten of the rarer answer, three standard errors would be exceeded up to ten times too often:
    limits and scores are then those of the binomial distribution
    (:func:`satisfaction.numerics.binomial_scores.binomial_scores`). Months with too few answers
    to show, and those in which nobody was interviewed, stand in the table without limits, end a
    run, and let the EWMA start anew.
    """
    if limits not in ("p", "ewma"):
        raise UsageError(f"There are no limits '{limits}'. Choose 'p' or 'ewma'.")
    wanted = measure or returns.survey.outcome
    returns, broken = _since_break(returns)
    months = estimate(returns, measure=wanted, every="month", where=where, rules=rules)
    table = _months(months, statistic)
    shown = (table["flag"] != "hidden").to_numpy() & table["complete"].to_numpy()
    if shown.sum() < _FEWEST_MONTHS:
        raise EstimationError(
            f"A control chart needs at least {_FEWEST_MONTHS} months with enough answers; there "
            f"are {int(shown.sum())} of {len(table)}."
        )
    centre = _centre(returns, wanted, statistic, where, baseline, rules)
    bases = _effective_base(table, shown)
    is_skewed = limits == "p" and _is_skewed(centre, bases[shown])
    judged = _judged(table, shown, centre, np.sqrt(centre * (1 - centre) / bases), limits)
    if is_skewed:
        judged = _judged_exactly(judged, shown, centre, bases)
    return ControlChart(
        table=judged,
        provenance=_provenance(months, limits, centre, baseline, is_skewed=is_skewed),
        caveats=(*broken, *months.caveats, *_indicative()),
        limits=limits,
        centre=centre,
        question=str(months.table["question"].iloc[0]),
        measure=str(months.table["measure"].iloc[0]),
        statistic=statistic,
    )


def _since_break(returns: Returns) -> tuple[Returns, tuple[Caveat, ...]]:
    """Leave out what was asked before the last series break: its months are another series."""
    held = windows(returns, "month")
    inside = [
        b for b in returns.survey.series_breaks
        if held[0].period.start < b.on <= held[-1].period.end
    ]  # fmt: skip
    if not inside:
        return returns, ()
    last = max(inside, key=lambda entry: entry.on)
    # A month that the break cuts in two is of neither series.
    start = pd.Timestamp(last.on)
    later = returns.frame["interviewed_on"] >= start + pd.offsets.MonthBegin(int(start.day > 1))
    text = f"Months before the series break on {last.on} ({last.what}) are left out."
    kept = replace(returns, frame=returns.frame[later].reset_index(drop=True))
    return kept, (Caveat(code="series-break", text=text),)


def _months(months: Estimates, statistic: str) -> pd.DataFrame:
    table = months.table[months.table["statistic"] == statistic]
    if table.empty:
        known = ", ".join(months.table["statistic"].unique())
        raise UsageError(f"There is no share '{statistic}'. Choose one of: {known}.")
    columns = [
        "period", "estimate", "lower", "upper", "base", "effective_base", "design_effect", "flag",
        "complete",
    ]  # fmt: skip
    return _every_month(table[columns])


def _every_month(table: pd.DataFrame) -> pd.DataFrame:
    """Add the months between the first and the last in which nobody was interviewed."""
    months = pd.PeriodIndex(table["period"], freq="M")
    every = pd.period_range(months.min(), months.max(), freq="M").strftime("%Y-%m")
    found = table.set_index("period").reindex(every).rename_axis("period").reset_index()
    empty = found["base"].isna()
    return found.assign(
        base=found["base"].fillna(0).astype(np.int64),
        flag=found["flag"].mask(empty, "hidden"),
        complete=found["complete"].mask(empty, other=False).astype(bool),
    )


def _centre(
    returns: Returns,
    measure: str,
    statistic: str,
    where: Mapping[str, str | Sequence[str]] | None,
    baseline: str | Period | None,
    rules: Rules | None,
) -> float:
    found = estimate(returns, measure=measure, period=baseline, where=where, rules=rules).table
    return float(found.loc[found["statistic"] == statistic, "estimate"].iloc[0])


def _effective_base(table: pd.DataFrame, shown: npt.NDArray[np.bool_]) -> Floats:
    """Return each month's base over the design effect of all: one month's own is too uncertain."""
    effect = table["design_effect"].where(shown)
    pooled = float(np.average(effect.fillna(1.0), weights=table["base"].where(shown, 0)))
    base: Floats = np.maximum(table["base"].to_numpy(np.float64), 1.0)
    return base / max(pooled, 1.0)


def _judged(
    table: pd.DataFrame, shown: npt.NDArray[np.bool_], centre: float, errors: Floats, limits: Limits
) -> pd.DataFrame:
    scores = np.full(len(table), np.nan)
    away = table["estimate"].to_numpy()[shown] - centre
    # Where everybody, or nobody, is satisfied in all months there is no chance variation to judge.
    scores[shown] = np.divide(away, errors[shown], out=np.zeros(len(away)), where=errors[shown] > 0)
    kept = np.flatnonzero(shown)
    signals = np.full(len(table), "", dtype=object)
    found = table.drop(columns="design_effect").assign(centre=centre)
    if limits == "p":
        # A month that is not shown has no score: it ends a run.
        signals = run_signals(scores)
        reach = np.where(found["flag"] == "hidden", np.nan, _SIGMAS * errors)
        sides = scores
    else:
        values, widths = np.full((2, len(table)), np.nan)
        # After months without figures the mean starts anew: what was before is no longer recent.
        for run in np.split(kept, np.flatnonzero(np.diff(kept) > 1) + 1):
            values[run], widths[run] = smoothed(scores[run], weight=_WEIGHT)
            signals[run] = ewma_signals(values[run], widths[run], width=_WIDTH)
        reach, sides = _WIDTH * widths * errors, values
        found = found.assign(smoothed=centre + values * errors)
    names = np.select([sides > 0, sides < 0], ["high", "low"], default="")
    return found.assign(
        limit_lower=np.maximum(centre - reach, 0.0),
        limit_upper=np.minimum(centre + reach, 1.0),
        signal=signals,
        direction=np.where(signals != "", names, ""),
    )


def _is_skewed(centre: float, bases: Floats) -> bool:
    """Whether a normal value is a poor stand-in for the share of some month."""
    return bool(0 < centre < 1 and min(centre, 1 - centre) * bases.min() < _FEWEST_EXPECTED)


def _judged_exactly(
    judged: pd.DataFrame, shown: npt.NDArray[np.bool_], centre: float, bases: Floats
) -> pd.DataFrame:
    """Put the binomial distribution's scores and limits in the place of standard errors."""
    scores = np.full(len(judged), np.nan)
    shares = judged["estimate"].to_numpy(np.float64)
    scores[shown] = binomial_scores(centre, bases[shown], shares[shown])
    signals = run_signals(scores)
    hidden = (judged["flag"] == "hidden").to_numpy()
    lower, upper = (
        np.where(hidden, np.nan, binomial_score_limits(centre, bases, end))
        for end in (-_SIGMAS, _SIGMAS)
    )
    names = np.select([scores > 0, scores < 0], ["high", "low"], default="")
    return judged.assign(
        limit_lower=lower,
        limit_upper=upper,
        signal=signals,
        direction=np.where(signals != "", names, ""),
    )


def _indicative() -> tuple[Caveat, ...]:
    text = "Months are indicative: a signal asks for a look, it is not a finding."
    return (Caveat(code="months-indicative", text=text),)


def _provenance(
    months: Estimates,
    limits: Limits,
    centre: float,
    baseline: str | Period | None,
    *,
    is_skewed: bool,
) -> Provenance:
    over = f"over {baseline}" if baseline else "over all months"
    how = {
        "p": f"Limits are three standard errors{_EXACTLY if is_skewed else ''}; signals: "
        f"{'; '.join(RULES)}.",
        "ewma": "Limits are of an exponentially weighted mean (weight 0.2, 2.859 standard errors).",
    }[limits]
    periods = months.table["period"]
    return Provenance(
        survey=months.provenance.survey,
        period=f"{periods.iloc[0]} to {periods.iloc[-1]}",
        method=f"{months.provenance.method} Centre {centre:.1%} {over}. {how}",
        sources=months.provenance.sources,
    )
