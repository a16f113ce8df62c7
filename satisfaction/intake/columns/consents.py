"""Consent to be called again: the yes or no, with purpose, caller and date (MRS code, rule B11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import Date, Text
from satisfaction.definitions.scales import NO_ANSWER
from satisfaction.intake.columns.conversion import Conversion, categories, faults_in
from satisfaction.intake.columns.words import BLANK, UNKNOWN, positions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.definitions.fields import Consent
    from satisfaction.intake.columns.words import Words

CONSENT_LEVELS = ("yes", "no", NO_ANSWER)


def convert_consent(name: str, field: Consent, words: Words) -> Conversion:
    """Return ``yes``, ``no`` or ``no answer``; only a stated yes is consent."""
    known = (*field.yes, *field.no)
    places = positions(words.words, known)
    lookup = np.array([0] * len(field.yes) + [1] * len(field.no) + [-1, 2], dtype=np.int32)
    blank = (places == BLANK) & (not field.may_be_blank)
    return Conversion(
        columns={name: categories(CONSENT_LEVELS, words.on_rows(lookup[places]))},
        faults=faults_in(
            words,
            field.column,
            {"blank_not_allowed": blank, "unknown_code": places == UNKNOWN},
        ),
        filled=words.filled,
    )


def consent_details(name: str, field: Consent) -> Mapping[str, Date | Text]:
    """Return the purpose, the caller and the date as fields ``NAME_purpose``, ``_by``, ``_on``."""
    texts = {f"{name}_purpose": field.purpose, f"{name}_by": field.by}
    details: dict[str, Date | Text] = {
        part: Text(column=column, kind="text", required=field.required)
        for part, column in texts.items()
        if column
    }
    if field.on:
        details[f"{name}_on"] = Date(
            column=field.on,
            kind="date",
            format=field.on_format,
            may_be_blank=True,
            required=field.required,
        )
    return details
