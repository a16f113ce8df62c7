"""SPSS files: header counts, labels, encodings and the compressed rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import base
from .bytewise import mutate_bytes
from .mutation import Mutation

if TYPE_CHECKING:
    from random import Random

# Byte offsets of 4-byte numbers of the header: layout, case size, compression, weight, cases.
_HEADER = (64, 68, 72, 76, 80)
_NUMBERS = (0, 1, -1, 2, 100, 0x7FFFFFFF, -0x80000000, 0x01000000, 1 << 20)
_DICTIONARY = 176
_CASES = slice(80, 84)


def make(rng: Random) -> Mutation:
    """Return a broken SPSS file."""
    sound = base.spss(compressed=rng.random() < 0.5)
    kind = rng.random()
    if kind < 0.4:
        what, data = mutate_bytes(rng, sound)
    elif kind < 0.6:
        what, data = "structure: header", _with_number(rng, sound, rng.choice(_HEADER))
    elif kind < 0.9:
        place = rng.randrange(_DICTIONARY // 4, len(sound) // 4) * 4
        what, data = "structure: dictionary", _with_number(rng, sound, place)
    else:
        what, data = "structure: names and encodings", _renamed(rng, sound)
    return Mutation(what=what, file="table.sav", data=data, reader="returns", rows=_cases(data))


def _with_number(rng: Random, data: bytes, place: int) -> bytes:
    number = rng.choice(_NUMBERS).to_bytes(4, "little", signed=True)
    return data[:place] + number + data[place + 4 :]


def _renamed(rng: Random, data: bytes) -> bytes:
    old, new = rng.choice(
        ((b"UTF-8", b"UTF-7"), (b"UTF-8", b"\xff" * 5), (b"UTF-8", b"IBM37"),
         (b"AREA", b"\xff" * 4),
         (b"AREA", b"CRIM"), (b"AREA", b"    "), (b"AREA", b"A\0\0\0"), (b"Qux", b"\xe9\xff\0"),
         (b"yes", b"\xff\xff\xff"), (b"$FL2", b"$FL3"), (b"$FL2", b"$FL9"))
    )  # fmt: skip
    return data.replace(old, new, rng.choice((1, -1)))


def _cases(data: bytes) -> int | None:
    """Return the number of cases that the header declares, if it does."""
    cases = int.from_bytes(data[_CASES], "little", signed=True)
    return cases if cases > 0 and data.startswith(b"$FL2") else None
