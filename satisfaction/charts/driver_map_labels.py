"""Names beside the marks of the driver map, clear of each other and of every mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.charts.palette import INK, MUTED
from satisfaction.charts.theme import SMALL_SIZE, lines
from satisfaction.charts.wording import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import plotly.graph_objects as go

_CHARACTER = 6.7
_LINE = 15.0
# Names keep this far from other marks, so that it is plain whose they are.
_MARK = 12.0
_GAP = 10.0
_SHIFTS = (0.0, 9.0, -9.0, 18.0, -18.0)
_ABOVE = (18.0, -18.0, 26.0, -26.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapScale:
    """Ends of the axes, and the pixels that they are drawn on; the horizontal one starts at 0.

    Names are broken after ``letters``.
    """

    right: float
    bottom: float
    top: float
    width: float
    height: float
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A driver on the map."""

    name: str
    x: float
    y: float
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """A text or a mark in pixels, from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a text may stand beside its mark."""

    box: _Box
    xanchor: str
    xshift: float
    yshift: float


def add_driver_labels(figure: go.Figure, marks: Sequence[Mark], scale: MapScale) -> int:
    """Name marks, leading and severe ones first; return how many found no room."""
    boxes = [_mark_box(mark, scale) for mark in marks]
    names: list[_Box] = []
    order = sorted(marks, key=lambda mark: (not mark.leads, -mark.x * mark.y))
    left_out = 0
    for mark in order:
        place = _free_place(mark, boxes, names, scale)
        if place is None:
            left_out += 1
            continue
        names.append(place.box)
        text = lines(mark.name, scale.letters)
        figure.add_annotation(
            text=f"<b>{text}</b>" if mark.leads else text, x=mark.x, y=mark.y,
            align={"left": "left", "right": "right"}.get(place.xanchor, "center"),
            xanchor=place.xanchor, yanchor="middle", xshift=place.xshift, yshift=place.yshift,
            showarrow=False, font={"size": SMALL_SIZE, "color": INK if mark.leads else MUTED},
        )  # fmt: skip
    return left_out


def _free_place(
    mark: Mark, boxes: Sequence[_Box], names: Sequence[_Box], scale: MapScale
) -> _Place | None:
    """Return a place clear of marks and names; for a leading driver, of names at least."""
    own = _mark_box(mark, scale)
    others = [box for box in boxes if box != own]
    tries = [[*others, *names], list(names)] if mark.leads else [[*others, *names]]
    return next(
        (p for taken in tries for p in _places(mark, scale) if _is_free(p, taken, scale)), None
    )


def _pixels(mark: Mark, scale: MapScale) -> tuple[float, float]:
    up = (mark.y - scale.bottom) / (scale.top - scale.bottom)
    return mark.x / scale.right * scale.width, up * scale.height


def _mark_box(mark: Mark, scale: MapScale) -> _Box:
    x, y = _pixels(mark, scale)
    return _Box(left=x - _MARK, bottom=y - _MARK, right=x + _MARK, top=y + _MARK)


def _places(mark: Mark, scale: MapScale) -> Iterator[_Place]:
    """Try to the right, to the left, above and below, and then a little up and down."""
    x, y = _pixels(mark, scale)
    parts = wrapped(mark.name, scale.letters)
    width = max(map(len, parts)) * (_CHARACTER * 1.06 if mark.leads else _CHARACTER)
    tall = len(parts) * _LINE
    for shift in _SHIFTS:
        for anchor, sign in (("left", 1), ("right", -1)):
            start = x + _GAP if sign > 0 else x - _GAP - width
            yield _Place(
                box=_box(start, y + shift, width, tall),
                xanchor=anchor,
                xshift=sign * _GAP,
                yshift=shift,
            )
    for shift in (step + (tall - _LINE) / 2 * (1 if step > 0 else -1) for step in _ABOVE):
        for aside in (0.0, width / 3, -width / 3):
            yield _Place(
                box=_box(x + aside - width / 2, y + shift, width, tall),
                xanchor="center",
                xshift=aside,
                yshift=shift,
            )


def _box(left: float, middle: float, width: float, tall: float) -> _Box:
    return _Box(left=left, bottom=middle - tall / 2, right=left + width, top=middle + tall / 2)


def _is_free(place: _Place, taken: Sequence[_Box], scale: MapScale) -> bool:
    box = place.box
    if box.left < 0 or box.right > scale.width or box.bottom < 0 or box.top > scale.height:
        return False
    return not any(box.meets(other) for other in taken)
