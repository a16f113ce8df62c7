"""Faults that any set of columns can have: one column read twice, checks on fields not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.faults import Fault
from satisfaction.definitions.fields import Category, Consent, Count, Date, Number
from satisfaction.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from satisfaction.definitions.checks import Check
    from satisfaction.definitions.fields import Field
    from satisfaction.definitions.questions import Question

_CONSENT_PARTS = ("purpose", "by", "on")

# Columns that checked tables, and returns alone, get besides those of the definition.
_RESERVED = ("row",)
_RESERVED_IN_RETURNS = ("row", "file", "base_weight")
_RESERVED_START = "flag_"


def unknown_name(word: str, known: Iterable[str], path: tuple[str, ...], among: str) -> Fault:
    """Return the fault of a name that ``among`` does not have, with the nearest that it has."""
    names = list(known)
    listed = f" Known: {', '.join(names)}." if names else ""
    says = f"'{word}' is not one of `{among}`.{did_you_mean(word, names)}{listed}"
    return Fault(path=path, says=says)


def column_faults(
    fields: Mapping[str, Field], questions: Mapping[str, Question] | None = None
) -> Iterator[Fault]:
    """Yield columns that two parts of a definition read, and names that tables keep for others."""
    first_reader: dict[str, tuple[str, ...]] = {}
    for path, column in _readers(fields, questions or {}):
        first = first_reader.setdefault(column, path)
        if first != path:
            says = (
                f"The column '{column}' is already read by `{'.'.join(first[:2])}`. "
                "Each column is read once."
            )
            yield Fault(path=path, says=says)
    yield from _derived_names(fields, {**fields, **(questions or {})})
    reserved = _RESERVED if questions is None else _RESERVED_IN_RETURNS
    yield from _reserved_names("fields", fields, reserved)
    yield from _reserved_names("questions", questions or {}, reserved)


def check_faults(
    checks: Sequence[Check], fields: Mapping[str, Field], *, routed: bool
) -> Iterator[Fault]:
    """Yield checks that name missing or unfit fields, or share a reason code."""
    reasons: set[str] = set()
    for number, check in enumerate(checks):
        path = ("checks", str(number))
        if check.reason in reasons:
            says = f"An earlier check has the reason '{check.reason}' too. Rename one."
            yield Fault(path=(*path, "reason"), says=says)
        reasons.add(check.reason)
        if check.kind == "routing" and not routed:
            says = "Only a survey has questions with routing. Take the check away."
            yield Fault(path=(*path, "kind"), says=says)
        for key, name in _named_fields(check):
            yield from _unfit(name, fields, (*path, key), check)


def _readers(
    fields: Mapping[str, Field], questions: Mapping[str, Question]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, field in fields.items():
        yield ("fields", name, "column"), field.column
        if isinstance(field, Consent):
            parts = ((part, getattr(field, part)) for part in _CONSENT_PARTS)
            yield from ((("fields", name, part), column) for part, column in parts if column)
    for name, question in questions.items():
        yield ("questions", name, "column"), question.column


def _reserved_names(section: str, parts: Iterable[str], reserved: Sequence[str]) -> Iterator[Fault]:
    for name in parts:
        if name in reserved or name.startswith(_RESERVED_START):
            says = f"The name '{name}' is kept for a column of the checked table. Choose another."
            yield Fault(path=(section, name), says=says)


def _derived_names(fields: Mapping[str, Field], parts: Mapping[str, object]) -> Iterator[Fault]:
    """Yield names that a checked table gives to what it derives from another field."""
    for name, field in fields.items():
        derived: tuple[str, ...] = ()
        if isinstance(field, Consent):
            derived = tuple(f"{name}_{part}" for part in _CONSENT_PARTS)
        elif isinstance(field, Category | Count) and field.classify:
            derived = (f"{name}_years", f"{name}_detail")
        for clash in (one for one in derived if one in parts):
            section = "fields" if clash in fields else "questions"
            says = f"The name '{clash}' is kept for what `fields.{name}` gives. Choose another."
            yield Fault(path=(section, clash), says=says)


def _named_fields(check: Check) -> Iterator[tuple[str, str]]:
    match check.kind:
        case "unique":
            yield from (("fields", name) for name in check.fields)
        case "days_between":
            yield from (("first", check.first), ("second", check.second))
        case "minimum":
            yield "field", check.field
        case _:
            return


def _unfit(
    name: str, fields: Mapping[str, Field], path: tuple[str, ...], check: Check
) -> Iterator[Fault]:
    if name not in fields:
        yield unknown_name(name, fields, path, "fields")
    elif check.kind == "days_between":
        yield from _undated(name, fields[name], path)
    elif check.kind == "minimum" and not isinstance(fields[name], Count | Number):
        says = f"'{name}' is a {fields[name].kind}; a minimum needs a count or a number."
        yield Fault(path=path, says=says)


def _undated(name: str, field: Field, path: tuple[str, ...]) -> Iterator[Fault]:
    if not isinstance(field, Date):
        yield Fault(path=path, says=f"'{name}' is a {field.kind}; days need a date.")
    elif field.span != "day":
        yield Fault(path=path, says=f"'{name}' gives a {field.span} only; days need a whole date.")
