"""Who approved an exclusion, and when: counted, and by reference where these are asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Date
from satisfaction.intake.columns.dates import outside_years, read_days
from satisfaction.intake.columns.dialect import days_as_written
from satisfaction.intake.profiles.cells import victims_of
from satisfaction.intake.profiles.counting import count_cells, first_rows, trimmed
from satisfaction.intake.profiles.exclusion_plan import (
    APPROVED_BY,
    APPROVED_ON,
    CRIME,
    REPORTED_ON,
    reads_date,
    reads_reference,
)
from satisfaction.intake.profiles.reason_masks import excluded_only, masks_of, reason_keys
from satisfaction.intake.pseudonyms import pseudonymise

if TYPE_CHECKING:
    from satisfaction.intake.profiles.counting import RecordTable
    from satisfaction.intake.profiles.days import CountedDays
    from satisfaction.intake.profiles.plan import ProfilePlan
    from satisfaction.intake.profiles.record_tables import Records
    from satisfaction.intake.pseudonyms import PseudonymKey

MOST_REFERENCES = 500

_COLUMNS = ("approver", "date", "reasons")
_GIVEN, _BLANK = "given", "blank"
_BETWEEN = "|"


def count_approvals(
    records: Records, plan: ProfilePlan, days: CountedDays, *, latest: int
) -> pd.DataFrame:
    """Count the excluded by whether approver and date are there, and whether the date can be.

    No approver's name leaves the engine.
    """
    names = _names(plan)
    wanted = {**dict.fromkeys(names), **dict.fromkeys(plan.reasons)}
    wanted |= dict.fromkeys([plan.victims] if plan.victims else [])
    cells = trimmed(count_cells(_marked(records, plan), wanted, within=days.within))
    victims, _ = victims_of(cells, cells["rows"].to_numpy(np.int64), plan)
    table = _judged(cells, records, plan, latest).assign(victims=victims)
    summed = table[table["reasons"] > 0].groupby(list(_COLUMNS))["victims"].sum()
    return summed[summed > 0].reset_index()


def list_unapproved(
    records: Records,
    plan: ProfilePlan,
    days: CountedDays,
    *,
    latest: int,
    key: PseudonymKey | None,
) -> pd.DataFrame:
    """Return up to 500 records whose approval is not in order, by the crime's pseudonym.

    Without a key, without a reference, or from a table in a remote engine: none.
    """
    is_local = records.table.table.implementation.is_duckdb()
    if key is None or not is_local or not reads_reference(plan):
        return pd.DataFrame(columns=["reference", *_COLUMNS])
    names = [CRIME, *_names(plan), *plan.reasons]
    rows = first_rows(
        _marked(records, plan),
        names,
        where=_faulty(records, plan, days, latest),
        within=days.within,
        rows=MOST_REFERENCES,
    )
    listed = _judged(rows.assign(rows=1), records, plan, latest)
    listed = listed.assign(reference=pseudonymise(rows[CRIME], key, CRIME))
    # In the order of the references themselves a pseudonym would say when a crime was recorded.
    listed = listed[listed["reasons"] > 0].sort_values("reference", ignore_index=True)
    return listed[["reference", *_COLUMNS]]


def _names(plan: ProfilePlan) -> list[str]:
    return [n for n in (APPROVED_BY, APPROVED_ON, REPORTED_ON) if n in plan.contract.fields]


def _marked(records: Records, plan: ProfilePlan) -> RecordTable:
    """Return the excluded with approvers as given or blank, in the engine."""
    table = excluded_only(records.table, plan)
    if APPROVED_BY not in plan.contract.fields:
        return table
    blank = table.text(APPROVED_BY).str.strip_chars() == ""
    mark = nw.when(blank).then(nw.lit(_BLANK)).otherwise(nw.lit(_GIVEN)).alias(APPROVED_BY)
    return replace(
        table,
        table=table.table.with_columns(mark),
        dtypes={**table.dtypes, APPROVED_BY: nw.String()},
    )


def _judged(cells: pd.DataFrame, records: Records, plan: ProfilePlan, latest: int) -> pd.DataFrame:
    """Return approver, date and reasons of each cell."""
    unsaid = pd.Series(_BLANK, index=cells.index, dtype="str")
    return pd.DataFrame(
        {
            "approver": cells.get(APPROVED_BY, unsaid),
            "date": _dates(cells, records, plan, latest),
            "reasons": masks_of(reason_keys(cells, plan), plan),
        }
    )


def _dates(cells: pd.DataFrame, records: Records, plan: ProfilePlan, latest: int) -> pd.Series:
    """Say of each date of an exclusion whether it is there, and whether it can be."""
    if APPROVED_ON not in cells:
        return pd.Series(_BLANK, index=cells.index, dtype="str")
    approved = _read(cells, APPROVED_ON, records, plan)
    said = pd.Series(_GIVEN, index=cells.index, dtype="str")
    if reads_date(plan, APPROVED_ON) and reads_date(plan, REPORTED_ON):
        later = (approved - _read(cells, REPORTED_ON, records, plan)).dt.days
        said = said.mask(later < 0, "before the report").mask(later > latest, "too late")
    said = said.mask(approved.isna(), "unreadable")
    return said.mask(cells[APPROVED_ON] == "", _BLANK)


def _read(cells: pd.DataFrame, name: str, records: Records, plan: ProfilePlan) -> pd.Series:
    """Return the day of each cell; each distinct text is read once."""
    field = plan.contract.fields[name]
    written = field.format if isinstance(field, Date) else "%Y-%m-%d"
    codes, words = pd.factorize(cells[name])
    texts = days_as_written(list(words), written) if records.typed else list(words)
    days = read_days(texts, written)
    days = days.mask(outside_years(days))
    return pd.Series(days.to_numpy()[codes], index=cells.index, dtype="datetime64[us]")


def _faulty(records: Records, plan: ProfilePlan, days: CountedDays, latest: int) -> nw.Expr:
    """Return whose approval is not in order, as the engine can tell it: by the texts themselves."""
    names = _names(plan)
    faults = [nw.col(APPROVED_BY) == _BLANK] if APPROVED_BY in names else []
    if APPROVED_ON in names:
        dates = [name for name in names if name != APPROVED_BY]
        cells = count_cells(
            excluded_only(records.table, plan), dict.fromkeys(dates), within=days.within
        )
        unusual = cells[_dates(trimmed(cells), records, plan, latest) != _GIVEN]
        texts = [_BETWEEN.join(row) for row in unusual[dates].itertuples(index=False)]
        written = nw.concat_str([records.table.text(n) for n in dates], separator=_BETWEEN)
        faults.append(written.is_in(texts) if texts else nw.lit(value=False))
    return nw.any_horizontal(*(faults or [nw.lit(value=True)]), ignore_nulls=False)
