"""The file of an action plan as a trusted history: every fault at once, no row left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.fields import Category, Count, Date, Number
from satisfaction.definitions.library import load_table
from satisfaction.definitions.table import TableContract
from satisfaction.errors import ContractError
from satisfaction.improvement.plan_faults import plan_faults
from satisfaction.intake.contents import table_contents
from satisfaction.intake.loading import load_tables
from satisfaction.intake.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from satisfaction.definitions.fields import Field
    from satisfaction.intake.loading import TableSource
    from satisfaction.results import SourceFile

CONTRACT = "action-plan"
_SHIELDED = ("=", "+", "-", "@", "\t", "\r", "'")
_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanTable:
    """A plan as a file has it.

    Attributes
    ----------
    history : pandas.DataFrame
        One row a version, in the order of the file: the fields of the contract.
    absent : tuple of str
        Fields that the file has no column for.
    sources : tuple of SourceFile
    """

    history: pd.DataFrame
    absent: tuple[str, ...]
    sources: tuple[SourceFile, ...]


def read_plan(
    source: TableSource,
    contract: TableContract | str | Path = CONTRACT,
    *,
    sheet: str | None = None,
) -> PlanTable:
    """Read a plan and refuse it, with every fault, unless all its rows are right.

    A row that were left out would be an action that nobody follows.

    Raises
    ------
    ContractError
        With one sentence a fault and the rows that have it.
    """
    definition = contract if isinstance(contract, TableContract) else load_table(contract)
    contents = table_contents(definition)
    loaded = load_tables(source, contents, sheet=sheet)
    if loaded.text.empty:
        return PlanTable(
            history=empty_history(definition), absent=loaded.absent, sources=loaded.sources
        )
    delivery = read_table(source, definition, sheet=sheet)
    history = _plain(delivery.frame, definition)
    columns = {field.column: name for name, field in definition.fields.items()}
    faults = [*_rejected(delivery.rejects), *plan_faults(history, delivery.frame["row"])]
    if faults:
        raise ContractError(
            f"{loaded.name}: the action plan has {len(faults)} fault(s); nothing was taken in.\n  "
            + "\n  ".join(faults[:_SHOWN])
            + (f"\n  and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""),
            faults=faults,
        )
    return PlanTable(
        history=history,
        absent=tuple(columns[name] for name in loaded.absent if name in columns),
        sources=loaded.sources,
    )


def plan_text(history: pd.DataFrame, contract: TableContract | None = None) -> pd.DataFrame:
    """Return a history as the file has it: columns and codes of the contract, every cell text.

    Text that a spreadsheet would run is shielded with an apostrophe, which reading takes off.
    """
    definition = contract or load_table(CONTRACT)
    return pd.DataFrame(
        {
            field.column: [_written(value, field) for value in history[name]]
            for name, field in definition.fields.items()
        },
        dtype="str",
    )


def _rejected(rejects: pd.DataFrame) -> list[str]:
    """Return each reason with its rows; no value of a row."""
    found: dict[str, list[int]] = {}
    for row, why in zip(rejects["row"], rejects["why"], strict=True):
        found.setdefault(str(why), []).append(int(row))
    return [f"Row {', '.join(map(str, rows))}: {why}" for why, rows in found.items()]


def _plain(frame: pd.DataFrame, contract: TableContract) -> pd.DataFrame:
    return pd.DataFrame(
        {name: _typed(frame[name], field) for name, field in contract.fields.items()}
    ).reset_index(drop=True)


def _typed(column: pd.Series, field: Field) -> pd.Series:
    match field:
        case Date():
            return column
        case Number():
            return column.astype("float64")
        case Count():
            return column.astype("Int64")
        case _:
            return column.astype("str").map(_unshielded).astype("str")


def empty_history(contract: TableContract | None = None) -> pd.DataFrame:
    """Return a history without a row."""
    definition = contract or load_table(CONTRACT)
    kinds = {Date: "datetime64[us]", Number: "float64", Count: "Int64"}
    return pd.DataFrame(
        {
            name: pd.Series(dtype=kinds.get(type(field), "str"))
            for name, field in definition.fields.items()
        }
    )


def _written(value: object, field: Field) -> str:
    if pd.isna(value):  # type: ignore[call-overload]  # a scalar
        return ""
    match field:
        case Category():
            codes = {label: code for code, label in field.levels.items()}
            return codes.get(str(value), "")
        case Date():
            return pd.Timestamp(str(value)).strftime(field.format)
        case Number():
            return repr(float(str(value)))
        case Count():
            return str(int(str(value)))
        case _:
            return _shielded(str(value))


def _shielded(text: str) -> str:
    return f"'{text}" if text.startswith(_SHIELDED) else text


def _unshielded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_SHIELDED) else text
