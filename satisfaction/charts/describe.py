"""Subtitles, captions and text alternatives: what every figure must say beside its finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from satisfaction.charts.labels import period_words
from satisfaction.charts.readings import SMALL, Reading
from satisfaction.charts.wording import bases, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from satisfaction.definitions.survey import Survey
    from satisfaction.results import Provenance, Result

_SPOKEN = 8


def subtitle(unit: str, found: Sequence[Reading], period: str) -> str:
    """Return unit, base and period; bases of hidden readings are not told."""
    parts = (unit, bases(reading.base for reading in found if reading.is_shown), period)
    return "; ".join(part for part in parts if part)


def period_of(result: Result) -> str:
    """Return the period that an estimates table is about: one, or the first and last."""
    found = [period_words(str(period)) for period in result.table["period"].unique() if period]
    if not found:
        return period_words(result.provenance.period)
    return found[0] if len(found) == 1 else f"{found[0]} to {found[-1]}"


def caption(provenance: Provenance, survey: Survey | None, *notes: str) -> str:
    """Return how to read the figure, then method and source."""
    source = survey.title if survey else provenance.survey
    said = [note for note in notes if note]
    return " ".join([*said, provenance.method, f"Source: {source}."])


def flag_note(found: Sequence[Reading]) -> str:
    """Return what hollow marks and missing ones mean, if there are any."""
    hidden = len({(r.label, r.level, r.period) for r in found if not r.is_shown})
    small = sum(reading.is_shown and reading.flag == SMALL for reading in found)
    parts = [
        "Hollow marks rest on a small base." if small else "",
        f"{counted(hidden, 'row')} not shown: too few answers." if hidden else "",
    ]
    return " ".join(part for part in parts if part)


def incomplete_note(found: Sequence[Reading]) -> str:
    """Return what crosses mean, if there are any."""
    if all(reading.is_complete for reading in found):
        return ""
    return "Crosses are periods without interviews in every month."


def interval_note(confidence: float) -> str:
    """Return what the lines at the marks are."""
    return f"Lines are {confidence:.0%} intervals."


def spoken(names: Sequence[str], texts: Sequence[str]) -> str:
    """Return names with their numbers as one sentence; the table has those past the eighth."""
    pairs = [f"{name} {text}" for name, text in zip(names, texts, strict=True)]
    rest = len(pairs) - _SPOKEN
    more = f"; and {rest} more in the table" if rest > 0 else ""
    return f"{'; '.join(pairs[:_SPOKEN])}{more}."
