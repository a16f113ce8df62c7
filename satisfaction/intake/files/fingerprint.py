"""Whether two deliveries are the same one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from satisfaction.intake.files.text_table import Contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """SHA-256, in hexadecimal, and the number of bytes that it was taken of."""

    sha256: str
    bytes: int


def fingerprint_bytes(data: bytes) -> Fingerprint:
    """Return the fingerprint of a file's bytes."""
    return Fingerprint(sha256=sha256(data).hexdigest(), bytes=len(data))


def fingerprint_columns(contents: Contents) -> Fingerprint:
    """Return the fingerprint of a table of text: one JSON line a column, its name and its cells."""
    digest, size = sha256(), 0
    for name, column in zip(contents.names, contents.columns, strict=True):
        line = json.dumps([name, *column.to_pylist()], ensure_ascii=False).encode() + b"\n"
        digest.update(line)
        size += len(line)
    return Fingerprint(sha256=digest.hexdigest(), bytes=size)
