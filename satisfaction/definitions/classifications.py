"""Classifications: how codes or years of age become the levels that are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Literal, Self

from pydantic import model_validator

from satisfaction.definitions.faults import Fault, refuse
from satisfaction.definitions.parsing import Definition
from satisfaction.definitions.scalars import Name
from satisfaction.errors import did_you_mean, name_list

Confidence = Literal["high", "medium-high", "medium", "unverified"]


class Code(Definition):
    """One code of a list: its label and its level in each grouping."""

    label: Name
    groups: Mapping[Name, Name]


class Crosswalk(Definition):
    """How the codes of this list map to those of another; codes left out do not map."""

    to: Name
    codes: Mapping[Name, Name]


class Classification(Definition):
    """A list of codes with groupings, or bands of a number.

    Attributes
    ----------
    codes : mapping of str to Code
        Empty for bands.
    bands : mapping of str to (int, int)
        Level to first and last number, both inside. Empty for a list of codes.
    outside : mapping of str to (int, int)
        Further bands that the survey does not cover, such as under 16; counted, never compared.
    groupings : mapping of str to tuple of str
        Name of each grouping to its levels in order.
    default : str
        The grouping whose levels the dimension has.
    unknown : mapping of str to str
        Codes that say nothing, such as not stated, to their label.
    """

    classification: Name
    title: Name
    source: Name
    confidence: Confidence
    default: str = ""
    groupings: Mapping[str, tuple[Name, ...]] = {}
    codes: Mapping[str, Code] = {}
    bands: Mapping[str, tuple[int, int]] = {}
    outside: Mapping[str, tuple[int, int]] = {}
    unknown: Mapping[Name, Name] = {}
    crosswalks: tuple[Crosswalk, ...] = ()

    @property
    def levels(self) -> tuple[str, ...]:
        """Known levels of the default grouping, in order."""
        return tuple(self.bands) if self.bands else self.groupings[self.default]

    def grouping(self, name: str) -> Mapping[str, str]:
        """Return code to level of the grouping ``name``."""
        return {code: entry.groups[name] for code, entry in self.codes.items()}

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        refuse(_shape_faults(self))
        refuse((*_code_faults(self), *_band_faults(self), *_crosswalk_faults(self)))
        return self


def _shape_faults(one: Classification) -> Iterator[Fault]:
    if bool(one.codes) == bool(one.bands):
        yield Fault(path=(), says="A classification has either `codes` or `bands`.")
    elif one.codes and one.default not in one.groupings:
        says = f"There is no grouping '{one.default}'.{did_you_mean(one.default, one.groupings)}"
        yield Fault(path=("default",), says=says)


def _code_faults(one: Classification) -> Iterator[Fault]:
    for code, entry in one.codes.items():
        if set(entry.groups) != set(one.groupings):
            says = f"The code '{code}' must give a level for {name_list(one.groupings)}."
            yield Fault(path=("codes", code, "groups"), says=says)
            continue
        for grouping, level in entry.groups.items():
            known = one.groupings[grouping]
            if level not in known:
                says = f"'{level}' is not in '{grouping}'.{did_you_mean(level, known)}"
                yield Fault(path=("codes", code, "groups", grouping), says=says)
    for code, label in one.unknown.items():
        if code in one.codes or label in one.levels:
            says = f"'{code}: {label}' is both a level and unknown. Keep one."
            yield Fault(path=("unknown", code), says=says)


def _band_faults(one: Classification) -> Iterator[Fault]:
    for (_, (_, last)), (band, (first, _)) in pairwise(one.bands.items()):
        if first != last + 1:
            says = f"Bands must follow each other: {last} is followed by {first}."
            yield Fault(path=("bands", band), says=says)
    for name, (first, last) in {**one.bands, **one.outside}.items():
        place = ("outside" if name in one.outside else "bands", name)
        if first > last:
            yield Fault(path=place, says=f"The band starts at {first}, above its end {last}.")
        elif place[0] == "outside" and any(a <= last and first <= b for a, b in one.bands.values()):
            yield Fault(path=place, says="The band overlaps one of `bands`.")


def _crosswalk_faults(one: Classification) -> Iterator[Fault]:
    for number, crosswalk in enumerate(one.crosswalks):
        for code in crosswalk.codes:
            if code not in one.codes:
                says = f"'{code}' is not one of `codes`.{did_you_mean(code, one.codes)}"
                yield Fault(path=("crosswalks", str(number), "codes", code), says=says)
