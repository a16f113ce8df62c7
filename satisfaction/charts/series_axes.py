"""The frame of a series: panels under each other, periods along the bottom, marks of breaks."""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass
from typing import TYPE_CHECKING

from satisfaction.charts.labels import period_words
from satisfaction.charts.palette import INK, MUTED
from satisfaction.charts.theme import SMALL_SIZE, literal
from satisfaction.charts.theme import lines as lines_of
from satisfaction.errors import UsageError
from satisfaction.periods import parse_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from satisfaction.charts.readings import Reading
    from satisfaction.definitions.survey import SeriesBreak

PANEL_HEIGHT = 230
_ROOM, _HEAD = 48, 10
_LINE = 18
_MOST_TICKS, _MOST_TICKS_NARROW = 8, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A break of series before the period at ``place``."""

    place: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One question or group, with its readings in the order of periods."""

    label: str
    number: int
    readings: tuple[Reading, ...]

    def axis(self, letter: str) -> str:
        """Return the name of the panel's axis, as traces refer to it."""
        return letter if self.number == 0 else f"{letter}{self.number + 1}"


def panels_of(found: Sequence[Reading]) -> list[Panel]:
    """Return one panel a question and group."""
    keys = list(dict.fromkeys((r.label, r.level) for r in found))
    return [
        Panel(
            label=f"{level}, {label}" if level else label,
            number=number,
            readings=tuple(r for r in found if (r.label, r.level) == (label, level)),
        )
        for number, (label, level) in enumerate(keys)
    ]


def placed_breaks(breaks: Sequence[SeriesBreak], periods: Sequence[str]) -> tuple[Break, ...]:
    """Return the breaks that fall among ``periods``: before the first that holds days after it."""
    ends = [_end(period) for period in periods]
    found = []
    for entry in breaks:
        after = [k for k, end in enumerate(ends) if end >= entry.on.isoformat()]
        if after and after[0] > 0:
            found.append(Break(place=after[0], what=entry.what))
    return tuple(found)


def series_height(panels: Sequence[Panel], *, heads: int = 2) -> float:
    """Return the pixels that panels take together, each with ``heads`` lines of text above it."""
    return float(len(panels) * PANEL_HEIGHT + (len(panels) - 1) * _room(heads))


def _room(heads: int) -> float:
    return max(_ROOM, _LINE * heads + 16)


def set_series_axes(
    figure: go.Figure,
    panels: Sequence[Panel],
    periods: Sequence[str],
    *,
    lines: int,
    narrow: bool,
    heads: int = 2,
) -> None:
    """Lay the panels out, shares from 0 to 100 per cent in each.

    There is room for ``lines`` above the first and for ``heads`` above each of the others.
    """
    height, step = series_height(panels, heads=heads), PANEL_HEIGHT + _room(heads)
    places = tick_places(len(periods), narrow=narrow)
    for panel in panels:
        top = height - panel.number * step
        suffix = panel.axis("x")[1:]
        figure.update_layout(
            {
                f"yaxis{suffix}": {
                    "domain": [(top - PANEL_HEIGHT) / height, top / height],
                    "range": [0, 1],
                    "tickvals": [0, 0.25, 0.5, 0.75, 1],
                    "ticktext": ["0%", "25%", "50%", "75%", "100%"],
                },
                f"xaxis{suffix}": {
                    "anchor": panel.axis("y"),
                    "range": [-0.4, len(periods) - 0.6],
                    "tickvals": places,
                    "ticktext": [_tick(periods[k]) for k in places],
                    "showticklabels": panel.number == len(panels) - 1,
                    "showgrid": False,
                    "showline": True,
                    "ticks": "outside",
                    "tickangle": 0,
                },
            }
        )
    figure.update_layout(margin={"l": 8, "t": _HEAD + _LINE * lines})


def tick_places(size: int, *, narrow: bool) -> list[int]:
    """Return the periods that get a label: evenly spaced, the latest always among them."""
    most = _MOST_TICKS_NARROW if narrow else _MOST_TICKS
    step = max(1, -(-size // most))
    return sorted(range(size - 1, -1, -step))


def add_break_marks(
    figure: go.Figure, panel: Panel, breaks: Sequence[Break], *, narrow: bool
) -> None:
    """Draw a dashed line before each break; the words stand above the first panel."""
    for entry in breaks:
        figure.add_shape(
            type="line", x0=entry.place - 0.5, x1=entry.place - 0.5, y0=0, y1=1,
            xref=panel.axis("x"), yref=panel.axis("y"),
            line={"color": MUTED, "width": 1.5, "dash": "dash"},
        )  # fmt: skip
        if panel.number == 0:
            is_late = entry.place > _last(panel) / 2
            figure.add_annotation(
                text=lines_of(f"Series break: {entry.what}", 34 if narrow else 60),
                x=entry.place - 0.5, xref="x", y=1, yref="y domain", yshift=2, yanchor="bottom",
                xanchor="right" if is_late else "left", align="right" if is_late else "left",
                showarrow=False, font={"size": SMALL_SIZE, "color": MUTED},
            )  # fmt: skip


def _end(period: str) -> str:
    try:
        return parse_period(period).end.isoformat()
    except UsageError:
        return ""


def _tick(period: str) -> str:
    """Put a period on two lines, broken before its last word; of twelve months only the last."""
    words = period_words(period).replace("12 months to", "to")
    head, _, tail = _shortened(words).rpartition(" ")
    return f"{literal(head)}<br>{literal(tail)}" if head else literal(words)


def short_period(period: str) -> str:
    """Return a period in words, its month as three letters."""
    return _shortened(period_words(period))


def _shortened(words: str) -> str:
    """Return words with months as three letters."""
    return " ".join(word[:3] if word in month_name[1:] else word for word in words.split(" "))


def add_head(figure: go.Figure, panel: Panel, text: str, *, above: int) -> None:
    """Write ready Plotly text above a panel, ``above`` lines clear of it."""
    figure.add_annotation(
        text=text, showarrow=False, align="left", xref="paper", x=0, xanchor="left",
        yref=f"{panel.axis('y')} domain", y=1, yanchor="bottom", yshift=3 + _LINE * above,
        font={"size": SMALL_SIZE, "color": INK},
    )  # fmt: skip


def _last(panel: Panel) -> int:
    """Return the number of the panel's last period, counted from 0."""
    return len({reading.period for reading in panel.readings}) - 1
