"""The data behind a figure: a table for readers, and a file for their spreadsheet.

Hidden rows keep their names and lose their numbers, here as in the figure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Literal

from satisfaction.charts.labels import category_label, level_label, period_words, statistic_label
from satisfaction.charts.wording import number, percent, points
from satisfaction.drivers.result import Drivers
from satisfaction.estimates.result import Estimates, Gap
from satisfaction.representativeness.result import ProfileCheck
from satisfaction.tables.profile import Profile
from satisfaction.weighting.result import Weighted

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.results import Result

Form = Literal["words", "share", "points", "count", "plain"]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NAMES = frozenset(
    {"question", "measure", "statistic", "group", "level", "other_level", "period", "flag",
     "other_flag"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column of a data table: where it comes from, what it is called, how it is written."""

    column: str
    label: str
    form: Form = "share"

    @property
    def is_number(self) -> bool:
        """Whether the column is set flush right."""
        return self.form != "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table as texts, ready to print."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]


def published(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` with the numbers of hidden rows taken out.

    A gap is hidden when either of its groups is: one could be had from the other.
    """
    flags = [name for name in ("flag", "other_flag") if name in table]
    if not flags:
        return table
    hidden = (table[flags] == "hidden").any(axis="columns")
    if not hidden.any():
        return table
    numbers = [name for name in table.columns if name not in _NAMES]
    masked = table[numbers].astype("float64").mask(hidden)
    return table.assign(**{name: masked[name] for name in numbers})


def data_table(frame: pd.DataFrame, headings: tuple[Heading, ...]) -> DataTable:
    """Return the chosen columns of ``frame`` as texts."""
    present = tuple(h for h in headings if h.column in frame and _has_content(frame[h.column]))
    rows = tuple(
        tuple(_written(record[h.column], h) for h in present) for record in frame.to_dict("records")
    )
    return DataTable(headings=present, rows=rows)


def csv_text(frame: pd.DataFrame) -> str:
    """Return ``frame`` as CSV, unrounded; text that a spreadsheet would run is made harmless."""
    texts = frame.select_dtypes(exclude="number").columns
    safe = frame.assign(**{str(name): frame[name].map(_harmless) for name in texts})
    written: str = safe.to_csv(index=False, lineterminator="\r\n")
    return written


@singledispatch
def headings_of(result: Result) -> tuple[Heading, ...]:
    """Return the columns that the data table of ``result`` shows, in order."""
    return tuple(
        Heading(column=str(name), label=category_label(str(name)), form="plain")
        for name in result.table.columns
    )


@headings_of.register(Estimates)
def _(result: Estimates) -> tuple[Heading, ...]:
    percent_of = f"{result.confidence:.0%} interval"
    return (
        Heading(column="question", label="Question", form="words"),
        Heading(column="level", label="Group", form="words"),
        Heading(column="period", label="Period", form="words"),
        Heading(column="statistic", label="Answer", form="words"),
        Heading(column="estimate", label="Share"),
        Heading(column="lower", label=f"{percent_of}, from"),
        Heading(column="upper", label="to"),
        Heading(column="unweighted", label="Unweighted"),
        Heading(column="base", label="Base", form="count"),
        Heading(column="effective_base", label="Effective base", form="count"),
        Heading(column="not_answered", label="Not answered", form="count"),
        Heading(column="flag", label="Note", form="words"),
    )


@headings_of.register(Gap)
def _(result: Gap) -> tuple[Heading, ...]:
    first = result.table.iloc[0]
    names = {"": level_label(str(first["level"])), "other_": level_label(str(first["other_level"]))}
    sides = tuple(
        Heading(column=f"{prefix}{column}", label=f"{name}{label}", form=form)
        for prefix, name in names.items()
        for column, label, form in _SIDE
    )
    return (
        Heading(column="statistic", label="Answer", form="words"),
        *sides,
        Heading(column="gap", label="Difference, points", form="points"),
        Heading(column="gap_lower", label=f"{result.confidence:.0%} interval, from", form="points"),
        Heading(column="gap_upper", label="to", form="points"),
    )


_SIDE: tuple[tuple[str, str, Form], ...] = (
    ("estimate", "", "share"),
    ("lower", ", from", "share"),
    ("upper", ", to", "share"),
    ("base", ", base", "count"),
)


@headings_of.register(ProfileCheck)
def _(result: ProfileCheck) -> tuple[Heading, ...]:
    return (
        Heading(column="dimension", label="Dimension", form="words"),
        Heading(column="level", label="Level", form="words"),
        Heading(column="victims", label="Victims", form="count"),
        Heading(column="respondents", label="Respondents", form="count"),
        Heading(column="profile_share", label="Profile"),
        Heading(column="sample_share", label="Sample, design-weighted"),
        Heading(column="unweighted_share", label="Sample, unweighted"),
        Heading(column="difference", label="Difference, points", form="points"),
        Heading(column="lower", label=f"{result.confidence:.0%} interval, from", form="points"),
        Heading(column="upper", label="to", form="points"),
        Heading(column="tolerance_lower", label="Tolerance, from", form="points"),
        Heading(column="tolerance_upper", label="to", form="points"),
        Heading(column="verdict", label="Verdict", form="words"),
        Heading(column="direction", label="Direction", form="words"),
        Heading(column="base_to_settle", label="Interviews that would settle it", form="count"),
    )


@headings_of.register(Drivers)
def _(result: Drivers) -> tuple[Heading, ...]:
    interval = f"{result.confidence:.0%} interval"
    shares: tuple[tuple[str, str, Form], ...] = (
        ("share", "Share associated", "share"),
        ("reach", "Reach", "share"),
        ("penalty", "Penalty, points", "points"),
    )
    numbers = tuple(
        Heading(column=f"{name}{end}", label=text, form=form)
        for name, label, form in shares
        for end, text in (("", label), ("_lower", f"{interval}, from"), ("_upper", "to"))
    )
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


@headings_of.register(Weighted)
def _(result: Weighted) -> tuple[Heading, ...]:
    del result
    return (
        Heading(column="margin", label="Margin", form="words"),
        Heading(column="level", label="Level", form="words"),
        Heading(column="respondents", label="Respondents", form="count"),
        Heading(column="base_share", label="Before"),
        Heading(column="share", label="After"),
        Heading(column="target", label="Profile"),
        Heading(column="policy", label="Unknowns", form="words"),
    )


@headings_of.register(Profile)
def _(result: Profile) -> tuple[Heading, ...]:
    del result
    return (
        Heading(column="dimension", label="Dimension", form="words"),
        Heading(column="unknown", label="Unknown"),
        Heading(column="victims", label="Victims", form="count"),
    )


def _has_content(column: pd.Series) -> bool:
    return bool((column.notna() & (column.astype("str") != "")).any())


def _written(value: object, heading: Heading) -> str:
    if heading.form == "words":
        return _words(value, heading.column)
    if heading.form == "plain":
        return str(value)
    amount = float(str(value))
    if math.isnan(amount):
        return "–"  # noqa: RUF001 - a dash stands for no number
    match heading.form:
        case "share":
            return percent(amount, 1)
        case "points":
            return points(amount)
        case _:
            return f"{amount:,.0f}" if amount >= 0 else number(amount, 0)


def _words(value: object, column: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if column in ("question", "dimension", "margin"):
        return category_label(text)
    if column == "period":
        return period_words(text)
    return statistic_label(text) if column == "statistic" else text


def _harmless(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
