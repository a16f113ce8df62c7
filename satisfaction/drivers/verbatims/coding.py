"""Applying a code frame: which answer speaks of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.code_frames import ANY_WORD, pattern_words
from satisfaction.drivers.verbatims.cleaning import cleaned

if TYPE_CHECKING:
    import numpy.typing as npt

    from satisfaction.definitions.code_frames import Code, CodeFrame
    from satisfaction.drivers.verbatims.words import WordStream

    Bools = npt.NDArray[np.bool_]


def mentions_of(frame: CodeFrame, stream: WordStream) -> Bools:
    """Return which answers speak of each code, (answers, codes).

    Every pattern is looked for at once in all answers, word by word: the time is linear in their
    length, whatever the pattern.
    """
    columns = [_mentions(code, stream) for code in frame.codes.values()]
    return np.column_stack(columns)


def _mentions(code: Code, stream: WordStream) -> Bools:
    found = np.zeros(stream.size, dtype=np.bool_)
    for pattern in code.patterns:
        found[stream.texts[_starts(pattern, stream)]] = True
    return found


def _starts(pattern: str, stream: WordStream) -> Bools:
    """Return at which words of the stream a match of ``pattern`` begins."""
    begins = np.ones(len(stream.ids), dtype=np.bool_)
    for offset, word in enumerate(_expanded(pattern)):
        fits = _fitting(word, stream)[stream.ids]
        begins[: len(fits) - offset] &= fits[offset:]
        begins[max(len(fits) - offset, 0) :] = False
    return begins


def _fitting(word: str, stream: WordStream) -> Bools:
    """Return which words of the vocabulary fit; the last entry, for breaks, never does."""
    stem = word.removesuffix(ANY_WORD)
    if word == ANY_WORD:
        fits = [True] * len(stream.vocabulary)
    elif stem != word:
        fits = [known.startswith(stem) for known in stream.vocabulary]
    else:
        fits = [known == word for known in stream.vocabulary]
    return np.array([*fits, False], dtype=np.bool_)


def _expanded(pattern: str) -> list[str]:
    """Return the words of a pattern as answers are written here: ``didn't`` is ``did not``."""
    return [part for word in pattern_words(pattern) for part in cleaned(word).casefold().split()]
