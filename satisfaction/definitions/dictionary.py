"""The data dictionary of a survey: what the contractor reads to build a file that is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from satisfaction.definitions.column_words import date_form, format_of, kind_of, source_of
from satisfaction.definitions.fields import Category, Consent, Count, Reference
from satisfaction.definitions.shelf import load_classification

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from satisfaction.definitions.fields import Field
    from satisfaction.definitions.questions import Question
    from satisfaction.definitions.survey import Survey

Codes = tuple[tuple[str, str], ...]
Outcome = Literal["file refused", "row rejected", "row flagged"]

_CONSENT_PARTS = {
    "purpose": "What for: the purpose that the respondent agreed to",
    "by": "Who will call",
    "on": "Date of the agreement",
}
_OUTCOMES: dict[Literal["reject", "flag"], Outcome] = {
    "reject": "row rejected",
    "flag": "row flagged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionaryEntry:
    """One column of the delivery.

    Attributes
    ----------
    name : str
        Name in trusted tables and reports.
    column : str
        Heading in the delivery.
    kind : str
        In words, such as ``date`` or ``one of the codes``.
    what : str
        What it is, or the wording of the question.
    form : str
        How a value is written: a date format, a range, a decimal mark.
    codes, not_answered : tuple of (str, str)
        Code and label; the second leave the base.
    asked : str
        Who has an answer.
    required, may_be_blank : bool
        Whether the column must be there, and whether a cell may be blank.
    used_for : str
    """

    name: str
    column: str
    kind: str
    what: str
    form: str = ""
    codes: Codes = ()
    not_answered: Codes = ()
    asked: str = "everybody"
    required: bool = True
    may_be_blank: bool = True
    used_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntry:
    """One thing that is checked, and what follows."""

    says: str
    then: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDictionary:
    """Everything that a file of returns must hold."""

    survey: str
    title: str
    mode: str
    description: str
    validity: str
    entries: tuple[DictionaryEntry, ...]
    checks: tuple[CheckEntry, ...]


def data_dictionary(survey: Survey) -> DataDictionary:
    """Describe the columns of a delivery, and what will be refused, rejected or flagged.

    Parameters
    ----------
    survey : Survey

    Returns
    -------
    DataDictionary
        One entry a column, in the order of the definition; for pages see :func:`to_markdown` and
        :func:`to_html`.

    Examples
    --------
    >>> from satisfaction.definitions.library import load_survey
    >>> dictionary = data_dictionary(load_survey("user-satisfaction-2007"))
    >>> dictionary.entries[0].column
    'INTNO'
    """
    return DataDictionary(
        survey=survey.survey,
        title=survey.title,
        mode=survey.mode,
        description=survey.description,
        validity=_validity(survey),
        entries=(*_field_entries(survey), *_question_entries(survey)),
        checks=(*_standing_checks(survey), *_own_checks(survey)),
    )


def _validity(survey: Survey) -> str:
    first = f"from {survey.valid_from:%d/%m/%Y}" if survey.valid_from else ""
    last = f"to {survey.valid_to:%d/%m/%Y}" if survey.valid_to else ""
    return " ".join(part for part in (first, last) if part)


def _field_entries(survey: Survey) -> Iterator[DictionaryEntry]:
    for name, field in survey.fields.items():
        codes, not_answered = _codes_of(field)
        yield DictionaryEntry(
            name=name,
            column=field.column,
            kind=kind_of(field),
            what=(field.text or name.replace("_", " ")) + source_of(field),
            form=format_of(field),
            codes=codes,
            not_answered=not_answered,
            required=field.required,
            may_be_blank=field.may_be_blank,
            used_for=_use_of_field(survey, name),
        )
        if isinstance(field, Consent):
            yield from _consent_entries(name, field)


def _codes_of(field: Field) -> tuple[Codes, Codes]:
    if isinstance(field, Consent):
        agreed = ((code, "yes") for code in field.yes)
        return (*agreed, *((code, "no") for code in field.no)), ()
    if not isinstance(field, Category | Count):
        return (), ()
    levels: Mapping[str, str] = field.levels if isinstance(field, Category) else {}
    unknown = dict(field.not_answered)
    if field.classify:
        listed = load_classification(field.classify)
        levels = {code: entry.label for code, entry in listed.codes.items()}
        unknown = {**listed.unknown, **unknown}
    return tuple(levels.items()), tuple(unknown.items())


def _consent_entries(name: str, field: Consent) -> Iterator[DictionaryEntry]:
    for part, what in _CONSENT_PARTS.items():
        column = getattr(field, part)
        if column:
            yield DictionaryEntry(
                name=f"{name}_{part}",
                column=column,
                kind="date" if part == "on" else "text",
                what=what,
                form=date_form(field.on_format) if part == "on" else "",
                asked=f"those with yes in {field.column}",
                required=field.required,
                used_for="re-contact",
            )


def _use_of_field(survey: Survey, name: str) -> str:
    uses = {
        "comparison with the victim profile": name in survey.dimensions,
        "weights": name in _weight_fields(survey),
        "re-contact": isinstance(survey.fields[name], Consent),
        "routing": any(name in question.asked_if for question in survey.questions.values()),
    }
    return ", ".join(use for use, applies in uses.items() if applies)


def _weight_fields(survey: Survey) -> tuple[str, ...]:
    plan = survey.weights
    return (*plan.strata, *plan.margins, plan.column, *plan.clusters, *plan.sizes)


def _question_entries(survey: Survey) -> Iterator[DictionaryEntry]:
    for name, question in survey.questions.items():
        scale = survey.scale_of(name)
        yield DictionaryEntry(
            name=name,
            column=question.column,
            kind="answer on a scale",
            what=question.text,
            codes=tuple(scale.grades.items()),
            not_answered=tuple(scale.not_answered.items()),
            asked=_who_is_asked(survey, question),
            required=question.required,
            used_for=_use_of_question(survey, name, question),
        )


def _who_is_asked(survey: Survey, question: Question) -> str:
    conditions = []
    for asked, answers in question.asked_if.items():
        codes, unknown = _codes_of_part(survey, asked)
        shown = [
            next((f"{code} ({label})" for code, label in (*codes, *unknown) if label == one), one)
            for one in answers
        ]
        conditions.append(f"{survey.columns[asked]} is {' or '.join(shown)}")
    return (
        f"those where {' and '.join(conditions)}; blank for others" if conditions else "everybody"
    )


def _codes_of_part(survey: Survey, name: str) -> tuple[Codes, Codes]:
    if name in survey.fields:
        return _codes_of(survey.fields[name])
    scale = survey.scale_of(name)
    return tuple(scale.grades.items()), tuple(scale.not_answered.items())


def _use_of_question(survey: Survey, name: str, question: Question) -> str:
    uses = {
        f"measure: {question.measure.replace('_', ' ')}": bool(question.measure),
        "outcome: the overall judgement": question.outcome,
        f"driver{f', stage {question.stage}' if question.stage else ''}": question.driver,
        "routing": any(name in other.asked_if for other in survey.questions.values()),
    }
    return "; ".join(use for use, applies in uses.items() if applies)


def _standing_checks(survey: Survey) -> Iterator[CheckEntry]:
    unreadable = (
        f"More than {survey.refuse_above:.0%} of a column cannot be read: a sign of a wrong format "
        "or code list."
    )
    checks: tuple[tuple[str, Outcome], ...] = (
        ("A required column is missing, or a heading stands twice.", "file refused"),
        (_other_columns(survey), "file refused"),
        (unreadable, "file refused"),
        ("A cell is blank in a column that may not be blank.", "row rejected"),
        ("A code is not in the list of its column.", "row rejected"),
        ("A date is not written as stated, or is no day of the calendar.", "row rejected"),
        ("A number is not written as stated, or is outside its range.", "row rejected"),
    )
    yield from (CheckEntry(says=says, then=then) for says, then in checks if says)
    for field in survey.fields.values():
        if isinstance(field, Reference) and field.unique:
            says = f"The value of {field.column} stands on an earlier row."
            yield CheckEntry(says=says, then="row rejected")


def _other_columns(survey: Survey) -> str:
    return "There is a column that is not listed here." if survey.other_columns == "refuse" else ""


def _own_checks(survey: Survey) -> Iterator[CheckEntry]:
    for check in survey.checks:
        yield CheckEntry(says=check.says, then=_OUTCOMES[check.then])
