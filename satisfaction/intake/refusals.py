"""When a column is not full of bad rows but of another format or code list: the file is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import Category, Consent, Count, Date, Number
from satisfaction.definitions.library import load_classification
from satisfaction.errors import ContractError, name_list
from satisfaction.intake.columns.dates import read_days, swapped_format
from satisfaction.intake.reasons import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from satisfaction.definitions.fields import Field
    from satisfaction.intake.columns.conversion import Conversion
    from satisfaction.intake.columns.words import Words
    from satisfaction.intake.contents import Contents
    from satisfaction.intake.loading import Loaded

_ROWS_SHOWN = 5
_CODES_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Cells of a column that cannot be read; what is known of blocks of rows can be added.

    Attributes
    ----------
    column : str
        Column of the delivery; empty where every cell can be read.
    faults, filled, rows : int
        Faults, cells that are not blank, and rows with a fault.
    first : tuple of int
        Numbers of the first rows at fault.
    swapped : bool
        Whether every cell is a date once day and month are exchanged.
    """

    column: str
    faults: int
    filled: int
    rows: int
    first: tuple[int, ...]
    swapped: bool

    def __add__(self, later: Unread) -> Unread:
        return Unread(
            column=self.column or later.column,
            faults=self.faults + later.faults,
            filled=self.filled + later.filled,
            rows=self.rows + later.rows,
            first=(*self.first, *later.first)[:_ROWS_SHOWN],
            swapped=self.swapped and later.swapped,
        )


def count_unread(
    conversions: Mapping[str, Conversion],
    words: Mapping[str, Words],
    loaded: Loaded,
    contents: Contents,
) -> dict[str, Unread]:
    """Return for each field and question what of its column cannot be read."""
    return {
        name: _unread(conversion, loaded, _is_swapped(contents.fields.get(name), words))
        for name, conversion in conversions.items()
    }


def refuse_unreadable(unread: Mapping[str, Unread], file: str, contents: Contents) -> None:
    """Raise if more than ``refuse_above`` of the filled cells of any column cannot be read.

    Raises
    ------
    ContractError
        With every such column, what was expected, how many cells, and the first rows.
    """
    faults = [
        _sentence(name, found, contents)
        for name, found in unread.items()
        if found.faults > contents.refuse_above * found.filled
    ]
    if faults:
        raise ContractError(refusal(file, contents, faults), faults=faults)


def refusal(name: str, contents: Contents, faults: Sequence[str]) -> str:
    """Return the message of a refused delivery with its faults one below the other."""
    listed = "\n  ".join(faults)
    return (
        f"{name} does not fit the definition '{contents.definition}'; nothing was kept.\n  {listed}"
    )


def expected_of(field: Field) -> str:
    """Return what the cells of a field should be, in words."""
    match field:
        case Date():
            return f"dates written {field.format}"
        case Category():
            return f"the codes {_codes(_category_codes(field))}"
        case Consent():
            return f"the codes {_codes((*field.yes, *field.no))}"
        case Count():
            codes = (
                f" or the codes {_codes(tuple(field.not_answered))}" if field.not_answered else ""
            )
            return f"whole numbers from {field.range[0]} to {field.range[1]}{codes}"
        case Number():
            span = f" from {field.range[0]:g} to {field.range[1]:g}" if field.range else ""
            return f"numbers{span} with '{field.decimal}' as decimal mark and no thousands mark"
        case _:
            return "text"


def _unread(conversion: Conversion, loaded: Loaded, is_swapped: bool) -> Unread:  # noqa: FBT001
    faults = [fault for fault in conversion.faults if fault.reason in UNREADABLE]
    rows = np.flatnonzero(np.logical_or.reduce([f.rows for f in faults])) if faults else ()
    return Unread(
        column=faults[0].column if faults else "",
        faults=sum(fault.count for fault in faults),
        filled=conversion.filled,
        rows=len(rows),
        first=tuple(int(loaded.row[place]) for place in rows[:_ROWS_SHOWN]),
        swapped=is_swapped,
    )


def _sentence(name: str, found: Unread, contents: Contents) -> str:
    order = ""
    field = contents.fields.get(name)
    if isinstance(field, Date) and found.swapped:
        order = (
            " The order of day and month looks wrong: written "
            f"{swapped_format(field.format)}, every date can be read."
        )
    return (
        f"`{found.column}`: {found.rows:,} of {found.filled:,} cells cannot be read "
        f"({_first_rows(found)}). Expected {_expected(name, contents)}.{order} "
        "Correct the file, or the definition if the delivery is right."
    )


def _first_rows(found: Unread) -> str:
    """Return the numbers of the first rows at fault and how many follow."""
    shown = ", ".join(str(number) for number in found.first)
    rest = found.rows - len(found.first)
    return f"rows {shown} and {rest:,} more" if rest > 0 else f"rows {shown}"


def _expected(name: str, contents: Contents) -> str:
    field = contents.fields.get(name)
    if field is not None:
        return expected_of(field)
    if contents.survey is None:
        return "text"
    scale = contents.survey.scale_of(name)
    return f"the codes {_codes((*scale.grades, *scale.not_answered))}"


def _category_codes(field: Category) -> tuple[str, ...]:
    listed = load_classification(field.classify) if field.classify else None
    classified = (*listed.codes, *listed.unknown) if listed else ()
    return (*classified, *field.levels, *field.not_answered)


def _codes(codes: Sequence[str]) -> str:
    if len(codes) > _CODES_SHOWN:
        return f"{', '.join(codes[:_CODES_SHOWN])} and {len(codes) - _CODES_SHOWN} more"
    return ", ".join(codes) or name_list(codes)


def _is_swapped(field: Field | None, words: Mapping[str, Words]) -> bool:
    """Whether exchanging day and month makes every date readable."""
    if not isinstance(field, Date) or field.column not in words:
        return False
    swapped, own = swapped_format(field.format), words[field.column]
    return swapped != field.format and not read_days(own.words, swapped).isna()[~own.blank].any()
