"""Numbers in words, the same everywhere: percentages, points, intervals, lists."""

from __future__ import annotations

import math
import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MINUS = "\N{MINUS SIGN}"
_NONE = "\N{EN DASH}"
_LISTED = 3
# "2007/08 Q3" stays on one line.
_PERIOD = re.compile(r"(\d{4}/\d{2}) (Q[1-4])")


def percent(share: float, decimals: int = 0) -> str:
    """Return a proportion as a percentage, for example ``61%``; a dash where there is none."""
    return _NONE if math.isnan(share) else f"{number(share * 100, decimals)}%"


def points(difference: float, decimals: int = 1) -> str:
    """Return a difference of proportions in percentage points with its sign."""
    if math.isnan(difference):
        return _NONE
    text = number(difference * 100, decimals)
    is_positive = not text.startswith(_MINUS) and float(text) > 0
    return f"+{text}" if is_positive else text


def number(value: float, decimals: int) -> str:
    """Return a number with a true minus sign and no negative zero."""
    text = f"{abs(value):.{decimals}f}"
    return f"{_MINUS}{text}" if value < 0 and float(text) > 0 else text


def span(lower: float, upper: float, decimals: int = 0) -> str:
    """Return an interval of proportions without signs of percent, for example ``58 to 64``."""
    if math.isnan(lower) or math.isnan(upper):
        return "no interval"
    return f"{number(lower * 100, decimals)} to {number(upper * 100, decimals)}"


def points_span(lower: float, upper: float, decimals: int = 1) -> str:
    """Return an interval of differences with signs, for example ``+2.9 to +6.7``."""
    if math.isnan(lower) or math.isnan(upper):
        return "no interval"
    return f"{points(lower, decimals)} to {points(upper, decimals)}"


def share_with_interval(share: float, lower: float, upper: float, decimals: int = 0) -> str:
    """Return a share with its interval, for example ``61% (58 to 64)``."""
    return f"{percent(share, decimals)} ({span(lower, upper, decimals)})"


def listed(names: Sequence[str], *, at_most: int = _LISTED) -> str:
    """Return names as a sentence has them; past ``at_most``, how many more there are."""
    shown = list(names[:at_most])
    if len(names) > at_most:
        return f"{', '.join(shown)} and {len(names) - at_most} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def counted(count: int, singular: str, plural: str = "") -> str:
    """Return a count with its noun, for example ``1 level`` or ``4 levels``."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def bases(values: Iterable[int]) -> str:
    """Return the base, or the smallest and largest."""
    found = sorted(set(values))
    if not found:
        return "no answers"
    if len(found) == 1:
        return f"base {found[0]:,}"
    return f"bases {found[0]:,} to {found[-1]:,}"


def sentence_case(text: str) -> str:
    """Return ``text`` with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def inside_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: names such as ``BME`` keep their capitals."""
    second = label[1:2]
    return label[:1].lower() + label[1:] if second.islower() else label


def unbroken(text: str) -> str:
    """Return ``text`` with every quarter's name kept on one line."""
    return _PERIOD.sub("\\1\N{NO-BREAK SPACE}\\2", text)


def wrapped(text: str, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` characters; a longer word is broken."""
    return textwrap.wrap(unbroken(text), width=width, break_on_hyphens=False) or [""]
