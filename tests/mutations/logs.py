"""The inspection log: a workbook of eight sheets, read by another door."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_table

from . import base, workbooks
from .bytewise import mutate_bytes
from .mutation import Mutation

if TYPE_CHECKING:
    from random import Random


def make(rng: Random) -> Mutation:
    """Return a broken inspection log."""
    if rng.random() < 0.5:
        what, data = mutate_bytes(rng, _log())
    else:
        broken = rng.choice((workbooks.make, workbooks.make_liar))(rng)
        what, data = broken.what, broken.data.replace(b"returns", b"finding")
    return Mutation(what=f"log {what}", file="log.xlsx", data=data, reader="log")


@cache
def _log() -> bytes:
    fields = load_table("inspection-finding").fields.values()
    names = [field.column for field in fields]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.xlsx"
        path.write_bytes(base.write_workbook({"finding": [names, ["Quxzephyr"] * len(names)]}))
        return path.read_bytes()
