"""Why a row is rejected or flagged: stable codes and the sentence for each."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "blank_reference": "The reference is blank.",
        "blank_date": "The date is blank.",
        "blank_not_allowed": "The cell is blank and must not be.",
        "unreadable_date": "The date is not in the format that the definition states.",
        "not_a_number": "The cell is not a number in the form that the definition states.",
        "not_a_whole_number": "The number has decimals and must be whole.",
        "out_of_range": "The value is outside the range that the definition states.",
        "unknown_code": "The code is not one that the definition lists.",
        "not_on_scale": "The answer is not a code of the question's scale.",
        "duplicate_reference": "The reference stands on an earlier row.",
        "reference_too_long": "The reference is so long that it may be somebody's words.",
        "identifying_column": "The column's name says that it identifies a person.",
        "contract_not_met": "The converted value does not fit the contract of the trusted table.",
    }
)
"""Reasons that this package gives itself; the checks of a definition add their own."""

UNREADABLE = frozenset(
    {
        "unreadable_date",
        "not_a_number",
        "not_a_whole_number",
        "out_of_range",
        "unknown_code",
        "not_on_scale",
    }
)
"""Reasons which, if a column is full of them, mean a wrong format or code list, not bad rows."""


def sentence_of(reason: str, says: Mapping[str, str]) -> str:
    """Return the sentence for a reason code: the package's, or the definition's own."""
    return REASONS.get(reason) or says.get(reason) or reason.replace("_", " ")
