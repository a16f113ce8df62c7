"""A column of text as its distinct words: what is converted once a word, not once a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    import pandas as pd

BLANK = -1
UNKNOWN = -2

Scalar = TypeVar("Scalar", bound=np.generic)

# Excel, SPSS and pandas write the code 1 as 1.0 once a column has held a blank.
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The distinct cells of a column, trimmed, and which of them each row has.

    Attributes
    ----------
    words : tuple of str
        Distinct before trimming, so two of them may be equal.
    codes : numpy.ndarray of int
        Position in ``words`` of each row.
    """

    words: tuple[str, ...]
    codes: npt.NDArray[np.int32]

    def __repr__(self) -> str:
        return f"Words({len(self.words):,} distinct in {len(self.codes):,} rows)"

    @property
    def blank(self) -> npt.NDArray[np.bool_]:
        """Which words are blank."""
        return self.mask(word == "" for word in self.words)

    @property
    def filled(self) -> int:
        """Rows that are not blank."""
        return len(self.codes) - int(self.on_rows(self.blank).sum())

    def mask(self, of_words: Iterable[bool]) -> npt.NDArray[np.bool_]:
        """Return one truth value a word as an array."""
        return np.fromiter(of_words, dtype=np.bool_, count=len(self.words))

    def on_rows(self, of_words: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        """Return for each row what ``of_words`` says of its word."""
        if not len(self.words):
            return of_words[:0]
        return np.take(of_words, self.codes)


def words_of(column: pd.Series) -> Words:
    """Split a column of text into distinct words and their rows; missing cells are blank."""
    cells = pa.array(column.astype("str"), from_pandas=True)
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    encoded = pc.dictionary_encode(pc.fill_null(cells, ""))
    trimmed = pc.utf8_trim_whitespace(encoded.dictionary).to_pylist()
    return Words(words=tuple(trimmed), codes=encoded.indices.to_numpy(zero_copy_only=False))


def positions(words: Sequence[str], known: Sequence[str]) -> npt.NDArray[np.int32]:
    """Return where each word stands in ``known``; ``BLANK`` or ``UNKNOWN`` if it does not.

    A word matches exactly, or as a whole number written with a trailing ``.0``.
    """
    index = {code: place for place, code in reversed(list(enumerate(known)))}
    found = (_place(word, index) for word in words)
    return np.fromiter(found, dtype=np.int32, count=len(words))


def without_zero_decimals(word: str) -> str:
    """Return ``1`` for ``1.0``, and any other word as it is."""
    match = _WHOLE.fullmatch(word)
    return match[1] if match else word


def _place(word: str, index: dict[str, int]) -> int:
    if not word:
        return index.get(word, BLANK)
    place = index.get(word)
    return index.get(without_zero_decimals(word), UNKNOWN) if place is None else place
