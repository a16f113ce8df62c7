"""Whether the dictionary of an SPSS file fits the file: the library trusts its counts.

A count that is a lie makes it reach for gigabytes, or end the whole program.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_HEADER_BYTES = 176
_LAYOUT_AT, _COMPRESSION_AT, _CASES_AT = 64, 72, 80
_LITTLE_ENDIAN = (2, 3)
_VARIABLE, _LABELS, _LABELLED, _DOCUMENT, _EXTENSION = 2, 3, 4, 6, 7
_CONTINUED = -1
_WIDEST = 255
_TEXT_FORMATS = (1, 2)
_UNIT = 8
_DOCUMENT_LINE = 80
# A compressed value takes one byte at least; zlib makes at most 1,032 bytes of one.
_LEAST_BYTES = {0: 8.0, 1: 1.0, 2: 1 / 1_100}


class _Misfit(Exception):  # noqa: N818 - caught in this module, never shown
    """A count or a type does not fit the file."""


@dataclass(slots=True, kw_only=True)
class _Walk:
    """A place in the file, and the width of each unit of eight bytes that a row has so far.

    Width 0 is a number, above 0 the characters of a string that begins here, -1 its continuation.
    """

    data: bytes
    order: str
    place: int = _HEADER_BYTES
    widths: list[int] = field(default_factory=list)
    continued: int = 0

    def number(self) -> int:
        """Return the next whole number and step over it."""
        self.step(4)
        (value,) = struct.unpack_from(f"{self.order}i", self.data, self.place - 4)
        return int(value)

    def step(self, size: int) -> None:
        """Step over ``size`` bytes, which must be there."""
        if not 0 <= size <= len(self.data) - self.place:
            raise _Misfit
        self.place += size


def fits(data: bytes) -> bool:
    """Whether widths, counts and places of the dictionary of an SPSS file are possible."""
    if len(data) < _HEADER_BYTES:
        return False
    is_little = int.from_bytes(data[_LAYOUT_AT : _LAYOUT_AT + 4], "little") in _LITTLE_ENDIAN
    walk = _Walk(data=data, order="<" if is_little else ">")
    try:
        _walk_dictionary(walk)
    except _Misfit:
        return False
    return _cases_fit(walk)


def _walk_dictionary(walk: _Walk) -> None:
    readers = {
        _VARIABLE: _variable,
        _LABELS: _labels,
        _LABELLED: _labelled,
        _DOCUMENT: _document,
        _EXTENSION: _extension,
    }
    while reader := readers.get(kind := walk.number()):
        if kind != _VARIABLE and walk.continued:
            raise _Misfit
        reader(walk)


def _variable(walk: _Walk) -> None:
    width, has_label, missing = walk.number(), walk.number(), walk.number()
    is_continuation = width == _CONTINUED
    if is_continuation != (walk.continued > 0) or not _CONTINUED <= width <= _WIDEST:
        raise _Misfit
    walk.continued = walk.continued - 1 if is_continuation else max(0, -(-width // _UNIT) - 1)
    walk.widths.append(width)
    print_format = walk.number()
    if width >= 0 and (print_format >> 16 in _TEXT_FORMATS) != (width > 0) and print_format:
        raise _Misfit
    walk.step(12)
    if has_label:
        size = walk.number()
        walk.step(size + -size % 4)
    walk.step(_UNIT * abs(missing))


def _labels(walk: _Walk) -> None:
    for _ in range(_count(walk)):
        walk.step(_UNIT)
        walk.step(1)
        size = walk.data[walk.place - 1]
        walk.step(size + -(size + 1) % _UNIT)


def _labelled(walk: _Walk) -> None:
    """Step over the variables that labels belong to: all numbers, or all strings of one unit."""
    kinds = set()
    for _ in range(_count(walk)):
        number = walk.number()
        if not 1 <= number <= len(walk.widths):
            raise _Misfit
        width = walk.widths[number - 1]
        if not 0 <= width <= _UNIT:
            raise _Misfit
        kinds.add(width > 0)
    if len(kinds) > 1:
        raise _Misfit


def _count(walk: _Walk) -> int:
    count = walk.number()
    if count < 0:
        raise _Misfit
    return count


def _document(walk: _Walk) -> None:
    walk.step(_DOCUMENT_LINE * _count(walk))


def _extension(walk: _Walk) -> None:
    walk.number()
    walk.step(_count(walk) * _count(walk))


def _cases_fit(walk: _Walk) -> bool:
    """Whether the rows that the header declares can stand in what follows the dictionary."""
    (cases,) = struct.unpack_from(f"{walk.order}i", walk.data, _CASES_AT)
    (compression,) = struct.unpack_from(f"{walk.order}i", walk.data, _COMPRESSION_AT)
    least = _LEAST_BYTES.get(compression, 0.0)
    units = len(walk.widths)
    return units > 0 and cases * units * least <= len(walk.data) - walk.place
