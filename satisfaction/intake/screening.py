"""A delivery's text into typed columns, and every rule that a row breaks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from satisfaction.definitions.fields import Reference
from satisfaction.intake.columns.answers import convert_answers
from satisfaction.intake.columns.codes import convert_category
from satisfaction.intake.columns.consents import convert_consent
from satisfaction.intake.columns.conversion import Fault
from satisfaction.intake.columns.dates import convert_date
from satisfaction.intake.columns.quantities import convert_count, convert_number
from satisfaction.intake.columns.references import convert_reference, convert_text
from satisfaction.intake.columns.words import Words, words_of
from satisfaction.intake.crossfield import broken_by, repeats, row_checks, unique_checks
from satisfaction.intake.refusals import count_unread, refuse_unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.checks import Check
    from satisfaction.definitions.fields import Field
    from satisfaction.intake.columns.conversion import Conversion, NotAnswered
    from satisfaction.intake.contents import Contents
    from satisfaction.intake.earlier import EarlierKeys
    from satisfaction.intake.loading import Loaded
    from satisfaction.intake.pseudonyms import PseudonymKey
    from satisfaction.intake.refusals import Unread


_CONVERTERS: Mapping[str, Callable[[str, Any, Words], Conversion]] = {
    "date": convert_date,
    "category": convert_category,
    "count": convert_count,
    "number": convert_number,
    "consent": convert_consent,
    "text": convert_text,
    "verbatim": convert_text,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Screened:
    """Every row of a delivery, converted and judged.

    Attributes
    ----------
    frame : pandas.DataFrame
        Typed columns with ``flag_REASON``, ``file`` and ``row``; cells at fault are missing.
    faults : tuple of Fault
        Each rejects its rows.
    flags : mapping of str to numpy.ndarray of bool
        Soft rule to the rows that break it.
    notes : tuple of NotAnswered
    unread : mapping of str to Unread
        For each field and question, what of its column cannot be read.
    """

    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    flags: Mapping[str, npt.NDArray[np.bool_]]
    notes: tuple[NotAnswered, ...]
    unread: Mapping[str, Unread]

    @property
    def rejected(self) -> npt.NDArray[np.bool_]:
        """Rows with at least one fault."""
        return any_of([fault.rows for fault in self.faults], len(self.frame))


def screen(loaded: Loaded, contents: Contents, key: PseudonymKey) -> Screened:
    """Convert every column and apply every check.

    Raises
    ------
    ContractError
        If more than `refuse_above` of a column cannot be read: its format or code list is another.
    """
    screened = screen_block(loaded, contents, key, None)
    refuse_unreadable(screened.unread, loaded.name, contents)
    return screened


def screen_block(
    loaded: Loaded, contents: Contents, key: PseudonymKey, earlier: EarlierKeys | None
) -> Screened:
    """Do as :func:`screen` for some rows of a delivery, and refuse nothing: the rest may be good.

    ``earlier`` has the keys of the rows before; those of these rows are added to it.
    """
    words = {str(column): words_of(loaded.text[column]) for column in loaded.text}
    rows = len(loaded.text)
    fields = {
        name: convert_field(name, field, words.get(field.column) or _all_blank(rows), key)
        for name, field in contents.fields.items()
    }
    columns = {part: c for conversion in fields.values() for part, c in conversion.columns.items()}
    conversions, misrouted = dict(fields), np.zeros(rows, dtype=np.bool_)
    if contents.survey:
        asked = {
            n: words[q.column] for n, q in contents.survey.questions.items() if q.column in words
        }
        answers = convert_answers(contents.survey, asked, columns, rows)
        conversions, misrouted = {**fields, **answers.conversions}, answers.misrouted
    unread = count_unread(conversions, words, loaded, contents)
    judged = _judge(conversions, misrouted, loaded, contents.checks, earlier)
    return replace(judged, unread=unread)


def convert_field(name: str, field: Field, words: Words, key: PseudonymKey) -> Conversion:
    """Convert one column by the kind of its field."""
    if isinstance(field, Reference):
        return convert_reference(name, field, words, key=key)
    return _CONVERTERS[field.kind](name, field, words)


def any_of(masks: Sequence[npt.NDArray[np.bool_]], rows: int) -> npt.NDArray[np.bool_]:
    """Return the rows that at least one of ``masks`` has."""
    union = np.zeros(rows, dtype=np.bool_)
    for mask in masks:
        union |= mask
    return union


def _all_blank(rows: int) -> Words:
    return Words(words=("",), codes=np.zeros(rows, dtype=np.int32))


def _judge(
    conversions: Mapping[str, Conversion],
    misrouted: npt.NDArray[np.bool_],
    loaded: Loaded,
    checks: Sequence[Check],
    earlier: EarlierKeys | None,
) -> Screened:
    columns = {
        part: c for conversion in conversions.values() for part, c in conversion.columns.items()
    }
    frame = pd.DataFrame(columns, copy=False)
    faults = [fault for conversion in conversions.values() for fault in conversion.faults]
    flags: dict[str, npt.NDArray[np.bool_]] = {}
    for check in row_checks(checks):
        _record(check, broken_by(check, frame, misrouted), faults, flags)
    for unique in unique_checks(checks):
        rejected = any_of([fault.rows for fault in faults], len(frame))
        _record(unique, repeats(unique, frame, rejected, earlier), faults, flags)
    return Screened(
        frame=_with_marks(frame, flags, loaded),
        faults=tuple(fault for fault in faults if fault.rows.any()),
        flags=flags,
        notes=tuple(note for conversion in conversions.values() for note in conversion.notes),
        unread={},
    )


def _record(
    check: Check,
    broken: npt.NDArray[np.bool_],
    faults: list[Fault],
    flags: dict[str, npt.NDArray[np.bool_]],
) -> None:
    if check.then == "reject":
        faults.append(Fault(reason=check.reason, column="", rows=broken))
    else:
        flags[check.reason] = flags.get(check.reason, False) | broken


def _with_marks(
    frame: pd.DataFrame, flags: Mapping[str, npt.NDArray[np.bool_]], loaded: Loaded
) -> pd.DataFrame:
    marks = {f"flag_{reason}": pd.Series(mask) for reason, mask in flags.items()}
    place = {"file": loaded.file, "row": pd.Series(loaded.row)}
    return pd.concat([frame, pd.DataFrame({**marks, **place})], axis=1)
