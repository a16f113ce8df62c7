"""The Parquet files of a ledger: written aside, flushed, renamed to the hash of their content."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    import pandas as pd

PartKind = Literal["accepted", "rejected"]

SPILL = ".spill"
_PRIVATE_FILE = 0o600
_BLOCK = 1 << 20
_ROWS_A_GROUP = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A Parquet file of the ledger: its checksum, which is its name, its size and its rows."""

    sha256: str
    bytes: int
    rows: int

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.sha256}.parquet"


def write_frame(frame: pd.DataFrame, folder: Path) -> Part:
    """Write a table of the ledger, converting a block of rows at a time."""
    schema = _plain(pa.Table.from_pandas(frame.iloc[:0], preserve_index=False)).schema

    def blocks() -> Iterator[pa.RecordBatch]:
        for start in range(0, len(frame), _ROWS_A_GROUP):
            rows = frame.iloc[start : start + _ROWS_A_GROUP]
            block = _plain(pa.Table.from_pandas(rows, preserve_index=False))
            yield from block.cast(schema).combine_chunks().to_batches()

    return _write(folder, schema, blocks)


def rewrite(path: Path, folder: Path, keep: Callable[[pa.RecordBatch], pa.Array]) -> Part:
    """Write the rows of ``path`` that ``keep`` is true of, a block at a time."""

    def kept() -> Iterator[pa.RecordBatch]:
        for batch in pq.ParquetFile(path).iter_batches(_ROWS_A_GROUP):
            yield batch.filter(keep(batch))

    return _write(folder, pq.read_schema(path), kept)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, read a block at a time."""
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def strays(folder: Path, named: Iterable[str]) -> list[Path]:
    """Return what lies in ``folder`` without a row in the catalogue."""
    known = set(named)
    return sorted(entry for entry in folder.iterdir() if entry.name not in known)


def sweep(folder: Path, named: Iterable[str]) -> int:
    """Delete what has no row in the catalogue; only the writer may, or it takes another's file."""
    found = strays(folder, named)
    for entry in found:
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    if found:
        _flush_folder(folder)
    return len(found)


def _plain(table: pa.Table) -> pa.Table:
    """Return categories as plain text: a dictionary would keep the values of rows taken out."""
    fields = [
        pa.field(field.name, pa.string()) if pa.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields)).replace_schema_metadata(None)


def _write(
    folder: Path, schema: pa.Schema, batches: Callable[[], Iterator[pa.RecordBatch]]
) -> Part:
    aside = folder / f".writing-{secrets.token_hex(8)}"
    rows = 0
    with _removed_on_failure(aside):
        with _private(aside) as stream:
            with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
                for batch in batches():
                    writer.write_batch(batch)
                    rows += batch.num_rows
            stream.flush()
            os.fsync(stream.fileno())
        part = Part(sha256=checksum(aside), bytes=aside.stat().st_size, rows=rows)
        aside.replace(folder / part.name)
    _flush_folder(folder)
    return part


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    with os.fdopen(handle, "wb") as stream:
        yield stream


@contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _flush_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can flush folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
