"""Text files with delimiters: every cell as it is written, every row of the header's width."""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv as arrow_csv

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files.delimiter import find_layout, shown
from satisfaction.intake.files.encoding import decode
from satisfaction.intake.files.header import listing
from satisfaction.intake.files.text_table import Contents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.intake.files.delimiter import Layout
    from satisfaction.intake.files.text_table import RawFile

_BLOCK = 8 << 20
_LARGEST_BLOCK = (1 << 31) - 1
_EXPANDED_LIMIT = 1 << 30
_RATIO_LIMIT = 200
_SMALL = 50 << 20
_LINE_ENDS = b"\r\n"
SPANNING = "Some records span several lines; row numbers count records."
NO_DELIMITERS = "\x1f\x1e\x1d\x1c"
# A row of our own below the last one: if it does not come back, a quote is open.
SENTINEL = "end of file"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ragged:
    """Numbers of the rows that are wider and narrower than the header; never their text."""

    wider: list[int]
    narrower: list[int]

    @classmethod
    def none(cls) -> Ragged:
        """Return an empty list of each."""
        return cls(wider=[], narrower=[])

    def note_row(self, row: arrow_csv.InvalidRow) -> str:
        """Keep the number of a row and go on."""
        kept = self.wider if row.actual_columns > row.expected_columns else self.narrower
        kept.append(row.number)
        return "skip"


def read_delimited(raw: RawFile, *, expected: Sequence[str]) -> Contents:
    """Read a .csv, .csv.gz, .txt or .tsv file; encoding and delimiter are found and noted."""
    name = raw.name
    decoded = decode(_expand(raw), file=name)
    body = decoded.utf8.rstrip(_LINE_ENDS)
    above = len(body) - len(body.lstrip(_LINE_ENDS))
    first = len(body[:above].splitlines()) + 1
    body = body[above:]
    if not body.strip():
        raise DataRefusedError(f"{name}: the file holds nothing but blanks. Ask for it again.")
    layout = find_layout(body, first=first, expected=expected, file=name)
    table, spans_lines = _parse(body, layout, first=first, file=name)
    return Contents(
        names=layout.header,
        columns=tuple(table.columns),
        first_row=first + 1,
        encoding=decoded.encoding,
        delimiter=layout.delimiter,
        notes=(decoded.note, layout.note, *((SPANNING,) if spans_lines else ())),
    )


def _expand(raw: RawFile) -> bytes:
    if not raw.name.lower().endswith(".gz"):
        return raw.data
    data = _gunzip(raw.data)
    if data is None:
        raise DataRefusedError(
            f"{raw.name}: the compressed file is damaged or cut short. Ask for it again."
        )
    if len(data) > _limit(raw.data):
        raise DataRefusedError(
            f"{raw.name}: the file expands to more than {_limit(raw.data) / 1e6:,.0f} MB, which no "
            "genuine one of its size does. Ask where it comes from."
        )
    if not data:
        raise DataRefusedError(f"{raw.name}: the compressed file holds nothing (0 bytes).")
    return data


def _gunzip(data: bytes) -> bytes | None:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return stream.read(_limit(data) + 1)
    except (OSError, EOFError, zlib.error):
        return None


def _limit(data: bytes) -> int:
    """Return how far compressed text may expand: 50 MB, or more if it is large itself."""
    return min(_EXPANDED_LIMIT, max(_SMALL, _RATIO_LIMIT * len(data)))


def _parse(body: bytes, layout: Layout, *, first: int, file: str) -> tuple[pa.Table, bool]:
    """Return the rows below the header, and whether any record spans several lines."""
    table, ragged = _cut(body, layout)
    if table is None:
        raise DataRefusedError(
            f"{file}: the rows cannot be told apart; a quote is probably never closed. "
            "Ask for the file to be exported again."
        )
    # The sentinel stands for the header, which is not among the rows.
    records = table.num_rows + len(ragged.wider) + len(ragged.narrower)
    check_closed(table, records, first=first, file=file)
    spans_lines = _lines(body) > records
    check_widths(ragged, layout, spans_lines=spans_lines, first=first, file=file)
    return table.slice(0, table.num_rows - 1), spans_lines


def _cut(body: bytes, layout: Layout) -> tuple[pa.Table | None, Ragged]:
    """Return the rows with the sentinel below them, None if they cannot be told apart."""
    # One column is not cut at all: its answers may hold any delimiter.
    delimiter = layout.delimiter or _unused_delimiter(body)
    width = len(layout.header)
    text = body + b"\n" + delimiter.join([SENTINEL] * width).encode()
    table, ragged = None, Ragged.none()
    # An answer over several blocks cannot be read; one block for the whole file holds any.
    for block in (_BLOCK, min(len(text) + 1, _LARGEST_BLOCK)):
        ragged = Ragged.none()
        table = _arrow_table(text, delimiter, width, ragged, block)
        if table is not None:
            break
    return table, ragged


def _unused_delimiter(body: bytes) -> str:
    return next((mark for mark in NO_DELIMITERS if mark.encode() not in body), NO_DELIMITERS[0])


def _arrow_table(
    text: bytes, delimiter: str, width: int, ragged: Ragged, block: int
) -> pa.Table | None:
    options = cutting(delimiter, width, ragged, block)
    try:
        return arrow_csv.read_csv(pa.BufferReader(text), **options)
    except pa.ArrowException:
        return None


def cutting(delimiter: str, width: int, ragged: Ragged, block: int) -> dict[str, object]:
    """Return how Arrow is to cut text into cells: nothing converted, nothing missing."""
    names = [str(position) for position in range(width)]
    return {
        # Only without threads does Arrow know the numbers of rows.
        "read_options": arrow_csv.ReadOptions(
            use_threads=False, block_size=block, column_names=names, skip_rows_after_names=1
        ),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=ragged.note_row,
        ),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    }


def check_closed(table: pa.Table, records: int, *, first: int, file: str) -> None:
    """Refuse a file whose last record swallowed the sentinel."""
    last = table.slice(max(table.num_rows - 1, 0)).to_pylist()
    if not last or set(last[0].values()) != {SENTINEL}:
        raise DataRefusedError(
            f"{file}: a quote that is opened in record {first + records} is never closed, so "
            "that the rest of the file would be one answer. Ask for the file to be exported again."
        )


def check_widths(
    ragged: Ragged, layout: Layout, *, spans_lines: bool, first: int, file: str
) -> None:
    """Refuse a file with rows that are wider or narrower than its header."""
    if not ragged.wider and not ragged.narrower:
        return
    noun = "record" if spans_lines else "row"
    found = [
        _ragged_part(numbers, noun, kind, first)
        for numbers, kind in ((ragged.wider, "more"), (ragged.narrower, "fewer"))
        if numbers
    ]
    mark = shown(layout.delimiter) if layout.delimiter else "none"
    raise DataRefusedError(
        f"{file}: the header has {len(layout.header)} columns (delimiter: {mark}), but "
        f"{' and '.join(found)}. An answer that holds the delimiter must stand in quotes; ask "
        "for the file to be exported again."
    )


def _ragged_part(numbers: list[int], noun: str, kind: str, first: int) -> str:
    places = listing([number + first - 1 for number in numbers])
    subject = f"1 {noun} has" if len(numbers) == 1 else f"{len(numbers):,} {noun}s have"
    return f"{subject} {kind} ({noun} {places})"


def _lines(body: bytes) -> int:
    """Return the number of lines; a lone carriage return ends one as well."""
    returns = body.count(b"\r") - body.count(b"\r\n")
    return body.count(b"\n") + returns + 1
