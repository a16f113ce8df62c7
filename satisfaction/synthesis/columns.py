"""Columns of text as a file has them: distinct words and the word of each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.synthesis.types import Bools, Integers

BLANK = -1
_ZERO = ord("0")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """One column.

    Attributes
    ----------
    words : tuple of str
        May hold a word twice; an empty word is a blank.
    codes : array of int
        Position in ``words`` of each row; -1 for a blank.
    """

    words: tuple[str, ...]
    codes: Integers

    def blanked(self, rows: Bools) -> Column:
        """Return the column with blanks in ``rows``."""
        return Column(words=self.words, codes=np.where(rows, BLANK, self.codes))

    def replaced(self, rows: Bools | Integers, word: str) -> Column:
        """Return the column with ``word`` in ``rows``."""
        codes = np.array(self.codes, dtype=np.int32)
        codes[rows] = len(self.words)
        return Column(words=(*self.words, word), codes=codes)

    def taken(self, rows: Integers) -> Column:
        """Return the column of the rows at these positions."""
        return Column(words=self.words, codes=self.codes[rows])

    def to_series(self) -> pd.Series:
        """Return text as ``category``, or as ``str`` if most words stand once; blanks missing."""
        places = {word: place for place, word in enumerate(dict.fromkeys(self.words)) if word}
        order = {word: place for place, word in enumerate(places)}
        moved = np.array([*(order.get(word, BLANK) for word in self.words), BLANK], dtype=np.int32)
        codes = moved[np.asarray(self.codes)]
        if 2 * len(order) > len(codes):
            taken = pd.array([*order, None], dtype="str").take(codes)
            return pd.Series(taken)
        dtype = pd.CategoricalDtype(pd.Index(list(order), dtype="str"))
        return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype, validate=False))


def column(words: Sequence[str], codes: Integers) -> Column:
    """Return a column of ``words``."""
    return Column(words=tuple(words), codes=np.asarray(codes))


def numbered(prefix: str, numbers: Integers, width: int) -> pd.Series:
    """Return references such as ``S00000017``, made digit by digit since there may be millions."""
    head = np.frombuffer(prefix.encode(), dtype=np.uint8)
    letters = np.empty((len(numbers), len(head) + width), dtype=np.uint8)
    letters[:, : len(head)] = head
    rest = np.asarray(numbers, dtype=np.int64).copy()
    for place in range(len(head) + width - 1, len(head) - 1, -1):
        letters[:, place] = _ZERO + rest % 10
        rest //= 10
    size = letters.shape[1]
    offsets = np.arange(len(numbers) + 1, dtype=np.int64) * size
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(letters.tobytes())]
    array = pa.Array.from_buffers(pa.large_string(), len(numbers), buffers)
    return pd.Series(pd.array(array, dtype="str"))
