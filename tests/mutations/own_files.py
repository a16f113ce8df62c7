"""Files that the package wrote itself and reads back: records, plans, accepted returns, ledgers."""

from __future__ import annotations

import json
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import satisfaction as sat
from satisfaction.definitions.library import load_survey
from satisfaction.intake.accepted import write_accepted
from satisfaction.intake.pseudonyms import PseudonymKey
from satisfaction.intake.returns import read_returns
from satisfaction.workflow import sample_planning

from . import base
from .bytewise import mutate_bytes
from .mutation import Mutation

if TYPE_CHECKING:
    from random import Random

_VALUE = re.compile(r'(?<=: )("[^"]*"|[\d.]+|\[|\{)')
_NASTY = (
    "null", "[]", "{}", "1e999", "NaN", "-Infinity", "9" * 5_000, '"\\ud800"',
    '"' + "x" * 9_999 + '"',
    "[" * 50_000, '{"a":' * 50_000, "true", "-1", '""', '"\\u0000"', "[[1, 2], {}]", "01", "'",
)  # fmt: skip
_RECORD = {
    "format": "satisfaction check-profile 1",
    "survey": {"name": "small-survey", "sha256": "0" * 64},
    "period": "2007/08 Q3",
    "results": [{"type": "ProfileCheck", "table": [{"period": "x"}], "coverage": [], "n": 1.5}],
    "method": "rake",
    "caveats": [{"code": "x", "text": "y"}],
}


def make(rng: Random) -> Mutation:
    """Return a broken file of the package's own."""
    kind = rng.choice(("record", "past record", "plan", "record", "accepted", "ledger", "key"))
    if kind == "accepted":
        what, data = mutate_bytes(rng, _accepted())
        return Mutation(what=f"accepted {what}", file="accepted.parquet", data=data, reader=kind)
    if kind == "ledger":
        what, data = mutate_bytes(rng, _catalogue())
        return Mutation(what=f"catalogue {what}", file="catalogue.sqlite", data=data, reader=kind)
    if kind == "key":
        what, data = mutate_bytes(rng, b"ab" * 32 + b"\n")
        return Mutation(what=f"key {what}", file="satisfaction.key", data=data, reader=kind)
    form = sample_planning._FORMAT if kind == "plan" else _RECORD["format"]
    text = json.dumps(_RECORD | {"format": form}, indent=1)
    if rng.random() < 0.4:
        what, data = mutate_bytes(rng, text.encode())
    else:
        start, stop = rng.choice(list(_VALUE.finditer(text))).span()
        changed = text[:start] + rng.choice(_NASTY) + text[stop:]
        what, data = "structure: odd value", changed.encode()
    return Mutation(what=f"JSON {what}", file="record.json", data=data, reader=kind)


@cache
def _accepted() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write_accepted(_returns(folder), Path(folder) / "accepted.parquet").read_bytes()


def _returns(folder: str) -> sat.Returns:
    source = Path(folder) / "table.csv"
    source.write_bytes(base.csv_bytes(base.rows()))
    return read_returns(source, load_survey(base.SURVEY), key=PseudonymKey(bytes(32))).returns


@cache
def _catalogue() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "table.csv"
        source.write_bytes(base.csv_bytes(base.rows()))
        ledger = sat.Ledger(Path(folder) / "ledger")
        key_file = Path(folder) / "k.key"
        PseudonymKey.create_file(key_file)
        ledger.load(source, base.SURVEY, key=PseudonymKey.from_file(key_file))
        return next((Path(folder) / "ledger").glob("*.sqlite*")).read_bytes()
