"""Write tables so that the same content gives the same bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from satisfaction.tables.packing import packed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Form = Literal["parquet", "csv.gz"]
# The shipped quarter is as small as can be; at fifty million records time counts more.
_SMALLEST, _FAST = 19, 3


def write_table(
    table: pd.DataFrame, folder: Path, name: str, form: Form, *, fast: bool = False
) -> Path:
    """Write one table; return its path."""
    path = folder / f"{name}.{form}"
    if form == "parquet":
        _write_parquet(table, path, level=_FAST if fast else _SMALLEST)
    else:
        text = table.to_csv(index=False, lineterminator="\n").encode("utf-8")
        path.write_bytes(packed(text))
    return path


def write_checksums(paths: Iterable[Path], folder: Path) -> Path:
    """Write ``checksums.sha256``, which ``sha256sum --check`` reads; return its path."""
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in sorted(paths)]
    target = folder / "checksums.sha256"
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    return target


def _write_parquet(table: pd.DataFrame, path: Path, *, level: int) -> None:
    plain = [str(name) for name in table if isinstance(table[name].dtype, pd.StringDtype)]
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    # The notes of pandas hold its version; text as text and codes as dictionaries need no notes.
    arrow = arrow.replace_schema_metadata(None)
    parquet.write_table(
        arrow,
        path,
        compression="zstd",
        compression_level=level,
        use_dictionary=[str(name) for name in table if str(name) not in plain],
        column_encoding=dict.fromkeys(plain, "DELTA_BYTE_ARRAY"),
        store_schema=False,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
