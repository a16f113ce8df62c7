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


class PartWriter:
    """Writes a part as its rows come: the first frame, which may be empty, says what they are."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._parquet: pq.ParquetWriter | None = None
        self.rows = 0

    def add(self, frame: pd.DataFrame) -> None:
        """Write the rows of ``frame``, converting a block of them at a time."""
        for start in range(0, max(len(frame), 1), _ROWS_A_GROUP):
            self._add(frame.iloc[start : start + _ROWS_A_GROUP])

    def add_batch(self, batch: pa.RecordBatch) -> None:
        """Write rows that are plain already."""
        self._writer(batch.schema).write_batch(batch)
        self.rows += batch.num_rows

    def close(self) -> None:
        """Write the end of the file."""
        if self._parquet is not None:
            self._parquet.close()

    def _add(self, rows: pd.DataFrame) -> None:
        table = _plain(pa.Table.from_pandas(rows, preserve_index=False))
        table = table.cast(self._writer(table.schema).schema)
        for batch in table.combine_chunks().to_batches():
            self.add_batch(batch)

    def _writer(self, schema: pa.Schema) -> pq.ParquetWriter:
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._stream, schema, compression="zstd")
        return self._parquet


@contextmanager
def new_part(folder: Path) -> Iterator[tuple[PartWriter, Callable[[], Part]]]:
    """Yield a writer of a part and what finishes it: flushed, and renamed to its checksum.

    What is not finished is deleted.
    """
    aside = folder / f".writing-{secrets.token_hex(8)}"
    try:
        with _private(aside) as stream:
            writer = PartWriter(stream)

            def finish() -> Part:
                writer.close()
                stream.flush()
                os.fsync(stream.fileno())
                stream.close()
                return _named(aside, folder, writer.rows)

            try:
                yield writer, finish
            finally:
                # Before its stream: else it would write the end of the file into a closed one.
                writer.close()
    finally:
        aside.unlink(missing_ok=True)


def rewrite(path: Path, folder: Path, keep: Callable[[pa.RecordBatch], pa.Array]) -> Part:
    """Write the rows of ``path`` that ``keep`` is true of, a block at a time."""
    with new_part(folder) as (writer, finish):
        writer.add_batch(pa.RecordBatch.from_pylist([], schema=pq.read_schema(path)))
        for batch in pq.ParquetFile(path).iter_batches(_ROWS_A_GROUP):
            writer.add_batch(batch.filter(keep(batch)))
        return finish()


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


def _named(aside: Path, folder: Path, rows: int) -> Part:
    """Give a flushed file its checksum as its name."""
    part = Part(sha256=checksum(aside), bytes=aside.stat().st_size, rows=rows)
    aside.replace(folder / part.name)
    _flush_folder(folder)
    return part


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    with os.fdopen(handle, "wb") as stream:
        yield stream


def _flush_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can flush folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
