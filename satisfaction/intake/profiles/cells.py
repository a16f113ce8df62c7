"""Counted codes into levels: a small table by now, whatever the number of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.dimensions import NOT_KNOWN
from satisfaction.definitions.fields import Category, Count
from satisfaction.errors import ContractError, DefinitionError
from satisfaction.intake.columns.codes import convert_category
from satisfaction.intake.columns.quantities import convert_count, read_wholes
from satisfaction.intake.columns.words import words_of
from satisfaction.intake.profiles.counting import count_cells, trimmed
from satisfaction.intake.refusals import expected_of
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.intake.profiles.counting import Days
    from satisfaction.intake.profiles.plan import ProfilePlan
    from satisfaction.intake.profiles.record_tables import Records

EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Cells:
    """The cells of a profile.

    Attributes
    ----------
    table : pandas.DataFrame
        Levels as ``category``, and ``victims``.
    caveats : tuple of Caveat
    """

    table: pd.DataFrame
    caveats: tuple[Caveat, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Key:
    """One key of the counted cells: its level in each, and how many records have none listed."""

    name: str
    levels: pd.Series
    filled: int
    unread: int
    expected: str
    column: str


def count_victims(records: Records, plan: ProfilePlan, *, within: Days | None) -> Cells:
    """Count the victims of each combination of levels.

    A code that the contract does not list counts as unknown, with a caveat; a row whose reason for
    exclusion is not listed is excluded for a reason ``not known``.

    Raises
    ------
    ContractError
        If more than the contract's ``refuse_above`` of a column is not listed.
    """
    fields = _fields(plan)
    wanted = {**fields, **({plan.victims: None} if plan.victims else {})}
    cells = trimmed(count_cells(records.table, wanted, within=within, seen=records.seen))
    rows = cells["rows"].to_numpy(np.int64)
    keys = [key_of(name, field, cells[name], rows, plan) for name, field in fields.items()]
    refuse_unlisted(keys, plan)
    victims, lost = victims_of(cells, rows, plan)
    columns = {_shown_as(key.name, plan): key.levels for key in keys}
    table = pd.DataFrame(columns).assign(victims=victims)
    table = table.groupby(list(columns), observed=True, sort=True)["victims"].sum().reset_index()
    return Cells(
        table=table[table["victims"] > 0].reset_index(drop=True),
        caveats=(*unlisted(keys), *uncounted(lost, plan)),
    )


def _fields(plan: ProfilePlan) -> dict[str, Category | Count]:
    reason = {plan.contract.excluded: plan.exclusion} if plan.exclusion else {}
    return {**plan.keys, **reason}


def _shown_as(name: str, plan: ProfilePlan) -> str:
    return EXCLUSION if plan.exclusion and name == plan.contract.excluded else name


def key_of(
    name: str,
    field: Category | Count,
    texts: pd.Series,
    rows: npt.NDArray[np.int64],
    plan: ProfilePlan,
) -> Key:
    """Return the levels of one key; a code that is not listed is unknown."""
    levels = _levels_of(name, field, texts)
    unread = levels.isna().to_numpy()
    instead = NOT_KNOWN if name in plan.reasons else field.blank
    blank = (texts == "").to_numpy() | (texts == field.blank).to_numpy()
    return Key(
        name=name,
        levels=_with_level(levels, unread, instead),
        filled=int(rows[~blank].sum()),
        unread=int(rows[unread].sum()),
        expected=expected_of(field),
        column=field.column,
    )


def _levels_of(name: str, field: Category | Count, texts: pd.Series) -> pd.Series:
    """Return the level of each text; missing where there is none."""
    words = words_of(texts)
    if isinstance(field, Category):
        return convert_category(name, field, words).columns[name]
    return convert_count(name, field, words).columns[name]


def _with_level(levels: pd.Series, unread: npt.NDArray[np.bool_], instead: str) -> pd.Series:
    if not unread.any():
        return levels
    if instead not in levels.cat.categories:
        levels = levels.cat.add_categories([instead])
    return levels.fillna(instead)


def victims_of(
    cells: pd.DataFrame, rows: npt.NDArray[np.int64], plan: ProfilePlan
) -> tuple[npt.NDArray[np.int64], int]:
    """Return the victims of each cell, and the rows whose number of victims cannot be read."""
    if not plan.victims:
        return rows, 0
    field = plan.contract.fields[plan.victims]
    if not isinstance(field, Count):
        raise DefinitionError(
            f"`victims` names '{plan.victims}', which must be a count.", file=plan.contract.table
        )
    numbers, is_number = read_wholes(list(cells[plan.victims]), field)
    return np.where(is_number, numbers * rows, 0), int(rows[~is_number].sum())


def refuse_unlisted(keys: Sequence[Key], plan: ProfilePlan) -> None:
    """Refuse records of which more than the contract allows cannot be read."""
    faults = [
        f"`{key.column}`: {key.unread:,} of {key.filled:,} cells cannot be read. Expected "
        f"{key.expected}. Correct the files, or the contract if they are right."
        for key in keys
        if key.unread > plan.contract.refuse_above * key.filled
    ]
    if faults:
        listed = "\n  ".join(faults)
        raise ContractError(
            f"The crime records do not fit the contract '{plan.contract.table}'.\n  {listed}",
            faults=faults,
        )


def unlisted(keys: Sequence[Key]) -> list[Caveat]:
    """Say how many cells count as unknown."""
    return [
        Caveat(
            code="code_not_listed",
            text=f"`{key.column}`: {key.unread:,} of {key.filled:,} cells cannot be read and count "
            f"as unknown. Expected {key.expected}.",
        )
        for key in keys
        if key.unread
    ]


def uncounted(rows: int, plan: ProfilePlan) -> list[Caveat]:
    """Say how many rows count no victim."""
    if not rows:
        return []
    column = plan.contract.fields[plan.victims].column
    text = f"{rows:,} rows count no victim: `{column}` is blank or not a whole number in its range."
    return [Caveat(code="victims_unknown", text=text)]
