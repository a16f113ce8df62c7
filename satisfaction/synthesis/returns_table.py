"""The returns, column by column, as the definition describes the delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from satisfaction.definitions.fields import (
    Category,
    Consent,
    Count,
    Date,
    Field,
    Number,
    Reference,
    Verbatim,
)
from satisfaction.synthesis.columns import BLANK, Column, column
from satisfaction.synthesis.encoding import (
    has_trait,
    level_of_codes,
    texts_of,
    trait_of,
    unknown_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from satisfaction.synthesis.fieldwork import Interviews
    from satisfaction.synthesis.types import Bools, Integers
    from satisfaction.synthesis.victims import Victims
    from satisfaction.synthesis.world import World

_FIRST_INTERVIEW = 100_001
_MOST_VALUES = 60
_CLUSTERS = 97
CRIME = "S{:08d}"
INTERVIEWER = "I{:03d}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FieldColumns:
    """Fields of the returns.

    Attributes
    ----------
    columns : mapping of str to Column
        Column of the delivery to its cells.
    levels : mapping of str to (labels, codes)
        Delivered level of each category and classified count; -1 for unknown.
    days : mapping of str to array of int
        Day of each date field.
    """

    columns: Mapping[str, Column]
    levels: Mapping[str, tuple[tuple[str, ...], Integers]]
    days: Mapping[str, Integers]


def field_columns(held: Interviews, victims: Victims, world: World) -> FieldColumns:
    """Return every field of the returns."""
    columns: dict[str, Column] = {}
    levels: dict[str, tuple[tuple[str, ...], Integers]] = {}
    days: dict[str, Integers] = {}
    for name, field in world.survey.fields.items():
        if isinstance(field, Category | Count) and has_trait(name, victims):
            columns[field.column], levels[name] = _trait(name, field, held, victims, world)
        elif isinstance(field, Date):
            days[name] = victims.reported[held.victim] if name == "reported_on" else held.day
            columns[field.column] = _dates(field.format, days[name], world)
        else:
            columns |= _other(name, field, held, world)
    columns |= _without_interviewer(columns, online(held, victims, world), world)
    return FieldColumns(columns=columns, levels=levels, days=days)


def online(held: Interviews, victims: Victims, world: World) -> Bools:
    """Return which interviews were made online, where the survey has a field ``mode``."""
    field = world.survey.fields.get("mode")
    if not isinstance(field, Category) or "mode" not in victims.others:
        return np.zeros(len(held), dtype=np.bool_)
    labels, codes = level_of_codes("mode", field, victims.others["mode"][held.victim], world)
    return np.array([*("online" in label.casefold() for label in labels), False])[codes]


def _without_interviewer(
    columns: Mapping[str, Column], is_online: Bools, world: World
) -> Mapping[str, Column]:
    """Return interviewer and attempts as they stand for interviews that nobody held."""
    changed = {}
    interviewer, attempts = (world.survey.fields.get(name) for name in ("interviewer", "attempts"))
    if isinstance(interviewer, Reference) and interviewer.may_be_blank:
        changed[interviewer.column] = columns[interviewer.column].blanked(is_online)
    if isinstance(attempts, Count):
        fewest = str(attempts.range[0])
        changed[attempts.column] = columns[attempts.column].replaced(is_online, fewest)
    return changed


def _trait(
    name: str, field: Category | Count, held: Interviews, victims: Victims, world: World
) -> tuple[Column, tuple[tuple[str, ...], Integers]]:
    """Return what the respondent said of himself, with the few who would not say."""
    plan = world.profile.fieldwork
    shares = {
        "age": plan.age_refused,
        "gender": plan.gender_refused,
        "ethnicity": plan.ethnicity_refused,
    }
    share = shares.get(name, plan.category_unknown if name in victims.others else 0.0)
    codes = trait_of(name, victims)[held.victim].astype(np.int32)
    missing = unknown_text(field)
    is_silent = world.streams.happens(f"unsaid/{name}", share, len(held)) & (missing is not None)
    labels, known = level_of_codes(name, field, codes, world)
    cells = column(texts_of(name, field, world), codes).replaced(is_silent, missing or "")
    return cells, (labels, np.where(is_silent, BLANK, known))


def _dates(form: str, days: Integers, world: World) -> Column:
    return column(world.calendar.written(form), days)


def _other(name: str, field: Field, held: Interviews, world: World) -> dict[str, Column]:
    match field:
        case Reference():
            return {field.column: _reference(name, held, world)}
        case Count():
            return {field.column: _count(name, field, held, world)}
        case Number():
            return {field.column: _number(name, field, held, world)}
        case Consent():
            return _consent(name, field, held, world)
        case Verbatim():
            # Keeps the place of the column until everybody's answers are known.
            return {field.column: column((), np.full(len(held), BLANK))}
        case _:
            return {field.column: _words(name, held, world)}


def _reference(name: str, held: Interviews, world: World) -> Column:
    rows = len(held)
    if name == "crime":
        return column([CRIME.format(number + 1) for number in held.victim], np.arange(rows))
    if name == "interviewer":
        count = world.profile.fieldwork.interviewers
        return column([INTERVIEWER.format(number + 1) for number in range(count)], held.interviewer)
    if name in world.survey.weights.clusters:
        clusters = [f"C{number:02d}" for number in range(_CLUSTERS)]
        return column(clusters, np.arange(rows) % _CLUSTERS)
    return column([str(_FIRST_INTERVIEW + row) for row in range(rows)], np.arange(rows))


def _count(name: str, field: Count, held: Interviews, world: World) -> Column:
    low, high = field.range
    if name in ("attempts", "minutes"):
        numbers = np.clip(getattr(held, name), low, high)
        return column([str(number) for number in range(low, int(numbers.max()) + 1)], numbers - low)
    top = min(high, low + _MOST_VALUES)
    draw = world.streams.integers(f"count/{name}", low, top, len(held))
    return column([str(number) for number in range(low, top + 1)], draw - low)


def _number(name: str, field: Number, held: Interviews, world: World) -> Column:
    """Return the base weight in the survey's weight column, else a number in the range."""
    low, high = field.range or (0.0, 10.0)
    if name == world.survey.weights.column:
        values = np.clip(held.base_weight, low, high)
    else:
        values = low + (high - low) * world.streams.uniform(f"number/{name}", len(held))
    words = [f"{value:.4f}".replace(".", field.decimal) for value in values]
    return column(words, np.arange(len(held)))


def _consent(name: str, field: Consent, held: Interviews, world: World) -> dict[str, Column]:
    """Return consent with its purpose, who will call, and the day it was given."""
    plan, streams, rows = world.profile.fieldwork, world.streams, len(held)
    draw = streams.uniform(f"consent/{name}", rows)
    is_yes = draw < plan.consent
    is_blank = (draw >= 1 - plan.consent_blank) & field.may_be_blank
    answer = column((field.yes[0], field.no[0]), np.where(is_blank, BLANK, np.where(is_yes, 0, 1)))
    columns = {field.column: answer}
    for place, shares in ((field.purpose, plan.purposes), (field.by, plan.callers)):
        if place:
            picked = streams.choose(f"consent/{place}", np.array([*shares.values()]), rows)
            columns[place] = column(tuple(shares), picked).blanked(~is_yes)
    if field.on:
        columns[field.on] = _dates(field.on_format, held.day, world).blanked(~is_yes)
    return columns


def _words(name: str, held: Interviews, world: World) -> Column:
    """Return remarks without content: synthetic victims have nothing of their own to say."""
    says = ("", "Nothing to add.", "They did what they could.", "I would have liked to hear more.")
    return column(says, world.streams.integers(f"text/{name}", 0, len(says) - 1, len(held)))
