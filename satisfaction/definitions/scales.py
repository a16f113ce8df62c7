"""Answer scales: which grades there are, and which of them are satisfied or dissatisfied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

from pydantic import model_validator

from satisfaction.definitions.faults import Fault, refuse
from satisfaction.definitions.parsing import Definition
from satisfaction.definitions.scalars import Name
from satisfaction.errors import name_list

NOT_ASKED = "not asked"
NO_ANSWER = "no answer"

_SIDES = ("satisfied", "top", "dissatisfied")
_FEWEST_GRADES = 2


class Scale(Definition):
    """An ordered answer scale.

    Attributes
    ----------
    grades : mapping of str to str
        Code to label, in the order of the scale, from either end.
    satisfied, top, dissatisfied : tuple of str
        Codes counted as satisfied, as the best part of satisfied, and as dissatisfied. All empty
        for a question that only routes.
    not_answered : mapping of str to str
        Code to label of answers that leave the base, such as don't know and refused.
    """

    grades: Mapping[Name, Name]
    satisfied: tuple[str, ...] = ()
    top: tuple[str, ...] = ()
    dissatisfied: tuple[str, ...] = ()
    not_answered: Mapping[Name, Name] = {}

    @property
    def is_rated(self) -> bool:
        """Whether the scale says who is satisfied and who is not."""
        return bool(self.satisfied and self.dissatisfied)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label a trusted answer can have: grades, then the ways of not answering."""
        return (*self.grade_labels, *self.not_answered_labels)

    @property
    def grade_labels(self) -> tuple[str, ...]:
        """Labels of the grades in scale order."""
        return tuple(dict.fromkeys(self.grades.values()))

    @property
    def not_answered_labels(self) -> tuple[str, ...]:
        """Labels of answers outside the base, with ``no answer`` and ``not asked`` last."""
        return tuple(dict.fromkeys((*self.not_answered.values(), NO_ANSWER, NOT_ASKED)))

    def labels_of(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return the labels of grade ``codes``."""
        return tuple(dict.fromkeys(self.grades[code] for code in codes))

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        refuse(_unknown_codes(self))
        refuse((*_mixed_sides(self), *_mixed_labels(self), *_scattered_sides(self)))
        return self


def _unknown_codes(scale: Scale) -> Iterator[Fault]:
    if len(scale.grades) < _FEWEST_GRADES:
        yield Fault(path=("grades",), says="A scale has at least two grades.")
    for side in _SIDES:
        unknown = [code for code in getattr(scale, side) if code not in scale.grades]
        if unknown:
            says = f"{name_list(unknown)} is not one of `grades`: {', '.join(scale.grades)}."
            yield Fault(path=(side,), says=says)


def _mixed_sides(scale: Scale) -> Iterator[Fault]:
    both = [code for code in scale.dissatisfied if code in scale.satisfied]
    if both:
        says = f"{name_list(both)} is both satisfied and dissatisfied."
        yield Fault(path=("dissatisfied",), says=says)
    outside = [code for code in scale.top if code not in scale.satisfied]
    if outside:
        says = f"{name_list(outside)} is not one of `satisfied`, of which the top is a part."
        yield Fault(path=("top",), says=says)
    for code in scale.not_answered:
        if code in scale.grades:
            says = f"The code '{code}' is both a grade and not an answer. Keep one."
            yield Fault(path=("not_answered", code), says=says)


def _mixed_labels(scale: Scale) -> Iterator[Fault]:
    """Trusted tables hold labels, so a label must mean one thing."""
    first_with: dict[str, str] = {}
    for code, label in scale.grades.items():
        first = first_with.setdefault(label, code)
        if label in scale.not_answered_labels:
            says = f"'{label}' is a grade and also stands for no answer. Rename one of them."
            yield Fault(path=("grades", code), says=says)
        elif _sides_of(scale, code) != _sides_of(scale, first):
            says = f"'{label}' is also the label of '{first}', which counts on another side."
            yield Fault(path=("grades", code), says=says)


def _sides_of(scale: Scale, code: str) -> tuple[bool, ...]:
    return tuple(code in getattr(scale, side) for side in _SIDES)


def _scattered_sides(scale: Scale) -> Iterator[Fault]:
    order = list(scale.grades)
    for side in _SIDES:
        places = sorted({order.index(code) for code in getattr(scale, side)})
        if places and places not in (
            list(range(len(places))),
            list(range(len(order) - len(places), len(order))),
        ):
            says = "These must be grades that follow each other from one end of the scale."
            yield Fault(path=(side,), says=says)
