"""One look for every figure, and the words that go with each."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from satisfaction.charts.palette import GRID, INK, MUTED, PAPER
from satisfaction.charts.wording import wrapped

FONT = '"Segoe UI", Arial, "Liberation Sans", "Helvetica Neue", sans-serif'
SIZE = 13
SMALL_SIZE = 12
TITLE_SIZE = 17
WIDE, NARROW = 700, 360

_LINE = 17
_TITLE_LINE = 22
_TITLE_START = 20
_CAPTION = "caption"
_AXIS = {
    "gridcolor": GRID,
    "zeroline": False,
    "linecolor": MUTED,
    "tickcolor": MUTED,
    "tickfont": {"size": SMALL_SIZE, "color": MUTED},
    "title": {"font": {"size": SMALL_SIZE, "color": MUTED}},
    "automargin": True,
    "fixedrange": True,
}
_TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT, "size": SIZE}},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureText:
    """What a figure says in words.

    Attributes
    ----------
    title : str
        The finding.
    subtitle : str
        Unit, base and period.
    caption : str
        How to read it, method and source.
    alt : str
        The text alternative: what is drawn, and its numbers.
    needs_attention : bool
        Whether the finding asks for a decision: below target, a fall, a gap, outside tolerance.
    """

    title: str
    subtitle: str
    caption: str
    alt: str
    needs_attention: bool = False


def literal(text: str) -> str:
    """Return ``text`` so that Plotly shows it as it is: no mark-up in a label is obeyed."""
    return escape(text, quote=False)


def lines(text: str, width: int) -> str:
    """Return ``text`` wrapped for Plotly, its own characters literal."""
    return "<br>".join(literal(line) for line in wrapped(text, width))


def muted(text: str) -> str:
    """Return ready Plotly text in the second colour."""
    return f'<span style="color:{MUTED}">{text}</span>'


def finished(
    figure: go.Figure, text: FigureText, *, height: float, narrow: bool, foot: float = 52
) -> go.Figure:
    """Put title, subtitle and caption on a figure whose own parts are ``height`` pixels high.

    ``layout.margin.t`` on entry is the room that the figure needs above its axes, ``foot`` the room
    below them. A page that prints the words itself takes them off again with :func:`bare`.
    """
    head = figure.layout.margin.t or 0
    title = wrapped(text.title, 36 if narrow else 72)
    subtitle = wrapped(text.subtitle, 50 if narrow else 100)
    caption = wrapped(text.caption, 48 if narrow else 78)
    top = head + 24 + _TITLE_LINE * len(title) + _TITLE_LINE * len(subtitle)
    bottom = foot + 8 + _LINE * len(caption)
    total = height + top + bottom
    figure.update_layout(
        template=_TEMPLATE,
        title=_title(title, subtitle, start=1 - _TITLE_START / total),
        width=NARROW if narrow else None,
        height=total,
        margin={"t": top, "b": bottom},
        meta={
            "title": text.title,
            "subtitle": text.subtitle,
            "caption": text.caption,
            "alt": text.alt,
            "needs_attention": text.needs_attention,
            "bare": {"t": head + 4, "b": foot, "height": height + head + foot + 4},
        },
    )
    figure.add_annotation(
        text=muted("<br>".join(map(literal, caption))),
        name=_CAPTION, showarrow=False, align="left", font={"size": SMALL_SIZE},
        xref="paper", x=0, xanchor="left", yref="paper", y=0, yanchor="top", yshift=-foot,
    )  # fmt: skip
    return figure


def bare(figure: go.Figure) -> dict[str, Any]:
    """Return a figure as plain values, without title and caption: for a page that prints them."""
    content: dict[str, Any] = figure.to_plotly_json()
    layout = content["layout"]
    room = layout.pop("meta")["bare"]
    layout["annotations"] = [a for a in layout["annotations"] if a.get("name") != _CAPTION]
    del layout["title"]
    layout.pop("width", None)
    layout["height"] = room["height"]
    layout["margin"] = {**layout["margin"], "t": room["t"], "b": room["b"]}
    return content


def _title(title: list[str], subtitle: list[str], *, start: float) -> dict[str, object]:
    small = f'<span style="font-size:{SIZE}px;color:{MUTED}">'
    words = "<br>".join(f"<b>{literal(line)}</b>" for line in title)
    under = "<br>".join(f"{small}{literal(line)}</span>" for line in subtitle)
    return {
        "text": f"{words}<br>{under}",
        "x": 0, "xref": "container", "xanchor": "left", "pad": {"l": 8},
        "y": start, "yref": "container", "yanchor": "top",
        "font": {"size": TITLE_SIZE, "color": INK},
    }  # fmt: skip
