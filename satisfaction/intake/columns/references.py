"""Reference numbers and free text: from cells to pseudonyms and trimmed text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.intake.columns.conversion import Conversion, faults_in
from satisfaction.intake.pseudonyms import pseudonyms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.fields import Reference, Text, Verbatim
    from satisfaction.intake.columns.words import Words
    from satisfaction.intake.pseudonyms import PseudonymKey


def convert_reference(
    name: str, field: Reference, words: Words, *, key: PseudonymKey
) -> Conversion:
    """Return the pseudonyms of a reference column, or its trimmed text where none are wanted."""
    made = pseudonyms_of(words.words, key, name) if field.pseudonym else words.words
    blank = words.blank & (not field.may_be_blank)
    return Conversion(
        columns={name: text_column(words, made)},
        faults=faults_in(words, field.column, {"blank_reference": blank}),
        filled=words.filled,
    )


def convert_text(name: str, field: Text | Verbatim, words: Words) -> Conversion:
    """Return somebody's own words, trimmed; empty where nothing was said."""
    blank = words.blank & (not field.may_be_blank)
    return Conversion(
        columns={name: text_column(words, words.words)},
        faults=faults_in(words, field.column, {"blank_not_allowed": blank}),
        filled=words.filled,
    )


def text_column(words: Words, of_words: Sequence[str]) -> pd.Series:
    """Return a text column that has ``of_words`` for each word."""
    distinct = np.array([*of_words, ""], dtype=object)[:-1]
    return pd.Series(pd.array(distinct, dtype="str").take(words.codes))
