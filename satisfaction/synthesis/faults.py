"""Faulty rows for validation to find, and how many there are of each sort."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from satisfaction.definitions.checks import DaysBetween, Routing, Unique
from satisfaction.definitions.fields import Category, Count, Date, Reference
from satisfaction.definitions.library import load_classification

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from satisfaction.definitions.survey import Survey
    from satisfaction.synthesis.answers import Answers
    from satisfaction.synthesis.columns import Column
    from satisfaction.synthesis.returns_table import FieldColumns
    from satisfaction.synthesis.types import Bools, Integers
    from satisfaction.synthesis.world import World

_STRANGE = ("ZZ", "77", "QQ9")
_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultCount:
    """Rows of one quarter that break one rule, and what becomes of them."""

    quarter: int
    reason: str
    then: Literal["reject", "flag"]
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Faulty:
    """Returns with faults in them.

    Attributes
    ----------
    columns : mapping of str to Column
    quarter : array of int
        Quarter of each row; rows that stand twice follow their quarter's others.
    counts : tuple of FaultCount
    """

    columns: Mapping[str, Column]
    quarter: Integers
    counts: tuple[FaultCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """Which rows get which fault: at most one each, and none that breaks a soft rule."""

    rows_by_reason: Mapping[str, Integers]
    days: Mapping[str, Integers]
    quarter: Integers
    misrouted: Bools


def plant_faults(fields: FieldColumns, answers: Answers, quarter: Integers, world: World) -> Faulty:
    """Return the whole delivery with faults planted in ``faulty_rows`` of it."""
    survey = world.survey
    questions = {survey.questions[name].column: c for name, c in answers.columns.items()}
    columns = {**fields.columns, **questions}
    broken = answers.misrouted | _outside(survey, fields.days, len(quarter))
    chosen = _choose(list(_kinds(survey)), np.flatnonzero(~broken), len(quarter), world)
    days = dict(fields.days)
    for reason, rows in chosen.items():
        columns, days = _plant(reason, rows, columns, days, world)
    plan = _Plan(rows_by_reason=chosen, days=days, quarter=quarter, misrouted=answers.misrouted)
    return _with_repeats(columns, plan, survey)


def _kinds(survey: Survey) -> Iterator[str]:
    """Yield the hard faults that this definition can find, by their reason."""
    if any(isinstance(field, Date) for field in survey.fields.values()):
        yield "unreadable_date"
    if _coded(survey):
        yield "unknown_code"
    yield "not_on_scale"
    if any(isinstance(field, Count) for field in survey.fields.values()):
        yield "out_of_range"
    if _backwards(survey):
        yield _backwards(survey)[0].reason
    if _repeat_reason(survey):
        yield _repeat_reason(survey)


def _choose(
    kinds: Sequence[str], clean: Integers, rows: int, world: World
) -> Mapping[str, Integers]:
    wanted = min(round(world.profile.fieldwork.faulty_rows * rows), len(clean) // 2)
    picked = clean[world.streams.order("faults", len(clean))[:wanted]]
    return {kind: picked[number :: len(kinds)] for number, kind in enumerate(kinds)}


def _plant(
    reason: str,
    rows: Integers,
    columns: Mapping[str, Column],
    days: Mapping[str, Integers],
    world: World,
) -> tuple[dict[str, Column], dict[str, Integers]]:
    survey, changed, moved = world.survey, dict(columns), dict(days)
    if reason == "unreadable_date":
        name, date = next((n, f) for n, f in survey.fields.items() if isinstance(f, Date))
        word = _DIGIT.sub("0", world.calendar.first.strftime(date.format))
        changed[date.column] = columns[date.column].replaced(rows, word)
        moved[name] = np.where(np.isin(np.arange(len(days[name])), rows), -1, days[name])
    elif reason == "unknown_code":
        coded = _coded(survey)[0]
        changed[coded.column] = columns[coded.column].replaced(rows, _strange(coded))
    elif reason == "not_on_scale":
        scale, place = survey.scale_of(survey.outcome), survey.questions[survey.outcome].column
        word = _not_in({*scale.grades, *scale.not_answered})
        changed[place] = columns[place].replaced(rows, word)
    elif reason == "out_of_range":
        count = next(f for f in survey.fields.values() if isinstance(f, Count))
        changed[count.column] = columns[count.column].replaced(rows, _out_of(count))
    elif _backwards(survey) and reason == _backwards(survey)[0].reason:
        changed, moved = _turn_round(_backwards(survey)[0], rows, changed, moved, world)
    return changed, moved


def _turn_round(
    check: DaysBetween,
    rows: Integers,
    columns: dict[str, Column],
    days: dict[str, Integers],
    world: World,
) -> tuple[dict[str, Column], dict[str, Integers]]:
    """Date the first event some days after the second."""
    field = world.survey.fields[check.first]
    form = field.format if isinstance(field, Date) else "%Y-%m-%d"
    first = days[check.first].copy()
    first[rows] = days[check.second][rows] + world.streams.integers("reversed", 1, 20, len(rows))
    words = world.calendar.written(form, extra=30)
    place = world.survey.fields[check.first].column
    changed = columns[place]
    for row in rows:
        changed = changed.replaced(np.array([row]), words[first[row]])
    return {**columns, place: changed}, {**days, check.first: first}


def _with_repeats(columns: Mapping[str, Column], plan: _Plan, survey: Survey) -> Faulty:
    """Append rows that stand twice, put the quarters in order, and count."""
    reason = _repeat_reason(survey)
    twice = (
        plan.rows_by_reason.get(reason, np.array([], dtype=np.int64))
        if reason
        else np.array([], dtype=np.int64)
    )
    rows = len(plan.quarter)
    source = np.concatenate([np.arange(rows), np.sort(twice)])
    order = source[np.argsort(plan.quarter[source], kind="stable")]
    return Faulty(
        columns={name: c.taken(order) for name, c in columns.items()},
        quarter=plan.quarter[order],
        counts=tuple(_counts(plan, survey)),
    )


def _counts(plan: _Plan, survey: Survey) -> Iterator[FaultCount]:
    hard = np.zeros(len(plan.quarter), dtype=np.bool_)
    for reason, rows in plan.rows_by_reason.items():
        yield from _by_quarter(reason, "reject", np.isin(np.arange(len(hard)), rows), plan)
        if reason != _repeat_reason(survey):
            hard[rows] = True
    for check in survey.checks:
        if isinstance(check, Routing):
            broken = plan.misrouted & (~hard if check.then == "flag" else True)
            yield from _by_quarter(check.reason, check.then, broken, plan)
        elif isinstance(check, DaysBetween) and check.reason not in plan.rows_by_reason:
            broken = _broken(check, plan.days) & (~hard if check.then == "flag" else True)
            yield from _by_quarter(check.reason, check.then, broken, plan)


def _by_quarter(
    reason: str, then: Literal["reject", "flag"], rows: Bools, plan: _Plan
) -> Iterator[FaultCount]:
    counts = np.bincount(plan.quarter[rows], minlength=int(plan.quarter.max(initial=0)) + 1)
    for quarter, count in enumerate(counts):
        yield FaultCount(quarter=quarter, reason=reason, then=then, rows=int(count))


def _outside(survey: Survey, days: Mapping[str, Integers], rows: int) -> Bools:
    """Return rows that break any rule on days as they were made."""
    checks = [check for check in survey.checks if isinstance(check, DaysBetween)]
    masks = [_broken(check, days) for check in checks]
    nobody = np.zeros(rows, dtype=np.bool_)
    return np.asarray(np.logical_or.reduce([nobody, *masks]), dtype=np.bool_)


def _broken(check: DaysBetween, days: Mapping[str, Integers]) -> Bools:
    first, second = days[check.first], days[check.second]
    between = second - first
    low = -np.inf if check.at_least is None else check.at_least
    high = np.inf if check.at_most is None else check.at_most
    is_read = (first >= 0) & (second >= 0)
    return np.asarray(is_read & ((between < low) | (between > high)), dtype=np.bool_)


def _backwards(survey: Survey) -> list[DaysBetween]:
    """Return the check that an event does not come before another, if a row is rejected by it."""
    return [
        check
        for check in survey.checks
        if isinstance(check, DaysBetween)
        and check.then == "reject"
        and check.at_least == 0
        and check.at_most is None
    ]


def _repeat_reason(survey: Survey) -> str:
    """Return the reason by which a row that stands twice is rejected; empty if it is not."""
    checks = [check for check in survey.checks if isinstance(check, Unique)]
    for check in checks:
        if check.then == "reject":
            return check.reason
    stated = {check.fields for check in checks}
    fields = survey.fields.items()
    unique = [n for n, f in fields if isinstance(f, Reference) and f.unique and (n,) not in stated]
    return "duplicate_reference" if unique else ""


def _coded(survey: Survey) -> list[Category]:
    fields = survey.fields.values()
    return [f for f in fields if isinstance(f, Category) and (f.levels or f.classify)]


def _strange(field: Category) -> str:
    listed = load_classification(field.classify) if field.classify else None
    known = {*listed.codes, *listed.unknown} if listed else set()
    return _not_in({*known, *field.levels, *field.not_answered})


def _not_in(known: set[str]) -> str:
    return next(word for word in _STRANGE if word not in known)


def _out_of(field: Count) -> str:
    number = field.range[1] + 1
    while str(number) in field.not_answered:
        number += 1
    return str(number)
