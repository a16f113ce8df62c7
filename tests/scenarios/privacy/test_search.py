"""The search finds a canary in what a PDF or PNG holds beside what is seen."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from canaries import NAME, REFERENCE, search

WORD = f"{NAME}abcd"


def chunk(kind, body):
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def pdf(stream):
    return b"%PDF-1.4\n1 0 obj <<>> stream\n" + stream + b"\nendstream endobj\n%%EOF"


PLACES = {
    "plain.png": png(chunk(b"tEXt", b"Title\0" + WORD.encode())),
    "packed.png": png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(WORD.encode()))),
    "later.png": png(chunk(b"iTXt", b"XML\0\1\0\0\0" + zlib.compress(WORD.encode()))),
    "plain.pdf": pdf(WORD.encode()),
    "packed.pdf": pdf(zlib.compress(b"BT (" + REFERENCE.encode() + b"1) Tj ET")),
    "hex.pdf": pdf(zlib.compress(b"<" + WORD.encode().hex().encode() + b"> Tj")),
    "title.pdf": b"%PDF-1.4\n<</Title <FEFF" + WORD.encode("utf-16-be").hex().encode() + b">>>",
}


@pytest.mark.parametrize("name", PLACES)
def test_a_canary_is_found_wherever_an_image_or_document_can_hold_it(name, tmp_path):
    (tmp_path / name).write_bytes(PLACES[name])
    found, files = search(tmp_path)
    assert files == 1
    assert list(found) == [name]


def test_an_image_without_one_is_clean(tmp_path):
    (tmp_path / "clean.png").write_bytes(png(chunk(b"tEXt", b"Title\0Satisfied")))
    (tmp_path / "clean.pdf").write_bytes(pdf(zlib.compress(b"BT (Satisfied) Tj ET")))
    assert search(tmp_path) == ({}, 2)
