"""Every cell of one field: few different texts are judged here, many where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.definitions.fields import Date, Reference, Text, Verbatim
from satisfaction.intake.columns.dates import read_days, swapped_format
from satisfaction.intake.columns.dialect import in_dialect
from satisfaction.intake.columns.words import words_of
from satisfaction.intake.profiles.checks.faults import RowFault
from satisfaction.intake.profiles.checks.queries import ROWS, count_texts, count_where
from satisfaction.intake.profiles.checks.rules import LONGEST_REFERENCE, SeenDays, rules_of
from satisfaction.intake.pseudonyms import session_key
from satisfaction.intake.reasons import UNREADABLE
from satisfaction.intake.refusals import expected_of
from satisfaction.intake.screening import convert_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    import narwhals as nw
    import numpy.typing as npt
    import pandas as pd

    from satisfaction.definitions.fields import Field
    from satisfaction.intake.columns.conversion import Conversion
    from satisfaction.intake.contents import Contents
    from satisfaction.intake.profiles.checks.queries import Table

# A field with more different texts is not a list of codes, days or ages: whatever they are, they
# stay where they are.
MOST_TEXTS = 100_000

Tested = Literal["each different text", "patterns in the engine", "blanks and lengths"]

_BLANK = frozenset({"blank_reference", "blank_date", "blank_not_allowed"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class JudgedField:
    """What is known of one field after all its cells were tested.

    Attributes
    ----------
    faults : tuple of RowFault
    tested : str
        How: text by text with a delivery's own converters, or by expressions in the engine.
    distinct : int or None
        Different texts; None for references and people's own words, which are not counted.
    filled, unread : int
        Rows that are not blank, and those of them that cannot be read; of a field whose texts were
        not judged one by one, both are 0.
    swapped : bool
        Whether every date can be read once day and month are exchanged.
    """

    name: str
    field: Field
    faults: tuple[RowFault, ...]
    tested: Tested
    distinct: int | None = None
    filled: int = 0
    unread: int = 0
    swapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Texts:
    """The different texts of some fields, and how many rows have each combination.

    Attributes
    ----------
    raw : pandas.DataFrame
        As they stand in the records, a column a field.
    written : pandas.DataFrame
        As a delivery would have them, under the columns of the contract.
    rows : numpy.ndarray of int
    """

    raw: pd.DataFrame
    written: pd.DataFrame
    rows: npt.NDArray[np.int64]


def is_judged_by_text(field: Field) -> bool:
    """Whether the texts of a field may leave the engine: codes, days and numbers."""
    return not isinstance(field, Reference | Text | Verbatim)


def judge_field(
    name: str, contents: Contents, table: Table, *, distinct: int | None, typed: bool
) -> JudgedField:
    """Test every cell of one field.

    Parameters
    ----------
    name : str
    contents : Contents
    table : narwhals.LazyFrame
        Every field as text.
    distinct : int or None
        Different texts of the field; None if it may not be judged by its texts.
    typed : bool
        Whether days and decimals may be written as typed columns are.
    """
    field = contents.fields[name]
    if distinct is None or distinct > MOST_TEXTS:
        return _by_patterns(name, field, table, distinct=distinct, typed=typed)
    texts = read_texts([name], contents, table, typed=typed)
    conversion = converted(name, contents, texts)
    unread = sum(_rows(mask, texts) for reason, mask in _masks(conversion) if reason in UNREADABLE)
    blank = (texts.written[field.column].str.strip() == "").to_numpy()
    return JudgedField(
        name=name,
        field=field,
        faults=_by_texts(name, field, conversion, texts, typed=typed),
        tested="each different text",
        distinct=distinct,
        filled=_rows(~blank, texts),
        unread=unread,
        swapped=unread > 0 and _is_swapped(field, texts, blank),
    )


def read_texts(names: list[str], contents: Contents, table: Table, *, typed: bool) -> Texts:
    """Return the different texts of ``names`` and their rows."""
    counted = count_texts(table, names)
    raw = counted[names].astype("str")
    written = raw.rename(columns={name: contents.fields[name].column for name in names})
    return Texts(
        raw=raw,
        written=in_dialect(written, contents) if typed else written,
        rows=counted[ROWS].to_numpy(np.int64),
    )


def converted(name: str, contents: Contents, texts: Texts) -> Conversion:
    """Convert the different texts of a field as a delivery's cells are converted."""
    field = contents.fields[name]
    # No reference is among these fields, so that nothing is hashed with the key.
    return convert_field(name, field, words_of(texts.written[field.column]), session_key())


def expected_by(fault: str, field: Field) -> str:
    """Return what a rule of a field expects, in words."""
    if fault in _BLANK:
        return "no blank"
    if fault == "reference_too_long":
        return f"at most {LONGEST_REFERENCE} characters"
    if fault == "out_of_range" and isinstance(field, Date):
        return "days of the years 1900 to 2100"
    return expected_of(field)


def _by_texts(
    name: str, field: Field, conversion: Conversion, texts: Texts, *, typed: bool
) -> tuple[RowFault, ...]:
    masks = dict(_masks(conversion))
    rules = rules_of(name, field, typed=typed, seen=_seen(name, field, masks, texts))
    counts = {reason: _rows(mask, texts) for reason, mask in masks.items()}
    return _faults(name, field, counts, rules)


def _by_patterns(
    name: str, field: Field, table: Table, *, distinct: int | None, typed: bool
) -> JudgedField:
    rules = rules_of(name, field, typed=typed)
    words = isinstance(field, Reference | Text | Verbatim)
    return JudgedField(
        name=name,
        field=field,
        faults=_faults(name, field, count_where(table, rules), rules),
        tested="blanks and lengths" if words else "patterns in the engine",
        distinct=distinct,
    )


def _faults(
    name: str, field: Field, counts: Mapping[str, int], rules: Mapping[str, nw.Expr]
) -> tuple[RowFault, ...]:
    return tuple(
        RowFault(
            field=name,
            column=field.column,
            fault=reason,
            expected=expected_by(reason, field),
            rows=rows,
            # A delivery takes a long reference: it may be one.
            outcome="flag" if reason == "reference_too_long" else "reject",
            where=rules[reason],
        )
        for reason, rows in counts.items()
        if rows
    )


def _masks(conversion: Conversion) -> list[tuple[str, npt.NDArray[np.bool_]]]:
    return [(fault.reason, fault.rows) for fault in conversion.faults]


def _rows(mask: npt.NDArray[np.bool_], texts: Texts) -> int:
    return int(texts.rows[mask].sum())


def _seen(
    name: str, field: Field, masks: Mapping[str, npt.NDArray[np.bool_]], texts: Texts
) -> SeenDays | None:
    """Return which texts of a date are days: an engine's calendar is not ours."""
    if not isinstance(field, Date):
        return None
    nowhere = np.zeros(len(texts.rows), dtype=np.bool_)
    unread = masks.get("unreadable_date", nowhere)
    far = masks.get("out_of_range", nowhere)
    raw = texts.raw[name]
    return SeenDays(
        readable=list(raw[~unread & ~far & (raw.str.strip() != "").to_numpy()]),
        unreadable=list(raw[unread]),
        far=list(raw[far]),
    )


def _is_swapped(field: Field, texts: Texts, blank: npt.NDArray[np.bool_]) -> bool:
    if not isinstance(field, Date) or swapped_format(field.format) == field.format:
        return False
    words = words_of(texts.written[field.column][~blank]).words
    return not read_days(words, swapped_format(field.format)).isna().any()
