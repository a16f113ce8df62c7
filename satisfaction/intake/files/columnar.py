"""Parquet files and data frames, whose columns have types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files.cells import UnrenderableValueError
from satisfaction.intake.files.rendering import render_array, render_values
from satisfaction.intake.files.text_table import Contents

if TYPE_CHECKING:
    import pandas as pd

    from satisfaction.intake.files.text_table import RawFile

_MAGIC = b"PAR1"


def read_parquet(raw: RawFile) -> Contents:
    """Read a Parquet file; columns without a text form (lists, bytes) are refused."""
    if not raw.data.endswith(_MAGIC):
        raise DataRefusedError(
            f"{raw.name}: the Parquet file is cut short: its end is missing. Ask for it again."
        )
    table = _table_of(raw.data)
    if table is None:
        raise DataRefusedError(f"{raw.name}: the Parquet file is damaged. Ask for it again.")
    columns = tuple(
        _arrow_column(table.column(position), name, raw.name)
        for position, name in enumerate(table.column_names)
    )
    return Contents(names=tuple(table.column_names), columns=columns, first_row=1)


def read_frame(frame: pd.DataFrame, *, name: str) -> Contents:
    """Read a data frame; its index is ignored."""
    if frame.columns.nlevels > 1:
        raise DataRefusedError(
            f"{name}: the column names have {frame.columns.nlevels} levels. "
            "One level is needed: one name a column."
        )
    names = tuple(str(label) for label in frame.columns)
    columns = tuple(
        _frame_column(frame.iloc[:, position], label, name) for position, label in enumerate(names)
    )
    return Contents(names=names, columns=columns, first_row=1)


def _table_of(data: bytes) -> pa.Table | None:
    try:
        table = parquet.read_table(pa.BufferReader(data))
        # Text that is not UTF-8 would only fail when somebody looks at the cell.
        table.validate(full=True)
        is_named = all(isinstance(name, str) for name in table.column_names)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return None
    return table if is_named else None


def _arrow_column(column: pa.ChunkedArray, name: str, file: str) -> pa.ChunkedArray:
    try:
        return render_array(column)
    except UnrenderableValueError as error:
        kind = str(error)
    except (pa.ArrowException, ValueError, OverflowError):
        kind = str(column.type)
    raise _refusal(name, kind, file)


def _frame_column(column: pd.Series, name: str, file: str) -> pa.ChunkedArray:
    try:
        if column.dtype == object:
            return render_values(column.tolist())
        array = pa.array(column, from_pandas=True)
        return render_array(pa.chunked_array([array] if isinstance(array, pa.Array) else array))
    except UnrenderableValueError as error:
        kind = str(error)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        kind = str(column.dtype)
    raise _refusal(name, kind, file)


def _refusal(name: str, kind: str, file: str) -> DataRefusedError:
    return DataRefusedError(
        f"{file}: column '{name}' holds values of type {kind}, which have no text form. "
        "Give text, numbers, truth values, dates or times."
    )
