"""What means say in one sentence that their intervals support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.comparisons import are_apart, change, highest
from satisfaction.charts.readings import readings, shown
from satisfaction.charts.wording import inside_sentence, listed, number

if TYPE_CHECKING:
    from satisfaction.charts.readings import Reading
    from satisfaction.definitions.survey import Survey
    from satisfaction.estimates.result import Estimates

_DECIMALS = 2
_NAMED = 3


def mean_text(reading: Reading) -> tuple[str, str]:
    """Return a mean and its interval."""
    if not reading.has_interval:
        return number(reading.share, _DECIMALS), "no interval"
    limits = f"{number(reading.lower, _DECIMALS)} to {number(reading.upper, _DECIMALS)}"
    return number(reading.share, _DECIMALS), limits


def means_finding(result: Estimates, *, survey: Survey | None = None) -> str:
    """Return the mean, how it moved, or which group's is clearly the highest."""
    every = readings(result.table, survey)
    found = shown(every)
    if not found:
        return "Too few answers to tell a mean"
    if len({reading.period for reading in every}) > 1:
        return _over_time(found)
    if len(found) == 1:
        return f"{_subject(found[0])}: mean {_told(found[0])}"
    return _apart(found)


def _told(reading: Reading) -> str:
    return "{} ({})".format(*mean_text(reading))


def _subject(reading: Reading) -> str:
    return f"{reading.level}, {reading.label}" if reading.level else reading.label


def _over_time(found: tuple[Reading, ...]) -> str:
    """Hold the latest whole period against the whole one before that shares no day with it."""
    first = [r for r in found if (r.question, r.level) == (found[0].question, found[0].level)]
    whole = [reading for reading in first if reading.is_complete] or first
    latest = whole[-1]
    before = [reading for reading in whole[:-1] if are_apart(reading, latest)]
    said = f"{_subject(latest)}: mean {_told(latest)} in {latest.when}"
    if not before:
        return said
    verdict = change(before[-1], latest)
    if verdict in ("rise", "fall"):
        return f"{said}, a {verdict} from {_told(before[-1])} in {before[-1].when}"
    return f"{said}, no clear change from {before[-1].when}"


def _apart(found: tuple[Reading, ...]) -> str:
    several = len({reading.question for reading in found}) > 1
    names = {id(r): (_subject(r) if several else r.level or "Everyone") for r in found}
    most = highest(found)
    if len(most) < len(found) and len(most) <= _NAMED:
        named = listed([names[id(most[0])], *(inside_sentence(names[id(r)]) for r in most[1:])])
        verb = "has" if len(most) == 1 else "have"
        return f"{named} {verb} clearly the highest mean: {listed([_told(r) for r in most])}"
    low, high = (f(r.share for r in found) for f in (min, max))
    return (
        f"No mean stands clearly above the others: {number(low, _DECIMALS)} to "
        f"{number(high, _DECIMALS)}"
    )
