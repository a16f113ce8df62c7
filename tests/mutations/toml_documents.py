"""The configuration in TOML: wrong types, depth, numbers and places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import base
from .bytewise import mutate_bytes
from .mutation import Mutation

if TYPE_CHECKING:
    from random import Random

_VALUE = re.compile(r'(?<== )("[^"]*"|\[[^\]]*\]|[\d.]+)')
_KEY = re.compile(r"^\w+(?= =)|(?<=^\[)\w+", re.MULTILINE)
_NASTY = (
    "1e999", "nan", "inf", "-inf", "-0.0", "9" * 400, "9" * 5_000, "-1", "0", "0x10", "1_0", "true",
    "[]", "{}", "[[]]", "[1, 'a']", "{a = 1}", "2007-10-01", "07:32:00", "1979-05-27T07:32:00Z",
    "[" * 3_000 + "]" * 3_000, "{a=" * 3_000 + "1" + "}" * 3_000, "'''x'''", '"""x', '"\\u0000"',
    '"\\ud800"', '"\\U0010FFFF"', '"../../../../etc/passwd"', '"/dev/zero"', '"a\\nb"', '""',
    '["*", "**", "../*"]', "['" + "x" * 70_000 + "']", "'\x01'", "=", '"~root"', "'C:\\x'",
    '"\\u202E"', "['a', 'a']", "[1e5, 2e5]", "", '"2007/08 Q9"', '"=1+1"', '"{0}"',
)  # fmt: skip


def make(rng: Random) -> Mutation:
    """Return a broken configuration."""
    kind = rng.random()
    if kind < 0.35:
        what, data = mutate_bytes(rng, base.CONFIG.encode())
    elif kind < 0.7:
        what, data = "structure: odd value", _put(rng, _VALUE, rng.choice(_NASTY))
    elif kind < 0.85:
        keys = (
            *_KEY.findall(base.CONFIG),
            "a.b.c",
            '""',
            "x" * 9_999,
            '"\\u0000"',
            "a." * 2_000 + "a",
        )
        what, data = "structure: odd key", _put(rng, _KEY, rng.choice(keys))
    else:
        what, data = "structure: lines", _lines(rng)
    return Mutation(what=what, file="satisfaction.toml", data=data, reader="config")


def _put(rng: Random, where: re.Pattern[str], what: str) -> bytes:
    start, stop = rng.choice(list(where.finditer(base.CONFIG))).span()
    text = base.CONFIG[:start] + what + base.CONFIG[stop:]
    return text.encode("utf-8", "surrogatepass")


def _lines(rng: Random) -> bytes:
    lines = base.CONFIG.splitlines()
    place = rng.randrange(len(lines))
    lines[place : place + 1] = rng.choice(([], [lines[place]] * 2, ["[inputs.x]", lines[place]]))
    lines += rng.choice(([], [f"k{n} = {n}" for n in range(5_000)], ["[a]" * 3], ["[a.b]", "[a]"]))
    return "\n".join(lines).encode()
