"""Draft a survey definition from the columns of a file, for a person to check and finish.

The draft holds names, codes and value labels only. What respondents wrote never enters it: of a
column that looks like text, a number or a date no value is used.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from satisfaction.definitions.guesses import (
    DraftColumn,
    Guess,
    Looks,
    Role,
    guess_role,
    guess_sides,
    in_order,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["DraftColumn", "Looks", "draft_survey"]

# Names that checked tables give to columns of their own.
_KEPT = ("row", "file", "base_weight", "age_years", "age_detail")
_HEAD = (
    "# CHECK: this is a draft. A person settles every line that says CHECK and takes the word away."
)


def draft_survey(columns: Sequence[DraftColumn], *, survey: str = "my-survey") -> str:
    """Return the text of a draft definition.

    Parameters
    ----------
    columns : sequence of DraftColumn
        In the order of the file.
    survey : str
        Name of the survey.

    Returns
    -------
    str
        YAML with ``# CHECK:`` where a person must decide. It can be loaded as it stands whenever
        a column looks like a rated question.

    Examples
    --------
    >>> rated = DraftColumn(name="Q1", codes={"1": "good", "2": "bad"}, distinct=2, looks="code")
    >>> "outcome: true" in draft_survey([rated])
    True
    """
    parts = _with_outcome(_named([_tidy(column) for column in columns]))
    questions = [part for part in parts if part.guess.role is Role.QUESTION]
    lines = (
        _HEAD,
        f"survey: {_quoted(survey)}",
        'title: "My survey"   # CHECK: write the title',
        "mode: telephone   # CHECK: telephone, online, post or face to face",
        "",
        *_field_section([part for part in parts if part.guess.role is not Role.QUESTION]),
        "",
        *_scale_section(questions),
        "",
        *_question_section(questions),
        *_check_section({part.name for part in parts}),
    )
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A column with the name it gets, and what it is taken for."""

    name: str
    column: DraftColumn
    guess: Guess
    outcome: bool = False


def _tidy(column: DraftColumn) -> DraftColumn:
    """Return the column with labels and codes on one line, without what cannot be seen."""
    codes = {_visible(code): _visible(label) for code, label in column.codes.items()}
    codes.pop("", None)
    return replace(column, label=_visible(column.label), codes=codes)


def _named(columns: Sequence[DraftColumn]) -> list[_Part]:
    taken = set(_KEPT)
    parts = []
    for column in columns:
        guess = guess_role(column)
        name = _free(guess.name or _plain(column.name), taken)
        taken.add(name)
        parts.append(_Part(name=name, column=column, guess=guess))
    return parts


def _with_outcome(parts: Sequence[_Part]) -> list[_Part]:
    """Take the question that speaks of the whole, else the first one, for the outcome."""
    rated = [part for part in parts if part.guess.role is Role.QUESTION]
    if not rated:
        return list(parts)
    chosen = next((part for part in rated if part.guess.is_overall), rated[0])
    return [replace(part, outcome=part is chosen) for part in parts]


def _plain(name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return words if words and not words.startswith("flag_") else f"column_{words}".strip("_")


def _free(name: str, taken: set[str]) -> str:
    number, candidate = 2, name
    while candidate in taken:
        number, candidate = number + 1, f"{name}_{number}"
    return candidate


def _field_section(parts: Sequence[_Part]) -> Iterator[str]:
    if not parts:
        yield "fields: {}   # CHECK: no column looks like one"
        return
    yield "fields:"
    for part in parts:
        yield f"  {_quoted(part.name)}:"
        yield f"    column: {_heading(part.column.name)}"
        if part.column.label:
            yield f"    text: {_quoted(part.column.label)}"
        yield from (f"    {line}" for line in _field_lines(part))


def _field_lines(part: _Part) -> Iterator[str]:
    match part.guess.role:
        case Role.REFERENCE:
            yield "kind: reference   # CHECK: is it a reference? It is pseudonymised when read"
        case Role.DATE:
            yield "kind: date"
            yield _format_line(part.column.date_formats)
            yield "may_be_blank: true   # CHECK: may the date be missing?"
        case Role.AGE:
            yield "kind: count"
            yield "range: [0, 120]   # CHECK: youngest and oldest"
            yield "classify: age-bands-10   # CHECK: which bands"
            yield "# CHECK: codes for refused and not known, as in  not_answered: {999: not known}"
            yield from _labelled("not_answered", part.guess.not_answered)
        case Role.COUNT:
            yield "kind: count   # CHECK: or a reference, or a category"
            yield "range: [-1000000000, 1000000000]   # CHECK: least and most"
        case Role.NUMBER:
            yield "kind: number   # CHECK: a weight? Then name it under `weights: {column: ...}`"
        case Role.CATEGORY:
            yield from _category_lines(part)
        case _:
            yield "kind: text   # CHECK: or a category without levels, such as a district"


def _format_line(formats: Sequence[str]) -> str:
    """Return the format that reads every date, and the others that would."""
    if len(formats) == 1:
        return f'format: "{formats[0]}"'
    others = f"; {' and '.join(formats[1:])} would read them too" if formats else ""
    first = formats[0] if formats else "%Y-%m-%d"
    return f'format: "{first}"   # CHECK: how are the dates written{others}?'


def _category_lines(part: _Part) -> Iterator[str]:
    yield "kind: category"
    unknown = part.guess.not_answered
    levels = _grades(part)
    yield from _labelled("levels", _apart(levels, {*unknown.values(), "not known"}))
    yield from _labelled("not_answered", unknown)


def _scale_section(questions: Sequence[_Part]) -> Iterator[str]:
    if not questions:
        yield "scales: {}   # CHECK: no column looks like a question"
        return
    yield "scales:"
    first_with = {_scale_name(part, questions): part for part in reversed(questions)}
    for name, part in sorted(first_with.items(), key=lambda item: questions.index(item[1])):
        yield f"  {name}:"
        yield from (f"    {line}" for line in _scale_lines(part))


def _scale_lines(part: _Part) -> Iterator[str]:
    labels, sides = _grades(part), guess_sides(_grades(part))
    taken = {*part.guess.not_answered.values(), "no answer", "not asked"}
    yield from _labelled("grades", _apart(labels, taken))
    yield f"satisfied: {_flow(sides.satisfied)}   # CHECK: which end is satisfied?"
    yield f"top: {_flow(sides.top)}   # CHECK"
    yield f"dissatisfied: {_flow(sides.dissatisfied)}   # CHECK"
    yield from _labelled("not_answered", part.guess.not_answered)


def _scale_name(part: _Part, questions: Sequence[_Part]) -> str:
    """Return one name for all questions with the same codes and labels."""
    distinct = list(dict.fromkeys(_signature(question) for question in questions))
    return f"scale_{distinct.index(_signature(part)) + 1}"


def _signature(part: _Part) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(part.column.codes.items()))


def _question_section(questions: Sequence[_Part]) -> Iterator[str]:
    if not questions:
        yield "questions: {}   # CHECK: write the questions; exactly one is `outcome: true`"
        return
    yield "questions:"
    for part in questions:
        yield f"  {_quoted(part.name)}:"
        yield f"    column: {_heading(part.column.name)}"
        yield f"    scale: {_scale_name(part, questions)}   # CHECK: does this scale mean the same?"
        if part.outcome:
            yield "    outcome: true   # CHECK: is this the overall judgement?"
            yield "    measure: overall"
        else:
            yield "    driver: true   # CHECK: may it explain the outcome?"
        yield f"    text: {_quoted(part.column.label or part.column.name)}   # CHECK: the wording"


def _check_section(names: set[str]) -> Iterator[str]:
    """Draft the rules that almost every survey has, for the columns that are there."""
    lines = []
    if "interview" in names:
        lines += [
            "  - kind: unique",
            "    fields: [interview]",
            "    then: reject   # CHECK: is the interview number never used twice?",
            "    reason: duplicate_interview",
            "    says: The interview number stands on an earlier row.",
        ]
    if {"reported_on", "interviewed_on"} <= names:
        lines += [
            "  - kind: days_between",
            "    first: reported_on",
            "    second: interviewed_on",
            "    at_least: 42   # CHECK: the agreed window",
            "    at_most: 84",
            "    then: flag",
            "    reason: outside_window",
            "    says: The interview was not 42 to 84 days after the report.",
        ]
    yield from ("", "checks:", *lines) if lines else ()


def _labelled(key: str, labels: Mapping[str, str]) -> Iterator[str]:
    if not labels:
        return
    yield f"{key}:"
    for code, label in labels.items():
        hint = "" if label else "   # CHECK: what does the code mean?"
        yield f"  {_quoted(code)}: {_quoted(label or f'code {code}')}{hint}"


def _grades(part: _Part) -> Mapping[str, str]:
    codes = part.column.codes
    return {code: codes[code] for code in in_order(codes) if code not in part.guess.not_answered}


def _apart(labels: Mapping[str, str], taken: set[str]) -> Mapping[str, str]:
    """Tell labels from those that mean no answer, and from one another, by their code."""
    seen = list(labels.values())
    return {
        code: f"{label} ({code})" if label and (label in taken or seen.count(label) > 1) else label
        for code, label in labels.items()
    }


def _flow(codes: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(code) for code in codes)}]"


def _quoted(text: str) -> str:
    """Return ``text`` in double quotes; a JSON string is a YAML string."""
    return _heading(_visible(text))


def _visible(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable()).strip()


def _heading(text: str) -> str:
    """Return a heading in quotes with its blanks as they are; YAML refuses what cannot be seen."""
    return json.dumps("".join(c for c in text if c.isprintable()), ensure_ascii=False)
