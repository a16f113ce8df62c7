"""The rules of a field as expressions that an engine runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import narwhals as nw

from satisfaction.definitions.fields import Category, Consent, Count, Date, Number, Reference
from satisfaction.definitions.library import load_classification
from satisfaction.intake.columns.codes import code_lists, is_open
from satisfaction.intake.profiles.checks import patterns
from satisfaction.intake.profiles.checks.patterns import is_blank, is_like

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.fields import Field

LONGEST_REFERENCE = 64

# A sample of rows needs no more; each text is compared with every row.
_MOST_TEXTS = 500


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SeenDays:
    """What the different texts of a date were found to be, so that no calendar is needed."""

    readable: Sequence[str] = ()
    unreadable: Sequence[str] = ()
    far: Sequence[str] = ()


def rules_of(
    name: str, field: Field, *, typed: bool, seen: SeenDays | None = None
) -> dict[str, nw.Expr]:
    """Return which rows break each rule of a field, by reason.

    They say what the converters of a delivery say, with two limits: without ``seen`` a date is
    tested by its form only, and a number beyond 10 to the power of 200 is none.

    Parameters
    ----------
    name : str
        Column of the table, text that is not trimmed.
    field : Field
    typed : bool
        Whether days and decimals may also be written as typed columns are.
    seen : SeenDays, optional
    """
    rules = {} if field.may_be_blank else {_blank_reason(field): is_blank(name)}
    match field:
        case Date():
            rules |= _date(name, field, typed=typed, seen=seen or SeenDays())
        case Category() if not is_open(field):
            rules |= {"unknown_code": _unlisted(name, tuple(code_lists(name, field)[0].level_of))}
        case Consent():
            rules |= {"unknown_code": _unlisted(name, (*field.yes, *field.no))}
        case Count():
            rules |= _count(name, field)
        case Number():
            rules |= _number(name, field, typed=typed)
        case Reference():
            rules |= {"reference_too_long": _too_long(name)}
    return rules


def number_in(name: str, field: Count | Number, *, typed: bool) -> nw.Expr:
    """Return the number of each row, missing where there is none in the field's range."""
    number = _read(name, field, typed=typed)
    readable = ~_outside(number, field)
    if isinstance(field, Count):
        readable = readable & ~is_like(name, patterns.codes(field.not_answered))
    return nw.when(readable).then(number)


def _blank_reason(field: Field) -> str:
    reasons = {"date": "blank_date", "reference": "blank_reference"}
    return reasons.get(field.kind, "blank_not_allowed")


def _unlisted(name: str, known: Sequence[str]) -> nw.Expr:
    return ~is_blank(name) & ~is_like(name, patterns.codes(known))


def _too_long(name: str) -> nw.Expr:
    return patterns.without_spaces(name).str.len_chars() > LONGEST_REFERENCE


def _count(name: str, field: Count) -> dict[str, nw.Expr]:
    stated = is_like(name, patterns.codes(field.not_answered))
    whole = is_like(name, patterns.WHOLE) & ~stated
    decimal = is_like(name, patterns.decimals(".", typed=False)) & ~whole & ~stated
    return {
        "not_a_number": ~is_blank(name) & ~stated & ~whole & ~decimal,
        "not_a_whole_number": decimal,
        "out_of_range": whole & _outside(_read(name, field, typed=False), field),
    }


def _number(name: str, field: Number, *, typed: bool) -> dict[str, nw.Expr]:
    is_number = is_like(name, patterns.decimals(field.decimal, typed=typed))
    rules = {"not_a_number": ~is_blank(name) & ~is_number}
    if field.range is None:
        return rules
    return {**rules, "out_of_range": _outside(_read(name, field, typed=typed), field)}


def _read(name: str, field: Count | Number, *, typed: bool) -> nw.Expr:
    """Return the number, cast only where the text is one: a failed cast would stop the engine."""
    mark = "." if isinstance(field, Count) else field.decimal
    body = patterns.WHOLE if isinstance(field, Count) else patterns.decimals(mark, typed=typed)
    plain = nw.col(name).str.replace_all(f"[{patterns.SPACES}]", "")
    if mark == ",":
        plain = plain.str.replace_all(",", ".", literal=True)
    return nw.when(is_like(name, body)).then(plain).cast(nw.Float64)


def _outside(number: nw.Expr, field: Count | Number) -> nw.Expr:
    if field.range is None:
        return number.is_null()
    low, high = field.range
    outside = (number < low) | (number > high)
    if not isinstance(field, Count) or not field.classify:
        return outside
    listed = load_classification(field.classify)
    bands = {**listed.bands, **listed.outside}.values()
    banded = [(number >= first) & (number <= last) for first, last in bands]
    return outside | ~reduce(or_, banded)


def _date(name: str, field: Date, *, typed: bool, seen: SeenDays) -> dict[str, nw.Expr]:
    body = patterns.days(field.format, typed=typed)
    shape = re.compile(patterns.whole_text(body))
    unusual = [text for text in seen.readable if not shape.search(text)]
    shaped = [text for text in seen.unreadable if shape.search(text)]
    misshapen = ~is_blank(name) & ~is_like(name, body) & ~_is_in(name, unusual)
    rules = {"unreadable_date": misshapen | _is_in(name, shaped)}
    return {**rules, "out_of_range": _is_in(name, seen.far)} if seen.far else rules


def _is_in(name: str, texts: Sequence[str]) -> nw.Expr:
    return nw.col(name).is_in(list(texts[:_MOST_TEXTS]) or ["\x01none"])
