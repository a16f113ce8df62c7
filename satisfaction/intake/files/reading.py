"""A file or data frame of any accepted format as a table of text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from satisfaction.errors import DataRefusedError, UsageError
from satisfaction.intake.files.columnar import read_frame, read_parquet
from satisfaction.intake.files.delimited import read_delimited
from satisfaction.intake.files.fingerprint import (
    Fingerprint,
    fingerprint_bytes,
    fingerprint_columns,
)
from satisfaction.intake.files.header import check_names, check_second_header, clean_names
from satisfaction.intake.files.location import find_file
from satisfaction.intake.files.spss_stata import read_spss, read_stata
from satisfaction.intake.files.text_table import Contents, RawFile, Source, TextTable
from satisfaction.intake.files.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

_FRAME_NAME = "data frame"
_BINARY_READERS = {"sav": read_spss, "dta": read_stata, "parquet": read_parquet}


def read_text_table(
    source: str | Path | pd.DataFrame,
    *,
    sheet: str | None = None,
    expected_columns: Sequence[str] = (),
) -> TextTable:
    """Read a delivery as text: no value is guessed, converted or dropped.

    Numbers, dates and truth values of typed formats get one canonical text each (``3``, ``2.5``,
    ``2025-04-03``, ``2025-04-03 10:30:00``, ``true``). Cells of text are left exactly as they are:
    ``"007"``, ``"NA"`` and ``" x "`` stay what they were.

    Parameters
    ----------
    source : str, Path or pandas.DataFrame
        A file (.csv, .csv.gz, .txt, .tsv, .xlsx, .sav, .dta, .parquet) or a data frame, whose index
        is ignored.
    sheet : str, optional
        Sheet of a workbook; without it the only sheet with content, or the one whose header has
        most of ``expected_columns``.
    expected_columns : sequence of str
        Column names that the reader may rely on to tell delimiters, sheets and header rows apart.
        Whether they are all there is not checked here.

    Returns
    -------
    TextTable

    Raises
    ------
    DataRefusedError
        If the file is missing, unreadable, damaged, protected, empty, or no single table with one
        header row. No value from a row of data is in the message.
    UsageError
        If ``source`` is of another type, or ``sheet`` is given for something without sheets.

    Examples
    --------
    >>> import pandas as pd
    >>> table = read_text_table(pd.DataFrame({"Q19": [1.0, None], "SDE": ["007", "NA"]}))
    >>> table.frame["Q19"].tolist(), table.frame["SDE"].tolist()
    (['1', ''], ['007', 'NA'])
    """
    if isinstance(source, pd.DataFrame):
        _refuse_sheet(sheet, "frame")
        contents = read_frame(source, name=_FRAME_NAME)
        mark = fingerprint_columns(contents)
        return _checked(contents, _FRAME_NAME, "frame", mark, expected_columns)
    if not isinstance(source, (str, Path)):
        raise UsageError(
            f"A delivery is a path or a pandas DataFrame, not a {type(source).__name__}."
        )
    raw = find_file(Path(source))
    _refuse_sheet(sheet, raw.format)
    contents = _read(raw, sheet, expected_columns)
    mark = fingerprint_bytes(raw.data)
    return _checked(contents, raw.name, raw.format, mark, expected_columns)


def _refuse_sheet(sheet: str | None, file_format: str) -> None:
    if sheet is not None and file_format != "xlsx":
        raise UsageError(
            f"sheet={sheet!r} was given, but only .xlsx workbooks have sheets. Leave it out."
        )


def _read(raw: RawFile, sheet: str | None, expected: Sequence[str]) -> Contents:
    if raw.format == "csv":
        return read_delimited(raw, expected=expected)
    if raw.format == "xlsx":
        return read_workbook(raw, sheet=sheet, expected=expected)
    return _BINARY_READERS[raw.format](raw)


def _checked(
    contents: Contents, name: str, file_format: str, mark: Fingerprint, expected: Sequence[str]
) -> TextTable:
    """Return the table of text, once its names and its first row have been looked at."""
    names = clean_names(contents.names)
    check_names(names, expected=expected, file=name)
    if len(contents.columns[0]) == 0:
        raise DataRefusedError(
            f"{name}: there are no rows, only the names of {len(names)} column(s). "
            "Check that the export was not filtered to nothing."
        )
    frame = pa.Table.from_arrays(list(contents.columns), names=list(names)).to_pandas()
    check_second_header(frame.iloc[0].tolist(), (*names, *expected), contents.first_row, file=name)
    return TextTable(
        frame=frame,
        source=_source(contents, name, file_format, mark),
        value_labels={key.strip(): dict(codes) for key, codes in contents.value_labels.items()},
        column_labels={key.strip(): label for key, label in contents.column_labels.items()},
        notes=contents.notes,
    )


def _source(contents: Contents, name: str, file_format: str, mark: Fingerprint) -> Source:
    return Source(
        name=name,
        format=file_format,
        encoding=contents.encoding,
        delimiter=contents.delimiter,
        sheet=contents.sheet,
        sha256=mark.sha256,
        bytes=mark.bytes,
        first_row=contents.first_row,
    )
