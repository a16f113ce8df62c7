"""Parquet files: pages, footers and schemas that lie; also accepted returns and crime records."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from . import base
from .bytewise import mutate_bytes
from .mutation import Mutation

if TYPE_CHECKING:
    from random import Random

_CODECS = ("snappy", "gzip", "zstd", "none")


def make(rng: Random) -> Mutation:
    """Return a broken Parquet file."""
    kind = rng.random()
    if kind < 0.2:
        return _strange_schema(rng)
    if kind < 0.35:
        what, data = mutate_bytes(rng, _records())
        return _mutation(what, data, "records")
    sound = base.parquet(compression=rng.choice(_CODECS), dictionary=rng.random() < 0.5)
    if kind < 0.7:
        what, data = mutate_bytes(rng, sound)
        return _mutation(what, data, "returns")
    return _mutation("structure: footer", _broken_footer(rng, sound), "returns")


def _mutation(what: str, data: bytes, reader: str, rows: int | None = None) -> Mutation:
    return Mutation(what=what, file="table.parquet", data=data, reader=reader, rows=rows)


@cache
def _records() -> bytes:
    table = pa.Table.from_pandas(pd.DataFrame(base.records()).astype({"AGE": int}))
    return base.parquet_bytes(table, "snappy")


def _broken_footer(rng: Random, data: bytes) -> bytes:
    """Change the footer alone, or its declared length."""
    size = int.from_bytes(data[-8:-4], "little")
    body, footer = data[: -8 - size], bytearray(data[-8 - size : -8])
    if rng.random() < 0.3:
        size = rng.choice((0, 1, size - 1, size + 1, 1 << 31, (1 << 32) - 1))
    else:
        for _ in range(rng.choice((1, 2, 5))):
            footer[rng.randrange(len(footer))] = rng.choice((0, 1, 0x7F, 0x80, 0xFF))
    return body + bytes(footer) + size.to_bytes(4, "little") + b"PAR1"


def _strange_schema(rng: Random) -> Mutation:
    table = pa.Table.from_pandas(pd.DataFrame(base.rows()))
    place = rng.randrange(table.num_columns)
    array = rng.choice(_columns(table.num_rows))
    table = table.set_column(place, table.column_names[place], array)
    if rng.random() < 0.2:
        table = table.append_column(table.column_names[place], array)
    data = base.parquet_bytes(table, "snappy")
    return _mutation("structure: strange types", data, "returns", table.num_rows)


def _columns(rows: int) -> list[pa.Array]:
    moment = dt.datetime(2007, 10, 1, tzinfo=dt.UTC)
    return [
        pa.array([["Quxzephyr"]] * rows),
        pa.array([{"a": "Quxzephyr"}] * rows),
        pa.array([b"\xff\xfe"] * rows),
        pa.array([None] * rows),
        pa.array([float("nan")] * rows),
        pa.array([float("inf"), -0.0] * (rows // 2)),
        pa.array([1 << 62] * rows),
        pa.array([moment] * rows, pa.timestamp("ns", tz="Europe/London")),
        pa.array([-(1 << 62)] * rows, pa.timestamp("us")),
        pa.array([1 << 62] * rows, pa.timestamp("ms")),
        pa.array([1 << 30] * rows, pa.date32()),
        pa.array([1 << 60] * rows, pa.date64()),
        pa.array([1 << 60] * rows, pa.duration("s")),
        pa.array([2] * rows, pa.time32("s")),
        pa.array(["Quxzephyr"] * rows).dictionary_encode(),
        pa.array([1.5] * rows, pa.float16()),
        pa.array([10**30] * rows, pa.decimal128(38, 2)),
        pa.array([True] * rows),
    ]
