"""Colours: one meaning each, told apart by colour-blind readers and in print.

Every mark stands out from white by at least 3:1 and every text by 4.5:1 (WCAG 2.2); steps of one
side of a scale differ in lightness, so that they stay apart in greyscale.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from satisfaction.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

INK = "#1b2733"
MUTED = "#4f5b66"
GRID = "#e3e8ed"
PAPER = "#ffffff"
BAND = "#e4edf6"
BAND_EDGE = "#7d8b99"

SATISFIED = "#1d5fa6"
DISSATISFIED = "#b4500b"
NEITHER = "#6b7580"
NEUTRAL_GRADE = "#8a949e"

STATISTIC_COLOURS: Mapping[str, str] = {
    "satisfied": SATISFIED,
    "top": "#153f70",
    "neither": NEITHER,
    "dissatisfied": DISSATISFIED,
}
STATISTIC_SYMBOLS: Mapping[str, str] = {
    "satisfied": "circle",
    "top": "square",
    "neither": "triangle-up",
    "dissatisfied": "diamond",
}
STATISTIC_GLYPHS: Mapping[str, str] = {
    "satisfied": "●",
    "top": "■",
    "neither": "▲",
    "dissatisfied": "◆",
}
VERDICT_COLOURS: Mapping[str, str] = {
    "within": SATISFIED,
    "outside": DISSATISFIED,
    "too few to tell": NEITHER,
    "profile too incomplete": "#6f4a8e",
}

# From the middle of the scale (light) to its end (dark).
_SATISFIED_STEPS = (
    "#5a97d4", "#4c8ac9", "#3d7cbe", "#2f6fb3", "#1f62a8", "#1a508c", "#153f70", "#0f2f56",
    "#0a1f3d",
)  # fmt: skip
_DISSATISFIED_STEPS = (
    "#d27a2c", "#c66e24", "#bb621c", "#af5614", "#a44a0a", "#893c06", "#6e2f03", "#552201",
    "#3d1600",
)  # fmt: skip

# None of them is a colour of satisfied or dissatisfied.
_GROUP_COLOURS = ("#00756b", "#6f4a8e", "#8a6100", "#a3195b", "#2b3f52")
_KNOWN_GROUPS: Mapping[str, str] = {
    "White": _GROUP_COLOURS[0],
    "BME": _GROUP_COLOURS[1],
    "female": _GROUP_COLOURS[3],
    "male": _GROUP_COLOURS[4],
}


def group_colour(level: str) -> str:
    """Return the colour of a group: the same in every figure, whatever else is shown."""
    if level in _KNOWN_GROUPS:
        return _KNOWN_GROUPS[level]
    place = int(sha256(level.encode("utf-8")).hexdigest(), 16) % len(_GROUP_COLOURS)
    return _GROUP_COLOURS[place]


def satisfied_steps(size: int) -> tuple[str, ...]:
    """Return ``size`` blues, from the middle of the scale to its satisfied end."""
    return _steps(_SATISFIED_STEPS, size)


def dissatisfied_steps(size: int) -> tuple[str, ...]:
    """Return ``size`` oranges, from the middle of the scale to its dissatisfied end."""
    return _steps(_DISSATISFIED_STEPS, size)


def text_on(fill: str) -> str:
    """Return the text colour, white or black, that stands out more from ``fill``: always 4.5:1."""
    return max((PAPER, "#000000"), key=lambda text: contrast(text, fill))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(int(colour[k : k + 2], 16) / 255) for k in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    """Undo the gamma of sRGB."""
    straight_below = 0.04045
    if channel <= straight_below:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def _steps(colours: tuple[str, ...], size: int) -> tuple[str, ...]:
    if size > len(colours):
        raise UsageError(
            f"A scale with {size} grades on one side cannot be drawn; at most {len(colours)} can "
            "be told apart. Draw the shares instead (statistics='shares')."
        )
    if size == 1:
        return (colours[len(colours) // 2],)
    last = len(colours) - 1
    return tuple(colours[round(k * last / (size - 1))] for k in range(size))
