"""Estimates as readings: one share with its interval, base and flag."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.charts.labels import EVERYONE, level_label, period_words, question_label
from satisfaction.charts.records import amount, records_of, whole
from satisfaction.charts.wording import share_with_interval

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey

HIDDEN = "hidden"
SMALL = "small base"
NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One share as a reader meets it.

    Attributes
    ----------
    label : str
        Label of the question.
    level : str
        Label of the group, or an empty text when it is everyone.
    is_complete : bool
        Whether every month of the period holds interviews.
    """

    question: str
    label: str
    statistic: str
    group: str
    level: str
    period: str
    base: int
    share: float
    standard_error: float
    lower: float
    upper: float
    flag: str
    is_complete: bool = True

    @property
    def is_shown(self) -> bool:
        """Whether the number may be drawn and printed."""
        return self.flag != HIDDEN and not math.isnan(self.share)

    @property
    def when(self) -> str:
        """The period in words."""
        return period_words(self.period)

    @property
    def has_interval(self) -> bool:
        """Whether the reading has both limits."""
        return not (math.isnan(self.lower) or math.isnan(self.upper))

    def text(self, decimals: int = 0) -> str:
        """Return the share with its interval, or that it is not shown."""
        if not self.is_shown:
            return NOT_SHOWN
        return share_with_interval(self.share, self.lower, self.upper, decimals)


def readings(table: pd.DataFrame, survey: Survey | None = None) -> tuple[Reading, ...]:
    """Return the rows of an estimates table as readings, in the table's order."""
    return tuple(_reading(record, survey) for record in records_of(table))


def of_statistic(found: tuple[Reading, ...], statistic: str) -> tuple[Reading, ...]:
    """Return the readings of one statistic."""
    return tuple(reading for reading in found if reading.statistic == statistic)


def shown(found: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return the readings that may be drawn and have an interval."""
    return tuple(reading for reading in found if reading.is_shown and reading.has_interval)


def _reading(row: Record, survey: Survey | None) -> Reading:
    question, level = str(row["question"]), str(row["level"])
    numbers = {name: amount(row, name) for name in _NUMBERS}
    return Reading(
        question=question,
        label=question_label(question, str(row["measure"]), survey),
        statistic=str(row["statistic"]),
        group=str(row["group"]),
        level="" if level == EVERYONE else level_label(level),
        period=str(row["period"]),
        base=whole(row, "base"),
        share=numbers["estimate"],
        standard_error=numbers["standard_error"],
        lower=numbers["lower"],
        upper=numbers["upper"],
        flag=str(row["flag"]),
        is_complete=bool(row.get("complete", True)),
    )


_NUMBERS = ("estimate", "standard_error", "lower", "upper")
