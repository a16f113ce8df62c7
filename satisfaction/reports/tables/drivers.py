"""Columns of a drivers analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.reports.tables.estimates import interval_label
from satisfaction.reports.tabulation import Form, Heading

if TYPE_CHECKING:
    from satisfaction.drivers.result import Drivers

_SHARES: tuple[tuple[str, str, Form], ...] = (
    ("share", "Share associated", "share"),
    ("reach", "Reach", "share"),
    ("penalty", "Penalty, points", "points"),
)


def drivers_headings(result: Drivers) -> tuple[Heading, ...]:
    """Return the columns of drivers, each number with its interval."""
    numbers = tuple(
        Heading(column=f"{name}{end}", label=text, form=form)
        for name, label, form in _SHARES
        for end, text in (
            ("", label), ("_lower", interval_label(result.confidence)), ("_upper", "to")
        )
    )  # fmt: skip
    return (
        Heading(column="label", label="Driver", form="words"),
        Heading(column="stage", label="Stage", form="words"),
        *numbers,
        Heading(column="base", label="Base", form="count"),
        Heading(column="low_base", label="Rated it poor", form="count"),
        Heading(column="rank_lower", label="Rank, from", form="count"),
        Heading(column="rank_upper", label="to", form="count"),
        Heading(column="leading", label="Leading", form="words"),
    )
