"""Text as it was typed into text that can be split: one sort of blank and apostrophe, no tricks."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile(
    "[\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`\N{ACUTE ACCENT}]"
)
_BLANK_CONTROLS = frozenset("\t\n\v\f\r\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")
# Control, format (which turn the direction of writing, or cannot be seen), surrogate, private.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_LOOSE_NEGATION = re.compile(
    r"\b(did|do|does|was|were|is|are|have|has|had|would|could|should)nt\b", re.IGNORECASE
)
_NEGATIONS = (
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"\b(?:can't|cannot|cant)\b", re.IGNORECASE), "can not"),
    (re.compile(r"n't\b", re.IGNORECASE), " not"),
    (_LOOSE_NEGATION, r"\1 not"),
)


def visible(text: str) -> str:
    r"""Return ``text`` without control and format characters; line ends become blanks.

    Examples
    --------
    >>> visible("one\ntwo\x00 \u202ethree")
    'one two three'
    """
    spaced = "".join(" " if c in _BLANK_CONTROLS else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in _UNSEEN)


def cleaned(text: str) -> str:
    r"""Return ``text`` with usual letters and apostrophes, and ``not`` as a word of its own.

    Examples
    --------
    >>> cleaned("They didn\u2019t call, and can't say why")
    'They did not call, and can not say why'
    """
    plain = _APOSTROPHES.sub("'", visible(unicodedata.normalize("NFKC", text)))
    for pattern, words in _NEGATIONS:
        plain = pattern.sub(words, plain)
    return plain
