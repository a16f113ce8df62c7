"""Definitions in YAML: what the language allows and no definition needs, and wrong values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import base
from .bytewise import mutate_bytes
from .mutation import Mutation
from .oddities import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_DOCUMENTS = {
    "survey": ("small_survey", "small_survey", "surveys/user_satisfaction_2007.yaml"),
    "table": ("tables/action_plan.yaml", "tables/crime_records.yaml", "tables/frame.yaml"),
    "classification": ("classifications/age_bands_10.yaml", "classifications/ethnicity_16_1.yaml"),
    "rules": ("rules.yaml",),
}
_PAIR = re.compile(r"(?<=[:\[,{] )[^\s,:{}\[\]#][^,:{}\[\]\n#]*")
_KEY = re.compile(r"[\w+-]+(?=:)")
_NASTY = (
    "!!python/object/apply:os.system ['true']", "!!binary x", "!x y", "&a [*a]", "&a 1", "*a",
    "<<: *x", "{<<: {a: 1}}", "? [a]", "[" * 2_000, "{a: " * 500, "[[]]", "{}", "[]", "null", "~",
    "{1: 2}", "1e999", ".nan", ".inf", "-.inf", "9" * 400, "0o17", "0b1", "12:30", "2007-01-01",
    "yes", "|\n      a", ">-\n      a", '"', "'", "@x", "`x`", "%Y%Q%", "%", "\x01", "\ufeff", "#",
    "[1, 2", "{1: 1, 1: 2}", "[[1, 2], 3]", "[-1e308, 1e308]", "[5, 1]", "- a", "--- \na: 1",
    "../../../../etc/passwd", "../../../../etc/passwd.yaml", "/dev/zero", "/dev/stdin.yaml",
    "a\\0b",
    '"a\\0.yaml"', '"x\\ud800"', '"' + "x" * 70_000 + '"', "x" * 300 + ".yaml",
)  # fmt: skip


def make(rng: Random) -> Mutation:
    """Return a broken definition."""
    reader = rng.choice(("survey", "survey", "survey", "table", "classification", "rules"))
    text = base.definition(rng.choice(_DOCUMENTS[reader]))
    if rng.random() < 0.25:
        what, data = mutate_bytes(rng, text.encode())
    else:
        name = rng.choice(tuple(_CHANGES))
        for _ in range(rng.choice((1, 1, 2))):
            text = _CHANGES[name](rng, text)
        what, data = f"structure: {name}", text.encode("utf-8", "surrogatepass")
    return Mutation(what=what, file="definition.yaml", data=data, reader=reader)


def _value(rng: Random, text: str) -> str:
    return _put(rng, text, _PAIR, rng.choice((*_NASTY, *VALUES)))


def _swap(rng: Random, text: str) -> str:
    """Give a key the value of another."""
    return _put(rng, text, _PAIR, rng.choice(_PAIR.findall(text) or [""]))


def _key(rng: Random, text: str) -> str:
    return _put(rng, text, _KEY, rng.choice((*_NASTY, *_KEY.findall(text))))


def _put(rng: Random, text: str, where: re.Pattern[str], what: str) -> str:
    found = list(where.finditer(text))
    if not found:
        return text
    start, stop = rng.choice(found).span()
    return text[:start] + what + text[stop:]


def _lose_line(rng: Random, text: str) -> str:
    lines = text.splitlines()
    del lines[rng.randrange(len(lines)) : rng.choice((1, 1, 5))]
    lines.pop(rng.randrange(len(lines))) if lines else None
    return "\n".join(lines)


def _repeat_line(rng: Random, text: str) -> str:
    lines = text.splitlines()
    place = rng.randrange(len(lines))
    lines.insert(rng.choice((place, rng.randrange(len(lines)))), lines[place])
    return "\n".join(lines)


def _indent(rng: Random, text: str) -> str:
    lines = text.splitlines()
    place = rng.randrange(len(lines))
    lines[place] = rng.choice(("  ", "\t", " ", "- ", "? ")) + lines[place]
    return "\n".join(lines)


def _laughs(rng: Random, text: str) -> str:
    lines = ["a0: &a0 [lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines) + "\n" + text if rng.random() < 0.5 else "\n".join(lines)


def _deep(rng: Random, text: str) -> str:
    count = rng.choice((31, 1_000, 100_000))
    opening, closing = rng.choice((("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")))
    return f"{text}\ndeep: {opening * count}{closing * rng.choice((0, count))}"


def _long(rng: Random, text: str) -> str:
    return text + rng.choice(("\n", " ", "#x\n", "a", "- x\n")) * rng.choice((5_000, 2_100_000))


def _many_keys(_: Random, text: str) -> str:
    return text + "\n" + "\n".join(f"k{n}: {n}" for n in range(5_000))


_CHANGES: dict[str, Callable[[Random, str], str]] = {
    "odd value": _value,
    "odd value again": _value,
    "value of another key": _swap,
    "odd key": _key,
    "line missing": _lose_line,
    "line twice": _repeat_line,
    "indentation": _indent,
    "billion laughs": _laughs,
    "deep nesting": _deep,
    "long": _long,
    "many keys": _many_keys,
}
