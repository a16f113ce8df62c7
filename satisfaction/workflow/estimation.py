"""The estimates of a quarter or a month: what is told of it, and what came before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from satisfaction.definitions.survey import Headline
from satisfaction.errors import ColumnNotFoundError, EstimationError
from satisfaction.estimates import change, control_chart, estimate, funnel, gap, trend
from satisfaction.workflow.noting import noted
from satisfaction.workflow.results import QuarterResults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.estimates import Change, ControlChart, Estimates, Funnel, Gap, Trend
    from satisfaction.periods import Period
    from satisfaction.tables.returns import Returns
    from satisfaction.workflow.inputs import QuarterInputs

_WHITE_BME = ("White", "BME")


def estimates_of(
    inputs: QuarterInputs, period: Period | None, notes: list[str], *, by_quarter: bool = True
) -> QuarterResults:
    """Return every estimate; what a short history does not allow is noted.

    Parameters
    ----------
    inputs : QuarterInputs
        Its quarter is, or holds, the period.
    period : Period or None
        The quarter, or a month of it; None for a survey without interview dates.
    notes : list of str
        Gets what could not be made, and why.
    by_quarter : bool
        Whether the quarters are followed, with their slope.
    """
    year = period.rolling_year if period else None
    now, months = inputs.best(period), inputs.best(year)
    found = QuarterResults(
        survey=inputs.returns.survey,
        period=period,
        headline=_headline(inputs, period, year),
        measures=estimate(now, period=period, rules=inputs.rules),
        grades=estimate(now, period=period, statistics="grades", rules=inputs.rules),
        groups=_by_user_group(inputs, now, period),
        gap=_gap(inputs, months, year),
    )
    if period is None or year is None:
        return found
    if by_quarter:
        found = replace(
            found,
            series=_series(inputs),
            trend=noted(notes, "No trend was fitted", lambda: _trend(inputs)),
        )
    return replace(
        found,
        change=noted(notes, "No change was tested", lambda: _change(inputs, period)),
        measure_changes=noted(
            notes, "No change of a measure was tested", lambda: _measure_changes(inputs, period)
        ),
        control=noted(notes, "No control chart was made", lambda: _control(inputs)),
        areas=noted(notes, "Areas were not compared", lambda: _areas(inputs, months, year)),
    )


def periods_compared(inputs: QuarterInputs, period: Period) -> tuple[Period, Period]:
    """Return the rolling years before and now or, with less history, the period before and this.

    Raises
    ------
    EstimationError
        If there is no earlier period of the same kind.
    """
    first, year = inputs.quarters[0].start, period.rolling_year
    if first <= year.previous.start:
        return year.previous, year
    if first <= period.previous.start:
        return period.previous, period
    raise EstimationError(f"the returns hold no earlier {period.kind} to compare with.")


def _headline(inputs: QuarterInputs, now: Period | None, year: Period | None) -> Estimates:
    """Estimate the published figure: which one that is, the survey definition says."""
    survey = inputs.returns.survey
    published = survey.headline or Headline(measure=survey.outcome)
    period = year if published.period == "rolling" else now
    returns = inputs.best(period) if published.weighted else inputs.interviews(period)
    return estimate(
        returns,
        measure=published.measure,
        period=period,
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _by_user_group(inputs: QuarterInputs, now: Returns, period: Period | None) -> Estimates | None:
    if "user_group" not in now.frame:
        return None
    outcome = now.survey.outcome
    return estimate(now, measure=outcome, by="user_group", period=period, rules=inputs.rules)


def _gap(inputs: QuarterInputs, months: Returns, year: Period | None) -> Gap | None:
    """Return the gap of the settings, else White minus BME; None where no category has both."""
    between = inputs.settings.gap or _WHITE_BME
    try:
        return gap(
            months,
            measure=months.survey.outcome,
            between=between,
            period=year,
            where=inputs.published_groups,
        )
    except ColumnNotFoundError:
        if inputs.settings.gap:
            raise
        return None


def _series(inputs: QuarterInputs) -> Estimates:
    """Estimate the outcome for each quarter that could be weighted, or that there is."""
    return estimate(
        inputs.history,
        measure=inputs.returns.survey.outcome,
        every="quarter",
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _change(inputs: QuarterInputs, period: Period) -> Change:
    """Test the rolling year against the year before, or the period against the one before."""
    return _changed(inputs, period, inputs.returns.survey.outcome)


def _measure_changes(inputs: QuarterInputs, period: Period) -> Change | None:
    """Test every other measure over the same two periods; None where there is no other."""
    survey = inputs.returns.survey
    others = [name for name, q in survey.measures.items() if survey.outcome not in (name, q)]
    return _changed(inputs, period, others) if others else None


def _changed(inputs: QuarterInputs, period: Period, measure: str | Sequence[str]) -> Change:
    return change(
        inputs.history,
        measure=measure,
        between=periods_compared(inputs, period),
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _trend(inputs: QuarterInputs) -> Trend:
    found = trend(
        inputs.history,
        measure=inputs.returns.survey.outcome,
        where=inputs.published_groups,
        rules=inputs.rules,
    )
    if found.slopes.empty:
        raise EstimationError("a line needs three quarters; the returns hold fewer.")
    return found


def _control(inputs: QuarterInputs) -> ControlChart:
    return control_chart(
        inputs.history,
        measure=inputs.returns.survey.outcome,
        where=inputs.published_groups,
        rules=inputs.rules,
    )


def _areas(inputs: QuarterInputs, months: Returns, year: Period) -> Funnel | None:
    if "area" not in inputs.returns.frame:
        return None
    return funnel(
        months,
        measure=inputs.returns.survey.outcome,
        by="area",
        period=year,
        where=inputs.published_groups,
        rules=inputs.rules,
    )
