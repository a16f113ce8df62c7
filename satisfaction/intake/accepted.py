"""Trusted returns as a Parquet file, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from satisfaction.errors import DataRefusedError
from satisfaction.results import SourceFile
from satisfaction.tables.returns import Returns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from satisfaction.definitions.survey import Survey

_KEY = b"satisfaction.returns"


def write_accepted(returns: Returns, path: Path) -> Path:
    """Write trusted returns; references in them are pseudonyms already."""
    table = pa.Table.from_pandas(returns.frame, preserve_index=False)
    about = {
        "survey": returns.survey.survey,
        "sources": [asdict(source) for source in returns.sources],
    }
    metadata = {**(table.schema.metadata or {}), _KEY: json.dumps(about, sort_keys=True).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), path, compression="zstd")
    return path


def is_accepted(path: Path) -> bool:
    """Whether ``path`` is a file that :func:`write_accepted` wrote."""
    if path.suffix.lower() != ".parquet" or not path.is_file():
        return False
    try:
        return _KEY in (pq.read_schema(path).metadata or {})
    except (pa.ArrowInvalid, OSError):
        return False


def read_accepted(path: Path, survey: Survey) -> Returns:
    """Read trusted returns back.

    Raises
    ------
    DataRefusedError
        If the file is damaged, or was made with another survey definition.
    """
    table = _table(path)
    about = _about(table) if table is not None else None
    frame = _frame(table) if table is not None else None
    if frame is None or about is None:
        raise DataRefusedError(f"{path.name}: the accepted returns are damaged. Validate again.")
    if about["survey"] != survey.survey:
        raise DataRefusedError(
            f"{path.name} holds returns of the survey '{about['survey']}', not of "
            f"'{survey.survey}'. Give the definition that they were validated with."
        )
    sources = tuple(SourceFile(**source) for source in about["sources"])
    return Returns(frame=frame, survey=survey, sources=sources)


def _table(path: Path) -> pa.Table | None:
    try:
        table = pq.read_table(path)
        # Text that is not UTF-8 would only fail when somebody looks at the cell.
        table.validate(full=True)
    except (pa.ArrowException, OSError):
        return None
    return table


def _frame(table: pa.Table) -> pd.DataFrame | None:
    """Return the rows, None if what pandas noted of its columns was changed."""
    try:
        frame: pd.DataFrame = table.to_pandas()
    except (KeyError, TypeError, ValueError):
        return None
    return frame


def _about(table: pa.Table) -> Mapping[str, Any] | None:
    """Return what the file says of itself, None if that was changed."""
    try:
        about = json.loads((table.schema.metadata or {})[_KEY])
        complete = isinstance(about["survey"], str) and all(
            set(source) == {f.name for f in fields(SourceFile)} for source in about["sources"]
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    return about if complete else None
