"""Days: read in the one format that the definition states, never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from satisfaction.errors import DefinitionError
from satisfaction.intake.columns.conversion import Conversion, faults_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from satisfaction.definitions.fields import Date
    from satisfaction.intake.columns.words import Words

# pandas reads 'now' and 'today' as the clock under any format, and years back to 1.
_HAS_DIGIT = re.compile("[0-9]")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_DIGITS_ONLY = re.compile("(%[Ymd])+")


def convert_date(name: str, field: Date, words: Words) -> Conversion:
    """Return a column of days as ``datetime64[us]`` at midnight."""
    days = read_days(words.words, field.format)
    far = outside_years(days)
    unread = days.isna().to_numpy() & ~words.blank
    blank = words.blank & (not field.may_be_blank)
    return Conversion(
        columns={name: day_column(words, days.mask(far))},
        faults=faults_in(
            words,
            field.column,
            {"blank_date": blank, "unreadable_date": unread, "out_of_range": far},
        ),
        filled=words.filled,
    )


def read_days(words: Sequence[str], written: str) -> pd.Series:
    """Return the day that each word names in the format ``written``, missing if it names none.

    Raises
    ------
    DefinitionError
        If ``written`` is not a date format.
    """
    if "%z" in written.lower():
        raise DefinitionError(
            f"The date format '{written}' has a time zone. Dates here are local days: leave it out."
        )
    texts = pd.Series([_readable(word, written) for word in words], dtype="str")
    try:
        days = pd.to_datetime(texts, format=written, exact=True, errors="coerce")
    except ValueError:
        # pandas' message may show a cell; ours is raised outside this block.
        days = None
    if days is None:
        raise DefinitionError(
            f"'{written}' is not a date format. Write day, month and year as in %d/%m/%Y."
        )
    return days.astype("datetime64[us]").dt.normalize()


def outside_years(days: pd.Series) -> npt.NDArray[np.bool_]:
    """Return which days lie outside the years 1900 to 2100: a slip of the keyboard."""
    far = (days.dt.year < _FIRST_YEAR) | (days.dt.year > _LAST_YEAR)
    return np.asarray(far, dtype=np.bool_)


def day_column(words: Words, of_words: pd.Series) -> pd.Series:
    """Return the day of each row."""
    return pd.Series(words.on_rows(of_words.to_numpy("datetime64[us]")))


def swapped_format(written: str) -> str:
    """Return the format with day and month exchanged."""
    return written.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def _readable(word: str, written: str) -> str | None:
    """Return the word if it can be a date at all; 1-digit parts need a separator to be sure."""
    if not _HAS_DIGIT.search(word):
        return None
    if _DIGITS_ONLY.fullmatch(written) and len(word) != _width(written):
        return None
    return word


def _width(written: str) -> int:
    return sum(4 if part == "Y" else 2 for part in written.split("%")[1:])
