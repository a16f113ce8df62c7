from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_missing_file_suggests_the_nearest_name(write_text: Callable[..., Path]) -> None:
    path = write_text("a,b\n1,2\n", "returns_2007-10.csv")
    with pytest.raises(DataRefusedError, match=r"Did you mean 'returns_2007-10\.csv'\?"):
        read_text_table(path.with_name("return_2007-10.csv"))


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(DataRefusedError, match=r"its folder .* does not exist"):
        read_text_table(tmp_path / "nowhere" / "a.csv")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefusedError, match="is a folder"):
        read_text_table(str(tmp_path))


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.sav", "a.dta", "a.parquet", "a.csv.gz"])
def test_an_empty_file_is_refused(write_bytes: Callable[[bytes, str], Path], name: str) -> None:
    with pytest.raises(DataRefusedError, match=r"empty \(0 bytes\)"):
        read_text_table(write_bytes(b"", name))


def test_an_unknown_extension_lists_those_that_are_accepted(
    write_bytes: Callable[[bytes, str], Path],
) -> None:
    with pytest.raises(DataRefusedError, match=r"'\.ods' is not known. Accepted are \.csv, .*sav"):
        read_text_table(write_bytes(b"x", "a.ods"))


@pytest.mark.parametrize(
    ("error", "match"),
    [(PermissionError(13, "denied"), "you may not read it"), (OSError(5, "I/O error"), "I/O er")],
)
def test_a_file_that_cannot_be_read_says_why(
    write_text: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    match: str,
) -> None:
    def fail(_: Path) -> bytes:
        raise error

    path = write_text("a,b\n1,2\n")
    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(DataRefusedError, match=match) as caught:
        read_text_table(path)
    assert caught.value.__context__ is None


def test_bytes_that_contradict_the_extension_are_named(
    write_sheets: Callable[..., Path], write_bytes: Callable[[bytes, str], Path], tmp_path: Path
) -> None:
    workbook = write_sheets(Data=[["a"], ["1"]]).read_bytes()
    pd.DataFrame({"a": ["1"]}).to_parquet(tmp_path / "a.parquet")
    columnar = (tmp_path / "a.parquet").read_bytes()
    for data, name, match in [
        (workbook, "a.csv", r"name says \.csv, but .* \.xlsx workbook"),
        (columnar, "b.csv", "those of a Parquet file"),
        (columnar, "b.xlsx", r"name says \.xlsx, but .* a Parquet file"),
        (workbook, "a.parquet", r"name says \.parquet, but"),
        (b"\x1f\x8b\x08\x00", "c.csv", "a gzip archive"),
        (b"a,b\n1,2\n", "d.xlsx", r"does not begin as a \.xlsx file does"),
        (b"a,b\n1,2\n", "d.csv.gz", "does not begin as a gzip file does"),
        (b"a,b\n1,2\n", "d.sav", "damaged or was renamed"),
        (b"a,b\n1,2\n", "d.dta", "damaged or was renamed"),
    ]:
        with pytest.raises(DataRefusedError, match=match):
            read_text_table(write_bytes(data, name))


@pytest.mark.parametrize("header", ["PAR1,PAR2", "PAR1;x", "PARENT,b"])
def test_a_column_called_par1_is_no_parquet_file(
    write_text: Callable[..., Path], header: str
) -> None:
    mark = ";" if ";" in header else ","
    assert len(read_text_table(write_text(f"{header}\n1{mark}2\n")).frame) == 1


def test_the_source_names_the_file_without_its_folder_and_its_checksum(
    write_text: Callable[..., Path],
) -> None:
    path = write_text("a,b\n1,2\n")
    source = read_text_table(path).source
    assert source.name == "returns.csv"
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.bytes == 8


def test_the_representation_shows_no_cell(write_text: Callable[..., Path]) -> None:
    table = read_text_table(write_text("a,b\n1,canary\n"))
    assert repr(table) == "TextTable('returns.csv', 1 rows x 2 columns)"
