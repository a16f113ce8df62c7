"""Find the code that a definition has for something it may name differently."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from satisfaction.definitions.library import load_classification

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.classifications import Classification
    from satisfaction.definitions.fields import Category

_SMALL_WORDS = frozenset({"or", "and", "the", "of"})
_NUMBERS = re.compile("[0-9]+")


def texts_for(field: Category, names: Sequence[Sequence[str]]) -> list[str]:
    """Return the code that ``field`` has for each entry of ``names``.

    Each entry lists what the thing may be called, the best name first; in an open field that is
    what stands in the file. What the field does not name at all takes its codes in turn.
    """
    labels = _labels(field)
    if not labels:
        return [entry[0] for entry in names]
    codes = list(labels)
    found = [_code(entry, labels) for entry in names]
    return [code or codes[place % len(codes)] for place, code in enumerate(found)]


def ethnic_texts(field: Category, source: Classification) -> list[str]:
    """Return the code that ``field`` has for each code of the classification ``source``."""
    groups = source.grouping(source.default)
    if field.classify:
        named = load_classification(field.classify)
        walks = [c.codes for c in source.crosswalks if c.to == named.classification]
        if named.classification == source.classification or walks:
            walk = walks[0] if walks else {}
            return [walk.get(code, code) for code in source.codes]
    names = [[code, e.label, groups[code]] for code, e in source.codes.items()]
    return texts_for(field, [[entry[1], *entry] for entry in names])


def age_texts(field: Category, years: range) -> list[str]:
    """Return the code that ``field`` has for each year of age; the nearest for years in no band."""
    labels = _labels(field) or {"all": "all"}
    starts = {code: _first_number(label) for code, label in labels.items()}
    bands = sorted((first, code) for code, first in starts.items() if first is not None)
    if not bands:
        step = max(1, -(-(years.stop - 16) // (len(labels) + 1)))
        codes = list(labels)
        return [codes[min(max(year - 16, 0) // step, len(codes) - 1)] for year in years]
    return [
        [code for first, code in bands if first <= max(year, bands[0][0])][-1] for year in years
    ]


def _labels(field: Category) -> Mapping[str, str]:
    """Return code to label of a field's known levels."""
    if not field.classify:
        return field.levels
    named = load_classification(field.classify)
    return {code: entry.label for code, entry in named.codes.items()}


def _first_number(label: str) -> int | None:
    found = _NUMBERS.search(label)
    if found is None:
        return None
    return 0 if "under" in label.casefold() else int(found[0])


def _code(names: Sequence[str], labels: Mapping[str, str]) -> str | None:
    for name in names:
        for code, label in labels.items():
            if _words(label) == _words(name):
                return code
    for name in names:
        alike = {code: _likeness(_words(label), _words(name)) for code, label in labels.items()}
        best = max(alike, key=lambda code: alike[code])
        if alike[best]:
            return best
    return next((name for name in names if name in labels), None)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return shared words over all words (Jaccard)."""
    return len(one & other) / max(len(one | other), 1)


def _words(text: str) -> frozenset[str]:
    parts = re.split(r"[^0-9a-z+]+", text.casefold())
    return frozenset(part for part in parts if part) - _SMALL_WORDS
