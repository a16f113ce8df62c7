"""Which records were reported in the window: each distinct date is read once, in its format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Date
from satisfaction.errors import ContractError
from satisfaction.intake.columns.dates import outside_years, read_days
from satisfaction.intake.columns.dialect import days_as_written
from satisfaction.intake.profiles.counting import Days
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from satisfaction.intake.profiles.plan import ProfilePlan, ReportWindow
    from satisfaction.intake.profiles.record_tables import Records

_YEAR_FIRST = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CountedDays:
    """Texts of the date column that lie in the window; None where all records count.

    Attributes
    ----------
    within : Days or None
    caveats : tuple of Caveat
    """

    within: Days | None = None
    caveats: tuple[Caveat, ...] = ()


def choose_days(records: Records, plan: ProfilePlan, window: ReportWindow | None) -> CountedDays:
    """Return the dates to count.

    Raises
    ------
    ContractError
        If more than the contract's ``refuse_above`` of the dates cannot be read.
    """
    field = plan.contract.fields.get(plan.reported)
    if window is None or not isinstance(field, Date):
        return CountedDays()
    _refuse_part_of_a_span(field, window)
    counts = records.seen.texts[plan.reported]
    texts, nothing = list(counts.index), records.seen.nothing[plan.reported]
    words = [text.strip() for text in texts]
    read = days_as_written(words, field.format) if records.typed else words
    days = read_days(read, field.format)
    blank = np.array([word == "" for word in words], dtype=np.bool_)
    unread = (days.isna().to_numpy() | outside_years(days)) & ~blank
    rows = counts.to_numpy()
    _refuse(int(rows[unread].sum()), int(rows[~blank].sum()), field, plan)
    first, last = pd.Timestamp(window.first), pd.Timestamp(window.last)
    inside = days.between(first, last).to_numpy()
    chosen = tuple(text for text, is_in in zip(texts, inside, strict=True) if is_in)
    return CountedDays(
        within=Days(name=plan.reported, texts=chosen, is_span=_is_span(texts, chosen)),
        caveats=_undated(int(rows[blank].sum()) + nothing, int(rows[unread].sum()), field),
    )


def _is_span(texts: Sequence[str], chosen: Sequence[str]) -> bool:
    """Return whether texts sort as their days do, and ``chosen`` are all from first to last.

    Only where every text is written year first: engines sort other characters in orders of their
    own.
    """
    if not chosen or not all(_YEAR_FIRST.fullmatch(text) for text in texts if text):
        return False
    first, last = min(chosen), max(chosen)
    return len(chosen) == sum(first <= text <= last for text in texts)


def _refuse(unread: int, filled: int, field: Date, plan: ProfilePlan) -> None:
    if unread <= plan.contract.refuse_above * filled:
        return
    fault = (
        f"`{field.column}`: {unread:,} of {filled:,} cells cannot be read. Expected dates written "
        f"{field.format}. Correct the files, or the contract if they are right."
    )
    raise ContractError(
        f"The crime records do not fit the contract '{plan.contract.table}'.\n  {fault}",
        faults=(fault,),
    )


def _refuse_part_of_a_span(field: Date, window: ReportWindow) -> None:
    """Refuse to count the reports of half a month or year by dates that say no more than that."""
    after = window.last + timedelta(days=1)
    firsts = {"month": (window.first.day, after.day), "year": (*_day(window.first), *_day(after))}
    if set(firsts.get(field.span, ())) <= {1}:
        return
    raise ContractError(
        f"`{field.column}` gives the {field.span} of a report and no day, so the reports from "
        f"{window.first} to {window.last} cannot be told apart. Choose a period of whole "
        f"{field.span}s, with `period_basis: report` in the survey definition.",
        faults=(f"`{field.column}` gives the {field.span} and no day.",),
    )


def _day(day: date) -> tuple[int, int]:
    return day.month, day.day


def _undated(blank: int, unread: int, field: Date) -> tuple[Caveat, ...]:
    if not blank + unread:
        return ()
    text = (
        f"{blank + unread:,} crime records are in no period: in `{field.column}` {blank:,} are "
        f"blank and {unread:,} are not dates written {field.format}."
    )
    return (Caveat(code="report_date_unknown", text=text),)
