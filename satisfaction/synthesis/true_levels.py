"""True and recorded levels of the victims, in the words of the survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import Category, Count
from satisfaction.definitions.levels import dimension_of
from satisfaction.definitions.library import load_classification
from satisfaction.synthesis.encoding import (
    TRAITS,
    has_trait,
    level_of_codes,
    level_of_victims,
    texts_of,
    trait_of,
    unknown_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from satisfaction.synthesis.types import Floats, Integers
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """One way of grouping victims; codes are -1 for those in no level."""

    dimension: str
    names: tuple[str, ...]
    codes: Integers

    def means(self, values: Floats, weights: Floats) -> Floats:
        """Return the weighted mean of ``values`` in each level; not a number where nobody is."""
        inside = self.codes >= 0
        codes, w = self.codes[inside], weights[inside]
        totals = _totals(codes, w * values[inside], len(self.names))
        return _ratio(totals, _totals(codes, w, len(self.names)))

    def sums(self, weights: Floats) -> Floats:
        """Return the sum of ``weights`` in each level."""
        inside = self.codes >= 0
        return _totals(self.codes[inside], weights[inside], len(self.names))


def true_levels(victims: Victims, world: World) -> Iterator[Levels]:
    """Yield everybody together, then every dimension of the survey by its true levels."""
    everybody = np.zeros(len(victims), dtype=np.int8)
    yield Levels(dimension="all", names=("all",), codes=everybody)
    for name in _compared(world):
        field = world.field(name)
        if not isinstance(field, Category | Count) or not _is_usable(name, field, victims):
            continue
        names, codes = level_of_victims(name, field, victims, world)
        yield Levels(dimension=name, names=names, codes=codes)
        for grouping in _other_groupings(field):
            names, codes = level_of_victims(name, field, victims, world, grouping)
            yield Levels(dimension=f"{name}_{grouping}", names=names, codes=codes)


def recorded_levels(victims: Victims, world: World) -> Iterator[Levels]:
    """Yield the dimensions of the crime records by recorded level, unknowns as levels too."""
    recorded = {
        "age": victims.recorded_age,
        "gender": victims.recorded_gender,
        "ethnicity": victims.recorded_ethnicity,
    }
    for name in _compared(world):
        field = world.records.fields.get(name)
        if isinstance(field, Category | Count) and _is_usable(name, field, victims):
            codes = recorded[name] if name in recorded else trait_of(name, victims)
            yield _with_unknown(name, field, np.asarray(codes), world)


def _with_unknown(name: str, field: Category | Count, codes: Integers, world: World) -> Levels:
    """Return recorded levels, then those outside the survey, then what stands for unknown."""
    levels, places = level_of_codes(name, field, codes, world)
    outside = dimension_of(name, field).outside
    stated = unknown_level(name, field, is_blank=False)
    blank = unknown_level(name, field, is_blank=name != "gender")
    names = tuple(dict.fromkeys((*levels, *outside, stated, blank)))
    is_known = (codes >= 0) & (codes < len(texts_of(name, field, world)))
    unknown = np.where(codes < 0, names.index(blank), names.index(stated))
    beyond = names.index(outside[0]) if outside else names.index(stated)
    filled = np.where(places >= 0, places, np.where(is_known, beyond, unknown))
    return Levels(dimension=name, names=names, codes=filled)


def unknown_level(name: str, field: Category | Count, *, is_blank: bool) -> str:
    """Return the label of a blank, or of the code that says not known; ``name`` for messages."""
    code = unknown_text(field)
    if is_blank or not code:
        return field.blank
    listed = load_classification(field.classify).unknown if field.classify else {}
    return {**listed, **field.not_answered}.get(code, name)


def _compared(world: World) -> list[str]:
    plan = world.survey.weights
    names = (*TRAITS, *plan.strata, *world.survey.dimensions, *plan.margins)
    return list(dict.fromkeys(names))


def _is_usable(name: str, field: Category | Count, victims: Victims) -> bool:
    return has_trait(name, victims) and (isinstance(field, Category) or bool(field.classify))


def _other_groupings(field: Category | Count) -> list[str]:
    if not isinstance(field, Category) or not field.classify:
        return []
    listed = load_classification(field.classify)
    return [name for name in listed.groupings if name != listed.default]


def _ratio(totals: Floats, sizes: Floats) -> Floats:
    shares = np.divide(totals, sizes, out=np.full(len(sizes), np.nan), where=sizes > 0)
    return np.asarray(shares, dtype=np.float64)


def _totals(codes: Integers, weights: Floats, levels: int) -> Floats:
    return np.asarray(np.bincount(codes, weights, minlength=levels), dtype=np.float64)
