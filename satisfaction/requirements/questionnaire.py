"""Rules that the survey definition itself meets or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Category
from satisfaction.errors import name_list
from satisfaction.requirements.evidence import Evidence, met_if, untold

if TYPE_CHECKING:
    from satisfaction.definitions.survey import Survey
    from satisfaction.requirements.subject import Subject


def response_scale(subject: Subject) -> Evidence:
    """Tell whether the measures are asked on the rulebook's number of grades."""
    wanted = int(subject.rules.number("response_scale", "grades"))
    counts = {m: len(subject.survey.scale_of(q).grades) for m, q in _published(subject.survey)}
    other = [f"{measure} ({count} grades)" for measure, count in counts.items() if count != wanted]
    if other:
        return met_if(False, f"Not on {wanted} grades: {', '.join(other)}.")
    return met_if(True, f"All {len(counts)} measures have {wanted} grades.")


def satisfied(subject: Subject) -> Evidence:
    """Tell whether the rulebook's grades count as satisfied and as the top."""
    rules = subject.rules
    wanted = tuple(int(rules.number("satisfied", name)) for name in ("grades", "top_grades"))
    other = [
        measure
        for measure, question in _published(subject.survey)
        for scale in (subject.survey.scale_of(question),)
        if (len(scale.satisfied), len(scale.top)) != wanted
    ]
    if other:
        return met_if(
            False,
            f"Counted otherwise than top {wanted[0]} and top {wanted[1]}: {name_list(other)}.",
        )
    return met_if(True, f"Satisfied is the top {wanted[0]}; the top {wanted[1]} are shown too.")


def dissatisfied(subject: Subject) -> Evidence:
    """Tell whether dissatisfied is the rulebook's number of lowest grades."""
    wanted = int(subject.rules.number("dissatisfied", "grades"))
    other = [
        measure
        for measure, question in _published(subject.survey)
        if len(subject.survey.scale_of(question).dissatisfied) != wanted
    ]
    if other:
        return met_if(False, f"Not the bottom {wanted} grades: {name_list(other)}.")
    return met_if(
        True, f"Dissatisfied is the bottom {wanted} grades, shown beside satisfied and neither."
    )


def measures(subject: Subject) -> Evidence:
    """Tell whether all published measures are asked."""
    wanted = subject.rules.rules["measures"].settings
    missing = [name for name in wanted if name not in subject.survey.measures]
    if missing:
        return met_if(False, f"The survey has no {name_list(missing)}.")
    return met_if(True, f"All {len(wanted)} measures are asked: {', '.join(wanted)}.")


def series_breaks(subject: Subject) -> Evidence:
    """Tell whether the interviews lie on one side of every break."""
    if "interviewed_on" not in subject.returns.frame:
        return untold("The returns have no date of interview.")
    days = subject.returns.frame["interviewed_on"].dt.date
    crossed = [b.what for b in subject.survey.series_breaks if days.min() < b.on <= days.max()]
    if crossed:
        return met_if(False, f"The interviews lie on both sides of a break: {'; '.join(crossed)}.")
    known = len(subject.survey.series_breaks)
    return met_if(True, f"No interview lies across one of the {known} breaks that are defined.")


def ethnicity_codes(subject: Subject) -> Evidence:
    """Tell whether ethnicity is self-defined and in one of the lists."""
    field = subject.survey.fields.get("ethnicity")
    if not isinstance(field, Category):
        return untold("The survey has no field 'ethnicity'.")
    if field.source != "self-defined":
        said = field.source or "of unstated source"
        return met_if(False, f"Ethnicity of respondents is {said}, not self-defined.")
    lists = set(subject.rules.rules["ethnicity_codes"].settings.values())
    if field.classify not in lists:
        known = field.classify or "its own levels"
        return met_if(False, f"Ethnicity is coded by {known}, not by {name_list(sorted(lists))}.")
    return met_if(True, f"Ethnicity is self-defined and coded by {field.classify}.")


def _published(survey: Survey) -> list[tuple[str, str]]:
    """Return measure and question of what is published; the outcome where nothing else is."""
    return list(survey.measures.items()) or [(survey.outcome, survey.outcome)]
