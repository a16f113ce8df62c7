"""Value labels that came with an SPSS or Stata file, compared with the definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.definitions.fields import Category, Count
from satisfaction.definitions.library import load_classification
from satisfaction.errors import name_list
from satisfaction.intake.columns.words import without_zero_decimals
from satisfaction.results import Caveat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.intake.contents import Contents


def contradicted_labels(
    delivered: Mapping[str, Mapping[str, str]], found: Mapping[str, str], contents: Contents
) -> list[Caveat]:
    """Return a caveat for each column in which the file gives a code another label.

    Case and blanks are not compared. Labels of the file are not shown.

    Parameters
    ----------
    delivered : mapping of str to mapping of str to str
        Column of the file to code to label.
    found : mapping of str to str
        Column of the definition to column of the file.
    contents : Contents
    """
    caveats = []
    for column, defined in _defined_labels(contents).items():
        codes = _contradicted(defined, delivered.get(found.get(column, ""), {}))
        if codes:
            caveats.append(_caveat(column, codes))
    return caveats


def _defined_labels(contents: Contents) -> Mapping[str, Mapping[str, str]]:
    labels: dict[str, Mapping[str, str]] = {}
    for field in contents.fields.values():
        if isinstance(field, Category):
            labels[field.column] = {
                **_classified(field.classify),
                **field.levels,
                **field.not_answered,
            }
        elif isinstance(field, Count):
            labels[field.column] = field.not_answered
    if contents.survey:
        for name, question in contents.survey.questions.items():
            scale = contents.survey.scale_of(name)
            labels[question.column] = {**scale.grades, **scale.not_answered}
    return labels


def _classified(name: str) -> Mapping[str, str]:
    if not name:
        return {}
    listed = load_classification(name)
    return {**{code: entry.label for code, entry in listed.codes.items()}, **listed.unknown}


def _contradicted(defined: Mapping[str, str], delivered: Mapping[str, str]) -> list[str]:
    return [
        code
        for code, label in ((without_zero_decimals(str(c)), str(v)) for c, v in delivered.items())
        if code in defined and _compared(defined[code]) != _compared(label)
    ]


def _compared(label: str) -> str:
    return "".join(label.split()).casefold()


def _caveat(column: str, codes: list[str]) -> Caveat:
    many = len(codes) > 1
    return Caveat(
        code="label_contradicts",
        text=(
            f"`{column}`: the file labels the code{'s' if many else ''} {name_list(codes)} "
            "otherwise than the definition does. Check the scale's direction and codes."
        ),
    )
