"""Categories and consent: from codes to levels, unknowns included, so that nothing is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.levels import dimension_of
from satisfaction.definitions.library import load_classification
from satisfaction.intake.columns.conversion import Conversion, categories, faults_in
from satisfaction.intake.columns.words import BLANK, UNKNOWN, positions, without_zero_decimals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from satisfaction.definitions.classifications import Classification
    from satisfaction.definitions.fields import Category
    from satisfaction.intake.columns.words import Words


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CodeList:
    """One way of grouping codes: its levels in order, and the level of each code and of a blank.

    Attributes
    ----------
    suffix : str
        What follows the field's name in the trusted table; empty for the dimension itself.
    """

    suffix: str
    levels: tuple[str, ...]
    level_of: Mapping[str, str]
    blank: str


def convert_category(name: str, field: Category, words: Words) -> Conversion:
    """Return the level of each row; a classification gives each of its groupings and the detail."""
    lists = open_list(field, words) if is_open(field) else code_lists(name, field)
    known = list(lists[0].level_of)
    found = [tidy(word) for word in words.words] if is_open(field) else words.words
    places = positions(found, known)
    blank = words.blank & (not field.may_be_blank) & (places == BLANK)
    reasons = {"blank_not_allowed": blank, "unknown_code": places == UNKNOWN}
    return Conversion(
        columns={
            name + entry.suffix: _levels_of_rows(entry, known, places, words) for entry in lists
        },
        faults=faults_in(words, field.column, reasons),
        filled=words.filled,
    )


def is_open(field: Category) -> bool:
    """Whether the levels are taken from the data as they come."""
    return not field.levels and not field.classify


def code_lists(name: str, field: Category) -> tuple[CodeList, ...]:
    """Return the groupings of a category whose codes the definition lists."""
    dimension = dimension_of(name, field)
    if not field.classify:
        level_of = {**field.levels, **field.not_answered}
        main = CodeList(
            suffix="", levels=dimension.all_levels, level_of=level_of, blank=field.blank
        )
        return (main,)
    listed = load_classification(field.classify)
    others = [g for g in listed.groupings if g != listed.default]
    return (
        _grouping("", listed, listed.default, field, dimension.unknown),
        *(_grouping(f"_{g}", listed, g, field, dimension.unknown) for g in others),
        _detail(listed, field, dimension.unknown),
    )


def open_list(field: Category, words: Words) -> tuple[CodeList]:
    """Return the levels that the data have, sorted, followed by the unknown ones."""
    unknown = dict.fromkeys((*field.not_answered.values(), field.blank))
    found = {tidy(word) for word in words.words} - {"", *field.not_answered}
    level_of = {**{word: word for word in sorted(found)}, **field.not_answered}
    levels = (*(w for w in sorted(found) if w not in unknown), *unknown)
    return (CodeList(suffix="", levels=levels, level_of=level_of, blank=field.blank),)


def tidy(word: str) -> str:
    """Return an open level with runs of blanks as one blank, and 12.0 as 12."""
    return without_zero_decimals(" ".join(word.split()))


def _grouping(
    suffix: str,
    listed: Classification,
    grouping: str,
    field: Category,
    unknown_levels: Sequence[str],
) -> CodeList:
    return CodeList(
        suffix=suffix,
        levels=(*listed.groupings[grouping], *unknown_levels),
        level_of={**listed.grouping(grouping), **listed.unknown, **field.not_answered},
        blank=field.blank,
    )


def _detail(listed: Classification, field: Category, unknown_levels: Sequence[str]) -> CodeList:
    labels = {code: entry.label for code, entry in listed.codes.items()}
    return CodeList(
        suffix="_detail",
        levels=(*labels.values(), *unknown_levels),
        level_of={**labels, **listed.unknown, **field.not_answered},
        blank=field.blank,
    )


def _levels_of_rows(
    entry: CodeList, known: Sequence[str], places: np.ndarray, words: Words
) -> pd.Series:
    """Return the category column of one grouping."""
    place = {level: i for i, level in enumerate(dict.fromkeys(entry.levels))}
    of_known = [place[entry.level_of[code]] for code in known]
    # positions() gives -1 for a blank and -2 for an unknown code: the last two entries.
    lookup = np.array([*of_known, -1, place[entry.blank]], dtype=np.int32)
    return categories(tuple(place), words.on_rows(lookup[places]))
