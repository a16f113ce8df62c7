"""The characters of a text file that is read in pieces, because it may not fit into memory."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from satisfaction.errors import DataRefusedError
from satisfaction.intake.files.encoding import MARKS, spoken_without_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PIECE = 8 << 20
_SAMPLE = 1 << 20
_HEAD = 64
_LINE_ENDS = b"\r\n"
_CODECS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LongText:
    """A text file that was looked through once, from its first byte to its last.

    Attributes
    ----------
    sha256, size
        Of the file as it lies.
    encoding, note : str
        How it is stored, as a name and in a sentence.
    codec : str
        What decodes it once the byte-order mark is passed.
    mark : int
        Bytes of the byte-order mark.
    first : int
        Number of the first line that is not empty.
    lines : int
        Lines from there to the last that is not empty.
    sample : bytes
        The beginning of these lines, as UTF-8.
    controls : bytes
        Which of the bytes below a blank the text has.
    """

    path: Path
    sha256: str
    size: int
    encoding: str
    note: str
    codec: str
    mark: int
    first: int
    lines: int
    sample: bytes
    controls: bytes

    def pieces(self) -> Iterator[bytes]:
        """Yield the text as UTF-8, from its first line that is not empty to its last."""
        decoder = codecs.getincrementaldecoder(self.codec)()
        return _trimmed(decoder.decode(piece).encode() for piece in _raw(self.path, self.mark))


@dataclass(slots=True)
class _Lines:
    """Counts line ends over pieces; a carriage return before a line feed ends no line itself."""

    ends: int = 0
    last: int = 0

    def add(self, piece: bytes) -> None:
        if not piece:
            return
        self.ends += piece.count(b"\n") + piece.count(b"\r") - piece.count(b"\r\n")
        self.ends -= self.last == _LINE_ENDS[0] and piece[0] == _LINE_ENDS[1]
        self.last = piece[-1]


def look_through(path: Path) -> LongText:
    """Find the encoding of a text file and what else only all of it can tell.

    Raises
    ------
    DataRefusedError
        If the bytes are no text in the encoding that they claim, hold NUL characters or are blank.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    for mark, encoding, spoken in MARKS:
        if head.startswith(mark):
            found = _look(path, _CODECS[mark], f"Read as {spoken}.", mark=len(mark), spoken=spoken)
            return replace(found, encoding=encoding)
    encoding, spoken = spoken_without_mark(head)
    if encoding:
        return _look(path, encoding, f"Read as {spoken}.", mark=0, spoken=spoken)
    return _unmarked(path)


def _unmarked(path: Path) -> LongText:
    fault = _first_fault(path, "utf-8", 0)
    if fault is None:
        return _look(path, "utf-8", "Read as UTF-8.", mark=0, spoken="UTF-8")
    note = f"Read as cp1252 (Windows): the file is not valid UTF-8, first in line {fault[1]}."
    return _look(path, "cp1252", note, mark=0, spoken="UTF-8 or cp1252 (Windows)")


def _look(path: Path, codec: str, note: str, *, mark: int, spoken: str) -> LongText:
    fault = _first_fault(path, codec, mark)
    if fault is not None:
        raise DataRefusedError(
            f"{path.name}: byte {fault[0] + 1:,} of the file (line {fault[1]}) is not text in "
            f"{spoken}. Ask for the file again, saved as CSV UTF-8."
        )
    decoder = codecs.getincrementaldecoder(codec)()
    seen = _Seen(path.name)
    for _ in _trimmed(seen.noted(decoder.decode(p).encode() for p in _raw(path, mark)), seen.body):
        pass
    if not seen.has_text:
        raise DataRefusedError(f"{path.name}: the file holds nothing but blanks. Ask for it again.")
    digest, size = _digest(path)
    return LongText(
        path=path,
        sha256=digest,
        size=size,
        encoding=codec,
        note=note,
        codec=codec,
        mark=mark,
        first=seen.above.ends + 1,
        lines=seen.lines.ends + 1,
        sample=bytes(seen.sample),
        controls=bytes(sorted(seen.controls)),
    )


class _Seen:
    """What is noted of a text while it goes by."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._all = _Lines()
        self.above, self.lines = _Lines(), _Lines()
        self.sample = bytearray()
        self.controls: set[int] = set()
        self.has_text = False

    def noted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield each piece, once it was searched for NUL characters."""
        feeds, begun = 0, False
        for piece in pieces:
            place = piece.find(b"\0")
            if place >= 0:
                line = feeds + piece.count(b"\n", 0, place) + 1
                raise DataRefusedError(
                    f"{self._file}: line {line} holds NUL characters, so this is not a "
                    "text file or it is damaged. Ask for it again."
                )
            feeds += piece.count(b"\n")
            if not begun:
                left = piece.lstrip(_LINE_ENDS)
                self.above.add(piece[: len(piece) - len(left)])
                begun = bool(left)
            yield piece

    def body(self, piece: bytes) -> None:
        """Note a piece of the text between its first line and its last."""
        self.lines.add(piece)
        self.has_text = self.has_text or bool(piece.strip())
        if len(self.sample) < _SAMPLE:
            self.sample += piece[: _SAMPLE - len(self.sample)]
        self.controls.update(mark for mark in range(0x1C, 0x20) if bytes([mark]) in piece)


def _trimmed(
    pieces: Iterator[bytes], note: Callable[[bytes], None] | None = None
) -> Iterator[bytes]:
    """Yield the pieces without the line ends before the first character and after the last."""
    begun, held = False, b""
    for piece in pieces:
        text = piece if begun else piece.lstrip(_LINE_ENDS)
        begun = begun or bool(text)
        kept = text.rstrip(_LINE_ENDS)
        if kept:
            whole = held + kept
            if note is not None:
                note(whole)
            yield whole
            held = b""
        held += text[len(kept) :]


def _first_fault(path: Path, codec: str, mark: int) -> tuple[int, int] | None:
    """Return the place of the first byte that is no text and its line, None if all are."""
    decoder = codecs.getincrementaldecoder(codec)()
    before, feeds = mark, 0
    for piece in _raw(path, mark):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            start = error.start
        else:
            before, feeds = before + len(piece), feeds + piece.count(b"\n")
            continue
        return before - pending + start, feeds + piece.count(b"\n", 0, max(start - pending, 0)) + 1
    return None


def _raw(path: Path, skip: int) -> Iterator[bytes]:
    """Yield the bytes of a file, and an empty piece at its end."""
    with path.open("rb") as stream:
        stream.seek(skip)
        while piece := stream.read(PIECE):
            yield piece
    yield b""


def _digest(path: Path) -> tuple[str, int]:
    digest, size = sha256(), 0
    for piece in _raw(path, 0):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size
