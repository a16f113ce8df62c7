"""What a column may be, from its name, labels and codes; a person checks each guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_MOST_CODES = 12
_LONGEST_CODE = 3
_FEWEST_GRADES = 2
_OLDEST = 120
_USUAL = ("9", "88", "97", "98", "99", "997", "998", "999")

_NO_ANSWER = re.compile(
    r"don.?t know|not known|unknown|refus|prefer not|not stated|no answer|not applicable|missing"
    r"|declin|rather not|\bdk\b|\bn/?a\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"dissatisf|\bno\b|\bnot\b|poor|bad|disagree|unhappy|never", re.IGNORECASE)
_POSITIVE = re.compile(r"satisf|\byes\b|good|excellent|agree|happy|always", re.IGNORECASE)
_MIDDLE = re.compile(r"neither|neutral|mixed|\baverage\b|undecided", re.IGNORECASE)
_OVERALL = re.compile(r"overall|whole|general", re.IGNORECASE)

_KNOWN_FIELDS = {
    "age": re.compile(r"\bage\b|^age", re.IGNORECASE),
    "gender": re.compile(r"\b(gender|sex)\b|^gender", re.IGNORECASE),
    "ethnicity": re.compile(r"ethnic|\brace\b|\bsde\b", re.IGNORECASE),
    "area": re.compile(r"borough|district|\bbocu\b|\barea\b|\bward\b|region", re.IGNORECASE),
    "user_group": re.compile(r"user group|crime type|\bug\b|victim group", re.IGNORECASE),
    "interview": re.compile(r"intno|interview.*(number|no\b|id)|serial|^id$", re.IGNORECASE),
    "crime": re.compile(r"crime.*(ref|no\b)|crimeref", re.IGNORECASE),
    "interviewed_on": re.compile(r"intdate|interview.*date|date.*interview", re.IGNORECASE),
    "reported_on": re.compile(r"repdate|report.*date|date.*report", re.IGNORECASE),
}
_REFERENCES = ("interview", "crime")


Looks = Literal["whole number", "decimal", "date", "text", "code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftColumn:
    """What was seen of one column.

    Attributes
    ----------
    name : str
        Heading in the file.
    label : str
        Label of the variable, where the file has one.
    codes : mapping of str to str
        Codes and their value labels; an empty label for a code that was only observed. Used when
        every code has a label, or when they are at most 12 of at most 3 characters.
    distinct : int
        Number of distinct values, blanks left out.
    looks : str
        What all of its values can be read as.
    date_formats : tuple of str
        Of a date: the usual formats that read every value, the likeliest first.
    """

    name: str
    label: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    distinct: int = 0
    looks: Looks = "text"
    date_formats: tuple[str, ...] = ()


class Role(Enum):
    """What a column is taken for."""

    QUESTION = "question"
    CATEGORY = "category"
    AGE = "age"
    COUNT = "count"
    NUMBER = "number"
    DATE = "date"
    REFERENCE = "reference"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A role, a usual name for it where there is one, and codes that look like no answer."""

    role: Role
    name: str = ""
    not_answered: Mapping[str, str] = field(default_factory=dict)
    is_overall: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Codes of a scale that look satisfied, very satisfied and dissatisfied."""

    satisfied: tuple[str, ...]
    top: tuple[str, ...]
    dissatisfied: tuple[str, ...]


def guess_role(column: DraftColumn) -> Guess:
    """Return what ``column`` may be."""
    known = next((key for key, p in _KNOWN_FIELDS.items() if _speaks_of(p, column)), "")
    if known in _REFERENCES:
        return Guess(role=Role.REFERENCE, name=known)
    if are_codes(column):
        return _coded(column, known)
    if known == "age" and column.looks in ("whole number", "code"):
        return Guess(role=Role.AGE, name=known, not_answered=_beyond_any_age(column.codes))
    role = {
        "whole number": Role.COUNT,
        "decimal": Role.NUMBER,
        "date": Role.DATE,
    }.get(column.looks, Role.TEXT)
    return Guess(role=role, name=known if role is Role.DATE else "")


def are_codes(column: DraftColumn) -> bool:
    """Whether the column holds codes and not words or numbers that somebody gave.

    Value labels come from whoever built the file; codes without labels were observed, so they
    count only when few and short.
    """
    codes = column.codes
    if not codes or not all(map(str.strip, codes)) or column.distinct > len(codes):
        return False
    if all(codes.values()):
        return True
    short = all(len(code) <= _LONGEST_CODE for code in codes)
    return short and len(codes) <= _MOST_CODES and column.looks in ("code", "whole number")


def in_order(codes: Iterable[str]) -> list[str]:
    """Return codes by number where all are numbers, else as they come."""
    listed = list(codes)
    return sorted(listed, key=int) if all(map(_is_number, listed)) else listed


def guess_sides(labels: Mapping[str, str]) -> Sides:
    """Return the two ends of a scale; without labels the higher codes are taken for satisfied."""
    order = list(labels)
    half = len(order) // 2
    low, high = order[:half], order[len(order) - half :]
    low_is_better = _goodness(labels, low) > _goodness(labels, high)
    satisfied, dissatisfied = (low, high) if low_is_better else (high, low)
    tip = min(2, half - 1) if half > 1 else half
    top = satisfied[:tip] if low_is_better else satisfied[len(satisfied) - tip :]
    return Sides(satisfied=tuple(satisfied), top=tuple(top), dissatisfied=tuple(dissatisfied))


def _speaks_of(pattern: re.Pattern[str], column: DraftColumn) -> bool:
    return bool(pattern.search(column.name.replace("_", " ")) or pattern.search(column.label))


def _is_number(code: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,9}", code) is not None


def _beyond_any_age(codes: Mapping[str, str]) -> Mapping[str, str]:
    return {
        code: label
        for code, label in codes.items()
        if _is_number(code) and not 0 <= int(code) <= _OLDEST and _NO_ANSWER.search(label)
    }


def _coded(column: DraftColumn, known: str) -> Guess:
    codes = column.codes
    unknown = {code: label for code, label in codes.items() if _NO_ANSWER.search(label)}
    unknown |= _set_apart(codes)
    grades = [label for code, label in codes.items() if code not in unknown]
    if known or len(grades) < _FEWEST_GRADES or not _is_rating(grades):
        role = Role.CATEGORY if grades else Role.TEXT
        return Guess(role=role, name=known, not_answered=unknown)
    is_overall = bool(_OVERALL.search(f"{column.name} {column.label}"))
    return Guess(role=Role.QUESTION, not_answered=unknown, is_overall=is_overall)


def _set_apart(codes: Mapping[str, str]) -> Mapping[str, str]:
    """Return codes without a label that stand beyond a gap, such as 9 after 1 to 5."""
    if any(codes.values()) or not all(map(_is_number, codes)):
        return {}
    order = in_order(codes)
    return {
        code: "" for last, code in pairwise(order) if code in _USUAL and int(code) > int(last) + 1
    }


def _is_rating(labels: Sequence[str]) -> bool:
    """Whether labels speak of good and bad; without any label a small set of codes may be one."""
    if not any(labels):
        return True
    return any(_NEGATIVE.search(label) for label in labels) and any(
        _POSITIVE.search(_NEGATIVE.sub("", label)) for label in labels
    )


def _goodness(labels: Mapping[str, str], codes: Sequence[str]) -> int:
    said = [labels[code] for code in codes if not _MIDDLE.search(labels[code])]
    bad = sum(bool(_NEGATIVE.search(label)) for label in said)
    good = sum(bool(_POSITIVE.search(label)) and not _NEGATIVE.search(label) for label in said)
    return good - bad
