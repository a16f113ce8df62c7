"""Bytes of a file changed without knowing what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x2b\x2f\x76")
_ODD = (
    b"\x00", b"\x00\x00\x00\x00", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"\x1a", b"\r", b"\r\n", b"\n", b"\x0b\x0c", b"\x1f", "\u2028".encode(), "\u202e".encode(),
    "\ufeff".encode(), "\x85".encode(), b'"', b"'", b",", b";", b"\t", b"\\", b"\x7f",
    b"\xe9", b"\x81", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x80",
)  # fmt: skip


def mutate_bytes(rng: Random, data: bytes) -> tuple[str, bytes]:
    """Return what was done, and the bytes after one to three random changes."""
    names = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        name = rng.choice(tuple(CHANGES))
        data = CHANGES[name](rng, data)
        names.append(name)
    return "bytes: " + (names[0] if len(names) == 1 else "several"), data


def _flip(rng: Random, data: bytes) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(rng.choice((1, 1, 4, 32))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _truncate(rng: Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _behead(rng: Random, data: bytes) -> bytes:
    return data[rng.randrange(len(data) + 1) :]


def _cut(rng: Random, data: bytes) -> bytes:
    start, stop = _span(rng, data)
    return data[:start] + data[stop:]


def _duplicate(rng: Random, data: bytes) -> bytes:
    start, stop = _span(rng, data)
    return data[:stop] + data[start:stop] * rng.choice((1, 1, 7)) + data[stop:]


def _splice(rng: Random, data: bytes) -> bytes:
    """Move a piece somewhere else."""
    start, stop = _span(rng, data)
    place = rng.randrange(len(data) + 1)
    return data[:place] + data[start:stop] + data[place:]


def _odd(rng: Random, data: bytes) -> bytes:
    place = rng.randrange(len(data) + 1)
    piece = rng.choice(_ODD)
    return data[:place] + piece + data[place + rng.choice((0, len(piece))) :]


def _zeros(rng: Random, data: bytes) -> bytes:
    start, stop = _span(rng, data)
    return data[:start] + b"\0" * (stop - start) + data[stop:]


def _noise(rng: Random, data: bytes) -> bytes:
    start, stop = _span(rng, data)
    return data[:start] + rng.randbytes(stop - start) + data[stop:]


def _mark(rng: Random, data: bytes) -> bytes:
    return rng.choice(_MARKS) + data


def _line_ends(rng: Random, data: bytes) -> bytes:
    end = rng.choice((b"\r", b"\r\n", b"\n\r", b"\n\n", b"\x0b", b"\x85", b""))
    return data.replace(b"\n", end, rng.choice((-1, 1, 3)))


def _reencode(rng: Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    encodings = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "utf-8-sig", "cp037")
    return text.encode(rng.choice(encodings), "replace")


def _mix(rng: Random, data: bytes) -> bytes:
    """Encode the second half otherwise than the first."""
    place = rng.randrange(len(data) + 1)
    text = data[place:].decode("utf-8", "replace")
    return data[:place] + text.encode(rng.choice(("utf-16-le", "utf-32-be", "cp037")), "replace")


def _span(rng: Random, data: bytes) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 3, 16, 200)))


CHANGES: dict[str, Callable[[Random, bytes], bytes]] = {
    "flip": _flip,
    "truncate": _truncate,
    "behead": _behead,
    "cut": _cut,
    "duplicate": _duplicate,
    "splice": _splice,
    "odd bytes": _odd,
    "zeros": _zeros,
    "noise": _noise,
    "byte-order mark": _mark,
    "line ends": _line_ends,
    "re-encode": _reencode,
    "mixed encodings": _mix,
}
