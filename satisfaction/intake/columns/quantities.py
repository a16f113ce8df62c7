"""Whole numbers, bands of them, and decimal numbers: 2.5 is not 2, and nothing is rounded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.definitions.levels import dimension_of
from satisfaction.definitions.library import load_classification
from satisfaction.intake.columns.conversion import Conversion, NotAnswered, categories, faults_in
from satisfaction.intake.columns.words import BLANK, UNKNOWN, positions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.fields import Count, Number
    from satisfaction.intake.columns.words import Words

_WHOLE = re.compile(r"([+-]?[0-9]{1,15})(\.0*)?")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_NO_BAND = -1
_BLANK, _NUMBER, _NOT_ANSWERED, _FRACTION, _OTHER, _OUTSIDE = range(6)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class _Wholes:
    """What each word of a count is: its kind, its number if it has one, its not-answered code."""

    kinds: npt.NDArray[np.int8]
    numbers: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int32]


def convert_count(name: str, field: Count, words: Words) -> Conversion:
    """Return a whole number a row; with ``classify`` also its band, under the field's own name."""
    read = _read_wholes(words.words, field)
    columns = {name: _numbers_of_rows(read, words, field)}
    if field.classify:
        columns = {
            name: _bands_of_rows(name, field, read, words),
            f"{name}_years": columns[name],
        }
    reasons = {
        "blank_not_allowed": (read.kinds == _BLANK) & (not field.may_be_blank),
        "not_a_number": read.kinds == _OTHER,
        "not_a_whole_number": read.kinds == _FRACTION,
        "out_of_range": read.kinds == _OUTSIDE,
    }
    return Conversion(
        columns=columns,
        faults=faults_in(words, field.column, reasons),
        filled=words.filled,
        notes=() if field.classify else _not_answered_note(field, read, words),
    )


def convert_number(name: str, field: Number, words: Words) -> Conversion:
    """Return a decimal number a row, missing where the cell is blank."""
    numbers = np.array([read_decimal(word, field.decimal) for word in words.words], dtype=float)
    is_blank = words.blank
    low, high = field.range or (-np.inf, np.inf)
    outside = (numbers < low) | (numbers > high)
    reasons = {
        "blank_not_allowed": is_blank & (not field.may_be_blank),
        "not_a_number": np.isnan(numbers) & ~is_blank,
        "out_of_range": outside,
    }
    return Conversion(
        columns={name: pd.Series(words.on_rows(np.where(outside, np.nan, numbers)), dtype=float)},
        faults=faults_in(words, field.column, reasons),
        filled=words.filled,
    )


def read_decimal(word: str, mark: str) -> float:
    """Return the number, or not-a-number: a thousands mark is never guessed."""
    if mark == ",":
        word = "?" if "." in word else word.replace(",", ".")
    number = float(word) if _DECIMAL.fullmatch(word) else np.nan
    return number if np.isfinite(number) else np.nan


def read_wholes(
    words: Sequence[str], field: Count
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the number of each word, and which words are numbers in the field's range."""
    read = _read_wholes(words, field)
    return read.numbers, read.kinds == _NUMBER


def whole_dtype(field: Count) -> str:
    """Return the smallest nullable integer type that holds the range."""
    most = max(abs(end) for end in field.range)
    fits = next((bits for bits in (16, 32) if most < 2 ** (bits - 1)), 64)
    return f"Int{fits}"


def band_places(field: Count, levels: Sequence[str]) -> Mapping[str, tuple[int, int, int]]:
    """Return each band's place among ``levels`` and its first and last number."""
    listed = load_classification(field.classify)
    bands = {**listed.bands, **listed.outside}
    return {band: (levels.index(band), *ends) for band, ends in bands.items()}


def _read_wholes(words: Sequence[str], field: Count) -> _Wholes:
    codes = positions(words, list(field.not_answered))
    numbers = np.zeros(len(words), dtype=np.int64)
    kinds = np.full(len(words), _NOT_ANSWERED, dtype=np.int8)
    kinds[codes == BLANK] = _BLANK
    for place in np.flatnonzero(codes == UNKNOWN).tolist():
        kinds[place], numbers[place] = _read_whole(words[place])
    low, high = field.range
    kinds[(kinds == _NUMBER) & ((numbers < low) | (numbers > high))] = _OUTSIDE
    if field.classify:
        kinds[(kinds == _NUMBER) & (_bands_of(numbers, field) == _NO_BAND)] = _OUTSIDE
    return _Wholes(kinds=kinds, numbers=numbers, codes=codes)


def _read_whole(word: str) -> tuple[int, int]:
    match = _WHOLE.fullmatch(word)
    if match:
        return _NUMBER, int(match[1])
    return (_FRACTION if _DECIMAL.fullmatch(word) else _OTHER), 0


def _bands_of(
    numbers: npt.NDArray[np.int64], field: Count, levels: Sequence[str] = ()
) -> npt.NDArray[np.int32]:
    """Return the place of each number's band among ``levels``, or that it has none."""
    listed = load_classification(field.classify)
    levels = levels or (*listed.bands, *listed.outside)
    places = np.full(len(numbers), _NO_BAND, dtype=np.int32)
    for place, first, last in band_places(field, levels).values():
        places[(numbers >= first) & (numbers <= last)] = place
    return places


def _numbers_of_rows(read: _Wholes, words: Words, field: Count) -> pd.Series:
    dtype = whole_dtype(field)
    is_number = read.kinds == _NUMBER
    values = np.where(is_number, read.numbers, 0).astype(dtype.lower())
    return pd.Series(
        pd.arrays.IntegerArray(words.on_rows(values), words.on_rows(~is_number), copy=False)
    )


def _bands_of_rows(name: str, field: Count, read: _Wholes, words: Words) -> pd.Series:
    levels = tuple(dict.fromkeys(dimension_of(name, field).all_levels))
    labels = [levels.index(label) for label in field.not_answered.values()]
    lookup = np.array([*labels, _NO_BAND, levels.index(field.blank)], dtype=np.int32)
    bands = _bands_of(read.numbers, field, levels)
    is_number = read.kinds == _NUMBER
    return categories(levels, words.on_rows(np.where(is_number, bands, lookup[read.codes])))


def _not_answered_note(field: Count, read: _Wholes, words: Words) -> tuple[NotAnswered, ...]:
    """Say how many rows gave a not-answered code, which a bare number cannot show."""
    rows = int(np.count_nonzero(words.on_rows(read.kinds == _NOT_ANSWERED)))
    labels = ", ".join(dict.fromkeys(field.not_answered.values()))
    return (NotAnswered(column=field.column, labels=labels, rows=rows),) if rows else ()
