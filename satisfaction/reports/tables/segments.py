"""Columns of the groups of dissatisfied victims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.reports.tables.estimates import interval_label
from satisfaction.reports.tabulation import Heading

if TYPE_CHECKING:
    from satisfaction.drivers.segments.result import Segments


def segments_headings(result: Segments) -> tuple[Heading, ...]:
    """Return the columns of groups: who is in each, how many are dissatisfied, how many it is."""
    sure = interval_label(result.confidence)
    return (
        Heading(column="group", label="Group", form="words"),
        Heading(column="segment", label="Who", form="words"),
        Heading(column="base", label="Base", form="count"),
        Heading(column="dissatisfied", label="Dissatisfied", form="count"),
        Heading(column="estimate", label="Share dissatisfied"),
        Heading(column="lower", label=sure),
        Heading(column="upper", label="to"),
        Heading(column="share_of_respondents", label="Of all victims"),
        Heading(column="share_of_respondents_lower", label=sure),
        Heading(column="share_of_respondents_upper", label="to"),
        Heading(column="share_of_dissatisfied", label="Of all dissatisfied"),
        Heading(column="share_of_dissatisfied_lower", label=sure),
        Heading(column="share_of_dissatisfied_upper", label="to"),
    )
