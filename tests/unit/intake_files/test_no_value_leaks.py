"""A secret in a cell of data is in no error, whatever is wrong with the file."""

from __future__ import annotations

import gzip
import io
import traceback
from typing import TYPE_CHECKING

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "Zebedee Quillfeather"
EXPECTED = ["INTNO", "Q19", "WHY"]
FRAME = pd.DataFrame({"INTNO": ["1", "2"], "Q19": ["1", "2"], "WHY": [CANARY, CANARY]})
GOOD_CSV = FRAME.to_csv(index=False)
TEXTS = {
    "wider row": f"{GOOD_CSV}3,4,{CANARY},5\n".encode(),
    "narrower row": f"{GOOD_CSV}{CANARY},5\n".encode(),
    "open quote": f'{GOOD_CSV}3,4,"{CANARY}\n'.encode(),
    "open quote in a first cell": f'{GOOD_CSV}"{CANARY},4,5\n'.encode(),
    "title row": f"Returns of {CANARY}\n{GOOD_CSV}".encode(),
    "second header": f"INTNO,Q19,WHY\nINTNO,Q19,{CANARY}\n1,2,{CANARY}\n".encode(),
    "nameless column": f"INTNO,,WHY\n1,2,{CANARY}\n".encode(),
    "name used twice": f"INTNO,INTNO,WHY\n1,2,{CANARY}\n".encode(),
    "wrong delimiter": f"INTNO:Q19:WHY\n1:2:{CANARY}\n".encode(),
    "undefined byte": f"{GOOD_CSV}3,4,{CANARY}".encode() + b"\x81\n",
    "broken UTF-8 behind a mark": b"\xef\xbb\xbf" + f"{GOOD_CSV}3,4,{CANARY}".encode() + b"\xe9\n",
    "broken UTF-16": f"{GOOD_CSV}".encode("utf-16") + b"x",
    "NUL": f"{GOOD_CSV}3,4,{CANARY}\0\n".encode(),
}


def _sheet(rows: list[list[str]], *, merged: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if merged:
            sheet.merge_range("A1:B1", "title")
        book.add_worksheet("Other").write_row(0, 0, ["other"])
    return buffer.getvalue()


def _stored(suffix: str, folder: Path) -> bytes:
    path = folder / f"stored{suffix}"
    if suffix == ".parquet":
        FRAME.to_parquet(path)
    elif suffix == ".sav":
        pyreadstat.write_sav(FRAME, path)
    else:
        pyreadstat.write_dta(FRAME, path)
    return path.read_bytes()


def _files(folder: Path) -> dict[str, bytes]:
    """Return file name -> bytes that must be refused, each with the canary in its rows."""
    body = [["1", "2", CANARY]]
    compressed = gzip.compress(GOOD_CSV.encode() * 50)
    files = {f"{case}.csv": data for case, data in TEXTS.items()}
    files |= {
        "two sheets.xlsx": _sheet([["a", "b", "c"], *body]),
        "title.xlsx": _sheet([["t", CANARY], EXPECTED, *body]),
        "merged.xlsx": _sheet([["", "", "c"], *body], merged=True),
        "nameless.xlsx": _sheet([["INTNO", "", "WHY"], *body]),
        "second.xlsx": _sheet([EXPECTED, ["INTNO", "Q19", CANARY], *body]),
        "cut.xlsx": _sheet([EXPECTED, *body])[:-100],
        "cut.csv.gz": compressed[:-9],
        "text.xlsx": GOOD_CSV.encode(),
        "unknown.doc": GOOD_CSV.encode(),
    }
    for suffix in (".parquet", ".sav", ".dta"):
        data = _stored(suffix, folder)
        files[f"cut{suffix}"] = data[:-60]
        files[f"other{suffix}.csv"] = data
    return files


def _assert_no_leak(error: BaseException) -> None:
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    for part in CANARY.split():
        assert part not in shown


def test_no_refused_file_shows_a_value(tmp_path: Path) -> None:
    for name, data in _files(tmp_path).items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(DataRefusedError) as caught:
            read_text_table(path, expected_columns=EXPECTED)
        _assert_no_leak(caught.value)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": pd.Series([[CANARY]], dtype=object)}),
        pd.DataFrame({"a": pd.Series([CANARY.encode(), 1], dtype=object)}),
        pd.DataFrame([[CANARY, CANARY]], columns=["a", "a"]),
        pd.DataFrame({"a": ["a"], "b": [CANARY]}),
        pd.DataFrame({"a": pd.Series([CANARY + "\ud800", 1], dtype=object)}),
    ],
    ids=["list", "bytes", "name twice", "second header", "surrogate"],
)
def test_no_refused_frame_shows_a_value(frame: pd.DataFrame) -> None:
    with pytest.raises(DataRefusedError) as caught:
        read_text_table(frame)
    _assert_no_leak(caught.value)
