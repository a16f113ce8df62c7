from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files import read_text_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "id,why\n1,\u00a35 \u2013 it\u2019s late\n2,caf\u00e9\n"
CASES = {
    "utf-8": (TEXT.encode(), "utf-8"),
    "utf-8 with a mark": (TEXT.encode("utf-8-sig"), "utf-8-sig"),
    "cp1252": (TEXT.encode("cp1252"), "cp1252"),
    "utf-16 little": (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
    "utf-16 big": (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
    "utf-16 little, no mark": (TEXT.encode("utf-16-le"), "utf-16-le"),
    "utf-16 big, no mark": (TEXT.encode("utf-16-be"), "utf-16-be"),
}


@pytest.mark.parametrize(("data", "encoding"), CASES.values(), ids=CASES)
def test_each_encoding_gives_the_same_table(
    write_bytes: Callable[[bytes, str], Path], data: bytes, encoding: str
) -> None:
    table = read_text_table(write_bytes(data, "returns.csv"))
    assert table.frame.to_dict("list") == {
        "id": ["1", "2"],
        "why": ["\u00a35 \u2013 it\u2019s late", "caf\u00e9"],
    }
    assert table.source.encoding == encoding


def test_the_fallback_to_cp1252_says_why(write_bytes: Callable[[bytes, str], Path]) -> None:
    table = read_text_table(write_bytes(b"id,why\n1,a\n2,caf\xe9\n", "returns.csv"))
    assert "Read as cp1252 (Windows): the file is not valid UTF-8, first in line 3." in table.notes


def test_bytes_that_cp1252_does_not_define_are_refused_with_their_line(
    write_bytes: Callable[[bytes, str], Path],
) -> None:
    with pytest.raises(DataRefusedError, match=r"byte 12 of the file \(line 3\) is not text"):
        read_text_table(write_bytes(b"a,b\n1,2\n3,x\x81\n", "returns.csv"))


@pytest.mark.parametrize(
    "data",
    [codecs.BOM_UTF8 + b"a,b\n1,\xe9\n", codecs.BOM_UTF16_LE + "a,b\n1,2".encode("utf-16-le")[:-1]],
    ids=["utf-8", "utf-16"],
)
def test_a_byte_order_mark_is_taken_at_its_word(
    write_bytes: Callable[[bytes, str], Path], data: bytes
) -> None:
    with pytest.raises(DataRefusedError, match="is not text in UTF-"):
        read_text_table(write_bytes(data, "returns.csv"))


def test_nul_characters_are_refused(write_bytes: Callable[[bytes, str], Path]) -> None:
    with pytest.raises(DataRefusedError, match="line 3 holds NUL characters"):
        read_text_table(write_bytes(b"a,b\n1,2\n3,\0\0\0\0\n", "returns.csv"))


def test_a_byte_order_mark_is_no_part_of_the_first_name(
    write_bytes: Callable[[bytes, str], Path],
) -> None:
    data = codecs.BOM_UTF8 * 2 + b' "id" ,b\n1,2\n'
    assert read_text_table(write_bytes(data.replace(b'"', b""), "r.csv")).frame.columns[0] == "id"
