"""The characters that the bytes of a text file stand for."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import NoReturn

from satisfaction.errors import DataRefusedError

_HEAD = 64
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte-order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16 (little-endian)"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16 (big-endian)"),
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decoded:
    """A text as UTF-8 bytes without a byte-order mark, and how it was stored."""

    utf8: bytes
    encoding: str
    note: str


def decode(data: bytes, *, file: str) -> Decoded:
    """Return the text of ``data``: a byte-order mark decides, else UTF-8, else cp1252.

    latin-1 is never tried: it accepts every byte and turns quotation marks into control characters.

    Raises
    ------
    DataRefusedError
        If the bytes are no text in the encoding that they claim, or hold NUL characters.
    """
    decoded = _by_mark(data, file) or _by_nul_pattern(data, file) or _unmarked(data, file)
    place = decoded.utf8.find(b"\0")
    if place >= 0:
        raise DataRefusedError(
            f"{file}: line {_line(decoded.utf8, place)} holds NUL characters, so this is not a "
            "text file or it is damaged. Ask for it again."
        )
    return decoded


def _by_mark(data: bytes, file: str) -> Decoded | None:
    for mark, encoding, spoken in MARKS:
        if data.startswith(mark):
            note = f"Read as {spoken}."
            return _strict(data, encoding, note) or _refuse(data, encoding, spoken, file)
    return None


def _by_nul_pattern(data: bytes, file: str) -> Decoded | None:
    encoding, spoken = spoken_without_mark(data[:_HEAD])
    if not encoding:
        return None
    return _strict(data, encoding, f"Read as {spoken}.") or _refuse(data, encoding, spoken, file)


def spoken_without_mark(head: bytes) -> tuple[str, str]:
    """Recognise UTF-16 without a mark: in a header, most characters have a NUL as other byte."""
    first, second = head[0::2].count(0), head[1::2].count(0)
    if max(first, second) * 20 < len(head) or max(first, second) < 3 * min(first, second):
        return "", ""
    encoding = "utf-16-le" if second > first else "utf-16-be"
    return encoding, f"{encoding.upper()} without a byte-order mark"


def _unmarked(data: bytes, file: str) -> Decoded:
    decoded = _strict(data, "utf-8", "Read as UTF-8.")
    if decoded is not None:
        return decoded
    line = _line(data, _first_fault(data, "utf-8"))
    note = f"Read as cp1252 (Windows): the file is not valid UTF-8, first in line {line}."
    fallback = _strict(data, "cp1252", note)
    return fallback or _refuse(data, "cp1252", "UTF-8 or cp1252 (Windows)", file)


def _strict(data: bytes, encoding: str, note: str) -> Decoded | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    utf8 = data if encoding == "utf-8" else text.encode()
    return Decoded(utf8=utf8, encoding=encoding, note=note)


def _refuse(data: bytes, encoding: str, spoken: str, file: str) -> NoReturn:
    place = _first_fault(data, encoding)
    raise DataRefusedError(
        f"{file}: byte {place + 1:,} of the file (line {_line(data, place)}) is not text in "
        f"{spoken}. Ask for the file again, saved as CSV UTF-8."
    )


def _first_fault(data: bytes, encoding: str) -> int:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        # This codec counts from behind the mark.
        return error.start + (len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
    return 0


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
