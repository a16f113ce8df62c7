"""Columns of focus groups: quotas, and who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.reports.tables.estimates import interval_label
from satisfaction.reports.tabulation import Heading

if TYPE_CHECKING:
    from satisfaction.focus_groups.result import FocusGroups

QUOTAS = (
    Heading(column="kind", label="Groups", form="words"),
    Heading(column="dimension", label="Category", form="words"),
    Heading(column="level", label="Level", form="words"),
    Heading(column="share", label="Of dissatisfied victims"),
    Heading(column="can_be_asked", label="Can be asked", form="count"),
    Heading(column="wanted_low", label="Wanted, at least", form="count"),
    Heading(column="wanted_high", label="at most", form="count"),
    Heading(column="chosen", label="Chosen", form="count"),
    Heading(column="reserves", label="Reserves", form="count"),
    Heading(column="short", label="Short by", form="count"),
)
FILTERS = (
    Heading(column="says", label="Not asked, because", form="words", is_long=True),
    Heading(column="removed", label="Removed, in this order", form="count"),
    Heading(column="left", label="Left", form="count"),
    Heading(column="applies_to", label="Applies to", form="count"),
    Heading(column="alone", label="Nothing else bars", form="count"),
)


def missing_headings(result: FocusGroups) -> tuple[Heading, ...]:
    """Return the columns of who is missing."""
    interval = interval_label(result.confidence)
    return (
        Heading(column="dimension", label="Category", form="words"),
        Heading(column="level", label="Level", form="words"),
        Heading(column="dissatisfied", label="Dissatisfied respondents", form="count"),
        Heading(column="share", label="Of dissatisfied victims"),
        Heading(column="can_be_asked", label="Can be asked", form="count"),
        Heading(column="asked_share", label="Of those who can be asked"),
        Heading(column="difference", label="Difference, points", form="points"),
        Heading(column="lower", label=interval, form="points"),
        Heading(column="upper", label="to", form="points"),
        Heading(column="verdict", label="Verdict", form="words"),
        Heading(column="chosen", label="Chosen", form="count"),
        Heading(column="chosen_share", label="Of those chosen"),
        Heading(column="survey_verdict", label="In the survey itself", form="words"),
    )
