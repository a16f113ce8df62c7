"""What every view of the drivers says beside its own finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.describe import caption
from satisfaction.charts.labels import period_words
from satisfaction.charts.records import amount
from satisfaction.charts.wording import number, share_with_interval, span

if TYPE_CHECKING:
    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.drivers.result import Drivers


def drivers_subtitle(unit: str, result: Drivers) -> str:
    """Return the unit, the bases and the period."""
    parts = (
        unit,
        f"base {result.base:,}, {result.dissatisfied:,} of them dissatisfied",
        period_words(result.provenance.period),
    )
    return "; ".join(part for part in parts if part)


def drivers_caption(result: Drivers, survey: Survey | None, *notes: str) -> str:
    """Return the estimand, how to read the figure, method and source."""
    return caption(result.provenance, survey, result.estimand, *notes)


def share_words(record: Record, name: str) -> str:
    """Return a share of the row with its interval, for example ``31% (26 to 36)``."""
    share, lower, upper = limits_of(record, name)
    return share_with_interval(share, lower, upper)


def points_words(record: Record, name: str) -> str:
    """Return a difference of the row with its interval, for example ``22 points (18 to 26)``."""
    difference, lower, upper = limits_of(record, name)
    return f"{number(difference * 100, 0)} points ({span(lower, upper)})"


def limits_of(record: Record, name: str) -> tuple[float, float, float]:
    """Return a number of the row, and the ends of its interval."""
    return amount(record, name), amount(record, f"{name}_lower"), amount(record, f"{name}_upper")
