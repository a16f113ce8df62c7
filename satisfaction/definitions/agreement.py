"""Faults between a definition and the files that it names: classifications and crime records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.columns import unknown_name
from satisfaction.definitions.faults import Fault
from satisfaction.definitions.fields import Category, Count
from satisfaction.definitions.levels import dimension_of
from satisfaction.definitions.shelf import load_classification
from satisfaction.errors import DefinitionError, name_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from satisfaction.definitions.classifications import Classification
    from satisfaction.definitions.dimensions import Dimension
    from satisfaction.definitions.fields import Field
    from satisfaction.definitions.survey import Survey
    from satisfaction.definitions.table import TableContract


def classification_faults(fields: Mapping[str, Field]) -> Iterator[Fault]:
    """Yield fields whose classification is missing, of the wrong sort, or leaves numbers out."""
    for name, field in fields.items():
        if not isinstance(field, Category | Count) or not field.classify:
            continue
        path = ("fields", name, "classify")
        try:
            named = load_classification(field.classify)
        except DefinitionError as error:
            yield Fault(path=path, says=str(error))
        else:
            yield from _misfit(field, named, path)


def routing_faults(survey: Survey) -> Iterator[Fault]:
    """Yield routing on a field whose answers are not levels of that field."""
    for name, question in survey.questions.items():
        for asked, answers in question.asked_if.items():
            field = survey.fields.get(asked)
            path = ("questions", name, "asked_if", asked)
            if field is None:
                continue
            if not isinstance(field, Category | Count) or not _has_levels(field):
                says = f"Routing needs a question or a category; '{asked}' is a {field.kind}."
                yield Fault(path=path, says=says)
                continue
            known = dimension_of(asked, field)
            unknown = [answer for answer in answers if answer not in known.all_levels]
            if not known.is_open:
                for answer in unknown:
                    yield unknown_name(answer, known.all_levels, path, f"levels of {asked}")


def records_faults(survey: Survey, contract: TableContract, file: str) -> Iterator[Fault]:
    """Yield dimensions and strata that the crime records in ``file`` have not, or have otherwise.

    Without the same levels on both sides sample and victim profile cannot be compared.
    """
    plan = survey.weights
    strata = plan.strata if plan.population == "profile" else ()
    for name in dict.fromkeys((*survey.dimensions, *plan.margins, *strata)):
        path = ("fields", name)
        theirs = contract.fields.get(name)
        if not isinstance(theirs, Category | Count) or not _has_levels(theirs):
            says = f"The records in {file} have no `fields.{name}` with levels to compare."
            yield Fault(path=path, says=says)
            continue
        ours = dimension_of(name, survey.fields[name])
        yield from _different_levels(ours, dimension_of(name, theirs), path, file)


def _misfit(
    field: Category | Count, named: Classification, path: tuple[str, ...]
) -> Iterator[Fault]:
    unknown = {*named.unknown.values(), *field.not_answered.values(), field.blank}
    for level in (*named.levels, *named.outside):
        if level in unknown:
            says = f"'{level}' is a level of '{named.classification}' and also stands for unknown."
            yield Fault(path=path, says=says)
    if isinstance(field, Category):
        if named.bands:
            says = f"'{named.classification}' has bands; a category needs a list of codes."
            yield Fault(path=path, says=says)
        return
    if not named.bands:
        says = f"'{named.classification}' is a list of codes; a count needs bands."
        yield Fault(path=path, says=says)
        return
    edges = sorted((*named.bands.values(), *named.outside.values()))
    low, high = field.range
    if low < edges[0][0] or high > edges[-1][1]:
        says = (
            f"The range {low} to {high} reaches beyond the bands of '{named.classification}', "
            f"{edges[0][0]} to {edges[-1][1]}."
        )
        yield Fault(path=(*path[:-1], "range"), says=says)


def _has_levels(field: Category | Count) -> bool:
    return isinstance(field, Category) or bool(field.classify)


def _different_levels(
    ours: Dimension, theirs: Dimension, path: tuple[str, ...], file: str
) -> Iterator[Fault]:
    if ours.is_open or theirs.is_open:
        return
    for here, there, words in (
        (ours.levels, theirs.levels, "here and not in"),
        (theirs.levels, ours.levels, "not here but in"),
    ):
        extra = [level for level in here if level not in there]
        if extra:
            says = (
                f"The level(s) {name_list(extra)} stand {words} {file}. Use the same on both sides."
            )
            yield Fault(path=path, says=says)
