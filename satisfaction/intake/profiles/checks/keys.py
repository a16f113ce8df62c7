"""What makes two rows the same, as expressions: spelt as a delivery's trusted table has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from satisfaction.definitions.fields import Category, Consent, Count, Date, Number, Reference
from satisfaction.definitions.scales import NO_ANSWER
from satisfaction.intake.columns.codes import code_lists, is_open
from satisfaction.intake.profiles.checks import patterns
from satisfaction.intake.profiles.checks.patterns import is_blank, is_like, without_spaces
from satisfaction.intake.profiles.checks.rules import number_in, rules_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.fields import Field

# The mark that our own lists put before what a spreadsheet would run; a pseudonym is made without.
_QUOTED = f"^'([{patterns.SPACES}]*[=+@\uff1d\uff0b\uff0d\uff20-]|[\t\r\n])"


def key_of(name: str, field: Field, *, typed: bool) -> nw.Expr:
    """Return the part of a row's key that ``field`` gives, missing where it gives none.

    References are compared as their pseudonyms are; days as they are written.
    """
    match field:
        case Category() | Consent():
            return _category(name, field)
        case Count() | Number():
            return number_in(name, field, typed=typed)
        case Date():
            unread = rules_of(name, field, typed=typed)["unreadable_date"]
            return nw.when(~is_blank(name) & ~unread).then(without_spaces(name))
        case Reference() if field.pseudonym:
            return _filled(name, _reference(name))
        case _:
            return _filled(name, without_spaces(name))


def _category(name: str, field: Category | Consent) -> nw.Expr:
    if isinstance(field, Consent):
        answers = {**dict.fromkeys(field.yes, "yes"), **dict.fromkeys(field.no, "no")}
        return _level(name, answers, NO_ANSWER)
    if is_open(field):
        return _open_level(name, field)
    listed = code_lists(name, field)[0]
    return _level(name, listed.level_of, listed.blank)


def _filled(name: str, text: nw.Expr) -> nw.Expr:
    return nw.when(~is_blank(name)).then(text)


def _reference(name: str) -> nw.Expr:
    text = without_spaces(name)
    unquoted = text.str.replace_all(f"^'[{patterns.SPACES}]*", "")
    plain = nw.when(text.str.contains(_QUOTED)).then(unquoted).otherwise(text)
    return plain.str.to_uppercase()


def _open_level(name: str, field: Category) -> nw.Expr:
    tidy = without_spaces(name).str.replace_all(f"[{patterns.SPACES}]+", " ")
    whole = is_like(name, r"-?[0-9]+\.0+")
    level = nw.when(whole).then(tidy.str.replace_all(r"\.0+$", "")).otherwise(tidy)
    stated = _level(name, field.not_answered, field.blank)
    return nw.when(stated.is_null()).then(level).otherwise(stated)


def _level(name: str, level_of: Mapping[str, str], blank: str) -> nw.Expr:
    """Return the label of each code; several codes may share one."""
    by_label: dict[str, list[str]] = {}
    for code, label in level_of.items():
        by_label.setdefault(label, []).append(code)
    level: nw.Expr = nw.when(is_blank(name)).then(nw.lit(blank))
    for label, codes in by_label.items():
        is_one = is_like(name, patterns.codes(codes))
        level = nw.when(is_one).then(nw.lit(label)).otherwise(level)
    return level
