"""Columns of a comparison of verbatims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.labels import statistic_label
from satisfaction.reports.tables.estimates import interval_label
from satisfaction.reports.tabulation import Heading

if TYPE_CHECKING:
    from satisfaction.drivers.verbatims.result import Verbatims


def verbatims_headings(result: Verbatims) -> tuple[Heading, ...]:
    """Return the columns of terms: who mentions each, and how far apart the sides are."""
    first, second = result.between
    return (
        Heading(column="term", label="Term", form="plain"),
        Heading(column="respondents", label="Respondents", form="count"),
        Heading(column="share", label=f"{statistic_label(first)}, share", form="share"),
        Heading(column="other_share", label=f"{statistic_label(second)}, share", form="share"),
        Heading(column="log_odds", label="Log-odds ratio", form="ratio"),
        Heading(column="lower", label=interval_label(result.confidence), form="ratio"),
        Heading(column="upper", label="to", form="ratio"),
        Heading(column="q_value", label="q", form="indicator"),
        Heading(column="side", label="Mentioned more by", form="words"),
    )
