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


def map_headings(result: Drivers) -> tuple[Heading, ...]:
    """Return the columns behind reach against penalty."""
    shown = {"label", "stage", "low_base", "leading"}
    numbers = tuple(f"{name}{end}" for name in ("reach", "penalty") for end in _ENDS)
    return tuple(h for h in drivers_headings(result) if h.column in shown | set(numbers))


_ENDS = ("", "_lower", "_upper")
JOURNEY = (
    Heading(column="label", label="Driver", form="words"),
    Heading(column="stage", label="Stage", form="words"),
    Heading(column="total_share", label="Share, adjusted for earlier stages", form="share"),
    Heading(column="total_share_lower", label="From", form="share"),
    Heading(column="total_share_upper", label="to", form="share"),
    Heading(column="share", label="Share, adjusted for all", form="share"),
)
RANKS = (
    Heading(column="label", label="Driver", form="words"),
    Heading(column="rank", label="Rank", form="count"),
    Heading(column="chance", label="Share of replicates", form="share"),
)
SCALE = (
    Heading(column="driver", label="Driver", form="words"),
    Heading(column="grades", label="Grades up to the cut", form="words"),
    Heading(column="base", label="Respondents", form="count"),
    Heading(column="effect", label="Difference, points", form="points"),
    Heading(column="effect_lower", label="From", form="points"),
    Heading(column="effect_upper", label="to", form="points"),
)
