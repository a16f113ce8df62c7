"""Kinds of column in the words of somebody who fills one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Category, Count, Date, Number, Reference
from satisfaction.definitions.shelf import load_classification

if TYPE_CHECKING:
    from satisfaction.definitions.fields import Field

_KINDS = {
    "reference": "reference",
    "date": "date",
    "category": "one of the codes",
    "count": "whole number",
    "number": "decimal number",
    "consent": "yes or no",
    "text": "free text",
    "verbatim": "the respondent's own words",
}
_DIRECTIVES = {
    "%d": "DD", "%m": "MM", "%Y": "YYYY", "%y": "YY", "%b": "Mon", "%B": "Month",
    "%H": "hh", "%M": "mm", "%S": "ss",
}  # fmt: skip
_SOURCES = {
    "self-defined": "as the respondent says at the interview",
    "recorded": "as on the crime record",
    "officer-observed": "as the officer observed",
}


def kind_of(field: Field) -> str:
    """Return the kind of ``field`` in words."""
    if isinstance(field, Category) and not field.levels and not field.classify:
        return "name or code, always written the same way"
    return _KINDS[field.kind]


def format_of(field: Field) -> str:
    """Return how a value of ``field`` is written."""
    match field:
        case Date():
            return date_form(field.format)
        case Count():
            return f"{field.range[0]} to {field.range[1]}{_bands(field)}"
        case Number():
            span = f"{field.range[0]:g} to {field.range[1]:g}; " if field.range else ""
            return f"{span}decimal {'comma' if field.decimal == ',' else 'point'}"
        case Reference():
            return "each value once" if field.unique else ""
        case _:
            return ""


def source_of(field: Field) -> str:
    """Return who says so, as the end of a sentence, or an empty text."""
    source = _SOURCES.get(getattr(field, "source", ""), "")
    return f" ({source})" if source else ""


def date_form(form: str) -> str:
    """Return a ``strptime`` format as a contractor writes it, such as DD/MM/YYYY."""
    for directive, word in _DIRECTIVES.items():
        form = form.replace(directive, word)
    return form


def _bands(field: Count) -> str:
    if not field.classify:
        return ""
    return f"; shown in the bands {', '.join(load_classification(field.classify).bands)}"
