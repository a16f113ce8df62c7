"""Columns of the profile check and of what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.reports.tables.estimates import interval_label
from satisfaction.reports.tabulation import Heading

if TYPE_CHECKING:
    from satisfaction.representativeness.history import History
    from satisfaction.representativeness.impact import Impact
    from satisfaction.representativeness.propensity_result import ResponsePropensity
    from satisfaction.representativeness.result import ProfileCheck

_DIMENSION = Heading(column="dimension", label="Dimension", form="words")
_LEVEL = Heading(column="level", label="Level", form="words")

WEIGHTS = (
    Heading(column="margin", label="Margin", form="words"),
    _LEVEL,
    Heading(column="respondents", label="Respondents", form="count"),
    Heading(column="base_share", label="Before"),
    Heading(column="share", label="After"),
    Heading(column="target", label="Profile"),
    Heading(column="policy", label="Unknowns", form="words"),
)
COVERAGE = (
    _DIMENSION,
    Heading(column="unknown", label="Unknown"),
    Heading(column="victims", label="Victims", form="count"),
)
CASCADE = (
    _DIMENSION,
    _LEVEL,
    Heading(column="recorded", label="Victims recorded", form="count"),
    Heading(column="answers", label="At the last step", form="count"),
    Heading(column="share_first", label="Share recorded"),
    Heading(column="share_last", label="Share at the last step"),
    Heading(column="difference", label="Difference, points", form="points"),
    Heading(column="costs_at", label="Loses most at", form="words"),
    Heading(column="cost", label="Lost there, points", form="points"),
    Heading(column="beyond_tolerance", label="Beyond tolerance", form="words"),
)


def check_headings(result: ProfileCheck) -> tuple[Heading, ...]:
    """Return the columns of a profile check."""
    return (
        _DIMENSION,
        _LEVEL,
        Heading(column="victims", label="Victims", form="count"),
        Heading(column="respondents", label="Respondents", form="count"),
        Heading(column="profile_share", label="Profile"),
        Heading(column="sample_share", label="Sample, design-weighted"),
        Heading(column="unweighted_share", label="Sample, unweighted"),
        Heading(column="difference", label="Difference, points", form="points"),
        Heading(column="lower", label=interval_label(result.confidence), form="points"),
        Heading(column="upper", label="to", form="points"),
        Heading(column="tolerance_lower", label="Tolerance, from", form="points"),
        Heading(column="tolerance_upper", label="to", form="points"),
        Heading(column="verdict", label="Verdict", form="words"),
        Heading(column="direction", label="Direction", form="words"),
        Heading(column="base_to_settle", label="Interviews that would settle it", form="count"),
    )


def impact_headings(result: Impact) -> tuple[Heading, ...]:
    """Return the columns of what weighting changes; a gap is in points."""
    return (
        Heading(column="figure", label="Figure", form="words"),
        Heading(column="other_level", label="Compared with", form="words"),
        Heading(column="weighted", label="Weighted"),
        Heading(column="other", label="Without"),
        Heading(column="difference", label="Change, points", form="points"),
        Heading(column="lower", label=interval_label(result.confidence), form="points"),
        Heading(column="upper", label="to", form="points"),
        Heading(column="base", label="Base", form="count"),
        Heading(column="flag", label="Note", form="words"),
    )


def runs_headings(result: History) -> tuple[Heading, ...]:
    """Return the columns of what lasts over quarters."""
    return (
        _DIMENSION,
        _LEVEL,
        Heading(column="kind", label="What lasts", form="words"),
        Heading(column="direction", label="Direction", form="words"),
        Heading(column="quarters", label="Quarters", form="count"),
        Heading(column="since", label="Since", form="words"),
        Heading(column="until", label="Until", form="words"),
        Heading(column="pooled_difference", label="Mean difference, points", form="points"),
        Heading(column="lower", label=interval_label(result.confidence), form="points"),
        Heading(column="upper", label="to", form="points"),
    )


def quarters_headings(result: History) -> tuple[Heading, ...]:
    """Return the columns of every quarter's verdicts, where nothing lasts."""
    del result
    return (
        Heading(column="period", label="Quarter", form="words"),
        _DIMENSION,
        _LEVEL,
        Heading(column="respondents", label="Respondents", form="count"),
        Heading(column="profile_share", label="Profile"),
        Heading(column="sample_share", label="Sample, design-weighted"),
        Heading(column="difference", label="Difference, points", form="points"),
        Heading(column="verdict", label="Verdict", form="words"),
        Heading(column="direction", label="Direction", form="words"),
    )


def propensity_headings(result: ResponsePropensity) -> tuple[Heading, ...]:
    """Return the columns of partial indicators by level."""
    return (
        Heading(column="variable", label="Variable", form="words"),
        _LEVEL,
        Heading(column="issued", label="In the base", form="count"),
        Heading(column="responded", label="Of whom responded", form="count"),
        Heading(column="rate", label="Rate, weighted"),
        Heading(column="unconditional", label="Partial indicator", form="indicator"),
        Heading(column="lower", label=interval_label(result.confidence), form="indicator"),
        Heading(column="upper", label="to", form="indicator"),
        Heading(column="conditional", label="Given the other variables", form="indicator"),
        Heading(column="stands_out", label="Beyond chance", form="words"),
    )
