"""Which records a check looks at: those of a period, and those of which nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import pandas as pd

from satisfaction.errors import DataRefusedError
from satisfaction.intake.profiles.checks.fields import MOST_TEXTS, converted, read_texts
from satisfaction.intake.profiles.checks.queries import count_distinct
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from satisfaction.intake.contents import Contents
    from satisfaction.intake.profiles.checks.queries import Table
    from satisfaction.intake.profiles.plan import ReportWindow
    from satisfaction.intake.profiles.record_tables import Records


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChosenRows:
    """The records to check, as text, and how many they are."""

    table: Table
    rows: int
    caveats: tuple[Caveat, ...] = ()


def choose_rows(
    table: Table, contents: Contents, dated: str, window: ReportWindow | None, found: Records
) -> ChosenRows:
    """Return all rows, or those reported in the window and those without a readable date.

    Raises
    ------
    DataRefusedError
        If there is no row to check, or the report date has too many different texts to choose by.
    """
    chosen = ChosenRows(table=table, rows=found.rows)
    if window is not None:
        chosen = _within(table, contents, dated, window, found)
    if not chosen.rows:
        when = f" {window.says}" if window else ""
        raise DataRefusedError(
            f"Of {found.rows:,} crime records none is{when} to be checked. Check the period and "
            "the files."
        )
    return chosen


def _within(
    table: Table, contents: Contents, dated: str, window: ReportWindow, found: Records
) -> ChosenRows:
    _refuse_too_many(table, contents, dated)
    texts = read_texts([dated], contents, table, typed=found.typed)
    days = converted(dated, contents, texts).columns[dated]
    undated = days.isna().to_numpy()
    inside = days.between(pd.Timestamp(window.first), pd.Timestamp(window.last)).to_numpy()
    # Days outside are named to the engine: what cannot be read may be anybody's words.
    outside = list(texts.raw[dated][~inside & ~undated])
    kept = table.filter(~nw.col(dated).is_in(outside)) if outside else table
    return ChosenRows(
        table=kept,
        rows=int(texts.rows[inside | undated].sum()),
        caveats=_unknown(int(texts.rows[undated].sum()), contents.fields[dated].column),
    )


def _refuse_too_many(table: Table, contents: Contents, dated: str) -> None:
    distinct = count_distinct(table, [dated])[dated]
    if distinct > MOST_TEXTS:
        raise DataRefusedError(
            f"`{contents.fields[dated].column}` has {distinct:,} different texts: too many to "
            "choose the records of a period by. Check them without a period."
        )


def _unknown(rows: int, column: str) -> tuple[Caveat, ...]:
    if not rows:
        return ()
    text = (
        f"{rows:,} records are checked whose `{column}` is blank or cannot be read: they may "
        "belong to the period."
    )
    return (Caveat(code="report_date_unknown", text=text),)
