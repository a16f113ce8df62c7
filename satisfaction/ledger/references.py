"""Which columns say whose interview a row is."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from satisfaction.definitions.survey import Survey

_INTERVIEW = "interview"
# These name somebody of the contractor or the force, who has more than one row.
_NOT_A_PERSON_ASKED = {"interviewer", "officer", "clerk"}


def interview_field(survey: Survey) -> str:
    """Return the field of the interview reference, by which a later delivery replaces a row.

    It is the field ``interview``, else the first reference that is unique; empty where there is
    none: then every row stands.
    """
    references = {n: f for n, f in survey.fields.items() if isinstance(f, Reference)}
    if _INTERVIEW in references:
        return _INTERVIEW
    return next((name for name, field in references.items() if field.unique), "")


def personal_fields(survey: Survey) -> dict[str, str]:
    """Return each reference that stands for a victim or an interview, and its delivered column."""
    return {
        name: field.column
        for name, field in survey.fields.items()
        if isinstance(field, Reference) and name not in _NOT_A_PERSON_ASKED
    }


def marks_of(references: Iterable[str], salt: str) -> dict[str, str]:
    """Return what is kept of each forgotten reference: enough to know it again, and not itself."""
    return {
        r: sha256(f"{salt}/{r}".encode("utf-8", "surrogatepass")).hexdigest() for r in references
    }
