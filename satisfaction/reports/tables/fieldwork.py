"""Columns of exclusions, response rates and the sample plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.reports.tables.estimates import interval_label
from satisfaction.reports.tabulation import Heading

if TYPE_CHECKING:
    from satisfaction.exclusions.result import ExclusionAudit

_DIMENSION = Heading(column="dimension", label="Dimension", form="words")
_LEVEL = Heading(column="level", label="Level", form="words")

REASONS = (
    Heading(column="reason", label="Reason", form="words"),
    Heading(column="authority", label="Authority", form="words"),
    Heading(column="confidence", label="How sure that authority is", form="words"),
    Heading(column="removed", label="Victims removed", form="count"),
    Heading(column="rate", label="Of all recorded"),
    Heading(column="alone", label="By this reason only", form="count"),
    Heading(column="together", label="With others", form="count"),
    Heading(column="verdict", label="Verdict", form="words"),
    Heading(column="why", label="Why", form="words", is_long=True),
)
RATES = (
    Heading(column="user_group", label="User group", form="words"),
    Heading(column="rate", label="Rate (AAPOR)", form="words"),
    Heading(column="says", label="What it is", form="words", is_long=True),
    Heading(column="issued", label="Victims counted", form="count"),
    Heading(column="estimate", label="Weighted"),
    Heading(column="lower", label=interval_label(0.95)),
    Heading(column="upper", label="to"),
    Heading(column="unweighted", label="Unweighted"),
)
PLAN_GROUPS = (
    Heading(column="group", label="User group", form="words"),
    Heading(column="frame", label="Victims in the frame", form="count"),
    Heading(column="response_rate", label="Response rate"),
    Heading(column="issue", label="To issue", form="count"),
    Heading(column="expected_interviews", label="Interviews to expect", form="count"),
    Heading(column="wanted_interviews", label="Interviews asked for", form="count"),
    Heading(column="margin", label="Margin to expect, ± points", form="size"),
    Heading(column="wanted_margin", label="Margin asked for, ± points", form="size"),
    Heading(column="reached", label="Can be had", form="words"),
)
PLAN_LEVELS = (
    _DIMENSION,
    _LEVEL,
    Heading(column="frame", label="Victims in the frame", form="count"),
    Heading(column="response_rate", label="Response rate"),
    Heading(column="profile_share", label="Profile"),
    Heading(column="share_without", label="Expected without boosts"),
    Heading(column="expected_share", label="Expected as planned"),
    Heading(column="boost", label="Issued at, times the rate without boosts", form="ratio"),
    Heading(column="expected_verdict", label="Verdict to expect", form="words"),
    Heading(column="reached", label="Can be had", form="words"),
)


def exclusion_levels_headings(result: ExclusionAudit) -> tuple[Heading, ...]:
    """Return the columns of the levels that a reason takes more often than others."""
    interval = interval_label(result.confidence)
    return (
        Heading(column="reason", label="Reason", form="words"),
        _DIMENSION,
        _LEVEL,
        Heading(column="victims", label="Victims recorded", form="count"),
        Heading(column="removed", label="Victims removed", form="count"),
        Heading(column="rate", label="Rate"),
        Heading(column="rate_lower", label=interval),
        Heading(column="rate_upper", label="to"),
        Heading(column="ratio", label="Times the overall rate", form="ratio"),
        Heading(column="lower", label=interval, form="ratio"),
        Heading(column="upper", label="to", form="ratio"),
        Heading(column="q_value", label="q-value", form="indicator"),
    )
