"""Crime records, wherever they are, as lazy tables that an engine counts."""

from __future__ import annotations

import codecs
import glob
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from satisfaction.errors import DataRefusedError, UsageError, did_you_mean
from satisfaction.intake.files import read_text_table
from satisfaction.intake.files.delimiter import find_layout
from satisfaction.intake.files.encoding import decode
from satisfaction.results import SourceFile

if TYPE_CHECKING:
    from collections.abc import Sequence

# Up to here a text file is read whole, with every check of the files layer; above, streamed.
LARGE_FILE = 64 << 20
_SAMPLE = 1 << 20
_CHUNK = 16 << 20
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_READ_AS_TEXT = (".csv", ".txt", ".tsv", ".csv.gz")


class NativeTable(Protocol):
    """A DuckDB relation, Spark frame or Ibis table: whatever Narwhals can run on."""

    @property
    def columns(self) -> object:
        """Names of its columns."""


RecordSource = str | Path | pd.DataFrame | NativeTable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relation:
    """One table of records, not yet read.

    Attributes
    ----------
    files : tuple of SourceFile
        Those that the table is in, with their rows where there is more than one; for a table in
        memory or in a database what it is, without a checksum.
    table : narwhals.LazyFrame
    typed : bool
        Whether its columns have types of their own, unlike those of a text file.
    notes : tuple of str
    """

    files: tuple[SourceFile, ...]
    table: nw.LazyFrame[Any]
    typed: bool = True
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """File name without folders, or what the table is."""
        more = len(self.files) - 1
        return self.files[0].name + (f" and {more:,} more" if more else "")

    def __repr__(self) -> str:
        return f"Relation({self.name!r})"


def open_records(
    records: RecordSource | Sequence[RecordSource], expected: Sequence[str]
) -> tuple[Relation, ...]:
    """Return the tables that ``records`` names, for counting.

    Parameters
    ----------
    records : path, glob pattern, folder of Parquet files, table, or a sequence of these
        Parquet is scanned where it lies; text files are decoded first.
    expected : sequence of str
        Columns of the contract, by which the delimiter is told.

    Raises
    ------
    DataRefusedError
        If there is no such file, or it cannot be read.
    """
    listed: list[Any] = list(records) if isinstance(records, list | tuple) else [records]
    if not listed:
        raise UsageError("No crime records were given. Name at least one file.")
    connection = duckdb.connect()
    # A script's output is no place for the engine's bar. In a notebook it may refuse to be asked.
    with suppress(duckdb.Error):
        connection.execute("SET enable_progress_bar = false")
    # The day of an instant is that of UTC in every engine, whatever the clock of this machine.
    connection.execute("SET TimeZone = 'UTC'")
    sources = [one for source in listed for one in _expanded(source)]
    alike = groupby(sources, key=_parquet_layout)
    return tuple(
        relation
        for layout, group in alike
        for relation in (
            [_parquet(list(map(Path, group)), connection)]  # type: ignore[arg-type]
            if layout
            else [_open(source, connection, expected) for source in group]
        )
    )


def _parquet_layout(source: RecordSource) -> str:
    """Return the columns of a Parquet file and their types; empty for anything else.

    Files that follow one another with the same columns are one table: opening hundreds of them
    one by one would take longer than counting them.
    """
    if not isinstance(source, str | Path) or not str(source).lower().endswith(".parquet"):
        return ""
    try:
        return str(pq.read_schema(source).remove_metadata())
    except (pa.ArrowException, OSError, UnicodeError):
        # Opened by itself it says what is wrong.
        return ""


def _expanded(source: RecordSource) -> Sequence[RecordSource]:
    """Return the files of a folder or of a glob pattern, sorted; anything else as it is."""
    if not isinstance(source, str | Path):
        return [source]
    path = Path(source)
    if path.is_dir():
        found = sorted(path.rglob("*.parquet"))
        return found or _nothing_found(f"The folder '{path.name}' holds no Parquet file.")
    if not path.exists() and glob.has_magic(str(source)):
        # The pattern may be absolute, which Path.glob refuses.
        found = sorted(map(Path, glob.glob(str(source), recursive=True)))  # noqa: PTH207
        return found or _nothing_found(f"No file matches '{path.name}'.")
    return [path]


def _nothing_found(what: str) -> Sequence[RecordSource]:
    raise DataRefusedError(f"{what} Check the path.")


def _open(
    source: RecordSource, connection: duckdb.DuckDBPyConnection, expected: Sequence[str]
) -> Relation:
    if isinstance(source, pd.DataFrame):
        return Relation(files=(_no_file("data frame"),), table=_lazy(connection.from_df(source)))
    if isinstance(source, str | Path):
        return _open_file(Path(source), connection, expected)
    return Relation(files=(_no_file(f"{type(source).__name__} table"),), table=_lazy(source))


def _open_file(
    path: Path, connection: duckdb.DuckDBPyConnection, expected: Sequence[str]
) -> Relation:
    name = path.name.lower()
    if name.endswith(".parquet") and path.is_file():
        return _parquet([path], connection)
    large = path.is_file() and path.stat().st_size > LARGE_FILE
    if large and name.endswith(_READ_AS_TEXT):
        return _large_text(path, connection, expected)
    text = read_text_table(path, expected_columns=tuple(expected))
    table = _lazy(connection.from_arrow(pa.Table.from_pandas(text.frame, preserve_index=False)))
    return Relation(
        files=(SourceFile(name=path.name, sha256=text.source.sha256, rows=0),),
        table=table,
        typed=text.source.format != "csv",
        notes=text.notes,
    )


def _parquet(paths: Sequence[Path], connection: duckdb.DuckDBPyConnection) -> Relation:
    """Open Parquet files with the same columns as one table."""
    try:
        table = _lazy(connection.read_parquet([str(path) for path in paths]))
        files = [
            SourceFile(name=path.name, sha256=_sha256(path), rows=pq.read_metadata(path).num_rows)
            for path in paths
        ]
        return Relation(files=tuple(files), table=table)
    except (duckdb.Error, pa.ArrowException, RuntimeError, UnicodeError):
        # DuckDB's message may quote the file; ours is raised outside this block. A column name
        # that is no text is a RuntimeError of the layer between DuckDB and Python.
        name = paths[0].name
    raise DataRefusedError(f"{name} cannot be read as Parquet: it is damaged or cut short.")


def _large_text(
    path: Path, connection: duckdb.DuckDBPyConnection, expected: Sequence[str]
) -> Relation:
    """Open a large text file: UTF-8 through DuckDB, any other encoding decoded by Arrow."""
    encoding, body = _sampled(path)
    layout = find_layout(body, first=1, expected=expected, file=path.name)
    delimiter = layout.delimiter or ","
    if encoding in ("utf-8", "utf-8-sig"):
        relation = _delimited(path, connection, delimiter)
    else:
        relation = connection.from_arrow(_decoded(path, encoding, delimiter, expected))
    note = f"Read as {encoding}, delimiter {delimiter!r}."
    return Relation(
        files=(SourceFile(name=path.name, sha256=_sha256(path), rows=0),),
        table=_lazy(relation),
        typed=False,
        notes=(note,),
    )


def _delimited(
    path: Path, connection: duckdb.DuckDBPyConnection, delimiter: str
) -> duckdb.DuckDBPyRelation:
    try:
        return connection.read_csv(
            str(path), sep=delimiter, header=True, all_varchar=True, quotechar='"', escapechar='"'
        )
    except duckdb.Error:
        # DuckDB quotes the line at fault; ours is raised outside this block.
        name = path.name
    raise DataRefusedError(f"{name} cannot be read: its rows do not all have the header's columns.")


def _sampled(path: Path) -> tuple[str, bytes]:
    """Return the encoding of the whole file and its first lines as UTF-8."""
    with pa.input_stream(str(path), compression="detect") as stream:
        sample = stream.read(_SAMPLE)
        is_utf8 = _is_utf8(sample, stream)
    if sample.startswith(_UTF16_MARKS):
        text = codecs.getincrementaldecoder("utf-16")().decode(sample)
        return "utf-16", _whole_lines(text.encode("utf-8", "surrogatepass"))
    lines = _whole_lines(sample)
    if is_utf8:
        return "utf-8", lines.removeprefix(codecs.BOM_UTF8)
    decoded = decode(lines, file=path.name)
    # The sample may be plain where the rest of the file is not.
    return ("cp1252" if decoded.encoding == "utf-8" else decoded.encoding), decoded.utf8


def _is_utf8(sample: bytes, rest: pa.NativeFile) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
        while chunk := rest.read(_CHUNK):
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _whole_lines(sample: bytes) -> bytes:
    return sample[: sample.rfind(b"\n") + 1] or sample


def _decoded(path: Path, encoding: str, delimiter: str, expected: Sequence[str]) -> pa.Table:
    try:
        with arrow_csv.open_csv(
            path,
            read_options=arrow_csv.ReadOptions(encoding=encoding),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(expected),
                include_missing_columns=True,
                column_types=dict.fromkeys(expected, pa.dictionary(pa.int32(), pa.string())),
                strings_can_be_null=False,
            ),
        ) as reader:
            return reader.read_all()
    except (pa.ArrowException, UnicodeError):
        # Arrow quotes the row at fault; ours is raised outside this block.
        name = path.name
    raise DataRefusedError(f"{name} cannot be read as {encoding} text with one row a line.")


def _lazy(native: object) -> nw.LazyFrame[Any]:
    try:
        frame = nw.from_native(native)  # type: ignore[call-overload]
    except TypeError:
        kind = type(native).__name__
    else:
        return frame.lazy()  # type: ignore[no-any-return]
    raise UsageError(
        f"Crime records cannot be a {kind}. Give a path, a pandas DataFrame, a DuckDB relation, a "
        f"Spark frame or an Ibis table.{did_you_mean(kind, ['DataFrame'])}"
    )


def _no_file(what: str) -> SourceFile:
    return SourceFile(name=what, sha256="", rows=0)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
