"""Sound files that the mutations begin with; every free cell holds a canary."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import xlsxwriter

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
SURVEY = ROOT / "tests" / "unit" / "intake" / "small_survey.yaml"
ROWS = 12


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Return sound rows of the small survey, as text."""
    return tuple(
        {
            "INT": f"REFQZX{number:04d}",
            "CRIME": f"CREFQZX{number:04d}",
            "REP": "01/10/2007",
            "DONE": f"{number + 10:02d}/11/2007",
            "AREA": "Quxzephyr Vale",
            "AGE": str(20 + number),
            "SEX": str(number % 2 + 1),
            "SDE": "W1",
            "CALLS": "2",
            "MIN": "12,5",
            "RECON": "1",
            "PURP": "quxzephyr group",
            "GIVEN": "30/11/2007",
            "WORDS": f"Quxzephyr, so they said, came at {number}",
            "Q1": "1",
            "Q2": "1",
            "Q3": str(number % 4 + 1),
        }
        for number in range(ROWS)
    )


@cache
def records() -> tuple[dict[str, str], ...]:
    """Return sound rows of crime records, as text."""
    return tuple(
        {
            "CRIMEREF": f"REFQZX{number:04d}",
            "REPORTED": "2007-10-01",
            "UG": "1",
            "BOCU": "Quxzephyr Vale",
            "AGE": str(20 + number),
            "GENDER": "F",
            "SDE": "W1",
            "EXCLUDED": "",
        }
        for number in range(ROWS)
    )


def csv_bytes(table: tuple[dict[str, str], ...]) -> bytes:
    """Return a table as CSV."""
    return pd.DataFrame(table).to_csv(index=False).encode()


@cache
def workbook() -> bytes:
    """Return the rows as a workbook."""
    return write_workbook({"returns": [list(rows()[0]), *(list(r.values()) for r in rows())]})


def write_workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """Return a workbook with these rows of cells, as text where they are text."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": dt.datetime(2007, 11, 1)})  # noqa: DTZ001 - has none
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(cells):
                sheet.write_row(number, 0, row)
    return target.getvalue()


@cache
def spss(*, compressed: bool = False) -> bytes:
    """Return the rows as an SPSS file with labels and user-missing codes."""
    table = pd.DataFrame(rows()).astype({"AGE": float, "Q1": float, "Q2": float, "Q3": float})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "base.sav"
        pyreadstat.write_sav(
            table,
            str(path),
            variable_value_labels={"Q1": {1.0: "yes", 2.0: "no"}},
            missing_ranges={"AGE": [{"lo": 998.0, "hi": 999.0}]},
            row_compress=compressed,
        )
        data = path.read_bytes()
    # The header holds the moment of writing.
    return data[:92] + b"01 Nov 0712:00:00" + data[109:]


@cache
def parquet(*, compression: str = "snappy", dictionary: bool = True) -> bytes:
    """Return the rows as a Parquet file of typed columns."""
    table = pd.DataFrame(rows()).astype({"AGE": int, "Q1": int, "Q2": float})
    return parquet_bytes(pa.Table.from_pandas(table), compression, dictionary=dictionary)


def parquet_bytes(table: pa.Table, compression: str, *, dictionary: bool = True) -> bytes:
    """Return an Arrow table as a Parquet file."""
    target = io.BytesIO()
    pq.write_table(table, target, compression=compression, use_dictionary=dictionary)
    return target.getvalue()


@cache
def definition(name: str) -> str:
    """Return the text of a shipped definition, or of the small survey."""
    path = SURVEY if name == "small_survey" else SCHEMAS / name
    return path.read_text(encoding="utf-8")


CONFIG = """\
survey = "user-satisfaction-2007"
period = "2007/08 Q3"
out = "out"
key_file = "../satisfaction.key"
title = "Quarter"

[inputs]
returns = ["returns_*.csv"]
records = ["records.csv"]
notes = "notes.csv"
inspections = "inspections.xlsx"

[settings]
tolerance_points = 5.0
population = "eligible"
history = 8
gap = ["ethnicity", "white"]

[focus_groups]
groups = 3
size = 8
seed = 7
"""
