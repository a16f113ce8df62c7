"""Trusted returns as a Parquet file, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from satisfaction.errors import DataRefusedError
from satisfaction.results import SourceFile
from satisfaction.tables.returns import Returns

if TYPE_CHECKING:
    from pathlib import Path

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
        If the file was made with another survey definition.
    """
    table = pq.read_table(path)
    about = json.loads(table.schema.metadata[_KEY])
    if about["survey"] != survey.survey:
        raise DataRefusedError(
            f"{path.name} holds returns of the survey '{about['survey']}', not of "
            f"'{survey.survey}'. Give the definition that they were validated with."
        )
    sources = tuple(SourceFile(**source) for source in about["sources"])
    return Returns(frame=table.to_pandas(), survey=survey, sources=sources)
