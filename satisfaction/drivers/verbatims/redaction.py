"""Help with taking personal data out of an answer. It misses names; a person must read the rest."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from satisfaction.drivers.verbatims.cleaning import visible
from satisfaction.drivers.verbatims.personal import (
    CAPITALISED,
    GIVEN_NAMES,
    NOT_NAMES,
    PATTERNS,
    TITLE,
)
from satisfaction.drivers.verbatims.terms import ORDINARY

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUS = "to be read by a person"
NAME = "name"

_SENTENCE_END = re.compile(r"[.!?:;\]]\s*$")
_NEXT_CAPITAL = re.compile(r"\s{1,3}(?=[A-Z])(?!I\b|I')")
_TAIL = 12
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Redacted:
    """An answer with marks in place of what may name somebody. It is not safe to publish.

    Attributes
    ----------
    text : str
        Each find replaced by its kind in square brackets.
    found : mapping of str to int
        Kind to the number of finds.
    status : str
        Always ``to be read by a person``.
    """

    text: str
    found: Mapping[str, int]
    status: str = STATUS

    def __repr__(self) -> str:
        return f"Redacted({sum(self.found.values())} finds, {self.status})"

    def __str__(self) -> str:
        return repr(self)


def redact(text: str) -> Redacted:
    """Replace what may name somebody: numbers, addresses, references, and words like names.

    United Kingdom telephone numbers, postcodes, e-mail and web addresses, vehicle registrations,
    National Insurance numbers, crime references, shoulder numbers, dates such as those of birth,
    every other word with a digit, words after a title, common given names, and words with a
    capital in the middle of a sentence. At the start of a sentence, and where everything is in
    capitals or in small letters, names are missed, first names above all: **the result must be
    read by a person before anybody else sees it.**

    Parameters
    ----------
    text : str
        An answer, of any length.

    Returns
    -------
    Redacted

    Notes
    -----
    Found on a planted set, every example in four sentences: telephone number 60 of 60; postcode 44
    of 44; e-mail address 28 of 28; vehicle registration 32 of 32; national insurance number 20 of
    20; crime reference 44 of 44; shoulder number 48 of 48; date of birth 40 of 40; web address 24
    of 24; surname after a title 32 of 32; full name with capitals 24 of 24; given name with a
    capital 28 of 48; given name in small letters 8 of 48. Whoever wrote the patterns wrote the set:
    expect less of real answers. Even language models miss 30 to 46 % of first names.

    Examples
    --------
    >>> redact("ring me on 020 7946 0123, Tarquin knows").text
    'ring me on [telephone number], [name] knows'
    """
    found: dict[str, int] = {}
    plain = visible(unicodedata.normalize("NFKC", text)).replace("[", "(").replace("]", ")")
    for kind, pattern in PATTERNS.items():
        plain = _replaced(plain, pattern, kind, found)
    plain = _without_titled(plain, found)
    return Redacted(text=_without_names(plain, found), found=MappingProxyType(found))


def _replaced(text: str, pattern: re.Pattern[str], kind: str, found: dict[str, int]) -> str:
    text, count = pattern.subn(f"[{kind}]", text)
    if count:
        found[kind] = found.get(kind, 0) + count
    return text


def _without_titled(text: str, found: dict[str, int]) -> str:
    """Take out the word after a title, unless it is an ordinary one in small letters."""

    def replace(match: re.Match[str]) -> str:
        word = match[1]
        is_short_title = word.casefold() in NOT_NAMES
        if is_short_title or (word.islower() and not match[0][0].isupper()):
            return match[0]
        found[NAME] = found.get(NAME, 0) + 1
        return f"{match[0][: match.start(1) - match.start()]}[{NAME}]"

    return TITLE.sub(replace, text)


def _without_names(text: str, found: dict[str, int]) -> str:
    letters = [c for c in text if c.isalpha()]
    is_shouted = sum(c.isupper() for c in letters) > _MOSTLY * max(len(letters), 1)
    parts: list[str] = []
    end = 0
    for match in CAPITALISED.finditer(text):
        word = match[0]
        parts.append(text[end : match.start()])
        before = text[max(match.start() - _TAIL, 0) : match.start()]
        after = _NEXT_CAPITAL.match(text, match.end())
        leads = bool(after) and word.casefold() not in ORDINARY
        if _is_name(word, before, leads=leads, is_shouted=is_shouted):
            found[NAME] = found.get(NAME, 0) + 1
            word = f"[{NAME}]"
        parts.append(word)
        end = match.end()
    return "".join([*parts, text[end:]])


def _is_name(word: str, before: str, *, leads: bool, is_shouted: bool) -> bool:
    """Whether a word may be a name: a known one, or one with a capital inside a sentence.

    At the start of a sentence it may be one if it leads another capital.
    """
    if before.endswith("[") or word.casefold().removesuffix("'s") in NOT_NAMES:
        return False
    if word.casefold().removesuffix("'s") in GIVEN_NAMES:
        return True
    starts = not before.strip() or bool(_SENTENCE_END.search(before))
    return word[0].isupper() and (leads or not starts) and not is_shouted
