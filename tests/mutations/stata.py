"""Stata files: the header's numbers, the map, labels and strings."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyreadstat

from . import base
from .bytewise import mutate_bytes
from .mutation import Mutation

if TYPE_CHECKING:
    from random import Random

_VERSIONS = (8, 10, 12, 13, 14, 15)
_TAGGED_FROM = 13
_NUMBERS = (0, 1, -1, 2, 255, 2046, 32768, 65526, 0x7FFFFFFF, -0x80000000, 1 << 20)
_TAGS = (b"<N>", b"<K>", b"<map>", b"<variable_types>", b"<varnames>", b"<formats>", b"<data>",
         b"<strls>", b"<value_labels>", b"<lbl>", b"<release>", b"<byteorder>", b"<label>",
         b"<characteristics>", b"<sortlist>", b"<timestamp>")  # fmt: skip


def make(rng: Random) -> Mutation:
    """Return a broken Stata file."""
    version = rng.choice(_VERSIONS)
    sound = _sound(version)
    kind = rng.random()
    if kind < 0.4:
        what, data = mutate_bytes(rng, sound)
    elif kind < 0.75:
        what, data = "structure: a number", _number(rng, sound, version)
    elif version >= _TAGGED_FROM and kind < 0.9:
        what, data = "structure: a tag", _tag(rng, sound)
    else:
        what, data = "structure: names and encodings", _renamed(rng, sound)
    return Mutation(what=what, file="table.dta", data=data, reader="returns")


@cache
def _sound(version: int) -> bytes:
    table = pd.DataFrame(base.rows()).astype({"AGE": float, "Q1": float, "Q2": int, "Q3": float})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "base.dta"
        labels = {"Q2": {1: "yes", 2: "no"}}
        pyreadstat.write_dta(table, str(path), version=version, variable_value_labels=labels)
        return path.read_bytes()


def _number(rng: Random, data: bytes, version: int) -> bytes:
    """Put a number that nobody expects after a tag, or into the header of an older version."""
    if version >= _TAGGED_FROM:
        tag = rng.choice(_TAGS)
        place = data.find(tag) + len(tag) + rng.choice((0, 0, 4, 8, 40))
    else:
        place = rng.choice((0, 1, 2, 4, 6, *range(109, min(len(data) - 8, 900))))
    size = rng.choice((1, 2, 4, 8))
    number = rng.choice(_NUMBERS).to_bytes(8, "little", signed=True)[:size]
    return data[:place] + number + data[place + size :]


def _tag(rng: Random, data: bytes) -> bytes:
    tag = rng.choice(_TAGS)
    return data.replace(tag, rng.choice((b"", tag * 2, b"<x>", tag[:-1], tag.upper())), 1)


def _renamed(rng: Random, data: bytes) -> bytes:
    old, new = rng.choice(
        ((b"AREA", b"\xff" * 4), (b"AREA", b"CRIM"), (b"AREA", b"    "), (b"AREA", b"A\0\0\0"),
         (b"Qux", b"\xe9\xff\0"), (b"yes", b"\xff\xff\xff"), (b"%", b"\0"), (b"LSF", b"MSF"))
    )  # fmt: skip
    return data.replace(old, new, rng.choice((1, -1)))
