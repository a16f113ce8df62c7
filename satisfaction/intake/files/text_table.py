"""A delivery as it came: every cell is text, and where it came from is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a table of text came from and how it was read.

    Attributes
    ----------
    name : str
        File name without folders.
    format : str
        ``"csv"``, ``"xlsx"``, ``"sav"``, ``"dta"``, ``"parquet"`` or ``"frame"``.
    encoding : str or None
        Encoding of a text, SPSS or Stata file, where the format has one.
    delimiter : str or None
        Delimiter of a text file; None where there is a single column.
    sheet : str or None
        Sheet of a workbook.
    sha256 : str
        Of the file's bytes; for a data frame, of its canonical rendering.
    bytes : int
        Size of what ``sha256`` was taken of.
    first_row : int
        Number, in the file, of the first row of data as a person sees it: 2 below one header row.
    """

    name: str
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sha256: str
    bytes: int
    first_row: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TextTable:
    """A table of text.

    Attributes
    ----------
    frame : pandas.DataFrame
        Every column has dtype ``str``; a missing cell is an empty text, never missing. Row ``i``
        has the number ``source.first_row + i`` in the file.
    source : Source
    value_labels : mapping of str to (mapping of str to str)
        SPSS and Stata: for each column, the label of each code (both text). A code that the file
        declares user-missing without a label has the label ``"user-missing"``.
    column_labels : mapping of str to str
        SPSS and Stata: the label of each column that has one.
    notes : tuple of str
        What the reader found out about the file, in sentences.
    """

    frame: pd.DataFrame
    source: Source
    value_labels: Mapping[str, Mapping[str, str]]
    column_labels: Mapping[str, str]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        rows, columns = self.frame.shape
        return f"TextTable({self.source.name!r}, {rows:,} rows x {columns} columns)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Contents:
    """What a reader of one format found, before names and rows are checked.

    ``columns`` are Arrow arrays of text without nulls, one for each of ``names``.
    """

    names: tuple[str, ...]
    columns: tuple[pa.ChunkedArray, ...]
    first_row: int
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    column_labels: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RawFile:
    """The bytes of a file that was found, with the format that its name and its bytes agree on."""

    name: str
    format: str
    data: bytes
