"""Inputs full of canaries, and a search of whatever comes out for them.

Every reference of every input begins with a canary; every verbatim has a made-up name of its own;
so has one cell that is rejected. No synthetic table has them, so that one found has come through.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
import zlib
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

import satisfaction as sat
from satisfaction.definitions.library import load_table

SURVEY = "user-satisfaction-2007"
PERIOD = "2007/08 Q3"
if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = "CANARYREF"
NAME = "zqncanary"
CANARY = re.compile(rf"{REFERENCE}|{NAME}[a-z]{{4}}", re.IGNORECASE)

BOROUGHS = ("Merton", "Newham", "Lewisham")
REFERENCES = ("CRIMEREF", "INTNO", "INTV", "EXCL_BY", "QUOTE")
CONFIG = """\
survey = "user-satisfaction-2007"
period = "2007/08 Q3"
out = "quarter"
key_file = "{key}"
[inputs]
returns = ["returns_*"]
records = ["crime_records.parquet"]
frame = ["frame.parquet"]
issued = ["issued_sample.parquet"]
outcomes = ["contact_outcomes.parquet"]
notes = "notes.csv"
actions = "actions.csv"
inspections = "log"
[settings]
unreachable = "set aside"
history = 2
[focus_groups]
groups = 1
size = 4
seed = 1
"""


def plant(folder, key_file):
    """Write the inputs of a quarter into ``folder``."""
    sat.synthesise(SURVEY, interviews=600, crimes=3_000, seed=5, quarters=2).write(folder)
    (folder / "log").mkdir()
    names = ("".join(letters) for letters in product("abcdefghij", repeat=4))
    for path in sorted(folder.glob("*.parquet")):
        table = pd.read_parquet(path)
        for column in set(REFERENCES) & set(table):
            blank = table[column].isna() | (table[column] == "")
            table[column] = table[column].where(blank, REFERENCE + column[0] + table[column])
        if "BOCU" in table:
            # Few boroughs: protecting many of them takes longer than all else.
            table["BOCU"] = table["BOCU"].map(lambda name: BOROUGHS[len(name) % len(BOROUGHS)])
        if "VERBATIM" in table:
            spoken = [f"Ask Mrs {NAME}{next(names)}." for _ in range(len(table))]
            table["VERBATIM"] = table["VERBATIM"].fillna("") + " " + pd.Series(spoken)
            # A name in a column of codes: the row is rejected.
            table.loc[3, "AGE"] = NAME + next(names)
        _write(table, path)
    _write_notes(folder)
    _write_actions(folder)
    (folder / "satisfaction.toml").write_text(CONFIG.format(key=key_file), encoding="utf-8")


def _write(table, path):
    """Write one of the returns as CSV and one as a workbook; the log by itself."""
    if path.stem.startswith("inspection"):
        table.to_csv(path.parent / "log" / f"{path.stem}.csv", index=False)
        path.unlink()
    elif path.stem.endswith("q2"):
        table.to_csv(path.with_suffix(".csv"), index=False)
        path.unlink()
    elif path.stem.endswith("q3"):
        table.to_excel(path.with_suffix(".xlsx"), index=False, engine="xlsxwriter")
        path.unlink()
    else:
        table.to_parquet(path, index=False)


def _write_notes(folder):
    rows = [(1 + k % 3, "kept informed", f"{REFERENCE}Q{k}", "NEG") for k in range(9)]
    notes = pd.DataFrame(rows, columns=["GROUP", "THEME", "QUOTE", "SENTIMENT"])
    notes.to_csv(folder / "notes.csv", index=False)


def _write_actions(folder):
    header = load_table("action-plan").fields
    row = {
        "action": "R1", "recommendation": "Tell victims more", "priority": "1", "agreed": "Y",
        "responsibility": "Borough command", "date": "2008-03-01", "comments": "",
    }  # fmt: skip
    table = pd.DataFrame([{header[name].column: value for name, value in row.items()}])
    table.to_csv(folder / "actions.csv", index=False)


def found_in(text):
    """Return the canaries in a text."""
    return sorted(set(CANARY.findall(html.unescape(text))))


def search(folder):
    """Return path, relative to ``folder``, to the canaries in that file, decoded."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    found = {path.relative_to(folder).as_posix(): found_in(_decoded(path)) for path in files}
    return {name: kinds for name, kinds in found.items() if kinds}, len(files)


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    texts = [path.name, raw.decode("utf-8", "replace"), raw.decode("utf-16-le", "replace")]
    if path.suffix == ".parquet":
        table = pd.read_parquet(path)
        kinds = table.select_dtypes("category")
        texts += [table.to_csv(), *(",".join(map(str, kinds[c].cat.categories)) for c in kinds)]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            texts += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
    if raw.startswith(b"%PDF"):
        texts += [*_readings(raw), *_streams(raw)]
    if raw.startswith(b"\x89PNG"):
        texts += _chunks(raw)
    if raw[:2] == b"\x1f\x8b":
        texts.append(gzip.decompress(raw).decode("utf-8", "replace"))
    return "\n".join(texts)


def _streams(raw):
    """Return the streams of a PDF, inflated where they are deflated."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL)
    return [text for stream in streams for text in _readings(_inflated(stream))]


def _chunks(raw):
    """Return the texts of a PNG: what stands beside the picture, inflated where it is deflated."""
    texts, place = [], 8
    while place + 12 <= len(raw):
        size, kind = int.from_bytes(raw[place : place + 4]), raw[place + 4 : place + 8]
        body, place = raw[place + 8 : place + 8 + size], place + 12 + size
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            # The name ends with a zero; what is deflated begins one to four bytes after it.
            rest = body.partition(b"\0")[2]
            texts += [t for n in range(5) for t in _readings(_inflated(rest[n:]))]
    return texts


def _inflated(data):
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        return data


def _readings(data):
    """Return bytes as text of one byte and of two bytes a letter, as PDF has both; hex, too."""
    spelled = re.findall(rb"<([0-9A-Fa-f\s]{8,})>", data)
    pairs = [re.sub(rb"\s", b"", word).decode() for word in spelled]
    shown = [bytes.fromhex(p[: len(p) // 2 * 2]) for p in pairs]
    return [d.decode(e, "replace") for d in (data, *shown) for e in ("latin-1", "utf-16-be")]
