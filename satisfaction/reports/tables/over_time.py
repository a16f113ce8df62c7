"""Columns of a change, a trend and a control chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.labels import period_words, statistic_label
from satisfaction.reports.tables.estimates import interval_label
from satisfaction.reports.tabulation import Form, Heading

if TYPE_CHECKING:
    from satisfaction.estimates.change_result import Change
    from satisfaction.estimates.control_result import ControlChart
    from satisfaction.estimates.trend_result import Trend

_PERIOD_SIDE: tuple[tuple[str, str, Form], ...] = (
    ("{}", "", "share"),
    ("{}_lower", ", from", "share"),
    ("{}_upper", ", to", "share"),
    ("base_{}", ", base", "count"),
)


def change_headings(result: Change) -> tuple[Heading, ...]:
    """Return the columns of a change: both periods, then their difference."""
    sides = tuple(
        Heading(column=column.format(side), label=f"{period_words(period)}{label}", form=form)
        for side, period in zip(("before", "after"), result.periods, strict=True)
        for column, label, form in _PERIOD_SIDE
    )
    return (
        Heading(column="question", label="Question", form="words"),
        Heading(column="level", label="Group", form="words"),
        Heading(column="statistic", label="Answer", form="words"),
        *sides,
        Heading(column="change", label="Change, points", form="points"),
        Heading(column="change_lower", label=interval_label(result.confidence), form="points"),
        Heading(column="change_upper", label="to", form="points"),
        Heading(column="verdict", label="Verdict", form="words"),
    )


def trend_headings(result: Trend) -> tuple[Heading, ...]:
    """Return the columns of a series with its fitted line."""
    return (
        Heading(column="level", label="Group", form="words"),
        Heading(column="period", label="Period", form="words"),
        Heading(column="complete", label="Complete", form="words"),
        Heading(column="estimate", label=statistic_label(result.statistic)),
        Heading(column="lower", label=interval_label(result.confidence)),
        Heading(column="upper", label="to"),
        Heading(column="base", label="Base", form="count"),
        Heading(column="fitted", label="Line"),
        Heading(column="fitted_lower", label="Line, from"),
        Heading(column="fitted_upper", label="to"),
        Heading(column="flag", label="Note", form="words"),
    )


def control_headings(result: ControlChart) -> tuple[Heading, ...]:
    """Return the columns of months with their limits and signals."""
    return (
        Heading(column="period", label="Month", form="words"),
        Heading(column="complete", label="Complete", form="words"),
        Heading(column="estimate", label=statistic_label(result.statistic)),
        Heading(column="smoothed", label="Weighted mean so far"),
        Heading(column="limit_lower", label="Limits, from"),
        Heading(column="limit_upper", label="to"),
        Heading(column="base", label="Base", form="count"),
        Heading(column="signal", label="Signal", form="words"),
        Heading(column="direction", label="Side", form="words"),
        Heading(column="flag", label="Note", form="words"),
    )
