"""One or several files into one table of text under the columns of the definition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from satisfaction.errors import ContractError, UsageError, name_list
from satisfaction.intake.columns.dialect import in_dialect
from satisfaction.intake.columns.labels import contradicted_labels
from satisfaction.intake.files import read_text_table
from satisfaction.intake.layout import match_columns
from satisfaction.results import Caveat, SourceFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.intake.contents import Contents
    from satisfaction.intake.files.text_table import TextTable
    from satisfaction.intake.layout import Layout

TableSource = str | Path | pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class _Part:
    """One file: its cells, where they came from, and how its columns answer to the definition."""

    text: pd.DataFrame
    layout: Layout
    source: SourceFile
    first_row: int
    typed: bool
    value_labels: Mapping[str, Mapping[str, str]]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Loaded:
    """All files of a delivery as text, one below the other.

    Attributes
    ----------
    text : pandas.DataFrame
        Columns of the definition, every cell text, blanks empty.
    row : numpy.ndarray of int
        Row number in the file.
    file : pandas.Series
        Name of the file, as ``category``.
    absent : tuple of str
        Optional columns that no file has; they are not in ``text``.
    ignored : tuple of str
        Columns that were dropped.
    """

    text: pd.DataFrame
    row: npt.NDArray[np.int64]
    file: pd.Series
    sources: tuple[SourceFile, ...]
    absent: tuple[str, ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    caveats: tuple[Caveat, ...]

    @property
    def name(self) -> str:
        """The files, for messages."""
        names = [source.name for source in self.sources]
        return names[0] if len(names) == 1 else f"{len(names)} files ({', '.join(names[:5])})"


def load_tables(
    source: TableSource | Sequence[TableSource], contents: Contents, *, sheet: str | None = None
) -> Loaded:
    """Read the files and find the columns of the definition in each.

    Raises
    ------
    ContractError
        If columns are missing, unknown or repeated in any file: all such faults at once.
    DataRefusedError
        If a file cannot be read, or is given twice.
    UsageError
        If there is no file.
    """
    parts = [_read(one, contents, sheet) for one in _listed(source)]
    return _together(parts, contents)


def load_block(table: TextTable, contents: Contents) -> Loaded:
    """Find the columns of the definition in some rows of one file.

    Raises
    ------
    ContractError
        As for :func:`load_tables`.
    """
    return _together([_part(table, contents)], contents)


def _together(parts: Sequence[_Part], contents: Contents) -> Loaded:
    _refuse_faulty_layouts(parts, contents)
    _refuse_twice(parts)
    absent = [set(part.layout.absent) for part in parts]
    return Loaded(
        text=_stacked(parts, contents, nowhere=set.intersection(*absent)),
        row=np.concatenate([_row_numbers(part) for part in parts]),
        file=_file_names(parts),
        sources=tuple(part.source for part in parts),
        absent=tuple(c for c in contents.columns if c in set.intersection(*absent)),
        ignored=tuple(dict.fromkeys(c for part in parts for c in part.layout.ignored)),
        notes=tuple(f"{part.source.name}: {note}" for part in parts for note in part.notes),
        caveats=tuple(caveat for part in parts for caveat in _caveats(part, contents)),
    )


def _listed(source: TableSource | Sequence[TableSource]) -> list[TableSource]:
    listed = [source] if isinstance(source, str | Path | pd.DataFrame) else list(source)
    if not listed:
        raise UsageError("No file was given. Name at least one.")
    return listed


def _read(source: TableSource, contents: Contents, sheet: str | None) -> _Part:
    table = read_text_table(source, sheet=sheet, expected_columns=tuple(contents.columns))
    return _part(table, contents)


def _part(table: TextTable, contents: Contents) -> _Part:
    origin = table.source
    return _Part(
        text=table.frame,
        layout=_layout(table.frame, contents),
        source=SourceFile(name=origin.name, sha256=origin.sha256, rows=len(table.frame)),
        first_row=origin.first_row,
        typed=origin.format != "csv",
        value_labels=table.value_labels,
        notes=table.notes,
    )


def _layout(text: pd.DataFrame, contents: Contents) -> Layout:
    return match_columns(list(text.columns), contents.columns, other_columns=contents.other_columns)


def _refuse_faulty_layouts(parts: Sequence[_Part], contents: Contents) -> None:
    faults = [f"{part.source.name}: {f}" for part in parts for f in part.layout.faults]
    if faults:
        listed = "\n  ".join(faults)
        raise ContractError(
            f"The columns do not fit the definition '{contents.definition}'.\n  {listed}",
            faults=faults,
        )


def _refuse_twice(parts: Sequence[_Part]) -> None:
    checksums = [part.source.sha256 for part in parts]
    twice = [p.source.name for p in parts if checksums.count(p.source.sha256) > 1]
    if twice:
        raise ContractError(
            f"{name_list(twice)} hold the same content. Give each file once.",
            faults=("the same file twice",),
        )


def _stacked(parts: Sequence[_Part], contents: Contents, nowhere: set[str]) -> pd.DataFrame:
    columns = [column for column in contents.columns if column not in nowhere]
    frames = [_under_definition(part, contents, columns) for part in parts]
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _under_definition(part: _Part, contents: Contents, columns: Sequence[str]) -> pd.DataFrame:
    """Return the wanted columns under the definition's names, blank where the file has none."""
    there = {c: part.text[part.layout.found[c]] for c in columns if c in part.layout.found}
    text = pd.DataFrame(there, index=part.text.index).reindex(
        columns=pd.Index(columns), fill_value=""
    )
    text = text.reset_index(drop=True)
    return in_dialect(text, contents) if part.typed else text


def _row_numbers(part: _Part) -> npt.NDArray[np.int64]:
    return np.arange(part.first_row, part.first_row + len(part.text), dtype=np.int64)


def _file_names(parts: Sequence[_Part]) -> pd.Series:
    names = tuple(dict.fromkeys(part.source.name for part in parts))
    codes = [np.full(len(part.text), names.index(part.source.name)) for part in parts]
    dtype = pd.CategoricalDtype(pd.Index(names, dtype="str"))
    return pd.Series(pd.Categorical.from_codes(np.concatenate(codes), dtype=dtype))


def _caveats(part: _Part, contents: Contents) -> list[Caveat]:
    name, layout = part.source.name, part.layout
    caveats = contradicted_labels(part.value_labels, layout.found, contents)
    if layout.identifiers:
        caveats.append(_caveat("identifier_dropped", name, layout.identifiers, _IDENTIFYING))
    if layout.absent:
        caveats.append(_caveat("column_absent", name, layout.absent, _ABSENT))
    renamed = [found for wanted, found in layout.found.items() if wanted != found]
    if renamed:
        caveats.append(_caveat("column_respelt", name, renamed, _RESPELT))
    return caveats


_IDENTIFYING = "would identify a person; dropped unread. Have the file delivered without."
_ABSENT = "optional and not in the file; every cell counts as blank."
_RESPELT = "taken for the definition's column of the same name without blanks."

_CaveatCode = Literal["identifier_dropped", "column_absent", "column_respelt"]


def _caveat(code: _CaveatCode, file: str, columns: Sequence[str], what: str) -> Caveat:
    return Caveat(code=code, text=f"{file}: column {name_list(columns)}: {what}")
