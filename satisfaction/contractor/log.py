"""The inspection log: eight sheets, read with all their faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.contractor.links import link_faults
from satisfaction.definitions.library import load_table
from satisfaction.errors import ContractError, SatisfactionError, UsageError, did_you_mean
from satisfaction.intake.contents import table_contents
from satisfaction.intake.files.archive import check_archive
from satisfaction.intake.loading import load_tables
from satisfaction.intake.tables import read_table

if TYPE_CHECKING:
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.results import SourceFile

SHEETS = (
    "visit", "certificate", "monitoring", "listening", "training", "sampling", "security",
    "finding",
)  # fmt: skip
_ENDINGS = (".parquet", ".csv", ".xlsx")
_SHOWN = 30
LogSource = str | Path | Mapping[str, "pd.DataFrame | str | Path"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InspectionLog:
    """The sheets of a log, trusted.

    Attributes
    ----------
    sheets : mapping of str to pandas.DataFrame
        Every sheet by name; one that was not given is empty, with its columns.
    absent : tuple of str
        Sheets that were not given or have no row: nothing is told about them.
    sources : tuple of SourceFile
    """

    sheets: Mapping[str, pd.DataFrame]
    absent: tuple[str, ...]
    sources: tuple[SourceFile, ...]

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        return self.sheets[sheet]

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {len(frame)}" for name, frame in self.sheets.items())
        return f"InspectionLog({counts})"


def read_inspection_log(source: LogSource, *, key: PseudonymKey | None = None) -> InspectionLog:
    """Read a workbook with a sheet each, a folder of ``inspection_SHEET`` files, or tables by name.

    Parameters
    ----------
    source : str, pathlib.Path or mapping
        Sheets or files that are not there are told in ``absent``.
    key : PseudonymKey, optional
        The key of the returns, so that interviewers can be joined to their interviews.

    Returns
    -------
    InspectionLog

    Raises
    ------
    ContractError
        If any row of any sheet does not fit: all faults at once, by sheet and row.
    UsageError
        If there is no sheet at all, or one of a name that the log does not have.
    """
    found = _tables(source)
    if not found:
        raise UsageError(
            f"There is no sheet of an inspection log with a row. It has: {', '.join(SHEETS)}. "
            "Make an empty one with `satisfaction contractor template`."
        )
    faults: list[str] = []
    sheets: dict[str, pd.DataFrame] = {}
    sources: dict[str, SourceFile] = {}
    for name in SHEETS:
        frame, told = _sheet(name, found.get(name), key, sources)
        sheets[name] = frame
        faults += [f"sheet '{name}': {fault}" for fault in told]
    faults += link_faults(sheets) if not faults else []
    if faults:
        raise _refusal(faults)
    return InspectionLog(
        sheets=sheets,
        absent=tuple(n for n in SHEETS if n not in found),
        sources=tuple(sources.values()),
    )


def contract_of(sheet: str) -> str:
    """Return the name of a sheet's contract."""
    return f"inspection-{sheet}"


def _tables(source: LogSource) -> dict[str, tuple[pd.DataFrame | str | Path, str | None]]:
    """Return each sheet's table, with the sheet to read of a workbook."""
    if isinstance(source, Mapping):
        _refuse_unknown(list(source))
        return {
            name: (table, None)
            for name, table in source.items()
            if not (isinstance(table, pd.DataFrame) and table.empty)
        }
    path = Path(source)
    if path.is_dir():
        places = {n: [path / f"inspection_{n}{end}" for end in _ENDINGS] for n in SHEETS}
        return {
            name: (next(p for p in paths if p.exists()), None)
            for name, paths in places.items()
            if any(p.exists() for p in paths)
        }
    if not path.is_file():
        raise UsageError(f"There is no inspection log '{path.name}': a workbook or a folder.")
    return {name: (path, name) for name in _filled_sheets(path) if name in SHEETS}


def _filled_sheets(path: Path) -> list[str]:
    """Return the sheets that have more than their header."""
    from python_calamine import CalamineError, CalamineWorkbook

    names: list[str] | None = None
    try:
        data = path.read_bytes()
        check_archive(data, file=path.name)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = [n for n in book.sheet_names if book.get_sheet_by_name(n).total_height > 1]
    except (CalamineError, OSError):
        names = None
    if names is None:
        raise UsageError(
            f"'{path.name}' is no workbook that can be read. Save it as .xlsx, without a password."
        )
    return names


def _refuse_unknown(names: list[str]) -> None:
    for name in names:
        if name not in SHEETS:
            raise UsageError(
                f"An inspection log has no sheet '{name}'.{did_you_mean(name, SHEETS)} It has: "
                f"{', '.join(SHEETS)}."
            )


def _sheet(
    name: str,
    place: tuple[pd.DataFrame | str | Path, str | None] | None,
    key: PseudonymKey | None,
    sources: dict[str, SourceFile],
) -> tuple[pd.DataFrame, list[str]]:
    """Return a sheet's trusted rows and its faults; an empty sheet has neither."""
    contract = load_table(contract_of(name))
    if place is None:
        return _empty(name), []
    table, sheet = place
    told: list[str] = []
    try:
        loaded = load_tables(table, table_contents(contract), sheet=sheet)
        if loaded.text.empty:
            return _empty(name), []
        delivery = read_table(table, contract, key=key, sheet=sheet)
    except SatisfactionError as error:
        told = [str(error)]
    if told:
        return _empty(name), told
    for entry in delivery.report.files:
        sources[f"{entry.name} {entry.sha256}"] = entry
    return delivery.frame, _rejected(delivery.rejects)


def _rejected(rejects: pd.DataFrame) -> list[str]:
    """Return one sentence a rejected row; never what stands in it."""
    return [
        f"row {row}: {says}" for row, says in zip(rejects["row"], rejects["reason"], strict=True)
    ]


def _empty(name: str) -> pd.DataFrame:
    contract = load_table(contract_of(name))
    columns: dict[str, pd.Series] = {}
    for field_name, field in contract.fields.items():
        dtype = {"date": "datetime64[us]", "count": "Int64", "category": "category"}
        columns[field_name] = pd.Series([], dtype=dtype.get(field.kind, "str"))
    return pd.DataFrame(columns)


def _refusal(faults: list[str]) -> ContractError:
    more = f"\n  and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return ContractError(
        f"The inspection log has {len(faults)} fault(s); nothing was taken in. Correct them and "
        "read it again.\n  " + "\n  ".join(faults[:_SHOWN]) + more,
        faults=faults,
    )
