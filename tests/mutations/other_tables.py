"""The survey's other tables, each read by its own contract: frame to action plan, notes, log."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from satisfaction.definitions.library import load_table
from satisfaction.reports.commentary import new_commentary

from . import base, workbooks
from .bytewise import mutate_bytes
from .mutation import Mutation
from .oddities import VALUES
from .text_tables import broken

if TYPE_CHECKING:
    from random import Random

    from satisfaction.definitions.fields import Field

# Readers of `readers.READERS` and the contract that each reads by.
CONTRACTS = {
    "frame": "frame",
    "issued sample": "issued-sample",
    "contact outcomes": "contact-outcomes",
    "action plan": "action-plan",
    "notes": "focus-group-notes",
    "contact log": "contact-log",
    **{
        f"log {sheet}": f"inspection-{sheet}"
        for sheet in ("certificate", "finding", "listening", "monitoring",
                      "sampling", "security", "training", "visit")
    },
}  # fmt: skip
_PLAIN = tuple(name for name in CONTRACTS if not name.startswith("log "))
_LOG = tuple(name for name in CONTRACTS if name.startswith("log "))
_HEADINGS = ("# ", "## ", "### ", "#", "# <b>", "# Summary\n# Summary\n", "#\u202e ", "=====\n")


def make(rng: Random) -> Mutation:
    """Return a broken table of one contract, as text or as a workbook; or a commentary."""
    kind = rng.random()
    if kind < 0.08:
        return _commentary(rng)
    reader = rng.choice(_PLAIN if kind < 0.7 else _LOG)
    made = _workbook(rng, reader) if rng.random() < 0.15 else broken(rng, reader, table(reader))
    return Mutation(
        what=f"{reader} {made.what}",
        file=made.file,
        data=made.data,
        reader=reader,
        rows=made.rows,
    )


@cache
def table(reader: str) -> bytes:
    """Return sound rows of a contract as CSV, canaries wherever a field is free."""
    fields = load_table(CONTRACTS[reader]).fields.values()
    rows = tuple(
        {field.column: _cell(field, number) for field in fields} for number in range(base.ROWS)
    )
    return base.csv_bytes(rows)


def _cell(field: Field, number: int) -> str:
    match field.kind:
        case "reference":
            return f"REFQZX{number:04d}"
        case "date":
            written = getattr(field, "format", "") or "%Y-%m-%d"
            # Mondays: a week of monitoring begins with one.
            return f"{dt.date(2007, 10, 1) + dt.timedelta(weeks=number):{written}}"
        case "count" | "number":
            low, _ = getattr(field, "range", None) or (0, 1)
            return str(low if field.kind == "number" else max(int(low), 1))
        case "category":
            levels = getattr(field, "levels", None)
            free = "W1" if getattr(field, "classify", None) else "Quxzephyr Vale"
            return str(next(iter(levels))) if levels else free
        case _:
            return f"Quxzephyr said {number}"


def _workbook(rng: Random, reader: str) -> Mutation:
    """Return the table as a workbook with odd cells, or with broken bytes."""
    frame = pd.read_csv(io.BytesIO(table(reader)), dtype="str", keep_default_na=False)
    grid: list[list[object]] = [list(frame), *frame.to_numpy().tolist()]
    sheet = reader.removeprefix("log ")
    for _ in range(rng.choice((1, 4))):
        row, value = rng.choice(grid), rng.choice((*VALUES[:-1], 1e308, -0.0, 39356, True, None))
        row[rng.randrange(len(row))] = value
    data = base.write_workbook({sheet: grid})
    what, rows = "structure: odd cells", base.ROWS
    if rng.random() < 0.4:
        what, data = mutate_bytes(rng, data)
        return Mutation(what=f"container, {what}", file="table.xlsx", data=data, reader=reader)
    if rng.random() < 0.1:
        data = workbooks.understate(data, "xl/worksheets/sheet1.xml", 100)
    return Mutation(what=what, file="table.xlsx", data=data, reader=reader, rows=rows)


def _commentary(rng: Random) -> Mutation:
    """Return a broken commentary: Markdown with the headings of the pack's chapters."""
    text = new_commentary().replace("\n\n", "\n\nWhat the Quxzephyr analyst says.\n\n")
    if rng.random() < 0.5:
        what, data = mutate_bytes(rng, text.encode())
    else:
        places = [place for place, letter in enumerate(text) if letter == "\n"]
        place = rng.choice(places) + 1
        odd = rng.choice((*VALUES, *_HEADINGS, "> " * 5_000, "- " * 5_000, "[" * 20_000,
                          "![x](file:///etc/passwd)", "[x](javascript:alert(1))",
                          "*a " * 20_000, "`" * 9_999, "|a" * 5_000))  # fmt: skip
        what = "structure: odd words"
        data = (text[:place] + odd + text[place:]).encode("utf-8", "surrogatepass")
    return Mutation(what=f"commentary {what}", file="words.md", data=data, reader="commentary")
