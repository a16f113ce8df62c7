"""What each contact outcome counts as, in the categories of the AAPOR Standard Definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from satisfaction.errors import DefinitionError, name_list

if TYPE_CHECKING:
    from satisfaction.definitions.rules import Rules

Category = Literal[
    "interview",
    "partial interview",
    "refusal",
    "non-contact",
    "other",
    "eligibility unknown",
    "not eligible",
]
CATEGORIES: tuple[str, ...] = get_args(Category)
UNREACHED = ("non-contact", "eligibility unknown")


def categories_of(outcomes: pd.Series, rules: Rules) -> pd.Series:
    """Return the category of each outcome.

    Raises
    ------
    DefinitionError
        If the rulebook gives an outcome no category, or one that does not exist.
    """
    meant = rules.rules["dispositions"].settings
    levels = [str(level) for level in outcomes.cat.categories]
    missing = [level for level in levels if level not in meant and (outcomes == level).any()]
    strange = [level for level in levels if level in meant and meant[level] not in CATEGORIES]
    if missing or strange:
        raise DefinitionError(
            f"Contact outcomes without a category of their own: {name_list(missing + strange)}. "
            f"Give each one of: {', '.join(CATEGORIES)}.",
            file="rules.yaml",
            key="rules.dispositions.settings",
        )
    found = outcomes.astype(str).map(meant)
    return pd.Series(
        pd.Categorical(found, categories=list(CATEGORIES)), index=outcomes.index, name="category"
    )
