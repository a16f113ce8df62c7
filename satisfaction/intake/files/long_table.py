"""A text file with delimiters that is read a block of rows at a time."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv as arrow_csv

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files.delimited import (
    NO_DELIMITERS,
    SENTINEL,
    SPANNING,
    Ragged,
    check_closed,
    check_widths,
    cutting,
)
from satisfaction.intake.files.delimiter import find_layout
from satisfaction.intake.files.header import check_names, check_second_header, clean_names
from satisfaction.intake.files.long_text import PIECE, look_through
from satisfaction.intake.files.signatures import check_signature
from satisfaction.intake.files.text_table import Source, TextTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from satisfaction.intake.files.delimiter import Layout
    from satisfaction.intake.files.long_text import LongText

_ENDINGS = (".csv", ".txt", ".tsv")
# No answer is longer; more than this is a quote that was never closed.
_LONGEST_RECORD = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LongTable:
    """A file whose every row was counted and found to be as wide as the header.

    Attributes
    ----------
    source : Source
    names : tuple of str
    rows : int
    notes : tuple of str
    """

    source: Source
    names: tuple[str, ...]
    rows: int
    notes: tuple[str, ...]
    _text: LongText
    _layout: Layout
    _piece: int

    def blocks(self, rows: int) -> Iterator[TextTable]:
        """Yield the table in blocks of at most ``rows``, each knowing its first row's number."""
        first = self.source.first_row
        for table in _blocks_of(
            _batches(self._text, self._layout, Ragged.none(), self._piece), rows
        ):
            yield self._block(table, first)
            first += table.num_rows

    def _block(self, table: pa.Table, first: int) -> TextTable:
        about = self.source
        return TextTable(
            frame=table.rename_columns(list(self.names)).to_pandas(),
            source=Source(
                name=about.name,
                format=about.format,
                encoding=about.encoding,
                delimiter=about.delimiter,
                sha256=about.sha256,
                bytes=about.bytes,
                first_row=first,
            ),
            value_labels={},
            column_labels={},
            notes=self.notes,
        )


def is_long(path: Path, least: int) -> bool:
    """Whether ``path`` is a readable text file of at least ``least`` bytes."""
    try:
        return path.name.lower().endswith(_ENDINGS) and path.stat().st_size >= max(least, 1)
    except OSError:
        return False


def open_long_table(path: Path, *, expected: Sequence[str], piece: int = PIECE) -> LongTable:
    """Look through a text file twice, so that nothing is found out too late.

    Once for its characters, once for its rows: a fault anywhere refuses it before a row is used, in
    the words of :func:`satisfaction.intake.files.read_text_table`.

    Raises
    ------
    DataRefusedError
        If the file is no text, or no single table with one header row.
    """
    _check_first_bytes(path)
    text = look_through(path)
    name = path.name
    layout = find_layout(text.sample, first=text.first, expected=expected, file=name)
    counted = _count(text, layout, piece)
    names = clean_names(layout.header)
    check_names(names, expected=expected, file=name)
    if not counted.rows:
        raise DataRefusedError(
            f"{name}: there are no rows, only the names of {len(names)} column(s). "
            "Check that the export was not filtered to nothing."
        )
    check_second_header(counted.first_cells, (*names, *expected), text.first + 1, file=name)
    spanning = (SPANNING,) if counted.spans_lines else ()
    return LongTable(
        source=_source(text, layout),
        names=names,
        rows=counted.rows,
        notes=(text.note, layout.note, *spanning),
        _text=text,
        _layout=layout,
        _piece=counted.piece,
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Counted:
    """The rows of a file, and the size of the pieces that its longest record fits in."""

    rows: int
    first_cells: list[str]
    spans_lines: bool
    piece: int


def _check_first_bytes(path: Path) -> None:
    with path.open("rb") as stream:
        check_signature(stream.read(PIECE), path.name, compressed=False)


def _source(text: LongText, layout: Layout) -> Source:
    return Source(
        name=text.path.name,
        format="csv",
        encoding=text.encoding,
        delimiter=layout.delimiter,
        sha256=text.sha256,
        bytes=text.size,
        first_row=text.first + 1,
    )


def _count(text: LongText, layout: Layout, piece: int) -> _Counted:
    for size in (piece, _LONGEST_RECORD):
        counted = _count_in(text, layout, size)
        if counted is not None:
            return counted
    raise DataRefusedError(
        f"{text.path.name}: the rows cannot be told apart; a quote is probably never closed. "
        "Ask for the file to be exported again."
    )


def _count_in(text: LongText, layout: Layout, piece: int) -> _Counted | None:
    """Return the rows of a file that fits the header, None if a record is longer than a piece."""
    ragged, rows, last, first_cells = Ragged.none(), 0, None, None
    try:
        for batch in _cut(text, layout, ragged, piece):
            if batch.num_rows:
                first_cells = first_cells or [str(cell[0]) for cell in batch.columns]
                rows, last = rows + batch.num_rows, batch.slice(batch.num_rows - 1)
    except pa.ArrowException:
        return None
    end = pa.Table.from_batches([last] if last is not None else [], schema=_schema(layout))
    records = rows + len(ragged.wider) + len(ragged.narrower)
    name, spans_lines = text.path.name, text.lines > records
    check_closed(end, records, first=text.first, file=name)
    check_widths(ragged, layout, spans_lines=spans_lines, first=text.first, file=name)
    return _Counted(
        rows=rows - 1, first_cells=first_cells or [], spans_lines=spans_lines, piece=piece
    )


def _schema(layout: Layout) -> pa.Schema:
    return pa.schema([(str(place), pa.large_string()) for place in range(len(layout.header))])


def _batches(
    text: LongText, layout: Layout, ragged: Ragged, piece: int
) -> Iterator[pa.RecordBatch]:
    """Yield the rows below the header, without our own row below the last one."""
    held = None
    for batch in _cut(text, layout, ragged, piece):
        if not batch.num_rows:
            continue
        if held is not None:
            yield held
        held = batch
    if held is not None and held.num_rows > 1:
        yield held.slice(0, held.num_rows - 1)


def _cut(text: LongText, layout: Layout, ragged: Ragged, piece: int) -> Iterator[pa.RecordBatch]:
    unused = (mark for mark in NO_DELIMITERS if ord(mark) not in text.controls)
    delimiter = layout.delimiter or next(unused, NO_DELIMITERS[0])
    width = len(layout.header)
    sentinel = b"\n" + delimiter.join([SENTINEL] * width).encode()
    stream = _Stream(chain(text.pieces(), [sentinel]))
    with arrow_csv.open_csv(
        pa.PythonFile(stream, mode="r"), **cutting(delimiter, width, ragged, piece)
    ) as reader:
        yield from reader


class _Stream(io.RawIOBase):
    """Pieces of bytes as a file that Arrow can read.

    No read ends with a carriage return, except the last: of the next one Arrow would drop the line
    feed, even within an answer in quotes.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return ``size`` bytes, one fewer before a line feed, or what is left."""
        while len(self._held) <= size and (piece := next(self._pieces, b"")):
            self._held += piece
        is_split = len(self._held) > size > 1 and self._held[size - 1 : size] == b"\r"
        taken = self._held[: size - is_split]
        self._held = self._held[len(taken) :]
        return taken


def _blocks_of(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """Yield the rows of ``batches`` in tables of ``rows``, the last one perhaps smaller."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        rest = batch
        while count + rest.num_rows >= rows:
            needed = rows - count
            yield pa.Table.from_batches([*held, rest.slice(0, needed)])
            held, count, rest = [], 0, rest.slice(needed)
        if rest.num_rows:
            held.append(rest)
            count += rest.num_rows
    if held:
        yield pa.Table.from_batches(held)
