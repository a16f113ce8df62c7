"""What a result says, in one sentence that its intervals support.

Every function takes a result and gives the title of its figure. A claim of lowest, higher, rise or
gap is made only where the intervals, or the interval of the difference, bear it out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from satisfaction.charts.comparisons import are_apart, change, highest, lowest
from satisfaction.charts.grade_sides import grade_sides
from satisfaction.charts.labels import level_label, question_label
from satisfaction.charts.readings import HIDDEN, of_statistic, readings, shown
from satisfaction.charts.records import amount, records_of
from satisfaction.charts.wording import (
    inside_sentence,
    listed,
    number,
    percent,
    points_span,
    sentence_case,
    share_with_interval,
    span,
)

if TYPE_CHECKING:
    from satisfaction.charts.readings import Reading
    from satisfaction.charts.records import Record
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates, Gap

Against = Literal["above", "below", "not clearly different from", "cannot be compared with"]

_NAMED = 3
_TOO_FEW = "Too few answers to tell"


def headline_finding(
    result: Estimates, *, target: float | None = None, survey: Survey | None = None
) -> str:
    """Return the headline with its interval, and where it stands against the target."""
    found = of_statistic(readings(result.table, survey), "satisfied")
    if not shown(found):
        return f"{_TOO_FEW} how many are satisfied"
    reading = shown(found)[0]
    said = f"{_subject(reading)}: {reading.text(1)} satisfied"
    if target is None:
        return said
    return f"{said}, {against_target(reading, target)} the target of {percent(target, 1)}"


def against_target(reading: Reading, target: float) -> Against:
    """Return where an interval lies against a target."""
    if not (reading.is_shown and reading.has_interval):
        return "cannot be compared with"
    if reading.lower > target:
        return "above"
    return "below" if reading.upper < target else "not clearly different from"


def measures_finding(result: Estimates, *, survey: Survey | None = None) -> str:
    """Return which measure, or measures, are the lowest."""
    found = shown(of_statistic(readings(result.table, survey), "satisfied"))
    return _extremes(found, [r.label for r in found], "measure")


def groups_finding(result: Estimates, *, survey: Survey | None = None) -> str:
    """Return which group, or groups, are the least satisfied."""
    found = shown(of_statistic(readings(result.table, survey), "satisfied"))
    if len({reading.question for reading in found}) > 1:
        return _extremes(found, [f"{r.level or 'Everyone'}, {r.label}" for r in found], "group")
    return _extremes(found, [r.level or "Everyone" for r in found], "group")


def series_finding(
    result: Estimates, *, breaks: frozenset[int] = frozenset(), survey: Survey | None = None
) -> str:
    """Return how the latest period stands against the one before and the first comparable one.

    ``breaks`` are the places of periods that begin a new series. Each of the two comparisons is at
    the confidence of the intervals, as :func:`satisfaction.change` makes it: a title and a change
    of the same two periods must not contradict one another.
    """
    every = of_statistic(readings(result.table, survey), "satisfied")
    comparable = _comparable(every, breaks)
    latest = comparable[-1]
    if not latest.is_shown:
        return f"{_TOO_FEW} in {latest.when}"
    is_one_of_many = len({(r.question, r.level) for r in every}) > 1
    subject = f"{_subject(latest)}: " if is_one_of_many or latest.level else ""
    said = f"{subject}{latest.text()} satisfied in {latest.when}"
    if len(comparable) == 1:
        return f"{said}: the first of a new series" if breaks else said
    return f"{said}: {_against_before(comparable, result.confidence)}"


def series_falls(result: Estimates, *, breaks: frozenset[int] = frozenset()) -> bool:
    """Return whether satisfaction clearly fell from the period before to the latest."""
    comparable = _comparable(of_statistic(readings(result.table), "satisfied"), breaks)
    return len(comparable) > 1 and change(*comparable[-2:], confidence=result.confidence) == "fall"


def gap_finding(result: Gap, *, survey: Survey | None = None) -> str:
    """Return both levels and whether the gap is clear."""
    rows = records_of(result.table)
    row = next((r for r in rows if r["statistic"] == "satisfied"), rows[0])
    first, second = (level_label(str(row[name])) for name in ("level", "other_level"))
    about = inside_sentence(question_label(str(row["question"]), str(row["measure"]), survey))
    if math.isnan(amount(row, "gap_lower")) or HIDDEN in (row.get("flag"), row.get("other_flag")):
        return f"{_TOO_FEW} whether {first} and {second} differ on {about}"
    levels = (
        f"{first} {percent(amount(row, 'estimate'), 1)} {row['statistic']}, "
        f"{second} {percent(amount(row, 'other_estimate'), 1)}"
    )
    return f"{levels}: {_gap_words(row, about)}"


def _gap_words(row: Record, about: str) -> str:
    gap, low, high = (amount(row, name) for name in ("gap", "gap_lower", "gap_upper"))
    if low <= 0 <= high:
        return f"no clear gap on {about} ({points_span(low, high)} points)"
    near, far = sorted((abs(low), abs(high)))
    return f"a gap of {number(abs(gap) * 100, 1)} points ({span(near, far, 1)}) on {about}"


def is_clear(result: Gap) -> bool:
    """Return whether the interval of the difference in satisfied leaves out zero."""
    rows = result.table[result.table["statistic"] == "satisfied"]
    return bool(((rows["gap_lower"] > 0) | (rows["gap_upper"] < 0)).any())


def grades_finding(result: Estimates, *, survey: Survey | None = None) -> str:
    """Return how many gave the worst grade, and where that is most common."""
    found = readings(result.table, survey)
    sides = grade_sides(result, survey)
    worst = shown(of_statistic(found, sides.dissatisfied[-1]))
    if not worst:
        return f"{_TOO_FEW} how the grades are spread"
    grade = inside_sentence(sides.dissatisfied[-1])
    if len(worst) == 1:
        best = of_statistic(found, sides.satisfied[-1])[0]
        return f"{sentence_case(sides.satisfied[-1])}: {best.text()}; {grade}: {worst[0].text()}"
    most = highest(worst)
    if len(most) > _NAMED or len(most) == len(worst):
        lower, upper = (f(r.share for r in worst) for f in (min, max))
        return f"From {percent(lower)} to {percent(upper)} are {grade}; none stands out"
    names = listed([_named(most[0]), *(inside_sentence(_named(r)) for r in most[1:])])
    shares = listed([r.text() if len(most) == 1 else percent(r.share) for r in most])
    verb = "has" if len(most) == 1 else "have"
    return f"{names} {verb} the largest share {grade}: {shares}"


def _named(reading: Reading) -> str:
    return reading.level or reading.label


def _subject(reading: Reading) -> str:
    return f"{reading.level}, {reading.label}" if reading.level else reading.label


def _extremes(found: tuple[Reading, ...], names: list[str], noun: str) -> str:
    if not found:
        return f"{_TOO_FEW} for any {noun}"
    if len(found) == 1:
        return f"{names[0]}: {found[0].text()} satisfied"
    low = lowest(found)
    if len(low) <= _NAMED and len(low) < len(found):
        return _lowest_claim(low, found, names, noun)
    least = min(found, key=lambda reading: reading.share)
    above = [n for n, r in zip(names, found, strict=True) if r.lower > least.upper]
    if above:
        name, others = names[found.index(least)], listed(list(map(inside_sentence, above)))
        return f"{name}: {least.text()} satisfied, clearly fewer than for {others}"
    ends = dict.fromkeys(percent(f(r.share for r in found)) for f in (min, max))
    return f"No {noun} stands clearly apart: {' to '.join(ends)} are satisfied"


def _lowest_claim(
    chosen: tuple[Reading, ...], found: tuple[Reading, ...], names: list[str], noun: str
) -> str:
    label = [name for name, reading in zip(names, found, strict=True) if reading in chosen]
    if len(chosen) == 1:
        return f"{label[0]} is the lowest {noun}: {chosen[0].text()} satisfied"
    order = listed([label[0], *map(inside_sentence, label[1:])])
    shares = listed([percent(reading.share) for reading in chosen])
    return f"{order} are the lowest {noun}s: {shares} satisfied"


def _comparable(every: tuple[Reading, ...], breaks: frozenset[int]) -> list[Reading]:
    """Return the first question and group from its last series break on."""
    first = [r for r in every if (r.question, r.level) == (every[0].question, every[0].level)]
    latest = first[max((place for place in breaks if place < len(first)), default=0) :]
    # A period that lacks months is not held against whole ones, nor windows that share interviews.
    whole = [reading for reading in latest if reading.is_complete] or latest[-1:]
    return [reading for reading in whole[:-1] if are_apart(reading, whole[-1])] + whole[-1:]


def _against_before(comparable: list[Reading], confidence: float) -> str:
    latest, before, first = comparable[-1], comparable[-2], comparable[0]
    recent = change(before, latest, confidence=confidence)
    said = _recent(recent, before)
    if len(comparable) == 2:  # noqa: PLR2004 - before and latest only
        return said
    long = change(first, latest, confidence=confidence)
    if long in ("rise", "fall") and long != recent:
        side = "above" if long == "rise" else "below"
        return f"{said}, but {side} the {_short(first)} of {first.when}"
    return said


def _recent(recent: str, before: Reading) -> str:
    match recent:
        case "rise" | "fall":
            return f"a {recent} from {_short(before)} in {before.when}"
        case "no clear change":
            return f"no clear change from {before.when}"
        case _:
            return f"too few answers in {before.when} to tell a change"


def _short(reading: Reading) -> str:
    return share_with_interval(reading.share, reading.lower, reading.upper)
