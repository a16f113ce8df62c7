"""When a column is not full of bad rows but of another format or code list: the file is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import Category, Consent, Count, Date, Number
from satisfaction.definitions.library import load_classification
from satisfaction.errors import ContractError, name_list
from satisfaction.intake.columns.dates import read_days, swapped_format
from satisfaction.intake.reasons import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from satisfaction.definitions.fields import Field
    from satisfaction.intake.columns.conversion import Conversion, Fault
    from satisfaction.intake.columns.words import Words
    from satisfaction.intake.contents import Contents
    from satisfaction.intake.loading import Loaded

_ROWS_SHOWN = 5
_CODES_SHOWN = 12


def refuse_unreadable(
    conversions: Mapping[str, Conversion],
    words: Mapping[str, Words],
    loaded: Loaded,
    contents: Contents,
) -> None:
    """Raise if more than ``refuse_above`` of the filled cells of any column cannot be read.

    Raises
    ------
    ContractError
        With every such column, what was expected, how many cells, and the first rows.
    """
    faults = []
    for name, conversion in conversions.items():
        unread = [fault for fault in conversion.faults if fault.reason in UNREADABLE]
        count = sum(fault.count for fault in unread)
        if count > contents.refuse_above * conversion.filled:
            faults.append(_sentence(name, unread, conversion.filled, words, loaded, contents))
    if faults:
        raise ContractError(refusal(loaded.name, contents, faults), faults=faults)


def refusal(name: str, contents: Contents, faults: Sequence[str]) -> str:
    """Return the message of a refused delivery with its faults one below the other."""
    listed = "\n  ".join(faults)
    return (
        f"{name} does not fit the definition '{contents.definition}'; nothing was kept.\n  {listed}"
    )


def first_rows(rows: npt.NDArray[np.bool_], loaded: Loaded) -> str:
    """Return the numbers of the first rows at fault and how many follow."""
    places = np.flatnonzero(rows)
    shown = ", ".join(str(number) for number in loaded.row[places[:_ROWS_SHOWN]])
    rest = len(places) - _ROWS_SHOWN
    return f"rows {shown} and {rest:,} more" if rest > 0 else f"rows {shown}"


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


def _sentence(
    name: str,
    unread: Sequence[Fault],
    filled: int,
    words: Mapping[str, Words],
    loaded: Loaded,
    contents: Contents,
) -> str:
    column = unread[0].column
    rows = np.logical_or.reduce([fault.rows for fault in unread])
    return (
        f"`{column}`: {int(rows.sum()):,} of {filled:,} cells cannot be read "
        f"({first_rows(rows, loaded)}). Expected {_expected(name, contents)}."
        f"{_order_hint(contents.fields.get(name), words[column])} "
        "Correct the file, or the definition if the delivery is right."
    )


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


def _order_hint(field: Field | None, words: Words) -> str:
    """Say so if exchanging day and month would make every date readable."""
    if not isinstance(field, Date):
        return ""
    swapped = swapped_format(field.format)
    if swapped == field.format or read_days(words.words, swapped).isna()[~words.blank].any():
        return ""
    return f" The order of day and month looks wrong: written {swapped}, every date can be read."
