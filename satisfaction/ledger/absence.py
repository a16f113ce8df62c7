"""Whether references are found in any byte of a folder, or in any cell of its Parquet files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_BLOCK = 1 << 20
_PSEUDONYM = 24
_TELLING = 8
_HEX_RUN = re.compile(rb"[0-9a-f]{24,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search of a folder for references.

    Attributes
    ----------
    references, files, bytes : int
        What was searched for, and where.
    hits : int
        Files in which a reference was found; 0 is the proof.
    """

    references: int
    files: int
    bytes: int
    hits: int


def search(folder: Path, references: Collection[str]) -> Search:
    """Search every file below ``folder``: its bytes as they lie, and Parquet decoded as well."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    wanted = {reference for reference in references if reference}
    hits = sum(_in_bytes(path, wanted) or _in_cells(path, wanted) for path in files)
    size = sum(path.stat().st_size for path in files)
    return Search(references=len(wanted), files=len(files), bytes=size, hits=hits)


def _in_bytes(path: Path, wanted: Collection[str]) -> bool:
    """Look for pseudonyms among runs of hexadecimal, all at once; for others one by one."""
    pseudonyms = {
        w.encode() for w in wanted if _HEX_RUN.fullmatch(w.encode()) and len(w) == _PSEUDONYM
    }
    # A short word is found in any file by chance; in cells it is searched for all the same.
    others = [w for w in (w.encode() for w in wanted) if w not in pseudonyms and len(w) >= _TELLING]
    longest = max((len(w) for w in (*pseudonyms, *others)), default=1)
    return any(
        any(one in block for one in others) or _has_pseudonym(block, pseudonyms)
        for block in _blocks(path, overlap=longest - 1)
    )


def _has_pseudonym(block: bytes, pseudonyms: Collection[bytes]) -> bool:
    runs = (match.group() for match in _HEX_RUN.finditer(block)) if pseudonyms else ()
    return any(
        run[start : start + _PSEUDONYM] in pseudonyms
        for run in runs
        for start in range(len(run) - _PSEUDONYM + 1)
    )


def _blocks(path: Path, *, overlap: int) -> Iterator[bytes]:
    tail = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield tail + block
            tail = (tail + block)[-overlap:] if overlap else b""


def _in_cells(path: Path, wanted: set[str]) -> bool:
    if path.suffix != ".parquet" or not wanted:
        return False
    return any(
        # Not is_in: it would hash all the references again for each block of each column.
        not wanted.isdisjoint(column.unique().to_pylist())
        for batch in pq.ParquetFile(path).iter_batches()
        for column in batch.columns
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    )
