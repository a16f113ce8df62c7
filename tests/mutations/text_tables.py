"""Text tables: headers, rows, quotes and cells that are not as they should be."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from typing import TYPE_CHECKING

from . import base
from .bytewise import mutate_bytes
from .mutation import Mutation
from .oddities import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Grid = list[list[str]]

_TABLES = {
    "returns": base.rows,
    "records": base.records,
}
# A field of more is refused by Python's reader, which counts here.
csv.field_size_limit(1 << 24)


def make(rng: Random) -> Mutation:
    """Return a broken text table."""
    reader = rng.choice(("returns", "returns", "returns", "records", "contract"))
    return broken(
        rng, reader, base.csv_bytes(_TABLES["records" if reader == "contract" else reader]())
    )


def broken(rng: Random, reader: str, data: bytes) -> Mutation:
    """Return a text table after one kind of change, for a reader."""
    if rng.random() < 0.04:
        return _compressed(rng, reader, data)
    if rng.random() < 0.4:
        what, data = mutate_bytes(rng, data)
        return _mutation(rng, reader, what, data, ",")
    name = rng.choice(tuple(_CHANGES))
    grid = _CHANGES[name](rng, [list(row) for row in csv.reader(io.StringIO(data.decode()))])
    delimiter = rng.choice((",", ",", ",", ";", "\t", "|", ":", "^", " "))
    data = _written(rng, grid, delimiter)
    return _mutation(rng, reader, f"structure: {name}", data, delimiter)


def _mutation(rng: Random, reader: str, what: str, data: bytes, delimiter: str) -> Mutation:
    ending = rng.choice((".csv", ".csv", ".csv", ".txt", ".tsv", ".CSV"))
    rows = count_rows(data, delimiter)
    return Mutation(what=what, file=f"table{ending}", data=data, reader=reader, rows=rows)


def count_rows(data: bytes, delimiter: str) -> int | None:
    """Return the records below the header as Python's own reader counts them."""
    text = _decoded(data)
    if text is None or "\0" in text:
        return None
    try:
        records = list(csv.reader(io.StringIO(text.strip("\r\n"), newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    return len(records) - 1


def _decoded(data: bytes) -> str | None:
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _written(rng: Random, grid: Grid, delimiter: str) -> bytes:
    target = io.StringIO(newline="")
    quoting = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    end = rng.choice(("\n", "\n", "\r\n"))
    csv.writer(target, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(grid)
    return target.getvalue().encode("utf-8", "surrogatepass")


def _compressed(rng: Random, reader: str, data: bytes) -> Mutation:
    if rng.random() < 0.2:
        bomb = gzip.compress(data + b"\n" * (60 << 20), 1)
        return Mutation(what="container: bomb", file="table.csv.gz", data=bomb, reader=reader)
    what, broken = mutate_bytes(rng, gzip.compress(data, mtime=0))
    return Mutation(
        what=what.replace("bytes", "container"), file="table.csv.gz", data=broken, reader=reader
    )


def _column(rng: Random, grid: Grid) -> int:
    return rng.randrange(len(grid[0]))


def _rename(rng: Random, grid: Grid) -> Grid:
    grid[0][_column(rng, grid)] = rng.choice((*VALUES, "Name", "Telephone", "q1", "Q 1"))
    return grid


def _lose_header(rng: Random, grid: Grid) -> Grid:
    return grid[rng.choice((1, 1, 2)) :]


def _lose_columns(rng: Random, grid: Grid) -> Grid:
    gone = set(rng.sample(range(len(grid[0])), rng.choice((1, 2, len(grid[0]) - 1))))
    return [[cell for n, cell in enumerate(row) if n not in gone] for row in grid]


def _repeat_column(rng: Random, grid: Grid) -> Grid:
    place = _column(rng, grid)
    return [[*row, row[place]] for row in grid]


def _swap_names(rng: Random, grid: Grid) -> Grid:
    rng.shuffle(grid[0])
    return grid


def _ragged(rng: Random, grid: Grid) -> Grid:
    for _ in range(rng.choice((1, 3))):
        row = rng.choice(grid)
        row[:] = rng.choice((row[:-1], [*row, "Quxzephyr"], [], [""], row + row))
    return grid


def _odd_cell(rng: Random, grid: Grid) -> Grid:
    for _ in range(rng.choice((1, 3, 12))):
        rng.choice(grid[1:])[_column(rng, grid)] = rng.choice(VALUES)
    return grid


def _odd_column(rng: Random, grid: Grid) -> Grid:
    place, value = _column(rng, grid), rng.choice(VALUES)
    for row in grid[1:]:
        row[place] = value
    return grid


def _canary_everywhere(rng: Random, grid: Grid) -> Grid:
    place = _column(rng, grid)
    for row in grid[1 : rng.choice((2, 5, len(grid)))]:
        row[place] = f"Quxzephyr {rng.randrange(9)}"
    return grid


def _many_columns(rng: Random, grid: Grid) -> Grid:
    more = rng.choice((50, 3_000))
    extra = [f"X{n}" for n in range(more)]
    return [[*grid[0], *extra], *([*row, *["1"] * more] for row in grid[1:])]


def _no_rows(rng: Random, grid: Grid) -> Grid:
    return rng.choice((grid[:1], [], [[]], grid[:1] * 2, [grid[0], *([""] * len(grid[0]),) * 3]))


def _title(rng: Random, grid: Grid) -> Grid:
    return [[rng.choice(("Quxzephyr", "Returns", ""))], *([[]] * rng.choice((0, 1, 3))), *grid]


def _repeat_rows(rng: Random, grid: Grid) -> Grid:
    return [*grid, *grid[rng.choice((0, 1, 5)) :]]


def _second_header(rng: Random, grid: Grid) -> Grid:
    grid.insert(rng.randrange(1, len(grid)), list(grid[0]))
    return grid


def _transposed(_: Random, grid: Grid) -> Grid:
    return [list(column) for column in zip(*grid, strict=True)]


def _blank_rows(rng: Random, grid: Grid) -> Grid:
    for _ in range(rng.choice((1, 4))):
        grid.insert(rng.randrange(len(grid) + 1), rng.choice(([], [""] * len(grid[0]))))
    return grid


_CHANGES: dict[str, Callable[[Random, Grid], Grid]] = {
    "renamed column": _rename,
    "no header": _lose_header,
    "missing columns": _lose_columns,
    "repeated column": _repeat_column,
    "names in other order": _swap_names,
    "ragged rows": _ragged,
    "odd cells": _odd_cell,
    "odd column": _odd_column,
    "words for codes": _canary_everywhere,
    "many columns": _many_columns,
    "no rows": _no_rows,
    "title above": _title,
    "rows twice": _repeat_rows,
    "second header": _second_header,
    "transposed": _transposed,
    "blank rows": _blank_rows,
}
