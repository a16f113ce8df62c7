"""From the codes of the population to the codes of a file, and to the levels of a dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import Category, Count
from satisfaction.definitions.levels import dimension_of
from satisfaction.definitions.library import load_classification
from satisfaction.synthesis.appearance import CODES
from satisfaction.synthesis.matching import age_texts, ethnic_texts, texts_for
from satisfaction.synthesis.victims import OLDEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.synthesis.types import Integers
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World

_GENDER_NAMES = (
    ("female", "woman", "women", "F"),
    ("male", "man", "men", "M"),
    ("other or self-described", "other", "self-described", "non-binary", "X"),
)
TRAITS = ("user_group", "area", "age", "gender", "ethnicity")


def has_trait(name: str, victims: Victims) -> bool:
    """Whether the population has something to fill a field of this name with."""
    return name in TRAITS or name in victims.others


def trait_of(name: str, victims: Victims) -> Integers:
    """Return the true codes of a trait."""
    if name in TRAITS:
        return np.asarray(getattr(victims, name))
    return victims.others[name]


def texts_of(name: str, field: Category | Count, world: World) -> list[str]:
    """Return what stands in the file for each code of the trait ``name``."""
    years = range(OLDEST + 1)
    if isinstance(field, Count):
        return [str(min(max(year, field.range[0]), field.range[1])) for year in years]
    if name == "age":
        return age_texts(field, years)
    if name == "ethnicity":
        return ethnic_texts(field, load_classification(world.profile.ethnicity))
    return texts_for(field, _names(name, world))


def other_levels(name: str, world: World) -> tuple[str, ...]:
    """Return the levels of a category that the population has beside the usual traits."""
    field = world.field(name)
    levels = dimension_of(name, field).levels if isinstance(field, Category) else ()
    return levels or ("A", "B", "C")


def unknown_text(field: Category | Count) -> str | None:
    """Return the code for an answer that is not known; empty for a blank, or nothing."""
    listed = load_classification(field.classify) if field.classify else None
    unknown = list(listed.unknown) if listed and isinstance(field, Category) else []
    codes = [*unknown, *field.not_answered]
    if codes:
        return codes[0]
    return "" if field.may_be_blank else None


def level_of_victims(
    name: str, field: Category | Count, victims: Victims, world: World, grouping: str = ""
) -> tuple[tuple[str, ...], Integers]:
    """Return the levels of a field, and the true level of each victim; -1 outside the survey."""
    return level_of_codes(name, field, trait_of(name, victims), world, grouping)


def level_of_codes(
    name: str, field: Category | Count, codes: Integers, world: World, grouping: str = ""
) -> tuple[tuple[str, ...], Integers]:
    """Return the levels of a field, and the level of each code of a trait; -1 for none."""
    texts = texts_of(name, field, world)
    labels = _levels_of_texts(field, texts, grouping)
    levels = _levels(name, field, grouping) or tuple(dict.fromkeys(labels))
    place = {level: number for number, level in enumerate(levels)}
    lookup = np.array([*(place.get(label, -1) for label in labels), -1], dtype=np.int16)
    # Past the last code stands "not stated", and -1 for a blank reads the same last entry.
    return levels, lookup[np.minimum(codes, len(labels))]


def _names(name: str, world: World) -> Sequence[Sequence[str]]:
    """Return what each code of a trait may be called."""
    if name == "gender":
        return _GENDER_NAMES
    labels = {"user_group": world.groups, "area": world.areas, "observed_ethnicity": _appearances()}
    return [(label,) for label in labels.get(name) or other_levels(name, world)]


def _levels(name: str, field: Category | Count, grouping: str) -> tuple[str, ...]:
    if grouping and field.classify:
        return load_classification(field.classify).groupings[grouping]
    return dimension_of(name, field).levels


def _levels_of_texts(field: Category | Count, texts: Sequence[str], grouping: str) -> list[str]:
    listed = load_classification(field.classify) if field.classify else None
    if isinstance(field, Count):
        bands = listed.bands if listed else {}
        return [_band(int(text), bands, year) for year, text in enumerate(texts)]
    if listed:
        groups = listed.grouping(grouping or listed.default)
        return [groups[text] for text in texts]
    return [field.levels.get(text, text) for text in texts]


def _band(number: int, bands: object, year: int) -> str:
    if not isinstance(bands, dict) or number != year:
        return ""
    return next((band for band, (a, b) in bands.items() if a <= number <= b), "")


def _appearances() -> list[str]:
    listed = load_classification("ethnicity-officer-observed")
    return [listed.codes[code].label for code in CODES]
