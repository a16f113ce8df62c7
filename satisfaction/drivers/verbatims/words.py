"""Verbatims as a stream of words: which word stands where, in whose answer, how it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.drivers.verbatims.cleaning import cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]

BREAK = -1

# No word of any language that is spoken to the police is longer.
_LONGEST = 40

_PIECE = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[^\s]")
_NOT_A_WORD = re.compile(r"[\d@_/\\]|www\.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WordStream:
    """All words of all answers, in order. It has no repr: nothing that holds answers shows them.

    Attributes
    ----------
    vocabulary : tuple of str
        Distinct words in small letters.
    ids : (n,) int array
        Position in ``vocabulary`` of each word; -1 for a break: punctuation, whatever has a digit
        or is an address, the end of an answer.
    texts : (n,) int array
        Answer of each word, from 0.
    written_small : (v,) int array
        Answers in which each word of the vocabulary is written in small letters throughout.
    size : int
        Number of answers.
    """

    vocabulary: tuple[str, ...]
    ids: Integers
    texts: Integers
    written_small: Integers
    size: int


def word_stream(answers: Sequence[str]) -> WordStream:
    """Split answers into words.

    Examples
    --------
    >>> stream = word_stream(["Nobody rang. I didn't mind", "ring 020 7946 0123"])
    >>> [stream.vocabulary[i] if i >= 0 else "|" for i in stream.ids][:8]
    ['nobody', 'rang', '|', 'i', 'did', 'not', 'mind', '|']
    """
    place: dict[str, int] = {}
    ids: list[int] = []
    ends: list[int] = []
    small: list[int] = []
    for answer in answers:
        seen_small: set[int] = set()
        for piece in pieces(answer):
            if not piece[0].isalpha() or len(piece) > _LONGEST:
                ids.append(BREAK)
                continue
            number = place.setdefault(piece.casefold(), len(place))
            ids.append(number)
            if piece.islower():
                seen_small.add(number)
        ids.append(BREAK)
        ends.append(len(ids))
        small.extend(seen_small)
    lengths = np.diff([0, *ends])
    return WordStream(
        vocabulary=tuple(place),
        ids=np.array(ids, dtype=np.int64),
        texts=np.repeat(np.arange(len(ends)), lengths),
        written_small=np.bincount(np.array(small, dtype=np.int64), minlength=len(place)),
        size=len(ends),
    )


def pieces(answer: str) -> list[str]:
    """Return words as written, and a mark for each break; the time is linear in the length."""
    found: list[str] = []
    for chunk in cleaned(answer).split():
        if _NOT_A_WORD.search(chunk):
            found.append("|")
        else:
            found.extend(_PIECE.findall(chunk))
    return found
