"""Columns of shares, gaps, areas, forces and precision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.labels import category_label, level_label, statistic_label
from satisfaction.reports.tabulation import Form, Heading

if TYPE_CHECKING:
    from satisfaction.estimates.forces_result import ForcesComparison
    from satisfaction.estimates.funnel_result import Funnel
    from satisfaction.estimates.precision import PrecisionPlan
    from satisfaction.estimates.result import Estimates, Gap

_NOTE = Heading(column="flag", label="Note", form="words")
_SIDE: tuple[tuple[str, str, Form], ...] = (
    ("estimate", "", "share"),
    ("lower", ", from", "share"),
    ("upper", ", to", "share"),
    ("base", ", base", "count"),
)


def interval_label(confidence: float) -> str:
    """Return what the lower end of an interval is called."""
    return f"{confidence:.0%} interval, from"


def estimates_headings(result: Estimates) -> tuple[Heading, ...]:
    """Return the columns of shares."""
    return (
        Heading(column="question", label="Question", form="words"),
        Heading(column="level", label="Group", form="words"),
        Heading(column="period", label="Period", form="words"),
        Heading(column="statistic", label="Answer", form="words"),
        Heading(column="estimate", label="Share"),
        Heading(column="lower", label=interval_label(result.confidence)),
        Heading(column="upper", label="to"),
        Heading(column="unweighted", label="Unweighted"),
        Heading(column="base", label="Base", form="count"),
        Heading(column="effective_base", label="Effective base", form="count"),
        Heading(column="not_answered", label="Not answered", form="count"),
        _NOTE,
    )


def gap_headings(result: Gap) -> tuple[Heading, ...]:
    """Return the columns of a gap: the names of its two groups, or one row a level."""
    pairs = result.table[["level", "other_level"]].drop_duplicates()
    one_pair = len(pairs) == 1
    names = (
        [level_label(str(name)) for name in pairs.iloc[0]]
        if one_pair
        else [_grouping(result), against(result)]
    )
    sides = tuple(
        Heading(column=f"{prefix}{column}", label=f"{name}{label}", form=form)
        for prefix, name in zip(("", "other_"), names, strict=True)
        for column, label, form in _SIDE
    )
    told = () if one_pair else (Heading(column="q_value", label="q-value", form="indicator"), _NOTE)
    levels = () if one_pair else (Heading(column="level", label=_grouping(result), form="words"),)
    return (
        *levels,
        Heading(column="statistic", label="Answer", form="words"),
        *(h for h in sides if one_pair or h.column not in ("other_lower", "other_upper")),
        Heading(column="gap", label="Difference, points", form="points"),
        Heading(column="gap_lower", label=interval_label(result.confidence), form="points"),
        Heading(column="gap_upper", label="to", form="points"),
        *told,
    )


def against(result: Gap) -> str:
    """Return what several levels are held against."""
    others = result.table["other_level"].unique()
    if len(others) > 1:
        return "The other"
    return "All the others" if others[0] == "others" else level_label(str(others[0]))


def _grouping(result: Gap) -> str:
    return category_label(str(result.table["group"].iloc[0]))


def funnel_headings(result: Funnel) -> tuple[Heading, ...]:
    """Return the columns of areas: each with its own interval and the limits at its base."""
    inner, outer = (f"{100 * limit:g}%" for limit in result.limits)
    return (
        Heading(column="level", label="Area", form="words"),
        Heading(column="base", label="Base", form="count"),
        Heading(column="effective_base", label="Effective base", form="count"),
        Heading(column="estimate", label=statistic_label(_statistic(result))),
        Heading(column="lower", label=interval_label(result.confidence)),
        Heading(column="upper", label="to"),
        Heading(column="inner_lower", label=f"Limits of chance {inner}, from"),
        Heading(column="inner_upper", label="to"),
        Heading(column="outer_lower", label=f"Limits {outer}, from"),
        Heading(column="outer_upper", label="to"),
        Heading(column="where", label="Against the limits", form="words"),
        _NOTE,
    )


def _statistic(result: Funnel) -> str:
    return str(result.table["statistic"].iloc[0])


def forces_headings(result: ForcesComparison) -> tuple[Heading, ...]:
    """Return the columns of forces: a gap in points, any other figure as a share."""
    form: Form = "points" if result.statistic == "gap" else "share"
    points = ", points" if form == "points" else ""
    return (
        Heading(column="level", label="Force", form="words"),
        Heading(column="period", label="Period", form="words"),
        Heading(column="estimate", label=f"{statistic_label(result.statistic)}{points}", form=form),
        Heading(column="lower", label=interval_label(result.confidence), form=form),
        Heading(column="upper", label="to", form=form),
        Heading(column="base", label="Base", form="count"),
        Heading(column="difference", label="Own force minus this, points", form="points"),
        Heading(column="difference_lower", label=interval_label(result.confidence), form="points"),
        Heading(column="difference_upper", label="to", form="points"),
        Heading(column="error_from", label="Interval made from", form="words"),
    )


def precision_headings(result: PrecisionPlan) -> tuple[Heading, ...]:
    """Return the columns of a plan of bases."""
    target = f"{100 * result.target:g}"
    return (
        Heading(column="question", label="Question", form="words"),
        Heading(column="level", label="Group", form="words"),
        Heading(column="statistic", label="Answer", form="words"),
        Heading(column="base", label="Base", form="count"),
        Heading(column="design_effect", label="Design effect", form="ratio"),
        Heading(column="expected", label="Share expected"),
        Heading(column="margin", label="Margin, ± points", form="size"),
        Heading(column="base_needed", label=f"Base for ± {target} points", form="count"),
        Heading(column="more_needed", label="More needed", form="count"),
        Heading(column="detectable_change", label="Change that would be found, points",
                form="size"),
        _NOTE,
    )  # fmt: skip
