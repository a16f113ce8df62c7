"""Periods that overlap, cut into the pieces that all of them are made of."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError
from satisfaction.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Mapping

Span = tuple[date, date]

_DAY = timedelta(days=1)
_TO = " to "


@lru_cache(maxsize=256)
def in_pieces(labels: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return the pieces of each period that others cut; labels that are no periods are left out.

    A piece that is one of the periods has its label; any other is written as first and last day.

    Examples
    --------
    >>> in_pieces(("2007-10", "2007/08 Q3"))
    {'2007/08 Q3': ('2007-10', '2007-11-01 to 2007-12-31')}
    """
    periods = {label: found for label in labels if (found := _parsed(label)) is not None}
    cuts = sorted({day for first, last in periods.values() for day in (first, last + _DAY)})
    named = {span: label for label, span in periods.items()}
    pieces: dict[str, tuple[str, ...]] = {}
    for label, whole in periods.items():
        own = tuple(named.get(span, _written(span)) for span in _spans(whole, cuts))
        if own != (label,):
            pieces[label] = own
    return pieces


def _spans(whole: Span, cuts: list[date]) -> list[Span]:
    inside = [day for day in cuts if whole[0] <= day <= whole[1] + _DAY]
    return [(first, after - _DAY) for first, after in pairwise(inside)]


def _written(span: Span) -> str:
    return f"{span[0]}{_TO}{span[1]}"


def _parsed(label: str) -> Span | None:
    """Return first and last day of a period, or of a piece as written here."""
    first, to, last = label.partition(_TO)
    try:
        if to and first[:1].isdigit() and len(first) == len(last):
            return date.fromisoformat(first), date.fromisoformat(last)
        period = parse_period(label)
    except (UsageError, ValueError):
        return None
    return period.start, period.end
